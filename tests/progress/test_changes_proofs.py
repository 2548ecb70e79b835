"""Every change has a proof, down to the two cases; the rules are in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import BadInput
from kg.progress.changes import OUTPUTS
from kg.progress.comparison import progress_rules
from kg.rulebase.annotations import check_rules
from kg.rulebase.rule_set import Rules
from tests.progress.cases import KNOWLEDGE, compared, seen, squat

ROOT = Path(__file__).parents[2]
BEFORE = squat(
    seen("heel_rises"),
    seen("knees_move_inward", "right", "severe"),
    fms={"scores": {"deep_squat": 1}},
    tests=[{"test": "ankle_dorsiflexion", "result": "limited"}],
    pain=[{"region": "shoulder"}],
)
AFTER = squat(
    seen("knees_move_inward", "right", "mild"),
    fms={"scores": {"deep_squat": 2}},
    tests=[{"test": "ankle_dorsiflexion", "result": "normal"}],
)


def test_every_change_is_proved_down_to_the_two_cases() -> None:
    comparison = compared(BEFORE, AFTER)
    changes = comparison.changes
    atoms = [
        one.proof
        for part in (changes.findings, changes.tests, changes.pain, changes.patterns)
        for one in part
    ]
    atoms += [one.proof for one in changes.program]
    atoms += [reason.proof for one in changes.program for reason in one.reasons]
    assert len(atoms) > 10
    for atom in atoms:
        story = comparison.story(atom)
        assert story.root == atom
        leaves = [line for line in story.lines.values() if not line.because]
        assert any(line.kind == "case" for line in leaves)
        told: set[str] = set()
        for line in story.lines.values():
            assert set(line.because) <= told, "premises come first"
            told.add(line.key)


def test_the_proof_goes_on_in_the_proof_of_the_case() -> None:
    story = compared(BEFORE, AFTER).story("progress_pattern(deep_squat,pattern_cleared(1,2))")
    told = {line.text for line in story.lines.values()}
    assert "Deep squat was scored 1 (both sides)." in told
    assert "Deep squat was scored 2 (both sides)." in told


@pytest.mark.parametrize(
    ("atom", "message"),
    [
        ("progress_finding(heel_rises,both,new)", "does not hold"),
        ("progress_finding(", "is no atom"),
        ("case_at(before,case_finding(0,heel_rises))", "is given"),
    ],
)
def test_what_cannot_be_proved_is_said(atom: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        compared(BEFORE, AFTER).why(atom)


def test_the_rules_are_in_order() -> None:
    main = Rules.load(KNOWLEDGE.places.rules)
    rules = progress_rules(KNOWLEDGE.places)
    check_rules(Rules(main.files + rules.files), KNOWLEDGE.facts.signature)
    assert {name for name, _ in rules.predicates} >= OUTPUTS


def test_the_contract_lists_what_is_read() -> None:
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    part = text.partition("## The comparison of two cases")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(progress_[a-z_]+)/\d`", part)) == OUTPUTS
    for file in progress_rules(KNOWLEDGE.places).files:
        assert f"`{file.name}`" in text
