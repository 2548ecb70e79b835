"""Changes by hand as a word of an address: the same word, the same program; nonsense is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.plan.judge import Judge
from kg.plan.model import Plan
from kg.present.address.plan_edit import (
    Made,
    drop_word,
    made,
    mend_word,
    put_word,
    read_own,
    swap_word,
    with_step,
    without_last,
)
from kg.present.plan_edit import Step, left_out, outcome, place_of
from tests.present.test_plan_edit import KNOWLEDGE, WORDS, answered, program

EXERCISES = WORDS.ids["exercise"]


def mended(plan: Plan, number: int) -> Step | None:
    judge = Judge.of(answered().answered.case, KNOWLEDGE)
    return outcome(judge, plan, program()).mended.get(number)


def after(*steps: str) -> Made:
    word = ""
    for one in steps:
        word = with_step(word, one)
    kept, notices = read_own(word, EXERCISES)
    assert (kept, notices) == (word, ())
    return made(word, program(), answered(), mended)


def test_every_step_changes_the_program_and_is_told() -> None:
    found = after(
        swap_word("ac_glute_bridge", "ac_banded_bridge"),
        drop_word("ac_lateral_band_walk"),
        put_word("ac_clamshell"),
    )
    assert [one.told for one in found.steps] == [
        "mini-band bridge instead of glute bridge",
        "without lateral band walk",
        "with clamshell",
    ]
    plan = found.steps[-1].plan
    assert place_of(plan, "ac_glute_bridge") is place_of(plan, "ac_lateral_band_walk") is None
    assert place_of(plan, "ac_clamshell") is not None
    assert found.notices == ()
    assert made(without_last(found.word), program(), answered(), mended).steps == found.steps[:-1]


def test_a_repair_is_found_again_by_its_number() -> None:
    found = after(drop_word("ac_glute_bridge"), mend_word(1))
    assert place_of(found.steps[-1].plan, "ac_glute_bridge") is not None
    assert made(found.word, program(), answered(), mended) == found


def test_what_does_not_fit_the_program_is_named_and_left_out() -> None:
    found = after(
        put_word("ac_glute_bridge"),
        drop_word("ac_clamshell"),
        swap_word("ac_clamshell", "ac_plank"),
        mend_word(7),
        put_word("ac_clamshell"),
    )
    assert found.word == put_word("ac_clamshell")
    assert len(found.notices) == 4
    assert "own, found 'put.ac_glute_bridge'" in found.notices[0]


def test_an_address_may_say_anything() -> None:
    word = "put.nobody~turn.ac_plank~swap.ac_plank~mend.x~mend.²~drop.ac_plank"
    kept, notices = read_own(word, EXERCISES)
    assert kept == "drop.ac_plank"
    assert len(notices) == 5
    kept, notices = read_own("~".join(["mend.1"] * 1000), EXERCISES)
    assert kept.count("mend") == 30
    assert len(notices) == 1


@given(st.text("~.swapdroutmen_12 ", max_size=60))
def test_what_is_read_is_read_again(word: str) -> None:
    kept, _ = read_own(word, EXERCISES)
    assert read_own(kept, EXERCISES) == (kept, ())


def test_the_last_exercise_stays() -> None:
    plan = program()
    while (shorter := left_out(plan, 0)) is not None:
        plan = shorter
    found = made(drop_word(plan.rows[0].exercise), plan, answered(), mended)
    assert found.steps == ()
