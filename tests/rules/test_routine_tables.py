"""The worked cases of ``docs/routine.md``, table by table."""

from __future__ import annotations

from functools import cache

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.present.text_writer import in_span
from tests.rules.routine_tables import KNOWLEDGE, Worked, cases, legend, worked
from tests.rules.validity import faults

NAMES = KNOWLEDGE.labels
DAYS = {
    "focus_lower_body": "lower",
    "focus_upper_body": "upper",
    "focus_full_body": "full",
    "focus_movement": "movement",
}
CASES = {one.name: one for one in worked()}
LETTERS = [
    "goal_specific",
    "goal_measurable",
    "goal_achievable",
    "goal_relevant",
    "goal_time_bound",
]
GOALS = ("goal", "specific", "measurable", "achievable", "relevant", "time-bound")


@cache
def told(case: Case) -> Advice:
    return advise(case, KNOWLEDGE)


def having(*header: str) -> list[Worked]:
    found = [one for one in CASES.values() if one.table(*header)]
    assert found
    return found


def named(one: Worked) -> str:
    return one.name


@pytest.mark.parametrize("one", having("days a week"), ids=named)
def test_days(one: Worked) -> None:
    for count, *days in one.table("days a week"):
        found = {day.day: DAYS[day.id] for day in told(one.case(days_per_week=int(count))).week}
        assert [found.get(place, "") for place in range(1, 8)] == days


@pytest.mark.parametrize("one", having("session", "part"), ids=named)
def test_sessions(one: Worked) -> None:
    found = []
    for session in told(one.case()).sessions:
        for part in session.parts:
            label = f"{part.label}: {NAMES[part.lift]}" if part.lift else part.label
            items = [f"{i.label}{' (once more)' if i.again else ''}" for i in part.items]
            found.append((session.label, label, "; ".join(items)))
    assert tuple(found) == one.table("session", "part")


@pytest.mark.parametrize("one", having("note"), ids=named)
def test_notes_of_the_week(one: Worked) -> None:
    assert tuple((note.text,) for note in told(one.case()).week_notes) == one.table("note")


@pytest.mark.parametrize("one", having("group"), ids=named)
def test_what_changes_for_a_group(one: Worked) -> None:
    found = [(p.label, change.text) for p in told(one.case()).populations for change in p.changes]
    assert tuple(found) == one.table("group")


@pytest.mark.parametrize("one", having("habit"), ids=named)
def test_what_habits_make_likely(one: Worked) -> None:
    advice = told(one.case())
    found = [
        (
            habit.label,
            finding.label,
            finding.state.replace("_", " "),
            ", ".join(NAMES[name] for name in finding.assessments) or "-",
        )
        for habit in advice.suspicions
        for finding in habit.findings
    ]
    assert tuple(found) == one.table("habit")
    assert told(one.case(habits=[])).muscles == advice.muscles


@pytest.mark.parametrize("one", having("exercise", "sets", "repetitions"), ids=named)
def test_doses(one: Worked) -> None:
    found = [
        (
            item.label,
            str(item.dose.sets),
            in_span(item.dose.reps) if item.dose.reps else "-",
            str(item.dose.hold_s or "-"),
            in_span(item.dose.rest_s) if item.dose.rest_s else "-",
            in_span(item.dose.per_week) if item.dose.per_week else "-",
            str(item.dose.effort_percent or "-"),
            f"{item.minutes:g}",
            "; ".join(sorted({NAMES[row.id] for row in item.dose.rests_on})),
        )
        for phase in told(one.case()).program.phases
        for item in phase.items
    ]
    assert tuple(found) == one.table("exercise", "sets", "repetitions")


@pytest.mark.parametrize("one", having("exercise", "sets", "next"), ids=named)
def test_steps(one: Worked) -> None:
    found = [
        (
            steps.label,
            f"{steps.sets} to {steps.sets_up_to}",
            "; ".join(step.label for step in steps.harder) or "-",
            "; ".join(step.label for step in steps.easier) or "-",
            "; ".join(dict.fromkeys(step.label for step in steps.ruled_out)) or "-",
        )
        for steps in told(one.case()).progression.steps
    ]
    assert tuple(found) == one.table("exercise", "sets", "next")


@pytest.mark.parametrize("one", having(*GOALS), ids=named)
def test_goals(one: Worked) -> None:
    rows = one.table(*GOALS)
    judged = told(cases()[one.name]).goals
    for cells, goal in zip(rows, judged, strict=True):
        assert [letter.id for letter in goal.letters] == LETTERS
        assert "".join(letter.letter for letter in goal.letters) == "SMART"
        found = [
            f"{'+' if letter.holds else '-'} "
            + ", ".join(reason.kind.replace("_", " ") for reason in letter.reasons)
            for letter in goal.letters
        ]
        assert found == list(cells[1:]), cells[0]
        assert goal.smart == all(cell.startswith("+") for cell in cells[1:])


def test_the_words_of_the_goal_tables_are_explained_as_the_rules_say_them() -> None:
    found: dict[str, set[str]] = {}
    for one in having(*GOALS):
        for goal in told(cases()[one.name]).goals:
            for letter in goal.letters:
                for reason in letter.reasons:
                    found.setdefault(reason.kind.replace("_", " "), set()).add(reason.text)
    assert [word for word, _ in legend()] == sorted(found)
    for word, sentence in legend():
        assert sentence in found[word]


@pytest.mark.parametrize("name", cases())
def test_the_program_of_a_worked_case_is_valid(name: str) -> None:
    case = cases()[name]
    assert not list(faults(case, told(case), KNOWLEDGE))
