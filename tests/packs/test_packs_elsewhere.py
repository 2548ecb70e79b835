"""Packs where no case is answered at once: coverage, the history, study."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from kg.cli import rules as rules_command
from kg.cli.main import main
from kg.knowledge import KnowledgeBase
from kg.proof.rulebook import rulebook
from kg.rulebase.rule_set import Rules

ROOT = Path(__file__).parents[2]
OVERHEAD = str(ROOT / "examples" / "packs" / "overhead")
APRIL = str(ROOT / "examples" / "progress" / "april.yaml")
MARCH = str(ROOT / "examples" / "progress" / "march.yaml")


def test_coverage_counts_the_rules_of_a_pack(capfd: pytest.CaptureFixture[str]) -> None:
    cases = str(Path(OVERHEAD) / "examples" / "thrower.yaml")
    assert main(["rules", "coverage", cases, "--pack", OVERHEAD, "--json"]) == 1
    out, talk = capfd.readouterr()
    report = json.loads(out)
    ours = len(rulebook(Rules.load(KnowledgeBase.load().places.rules)).annotations)
    assert report["rules"] > ours
    assert report["cases"] == [cases]
    own = [one for one in report["idle"] if one["file"].startswith("overhead/")]
    assert len(own) < report["rules"] - ours
    assert "overhead" in talk


def test_without_cases_the_golden_cases_of_the_packs_are_looked_at() -> None:
    arguments = argparse.Namespace(packs=[OVERHEAD])
    names = [name for name, _ in rules_command._golden(arguments)]
    assert names == ["overhead/examples/early_shrug.yaml", "overhead/examples/thrower.yaml"]


def test_the_history_takes_trusted_packs_and_judges_by_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "history.sqlite")]
    code = main(["progress", "add", MARCH, *store, "--pack", OVERHEAD])
    assert code == 2
    assert "the command opens the history" in capfd.readouterr().err
    assert not (tmp_path / "history.sqlite").exists()
    packs = ["--pack", OVERHEAD, "--trust-packs"]
    assert main(["progress", "add", MARCH, *store, *packs]) == 0
    assert main(["progress", "add", APRIL, *store, *packs]) == 0
    capfd.readouterr()
    assert main(["progress", "show", "client-07", *store, *packs, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["notes"] == []
    assert main(["progress", "show", "client-07", *store, "--json"]) == 0
    notes = json.loads(capfd.readouterr().out)["notes"]
    assert any("added under other knowledge" in one for one in notes)


def test_study_knows_what_a_pack_adds(capfd: pytest.CaptureFixture[str]) -> None:
    words = ["study", "cards", "--pack", OVERHEAD, "--json"]
    assert main(words) == 0
    with_pack = json.loads(capfd.readouterr().out)
    assert main(["study", "cards", "--json"]) == 0
    without = json.loads(capfd.readouterr().out)
    added = {json.dumps(one) for one in with_pack} - {json.dumps(one) for one in without}
    assert added


def test_practice_asks_to_trust_the_packs(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "practise", "--pack", OVERHEAD]) == 2
    assert "--trust-packs" in capfd.readouterr().err
