"""A program changed by hand: judged like any plan; it says what was chosen by hand."""

from __future__ import annotations

from functools import cache

import pytest

from kg.case.file import read_case
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.plan.judge import Judge
from kg.plan.model import Plan
from kg.present.example_cases import example_names, example_path
from kg.present.plan_edit import (
    Outcome,
    left_out,
    outcome,
    own_cards,
    place_of,
    plan_of,
    put_in,
    swapped,
)

KNOWLEDGE = KnowledgeBase.load()
PHASES: list[str | None] = ["inhibit", "lengthen", "activate", "integrate"]
WORDS = Vocabulary.of(KNOWLEDGE)


@cache
def answered(name: str = "knees_in_right") -> Consultation:
    return Consultation.of(read_case(example_path(name), WORDS), KNOWLEDGE)


def program(name: str = "knees_in_right") -> Plan:
    plan = plan_of(answered(name).answered)
    assert plan is not None
    return plan


def judged(plan: Plan) -> Outcome:
    return outcome(Judge.of(answered().answered.case, KNOWLEDGE), plan, program())


@pytest.mark.parametrize("name", example_names())
def test_the_plan_is_the_program_with_its_doses(name: str) -> None:
    advice = answered(name).advice
    items = [item for phase in advice.program.phases for item in phase.items]
    plan = plan_of(answered(name).answered)
    if not items:
        assert plan is None
        return
    assert plan is not None
    assert [one.exercise for one in plan.rows] == [one.exercise for one in items]
    assert all(one.sets is not None and one.sets.minimum > 0 for one in plan.rows)
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan


@pytest.mark.parametrize("name", ["knees_in_right", "lifter_five_days", "athlete_asymmetry"])
def test_the_program_itself_breaks_nothing_and_loses_nothing(name: str) -> None:
    """Also that of a client who lifts: the lifts come with the plan, and what stands round them."""
    found = outcome(Judge.of(answered(name).answered.case, KNOWLEDGE), program(name), program(name))
    assert (found.breaks, found.before, found.lost) == ((), (), ())
    assert len(found.good) > 5


def test_an_equal_swap_keeps_the_program_sound_and_says_what_is_no_longer_good() -> None:
    place = place_of(program(), "ac_glute_bridge")
    assert place is not None
    changed = swapped(program(), place, "ac_banded_bridge", answered())
    assert changed.rows[place].exercise == "ac_banded_bridge"
    assert changed.rows[place].sets is None
    found = judged(changed)
    assert found.breaks == ()
    assert any("first choice" in one.text for one in found.lost)


def test_a_swap_comes_on_the_side_that_needs_it() -> None:
    place = place_of(program(), "ac_lateral_band_walk")
    assert place is not None
    assert swapped(program(), place, "ac_clamshell", answered()).rows[place].side == "right"


def test_what_is_left_out_is_missed_and_its_repair_brings_it_back() -> None:
    place = place_of(program(), "ac_glute_bridge")
    assert place is not None
    without = left_out(program(), place)
    assert without is not None
    found = judged(without)
    assert [one.mistake for one in found.breaks] == ["mistake_ignores_underactive"]
    (step,) = found.mended.values()
    assert place_of(step.plan, "ac_glute_bridge") is not None
    assert judged(step.plan).breaks == ()
    # Items are counted anew: what only moved up is not taken for lost.
    assert {one.kind for one in found.lost} <= {"serves_leading", "first_choice"}
    assert all("glute bridge" in one.text for one in found.lost)


def test_the_last_exercise_cannot_be_left_out() -> None:
    plan = Plan.model_validate({"items": [{"exercise": "ac_glute_bridge"}]})
    assert left_out(plan, 0) is None


def test_what_is_put_in_stands_at_the_end_of_its_phase() -> None:
    for exercise, phase in (("smr_calf", "inhibit"), ("ac_clamshell", "activate")):
        changed = put_in(program(), exercise, KNOWLEDGE.facts, answered())
        phases = [one.phase for one in changed.rows]
        place = place_of(changed, exercise)
        assert place is not None
        assert changed.rows[place].phase == phase
        assert place == max(at for at, one in enumerate(phases) if one == phase)
        assert phases == sorted(phases, key=PHASES.index)


def test_the_cards_keep_what_is_known_and_say_what_came_in_by_hand() -> None:
    changed = put_in(program(), "ac_clamshell", KNOWLEDGE.facts, answered())
    phases = own_cards(changed, answered().advice, KNOWLEDGE.label)
    cards = [card for phase in phases for card in phase["cards"]]
    assert [card["exercise"] for card in cards] == [one.exercise for one in changed.rows]
    own = [card for card in cards if card.get("own")]
    assert [card["exercise"] for card in own] == ["ac_clamshell"]
    assert all(card["why"] for card in cards if card not in own)
    assert cards[0]["label"].startswith("1. ")
