"""The movement screen: half-scored patterns, pain on one side, clearing tests and their grades."""

from __future__ import annotations

from typing import Any

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
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


#: A pattern that is lower on the left; then muscles of the left, and those of the other leg or arm.
SUSPECTS = {
    "active_straight_leg_raise": (
        {"hamstrings", "gastrocnemius", "intrinsic_core_stabilizers"},
        {"hip_flexor_complex", "gluteus_maximus"},
    ),
    "hurdle_step": (
        {"gastrocnemius", "soleus", "psoas_major", "intrinsic_core_stabilizers"},
        {"rectus_femoris", "tensor_fasciae_latae", "gluteus_maximus", "gluteus_medius"},
    ),
    "inline_lunge": (
        {
            "adductor_complex",
            "soleus",
            "gluteus_maximus",
            "gluteus_medius",
            "tibialis_posterior",
            "intrinsic_core_stabilizers",
        },
        {"hip_flexor_complex", "rectus_femoris", "tensor_fasciae_latae"},
    ),
    "rotary_stability": (
        {
            "erector_spinae",
            "latissimus_dorsi",
            "external_oblique",
            "internal_oblique",
            "multifidus",
            "intrinsic_core_stabilizers",
            "hip_flexor_complex",
            "gluteus_maximus",
            "serratus_anterior",
        },
        {"hip_flexor_complex", "gluteus_maximus", "serratus_anterior"},
    ),
    "shoulder_mobility": (
        {
            "latissimus_dorsi",
            "pectoralis_major",
            "pectoralis_minor",
            "subscapularis",
            "teres_major",
            "mid_lower_trapezius",
            "serratus_anterior",
            "rhomboids",
            "rotator_cuff",
        },
        {"infraspinatus", "rhomboids", "rotator_cuff"},
    ),
}


@pytest.mark.parametrize("pattern", SUSPECTS)
@pytest.mark.parametrize(("low", "other"), [("left", "right"), ("right", "left")])
def test_a_limit_is_suspected_on_the_leg_or_arm_that_it_concerns(
    pattern: str, low: str, other: str
) -> None:
    advice = screen(scores={pattern: {low: 2, other: 3}})
    sides: dict[str, set[str]] = {low: set(), other: set()}
    for muscle in advice.muscles:
        if not muscle.derived_from:
            sides[muscle.side].add(muscle.id)
    assert (sides[low], sides[other]) == SUSPECTS[pattern]


@pytest.mark.parametrize(
    ("pattern", "exercise", "side"),
    [
        ("active_straight_leg_raise", "st_half_kneeling_hip_flexor", "right"),
        ("active_straight_leg_raise", "st_supine_hamstring_strap", "left"),
        ("hurdle_step", "st_half_kneeling_hip_flexor", "right"),
        ("hurdle_step", "ac_single_leg_bridge", "right"),
        ("hurdle_step", "smr_calf", "left"),
        ("inline_lunge", "st_half_kneeling_hip_flexor", "right"),
        ("inline_lunge", "dm_ankle_half_kneeling", "left"),
        ("inline_lunge", "in_split_squat", "left"),
        ("shoulder_mobility", "st_lat_ball", "left"),
    ],
)
def test_an_exercise_is_given_to_the_leg_or_arm_that_needs_it(
    pattern: str, exercise: str, side: str
) -> None:
    advice = screen(scores={pattern: {"left": 2, "right": 3}})
    items = {item.exercise: item.side for phase in advice.program.phases for item in phase.items}
    assert items[exercise] == side
