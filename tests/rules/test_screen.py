"""The movement screen: half-scored patterns, pain on one side, clearing tests and their grades."""

from __future__ import annotations

from typing import Any

import pytest

from kg.engine import Advice, Case, advise
from kg.errors import CaseError
from kg.knowledge import KnowledgeBase

KNOWLEDGE = KnowledgeBase.load()


def screen(**fms: Any) -> Advice:
    return advise(Case.model_validate({"fms": fms}), KNOWLEDGE)


def kinds(notes: tuple[Any, ...]) -> set[str]:
    return {note.kind for note in notes}


def test_pain_on_the_only_side_that_was_scored_is_referred() -> None:
    advice = screen(scores={"rotary_stability": {"left": 0}})
    assert advice.result == "referred"
    assert kinds(advice.referrals) == {"refer_pattern"}
    assert advice.fms is not None
    assert advice.fms.final == {"rotary_stability": 0}


@pytest.mark.parametrize("score", [1, 2, 3])
def test_a_side_that_was_not_scored_is_asked_for(score: int) -> None:
    advice = screen(scores={"hurdle_step": {"left": score}})
    assert advice.fms is not None
    assert not advice.fms.final
    notes = [note.text for note in advice.warnings]
    assert "Hurdle step was not scored on the right: its final score needs both sides." in notes
    assert "total_undefined" in kinds(advice.warnings)


def test_both_sides_scored_ask_for_nothing() -> None:
    advice = screen(scores={"hurdle_step": {"left": 2, "right": 2}})
    assert "side_unscored" not in kinds(advice.warnings)


def test_a_painful_clearing_test_that_zeroes_nothing_is_referred() -> None:
    advice = screen(
        scores={"deep_squat": 1},
        clearing={"ankle_clearing": {"left": "positive", "right": "negative"}},
    )
    assert kinds(advice.referrals) == {"refer_clearing"}
    loads = {
        str(row[0]) for row in KNOWLEDGE.facts.relations["loads_region"] if row[1] == "foot_ankle"
    }
    items = [item for phase in advice.program.phases for item in phase.items]
    assert [
        item.exercise for item in items if item.exercise in loads and item.side != "right"
    ] == []


@pytest.mark.parametrize("clearing", ["spinal_extension_clearing", "spinal_flexion_clearing"])
def test_a_painful_clearing_test_of_the_spine_leaves_the_low_back_alone(clearing: str) -> None:
    findings = {"findings": [{"finding": "knees_move_inward"}, {"finding": "rounded_shoulders"}]}
    loads = {str(row[0]) for row in KNOWLEDGE.facts.relations["loads_region"] if row[1] == "lphc"}

    def chosen(result: str) -> set[str]:
        advice = advise(
            Case.model_validate(findings | {"fms": {"clearing": {clearing: result}}}), KNOWLEDGE
        )
        return {item.exercise for phase in advice.program.phases for item in phase.items}

    assert chosen("negative") & loads
    assert chosen("positive")
    assert not chosen("positive") & loads


@pytest.mark.parametrize(
    ("left", "right", "flagged"),
    [
        ("clearing_limited", "clearing_limited", True),
        ("clearing_good", "clearing_caution", True),
        ("clearing_good", "clearing_good", False),
        ("negative", "negative", False),
    ],
)
def test_a_limited_or_uneven_clearing_test_is_named(left: str, right: str, flagged: bool) -> None:
    advice = screen(clearing={"ankle_clearing": {"left": left, "right": right}})
    assert ("clearing_flag" in kinds(advice.warnings)) is flagged
    assert not advice.referrals


def test_a_clearing_test_without_grades_takes_none() -> None:
    with pytest.raises(CaseError, match="but was given limited; allowed: negative, positive"):
        screen(clearing={"spinal_extension_clearing": "clearing_limited"})


def test_a_painful_shoulder_clearing_test_keeps_the_arms_down() -> None:
    data = {
        "findings": [{"finding": "rounded_shoulders"}],
        "fms": {"clearing": {"shoulder_clearing": {"left": "positive", "right": "negative"}}},
    }
    advice = advise(Case.model_validate(data), KNOWLEDGE)
    assert {"refer_pattern", "refer_region"} <= kinds(advice.referrals)
    overhead = {
        str(row[0]) for row in KNOWLEDGE.facts.relations["tagged"] if row[1] == "tag_overhead"
    }
    chosen = {item.exercise for phase in advice.program.phases for item in phase.items}
    assert not chosen & overhead


def test_every_exercise_of_a_modified_squat_says_why_with_two_readings() -> None:
    row = {"finding": "knees_move_inward"}
    data = {
        "findings": [row],
        "modifications": [
            {**row, "modification": "heels_raised", "side": "left", "result": "improves"},
            {**row, "modification": "heels_raised", "side": "right", "result": "persists"},
        ],
    }
    advice = advise(Case.model_validate(data), KNOWLEDGE)
    assert [one.region for one in advice.modifications] == ["foot_ankle", "lphc"]
    assert all(item.why for phase in advice.program.phases for item in phase.items)
    balance = {(one.id, one.side): one.balance for one in advice.muscles}
    assert balance["gastrocnemius_lateral", "left"] == balance["gastrocnemius_lateral", "right"] + 3
    assert balance["tensor_fasciae_latae", "right"] == balance["tensor_fasciae_latae", "left"] + 3
