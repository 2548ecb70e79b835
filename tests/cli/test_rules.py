"""``continuum rules``: what it reports, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_coverage_names_what_a_case_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "coverage", str(EXAMPLES / "red_flag.yaml")]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("Rules used: ")
    assert "(cases: 1)" in out
    assert "  rules/program.lp:" in out
    assert ": choose\n" in out
    assert ": stop_red_flag" not in out
    assert "red_flag.yaml" in err


def test_coverage_as_json_takes_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.yaml").write_text("findings: [{finding: knees_move_inward}]\n")
    (tmp_path / "notes.txt").write_text("no case\n")
    assert main(["rules", "coverage", str(tmp_path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["cases"] == [str(tmp_path / "case.yaml")]
    idle = {one["id"] for one in found["idle"]}
    assert "stop_red_flag" in idle
    assert "choose" not in idle
    assert 0 < len(idle) < found["rules"]
    assert found["wordless"] == found["unfinished"] == []


def test_coverage_of_nothing_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "coverage", str(tmp_path)]) == 2
    assert "no case files; files named *.yaml or *.json" in capsys.readouterr().err


def test_the_group_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 2
    assert "coverage" in capsys.readouterr().err
