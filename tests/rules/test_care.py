"""Care steers: what asks for care gives way to what does not, and is named where it stays."""

from __future__ import annotations

from typing import Any

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.knowledge import KnowledgeBase

KNOWLEDGE = KnowledgeBase.load()
TAGS: dict[str, set[str]] = {}
for _exercise, _tag in KNOWLEDGE.facts.relations["tagged"]:
    TAGS.setdefault(str(_exercise), set()).add(str(_tag))


def advice_of(
    finding: dict[str, str], condition: str, *, cleared: bool = False, **more: Any
) -> Advice:
    conditions = [{"condition": condition, "cleared": cleared}]
    case = {"findings": [finding], "conditions": conditions, **more}
    advice = advise(Case.model_validate(case), KNOWLEDGE)
    assert advice.result == "solved"
    assert advice.program.proven
    return advice


def chosen(advice: Advice) -> set[str]:
    return {item.exercise for phase in advice.program.phases for item in phase.items}


def tags(advice: Advice) -> set[str]:
    return {tag for exercise in chosen(advice) for tag in TAGS.get(exercise, ())}


@pytest.mark.parametrize(
    ("finding", "condition", "wanted", "unwanted"),
    [
        (
            {"finding": "feet_turn_out"},
            "peripheral_neuropathy",
            {"st_gastrocnemius_wall"},
            {"st_calf_step", "in_single_leg_balance_reach"},
        ),
        (
            {"finding": "feet_flatten"},
            "reactive_achilles_or_plantar_pain",
            {"ac_lateral_band_walk"},
            {"st_calf_step", "ac_single_leg_calf_raise"},
        ),
        (
            {"finding": "low_back_arches"},
            "hypertension_controlled",
            {"st_half_kneeling_hip_flexor"},
            {"ac_plank", "ac_side_plank"},
        ),
        (
            {"finding": "sls_hip_hike", "side": "left"},
            "osteoporosis",
            set(),
            {"ac_hip_hike"},
        ),
        (
            {"finding": "arms_fall_forward"},
            "shoulder_instability_anterior",
            {"in_staggered_band_row"},
            {"in_half_kneeling_press", "in_ball_squat_overhead_press"},
        ),
    ],
)
def test_a_free_alternative_wins(
    finding: dict[str, str], condition: str, wanted: set[str], unwanted: set[str]
) -> None:
    program = chosen(advice_of(finding, condition))
    assert wanted <= program
    assert program.isdisjoint(unwanted)


@pytest.mark.parametrize("condition", ["fall_risk", "peripheral_neuropathy", "vertigo"])
@pytest.mark.parametrize(
    "finding", [{"finding": "sls_knee_moves_inward", "side": "left"}, {"finding": "feet_flatten"}]
)
def test_who_may_fall_gets_nothing_high_and_nothing_on_one_leg(
    condition: str, finding: dict[str, str]
) -> None:
    advice = advice_of(finding, condition, population=["older_adult"])
    assert tags(advice).isdisjoint({"tag_fall_risk_height", "tag_single_leg"})
    harder = {step.exercise for row in advice.progression.steps for step in row.harder}
    for exercise in harder:
        assert TAGS.get(exercise, set()).isdisjoint({"tag_fall_risk_height", "tag_single_leg"})


def test_the_care_is_named_at_the_exercise() -> None:
    advice = advice_of({"finding": "feet_flatten"}, "reactive_achilles_or_plantar_pain")
    care = {
        item.exercise: [one.text for one in item.care]
        for phase in advice.program.phases
        for item in phase.items
        if item.care
    }
    expected = (
        "Irritable Achilles or plantar heel pain: held stretch near end of range. "
        "Go easy, and stop if it brings on symptoms."
    )
    assert care["st_fibularis_towel"] == [expected]
    for phase in advice.program.phases:
        for item in phase.items:
            assert set(item.cautions) == {one.condition for one in item.care}


def test_without_a_condition_nothing_asks_for_care() -> None:
    case = Case.model_validate({"findings": [{"finding": "feet_flatten"}]})
    advice = advise(case, KNOWLEDGE)
    assert not [item for phase in advice.program.phases for item in phase.items if item.care]


def test_care_and_limits_are_said_in_plain_words() -> None:
    advice = advice_of(
        {"finding": "arms_fall_forward"},
        "shoulder_replacement_reverse",
        cleared=True,
        minutes=20,
        level=2,
    )
    reasons = " ".join(gap.reason for gap in advice.gaps)
    assert "it raises the arm to about 170°; it has to stay below 120°" in reasons
    assert "demand" not in reasons
