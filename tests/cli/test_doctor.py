"""`continuum doctor`: it names what is missing and never fails over it."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from kg.cli import doctor
from kg.cli.doctor import InstallationCheck, examine, table
from kg.cli.main import main
from kg.sandbox import confine


def by_name() -> dict[str, InstallationCheck]:
    return {check.name: check for check in examine()}


def test_a_good_installation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0, capsys.readouterr().out
    shown = capsys.readouterr().out
    assert shown.endswith("Everything needed is here.\n")
    for name in ("Python", "clingo", "pyoxigraph", "ontology", "rules", "knowledge", "cache"):
        assert f"ok     {name} " in shown


def test_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert {check["state"] for check in document["checks"]} <= {"ok", "note", "wrong"}


def test_a_missing_dependency_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", absent)
    assert by_name()["clingo"].state == "wrong"
    assert main(["doctor"]) == 1
    assert "4 to mend." in capsys.readouterr().out


@pytest.mark.parametrize(("found", "state"), [("5.7.1", "wrong"), ("5.8", "ok"), ("6.0", "wrong")])
def test_a_version_that_does_not_fit_is_wrong(
    found: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda _: found)
    assert by_name()["clingo"].state == state


def test_an_old_python_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 10, 0))
    assert by_name()["Python"].state == "wrong"


def test_missing_extras_are_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    check = by_name()["extra reasoner"]
    assert check.state == "note"
    assert "owlready2" in check.detail


def test_a_cache_that_cannot_be_written_is_only_noted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("CONTINUUM_CACHE_DIR", str(blocked / "cache"))
    assert by_name()["cache"].state == "note"


def test_what_cannot_be_taken_from_a_closed_process_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confine, "try_confine", lambda: ("limits", "files"))
    check = by_name()["closed process"]
    assert check.state == "note"
    assert "cannot take away: network;" in check.detail


@pytest.mark.skipif(sys.platform != "linux", reason="other systems offer less")
def test_what_can_be_taken_is_tried() -> None:
    assert set(confine.MEASURES) >= set(confine.try_confine()) >= {"limits"}


def test_missing_knowledge_is_wrong_and_does_not_stop_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kg.paths._default_root", lambda: tmp_path)
    checks = by_name()
    assert checks["directories"].state == "wrong"
    assert checks["knowledge"].state == "wrong"
    assert "extra explorer" in checks


def test_the_table_is_aligned() -> None:
    lines = table(
        [InstallationCheck("a", "ok", "x"), InstallationCheck("longer", "wrong", "y")]
    ).splitlines()
    assert lines == ["ok     a       x", "wrong  longer  y", "", "1 to mend."]
