"""Laws of the week, the sessions and the client's words, over cases nobody wrote."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from tests.rules.validity import faults

KNOWLEDGE = KnowledgeBase.load()
ROWS = KNOWLEDGE.facts.relations
SIDED = {str(row[0]) for row in ROWS["needs_side"]}
CLASH = {(str(one), str(other)) for one, other in ROWS["excludes_finding"]}
FREE = sorted({str(row[0]) for row in ROWS["finding"]} - SIDED)
WORDS = {
    field: sorted(str(one) for name, one in ROWS["vocabulary"] if name == field)
    for field in ("population", "lift", "habit", "fms_test")
}
STRENGTH = ("activate", "integrate")


def several(field: str, most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(WORDS[field]), max_size=most, unique=True)


CASES = st.builds(
    lambda findings, days, minutes, population, lifts, level: Case.model_validate(
        {
            "date": dt.date(2026, 3, 2),
            "findings": [{"finding": name} for name in findings],
            "days_per_week": days,
            "minutes": minutes,
            "population": population,
            "lifts": lifts,
            "level": level,
        }
    ),
    st.lists(st.sampled_from(FREE), min_size=1, max_size=2, unique=True).filter(
        lambda names: not CLASH & set(itertools.permutations(names, 2))
    ),
    st.none() | st.integers(1, 7),
    st.none() | st.integers(1, 60),
    several("population"),
    several("lift", 3),
    st.none() | st.integers(1, 5),
)


def items_by_day(advice: Advice) -> dict[int, set[str]]:
    held = {
        session.id: {item.exercise for part in session.parts for item in part.items}
        for session in advice.sessions
    }
    return {day.day: held[day.id] for day in advice.week}


@given(CASES)
@settings(max_examples=25)
def test_a_week_keeps_its_laws(case: Case) -> None:
    advice = advise(case, KNOWLEDGE)
    assert not list(faults(case, advice, KNOWLEDGE))
    phases = {i.exercise: p.phase for p in advice.program.phases for i in p.items}
    seconds = {i.exercise: i.minutes for p in advice.program.phases for i in p.items}
    days = items_by_day(advice)
    if not phases:
        assert not advice.week
        assert not advice.sessions
        return
    assert len(days) == (case.days_per_week or 3)
    assert set(days) <= set(range(1, 8))
    # nothing is lost, nothing is added, and what may be repeated comes every day
    assert set().union(*days.values()) == set(phases)
    for exercise, phase in phases.items():
        on = sorted(day for day, names in days.items() if exercise in names)
        if phase in STRENGTH:
            gaps = [(two - one) % 7 for one, two in itertools.permutations(on, 2)]
            assert all(gap > 1 for gap in gaps), (exercise, on)
        else:
            assert on == sorted(days)
    for session in advice.sessions:
        parts = {part.slot: part for part in session.parts}
        once = [i.exercise for p in session.parts for i in p.items if not i.again]
        assert len(once) == len(set(once)), "an exercise stands once in a session"
        assert session.minutes == pytest.approx(
            sum(seconds[i.exercise] for p in session.parts for i in p.items)
        )
        assert case.minutes is None or session.minutes <= case.minutes
        if "slot_warm_up" in parts:
            assert parts["slot_warm_up"].minutes <= 10
        if not session.lifts and not any(item.again for p in session.parts for item in p.items):
            order = [list(phases.values()).index(phases[e]) for e in once]
            cooled = (
                {i.exercise for i in parts["slot_cool_down"].items}
                if "slot_cool_down" in parts
                else set()
            )
            kept = [place for place, e in zip(order, once, strict=True) if e not in cooled]
            assert kept == sorted(kept), "the phases come in order"
        for part in session.parts:
            assert (part.lift is None) == (part.slot != "slot_before_main_lift")
            for item in part.items:
                if part.lift is not None:
                    assert phases[item.exercise] == "activate"
                    assert part.lift in case.lifts


@given(CASES, several("habit", 4))
@settings(max_examples=10)
def test_a_habit_changes_nothing_but_what_to_look_at(case: Case, habits: list[str]) -> None:
    plain = advise(case, KNOWLEDGE)
    told = advise(case.model_copy(update={"habits": tuple(habits)}), KNOWLEDGE)
    assert {one.id for one in told.suspicions} == set(habits)
    assert told.model_copy(update={"suspicions": ()}) == plain
    seen = {row.finding for row in case.findings}
    for habit in told.suspicions:
        for one in habit.findings:
            assert (one.state == "seen") == (one.finding in seen)


GOALS = st.fixed_dictionaries(
    {"text": st.just("A goal")},
    optional={
        "kind": st.sampled_from(["goal_process", "goal_outcome"]),
        "finding": st.sampled_from(FREE),
        "pattern": st.sampled_from(WORDS["fms_test"]),
        "measure": st.just("range"),
        "unit": st.just("degrees"),
        "baseline": st.sampled_from([-2, 0, 1, 2, 2.5]),
        "target": st.sampled_from([-1, 0, 1, 2, 3, 2.5, 40]) | st.just("better"),
        "times_per_week": st.integers(1, 7),
        "by": st.dates(dt.date(2026, 2, 1), dt.date(2026, 8, 1)),
    },
)


@given(CASES, GOALS, st.integers(0, 3))
@settings(max_examples=40)
def test_every_letter_of_a_goal_is_judged_once(
    case: Case, goal: dict[str, object], score: int
) -> None:
    data = case.model_dump() | {"goals": [goal], "fms": {"scores": {"deep_squat": score}}}
    (judged,) = advise(Case.model_validate(data), KNOWLEDGE).goals
    assert "".join(letter.letter for letter in judged.letters) == "SMART"
    assert judged.smart == all(letter.holds for letter in judged.letters)
    assert all(letter.reasons for letter in judged.letters)
    assert judged.review is not None
    assert dt.date(2026, 3, 2) < judged.review <= dt.date(2026, 4, 13)


@pytest.mark.parametrize("days", range(1, 8))
def test_the_case_decides_how_many_days_a_week_has(days: int) -> None:
    case = Case.model_validate({"findings": [{"finding": "heel_rises"}], "days_per_week": days})
    assert len(advise(case, KNOWLEDGE).week) == days
