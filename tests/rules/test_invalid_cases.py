"""What cannot be right about a case is named, all at once, before any program."""

from __future__ import annotations

from typing import Any

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import CaseError
from kg.knowledge import KnowledgeBase

KNOWLEDGE = KnowledgeBase.load()


def complaint(**data: Any) -> str:
    with pytest.raises(CaseError) as caught:
        advise(Case.model_validate(data), KNOWLEDGE)
    assert caught.value.exit_code == 2
    return caught.value.message


def row(finding: str, **more: str) -> dict[str, str]:
    return {"finding": finding, **more}


def test_a_finding_that_needs_a_side() -> None:
    found = complaint(findings=[row("asymmetrical_weight_shift")])
    assert found.startswith("findings[0].side: ")
    assert "needs a side, left or right" in found


def test_a_finding_of_the_midline_takes_no_side() -> None:
    assert "takes no left or right" in complaint(findings=[row("forward_head", side="left")])


def test_a_finding_reported_twice_for_one_side() -> None:
    twice = [row("knees_move_inward", side="right"), row("knees_move_inward", side="both")]
    assert "reported twice" in complaint(findings=twice)


def test_a_shift_to_both_sides() -> None:
    both = [row("asymmetrical_weight_shift", side=side) for side in ("left", "right")]
    assert "to the left and to the right" in complaint(findings=both)


def test_findings_that_exclude_each_other() -> None:
    pair = [row("knees_move_inward", side="right"), row("knees_move_outward", side="right")]
    assert "exclude each other" in complaint(findings=pair)


def test_the_same_findings_on_different_sides_are_fine() -> None:
    pair = [row("knees_move_inward", side="right"), row("knees_move_outward", side="left")]
    assert advise(Case.model_validate({"findings": pair}), KNOWLEDGE).result == "solved"


def test_an_assessment_that_does_not_show_the_finding() -> None:
    found = complaint(findings=[row("forward_head", assessment="single_leg_squat")])
    assert found.startswith("findings[0].assessment: ")
    assert found.endswith(
        "; allowed: overhead_press, overhead_squat, pulling, push_up, pushing, static_posture"
    )


def test_scores_and_sides() -> None:
    assert "give left and right" in complaint(fms={"scores": {"hurdle_step": 2}})
    found = complaint(fms={"scores": {"deep_squat": {"left": 2, "right": 2}}})
    assert found.startswith("fms.scores.deep_squat: ")
    assert "has one score" in found


def test_every_fault_is_named_at_once() -> None:
    found = complaint(findings=[row("asymmetrical_weight_shift"), row("forward_head", side="left")])
    assert len(found.splitlines()) == 2


def test_contrary_results_of_one_test() -> None:
    rows = [
        {"test": "ankle_dorsiflexion", "side": "left", "result": "limited"},
        {"test": "ankle_dorsiflexion", "side": "both", "result": "normal"},
    ]
    found = complaint(findings=[row("heel_rises")], tests=rows)
    assert found.startswith("tests[0].result: ")
    assert "has contrary results on one side" in found
