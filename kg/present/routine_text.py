"""The client's days as text: groups and habits, week and sessions, progression, goals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.advice.model import Advice
from kg.advice.routine import Day, ExerciseSteps, JudgedGoal, SessionPart, TrainingSession
from kg.present.text_writer import TextWriter, in_digits, in_side

__all__ = ["client", "goals", "lift_notes", "routine", "ways_on"]

#: The kinds of notes that are about main lifts: left out, or done with care.
_OF_LIFTS: Final = ("lift_left_out", "lift_with_care")
_STATES: Final = {"seen": "seen", "not_shown": "not shown by", "look": "look with"}


def client(page: TextWriter, advice: Advice) -> None:
    """Add what changes for the client's groups, and what the habits ask to look at."""
    for group in advice.populations:
        page.heading("Adjusted for", group.label)
        for change in group.changes:
            page.line(change.text)
    if advice.suspicions:
        page.heading("Habits", "(suspicions, never findings)")
    for habit in advice.suspicions:
        page.line(habit.text)
        for finding in habit.findings:
            where = ", ".join(page.name(name) for name in finding.assessments)
            page.line(
                f"{finding.label}: {' '.join(filter(None, (_STATES[finding.state], where)))}", 4, 4
            )


def routine(page: TextWriter, advice: Advice) -> None:
    """Add the week, what its sessions hold, and how the program goes on."""
    if not advice.week:
        return
    page.heading("Week")
    for day in advice.week:
        page.line(_day(day))
    for note in advice.week_notes:
        page.line(f"note: {note.text}", 2, 6, dim=True)
    for session in advice.sessions:
        days = [str(day.day) for day in advice.week if day.id == session.id]
        place = f"day{'s' if len(days) > 1 else ''} {', '.join(days)}"
        page.heading(f"Session: {session.label}", f"{place}; {in_digits(session.minutes)} minutes")
        _session(page, session)
    page.heading("Week by week")
    for stage in advice.progression.stages:
        page.line(stage.text)
    for criterion in advice.progression.criteria:
        page.line(f"{page.name(criterion.kind)}: {criterion.text}", 4, 4, dim=True)
    for steps in advice.progression.steps:
        for line in ways_on(steps):
            page.line(line, 2, 4)


def lift_notes(advice: Advice) -> tuple[str, ...]:
    """Return why main lifts are left out, and what care the others ask for."""
    return tuple(note.text for note in advice.week_notes if note.kind in _OF_LIFTS)


def _day(day: Day) -> str:
    date = f", from {day.date.isoformat()}" if day.date is not None else ""
    return f"Day {day.day}{date}: {day.label}"


def _session(page: TextWriter, session: TrainingSession) -> None:
    if session.lifts:
        page.line(f"lifts: {', '.join(page.name(one) for one in session.lifts)}", dim=True)
    for part in session.parts:
        page.line(f"{_part(page, part)}: {'; '.join(_items(part))}", 2, 4)


def _part(page: TextWriter, part: SessionPart) -> str:
    lift = f", {page.name(part.lift)}" if part.lift else ""
    return f"{part.label}{lift} ({in_digits(part.minutes)} min)"


def _items(part: SessionPart) -> Iterator[str]:
    for item in part.items:
        side = "" if item.side == "both" else f", {in_side(item.side)}"
        yield f"{item.label}{side}{', once more' if item.again else ''}"


def ways_on(steps: ExerciseSteps) -> Iterator[str]:
    """Yield how an exercise goes on, if it can."""
    ways = []
    if steps.sets_up_to > steps.sets:
        ways.append(f"{steps.sets} to {steps.sets_up_to} sets")
    if steps.harder:
        ways.append(f"next {' or '.join(one.label for one in steps.harder)}")
    if steps.easier:
        ways.append(f"back {' or '.join(one.label for one in steps.easier)}")
    if ways:
        yield f"{steps.label}: {'; '.join(ways)}"
    if not steps.harder:
        yield from {one.exercise: one.text for one in reversed(steps.ruled_out)}.values()


def goals(page: TextWriter, advice: Advice) -> None:
    """Add the goals, letter by letter."""
    if advice.goals:
        page.heading("Goals")
    for goal in advice.goals:
        _goal(page, goal)


def _goal(page: TextWriter, goal: JudgedGoal) -> None:
    page.line(f"{goal.text} ({goal.label.lower()}): {'SMART' if goal.smart else 'not yet SMART'}")
    for letter in goal.letters:
        mark = "+" if letter.holds else "-"
        page.line(f"{mark} {letter.letter} {letter.label}: {letter.text}", 4, 4)
    tools = ", ".join(page.name(one) for one in goal.check_with)
    by = f" by {goal.review.isoformat()}" if goal.review else ""
    if by or tools:
        page.line(f"look{by}{f', with: {tools}' if tools else ''}", 4, 4)
