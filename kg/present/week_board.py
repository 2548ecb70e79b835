"""The week as a board: seven days side by side, what each session holds, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.advice.model import Advice
from kg.advice.routine import JudgedGoal, SessionItem, TrainingSession
from kg.present.routine_text import ways_on
from kg.present.text_writer import in_digits, in_side

__all__ = ["ONCE_MORE", "DayCell", "GoalCard", "PartRow", "SessionCard", "Week", "week_board"]

_DAYS: Final = 7
#: Ends the words of an exercise that is done twice in a session.
ONCE_MORE: Final = ", once more"


@dataclass(frozen=True)
class DayCell:
    """One day of the week.

    Attributes:
        day: its place, counted from 1, the day of the assessment.
        date: the first such day; empty when the case has no date.
        session: what is trained; empty on a day without training.
        minutes: how long the correctives take, as digits; empty without training.
    """

    day: int
    date: str
    session: str
    minutes: str


@dataclass(frozen=True)
class PartRow:
    """A part of a session.

    Attributes:
        label: its name, with the lift it prepares.
        minutes: as digits.
        items: its exercises, each with its side where it is done on one.
        exercises: the id and the side of each, in the same order.
    """

    label: str
    minutes: str
    items: tuple[str, ...]
    exercises: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SessionCard:
    """What the training days of one kind hold.

    Attributes:
        label: its name.
        days: on which days, in words.
        minutes: of the correctives, as digits.
        lifts: the client's lifts of that day.
        parts: its parts in order.
    """

    label: str
    days: str
    minutes: str
    lifts: tuple[str, ...]
    parts: tuple[PartRow, ...]


@dataclass(frozen=True)
class GoalCard:
    """A goal and what is said of it, letter by letter.

    Attributes:
        text: as the client wrote it, with its kind.
        smart: whether every letter holds.
        letters: whether it holds, and what is said.
    """

    text: str
    smart: bool
    letters: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Week:
    """The routine of a program.

    Attributes:
        days: the seven days; none when nothing is trained.
        notes: what is said of the week.
        sessions: what the days hold.
        stages: what changes from week to week.
        criteria: when to go on, hold or step back: name and text.
        steps: how each exercise goes on.
        goals: the client's goals.
        sooner: what asks for a reassessment before its date.
    """

    days: tuple[DayCell, ...]
    notes: tuple[str, ...]
    sessions: tuple[SessionCard, ...]
    stages: tuple[str, ...]
    criteria: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    goals: tuple[GoalCard, ...]
    sooner: tuple[str, ...]


def week_board(advice: Advice, label: Callable[[str], str]) -> Week:
    """Return the routine of an advice.

    Args:
        advice: the answer.
        label: gives the label of an id.
    """
    return Week(
        days=tuple(_days(advice)),
        notes=tuple(note.text for note in advice.week_notes),
        sessions=tuple(_session(one, advice, label) for one in advice.sessions),
        stages=tuple(one.text for one in advice.progression.stages),
        criteria=tuple((label(one.kind), one.text) for one in advice.progression.criteria),
        steps=tuple(line for one in advice.progression.steps for line in ways_on(one)),
        goals=tuple(_goal(one) for one in advice.goals),
        sooner=tuple(one.text for one in advice.reassess.sooner) if advice.reassess else (),
    )


def _days(advice: Advice) -> Iterator[DayCell]:
    trained = {day.day: day for day in advice.week}
    minutes = {one.id: in_digits(one.minutes) for one in advice.sessions}
    for place in range(1, _DAYS + 1) if trained else ():
        day = trained.get(place)
        if day is None:
            yield DayCell(place, "", "", "")
        else:
            date = day.date.isoformat() if day.date is not None else ""
            yield DayCell(place, date, day.label, minutes.get(day.id, ""))


def _session(session: TrainingSession, advice: Advice, label: Callable[[str], str]) -> SessionCard:
    days = [str(day.day) for day in advice.week if day.id == session.id]
    return SessionCard(
        label=session.label,
        days=f"day{'s' if len(days) > 1 else ''} {', '.join(days)}",
        minutes=in_digits(session.minutes),
        lifts=tuple(map(label, session.lifts)),
        parts=tuple(
            PartRow(
                f"{part.label}, {label(part.lift)}" if part.lift else part.label,
                in_digits(part.minutes),
                tuple(map(_item, part.items)),
                tuple((item.exercise, item.side) for item in part.items),
            )
            for part in session.parts
        ),
    )


def _item(item: SessionItem) -> str:
    side = "" if item.side == "both" else f", {in_side(item.side)}"
    return f"{item.label}{side}{ONCE_MORE if item.again else ''}"


def _goal(goal: JudgedGoal) -> GoalCard:
    return GoalCard(
        f"{goal.text} ({goal.label.lower()})",
        goal.smart,
        tuple((each.holds, f"{each.letter} {each.label}: {each.text}") for each in goal.letters),
    )
