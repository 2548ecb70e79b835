"""What a student puts together: muscles named by search or on the map, and a program."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.present.figure.body_map import body_map
from kg.study.draft import STATUSES, Desk, Step, exercises_by_phase, muscle_names
from tests.study.common import FACTS, STUDY

SHOWN = body_map(None, STUDY.knowledge)
NAMES = muscle_names(STUDY.knowledge, SHOWN)
SPOTS = sorted((one.muscle, one.side) for one in SHOWN.spots)
WHOLE = next(one for one in NAMES if len(SHOWN.drawn(*one)) > 2)


@given(st.lists(st.sampled_from(SPOTS), unique=True, max_size=6), st.sampled_from(STATUSES))
@settings(max_examples=50)
def test_what_is_tapped_is_named(chosen: list[tuple[str, str]], status: str) -> None:
    desk = Desk({}).tapped(status, chosen, SHOWN)
    assert sorted(desk.places(status)) == sorted(chosen)
    assert Desk(desk.named).tapped(status, chosen, SHOWN) == desk


def test_a_muscle_has_one_status() -> None:
    spot = SPOTS[0]
    desk = Desk({}).tapped("overactive", [spot], SHOWN).tapped("underactive", [spot], SHOWN)
    assert desk.named == {spot: "underactive"}
    assert desk.tapped("underactive", [], SHOWN).named == {}


def test_a_whole_stays_until_one_of_its_parts_is_freed() -> None:
    parts = [(one.muscle, one.side) for one in SHOWN.drawn(*WHOLE)]
    desk = Desk({}).with_places("overactive", [WHOLE])
    assert desk.tapped("overactive", parts, SHOWN) == desk
    other = next(one for one in SPOTS if one not in parts)
    assert desk.tapped("overactive", [*parts, other], SHOWN).places("overactive") == [WHOLE, other]
    assert desk.tapped("overactive", parts[1:], SHOWN).places("overactive") == parts[1:]


def test_a_program_stands_in_the_order_of_the_phases() -> None:
    by_phase = exercises_by_phase(STUDY.knowledge)
    order = list(by_phase)
    assert order == [str(one) for one, _ in sorted(FACTS["phase_order"], key=lambda row: row[1])]
    steps = [Step(next(iter(by_phase[phase])), phase, "left") for phase in reversed(order)]
    desk = Desk({}, weeks=4)
    for step in (*steps, *steps):
        desk = desk.with_step(step, order)
    assert [one.phase for one in desk.steps] == order
    plan = desk.plan
    assert plan is not None
    assert [one.exercise for one in plan.rows] == [one.exercise for one in desk.steps]
    assert plan.reassess is not None
    assert plan.reassess.weeks == 4
    assert [one.phase for one in desk.without(0).steps] == order[1:]
    assert Desk({}, weeks=4).plan is None
    only = Desk({}, desk.steps).plan
    assert only is not None
    assert only.reassess is None


def test_every_drawn_muscle_and_every_whole_can_be_named() -> None:
    assert set(SPOTS) <= set(NAMES)
    assert {muscle for muscle, _ in NAMES} == set(SHOWN.drawn_by)
    assert len(set(NAMES.values())) == len(NAMES)
