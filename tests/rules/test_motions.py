"""Programs that joint motions lead to are those a teacher of corrective exercise would write."""

from __future__ import annotations

import functools
from pathlib import Path

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase

KNOWLEDGE = KnowledgeBase.load()
ROOT = Path(__file__).parents[2]
UPPER_BACK = {
    str(row[1])
    for row in KNOWLEDGE.facts.relations["motion_serving"]
    if row[0] == "thoracic_extension"
}


@functools.cache
def advice_of(name: str, folder: str = "tests/golden/cases") -> Advice:
    case = read_file(str(ROOT / folder / f"{name}.yaml")).case(Vocabulary.of(KNOWLEDGE))
    return advise(case, KNOWLEDGE)


def chosen(advice: Advice, phase: str) -> list[str]:
    return [
        item.exercise
        for part in advice.program.phases
        for item in part.items
        if part.phase == phase
    ]


def reasons(advice: Advice, exercise: str) -> str:
    items = [item for part in advice.program.phases for item in part.items]
    return next(item.why for item in items if item.exercise == exercise)


def test_an_upper_crossed_posture_gets_upper_back_extension_in_twelve_minutes_too() -> None:
    for name in ("upper_crossed_upper_back", "upper_crossed_twelve_minutes"):
        lengthened = chosen(advice_of(name), "lengthen")
        assert UPPER_BACK & set(lengthened)
        assert "st_pec_doorway" in lengthened


def test_an_office_worker_of_ten_minutes_stretches_the_chest_and_moves_the_upper_back() -> None:
    lengthened = chosen(advice_of("upper_crossed_office_worker", "examples"), "lengthen")
    assert {"st_pec_doorway", "dm_tspine_extension_roller"} <= set(lengthened)


def test_a_measured_upper_back_that_has_its_range_is_not_worked_on() -> None:
    advice = advice_of("measured_normal_upper_back")
    assert not UPPER_BACK & set(chosen(advice, "lengthen"))
    assert [row.state for row in advice.motions if row.id == "thoracic_extension"] == ["full"]


def test_a_measured_limit_gets_one_of_its_first_choices() -> None:
    lengthened = chosen(advice_of("measured_over_suspected"), "lengthen")
    assert {"dm_ankle_wall_taps", "dm_adductor_rockback"} <= set(lengthened)


def test_drills_of_the_screen_keep_their_order() -> None:
    lengthened = chosen(advice_of("screen_deep_squat_one"), "lengthen")
    assert "dm_ankle_half_kneeling" in lengthened  # the first drill of the deep squat
    assert "dm_open_book" in chosen(advice_of("screen_shoulder_order"), "lengthen")


def test_a_measure_of_one_motion_decides_over_a_measure_of_several() -> None:
    touch = advice_of("toe_touch_raise_full")
    assert not [item for part in touch.program.phases for item in part.items]
    assert any("lumbar flexion" in warning.text.lower() for warning in touch.warnings)
    arms = advice_of("wall_arms_upper_back")
    assert UPPER_BACK & set(chosen(arms, "lengthen"))
    assert {row.id for row in arms.motions if row.worked_on} == {"thoracic_extension"}


def test_each_side_is_named_for_what_it_is() -> None:
    why = reasons(advice_of("lean_one_ankle_measured"), "st_soleus_wall")
    assert "Ankle dorsiflexion (right) is limited" in why
    assert "ankle dorsiflexion (left) may be limited" in why
    assert "(both sides) is limited" not in why
