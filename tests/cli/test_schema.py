"""`continuum schema`: the files in schemas/ are what the models say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.main import main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("contract", ["case", "advice", "plan", "critique"])
def test_the_published_file_is_what_the_command_prints(
    contract: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["schema", contract]) == 0
    file = ROOT / "schemas" / f"{contract}.schema.json"
    assert capfdbinary.readouterr().out == file.read_bytes(), "run: make schemas"
