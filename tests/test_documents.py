"""What the documents show is what the commands print, and what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.cli.main import COMMANDS
from tools.output_blocks import ROOT, documents, filled

MARKDOWN = [*documents(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]


@pytest.mark.parametrize(
    "file", list(documents()), ids=lambda file: file.relative_to(ROOT).as_posix()
)
def test_shown_output_is_true(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert filled(text) == text, "run: make documents"


@pytest.mark.parametrize("file", MARKDOWN, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", file.read_text(encoding="utf-8"))
    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`continuum {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for file in MARKDOWN
        for target in re.findall(r"(?:^|`)make ([a-z]+)", file.read_text(), re.MULTILINE)
    }
    assert named <= targets
