"""For every finding alone, the statuses are those of its row."""

from __future__ import annotations

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.knowledge import KnowledgeBase

KNOWLEDGE = KnowledgeBase.load()
ROWS = KNOWLEDGE.facts.relations
FINDINGS = [str(row[0]) for row in ROWS["finding"]]
SIDED = {str(row[0]) for row in ROWS["needs_side"]}
PAIRED = {str(row[0]) for row in ROWS["paired"]}
OTHER = {"left": "right", "right": "left"}


def _expected(finding: str, edition: str, seen: list[str]) -> dict[tuple[str, str], set[str]]:
    """What the edition's row says, muscle and side to directions; read without the rules."""
    found: dict[tuple[str, str], set[str]] = {}
    for _, one, muscle, direction, reference, where, _ in ROWS["evidence"]:
        if (one, where) != (finding, edition):
            continue
        for side in seen:
            at = {
                "as_observed": [side],
                "same_side": [side],
                "opposite_side": [OTHER[side]],
                "unstated_side": ["left", "right"],
            }[str(reference)]
            for place in at if muscle in PAIRED else ["midline"]:
                found.setdefault((str(muscle), place), set()).add(str(direction))
    return found


def _taught() -> list[tuple[str, str]]:
    return sorted({(str(row[1]), str(row[5])) for row in ROWS["evidence"]})


@pytest.mark.parametrize(("finding", "edition"), _taught())
def test_statuses_equal_the_row_of_the_edition(finding: str, edition: str) -> None:
    side = "right" if finding in SIDED else None
    data = {"findings": [{"finding": finding, "side": side}], "edition": edition}
    advice = advise(Case.model_validate(data), KNOWLEDGE)
    named: dict[tuple[str, str], str] = {
        (one.id, one.side): one.status for one in advice.muscles if not one.derived_from
    }
    expected = _expected(finding, edition, ["right"] if side else ["left", "right"])
    assert named.keys() == expected.keys()
    for place, directions in expected.items():
        if len(directions) == 1:
            assert {named[place]} == directions, place
        else:  # a row that names a muscle on both lists of one side decides nothing
            assert named[place] == "equivocal", place


def test_members_of_a_group_follow_it_unless_found_themselves() -> None:
    data = {
        "findings": [
            {"finding": "knees_move_inward", "side": "right"},
            {"finding": "feet_turn_out", "side": "right"},
        ]
    }
    advice = advise(Case.model_validate(data), KNOWLEDGE)
    status = {(one.id, one.side): one for one in advice.muscles}
    assert status["adductor_complex", "right"].status == "overactive"
    assert status["adductor_longus", "right"].status == "overactive"
    assert status["adductor_longus", "right"].derived_from == ("adductor_complex",)
    assert status["gracilis", "right"].status == "underactive"
    assert status["gracilis", "right"].derived_from == ()
    assert ("adductor_longus", "left") not in status


def test_contrary_rows_of_like_weight_are_equivocal_and_a_test_settles_them() -> None:
    findings = [{"finding": "low_back_arches"}, {"finding": "excessive_forward_lean"}]
    undecided = advise(Case.model_validate({"findings": findings}), KNOWLEDGE)
    assert {one.status for one in undecided.muscles if one.id == "erector_spinae"} == {"equivocal"}
    assert any(test.muscle == "erector_spinae" for test in undecided.next_tests)
    test = {"test": "lumbar_spine_extension", "side": "both", "result": "weak"}
    settled = advise(Case.model_validate({"findings": findings, "tests": [test]}), KNOWLEDGE)
    assert {one.status for one in settled.muscles if one.id == "erector_spinae"} == {"underactive"}
    assert not [test for test in settled.next_tests if test.muscle == "erector_spinae"]


def test_a_severe_finding_outweighs_a_mild_one() -> None:
    findings = [
        {"finding": "low_back_arches", "severity": "severe"},
        {"finding": "excessive_forward_lean", "severity": "mild"},
    ]
    advice = advise(Case.model_validate({"findings": findings}), KNOWLEDGE)
    erectors = [one for one in advice.muscles if one.id == "erector_spinae"]
    assert {one.status for one in erectors} == {"overactive"}
    assert {one.balance for one in erectors} == {9 - 3}


def test_an_edition_without_a_row_falls_back_and_says_so() -> None:
    silent = next(
        finding
        for finding in FINDINGS
        if (finding, "nasm_ces1") not in _taught() and finding not in SIDED
    )
    data = {"findings": [{"finding": silent}], "edition": "nasm_ces1"}
    advice = advise(Case.model_validate(data), KNOWLEDGE)
    assert "edition_is_silent" in {note.kind for note in advice.warnings}
    assert advice.muscles
