"""The week as calendar entries, and as an iCalendar file (RFC 5545): no clock, no chance.

The library that writes the file is an optional extra, imported when a file is asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.advice.model import Advice
from kg.advice.routine import Day, TrainingSession
from kg.case.model import Case
from kg.errors import BadInput, ContinuumError, NoProgram
from kg.present.advice_text import dose_words
from kg.present.routine_text import lift_notes
from kg.present.text_writer import in_side

__all__ = ["CalendarEntry", "entries", "to_ical"]

_PRODUCT = "-//Continuum//corrective exercise//EN"
_DOMAIN = "corrective-exercise"


@dataclass(frozen=True)
class CalendarEntry:
    """One entry of a calendar.

    Attributes:
        uid: the same for the same client, day of assessment and day of the week.
        title: what is shown in the calendar.
        start: the first day.
        weeks: how many weeks it is repeated; 1 for a single day.
        minutes: how long it takes, in whole minutes; 0 for an entry without a time.
        text: what to do, in lines, and what this is and is not.
    """

    uid: str
    title: str
    start: dt.date
    weeks: int
    minutes: int
    text: str


def entries(
    case: Case, advice: Advice, *, names: Mapping[str, str], file: str | None = None
) -> tuple[CalendarEntry, ...]:
    """Return the entries of a calendar: the sessions week by week, then what is looked at again.

    Args:
        case: the case; its date is the first day of the first week.
        advice: the answer to it.
        names: id to label.
        file: where the case stands, for the message of an error.

    Raises:
        BadInput: when the case has no date.
        NoProgram: when there is no program to put into a calendar.
    """
    if not advice.week or advice.reassess is None:
        raise NoProgram("there is no program, so there is nothing for a calendar")
    if case.date is None or advice.reassess.by is None:
        raise BadInput(
            "no date: a calendar begins with the day of the assessment",
            allowed="allowed: a case with a line such as `date: 2026-03-02`",
            file=file,
        )
    owner = f"{case.client or case.to_json()}|{case.date.isoformat()}"
    sessions = {one.id: one for one in advice.sessions}
    doses = dict(_doses(advice, names))
    lifts = lift_notes(advice)
    calendar_entries = [
        _session(owner, day, sessions[day.id], doses, names, advice.reassess.weeks.maximum, lifts)
        for day in advice.week
    ]
    tools = ", ".join(names.get(one, one) for one in advice.reassess.with_)
    calendar_entries.append(
        CalendarEntry(_uid(owner, "reassess"), "Reassessment", advice.reassess.by, 1, 0, tools)
    )
    calendar_entries += [
        CalendarEntry(
            _uid(owner, f"goal {goal.row}"), f"Goal: {goal.text}", goal.review, 1, 0, goal.label
        )
        for goal in advice.goals
        if goal.review is not None
    ]
    # An entry may be copied without the others.
    return tuple(replace(one, text=_noted(one.text, advice.notice)) for one in calendar_entries)


def _noted(text: str, notice: str) -> str:
    return f"{text}\n\n{notice}" if text else notice


def _session(
    owner: str,
    day: Day,
    session: TrainingSession,
    doses: Mapping[str, str],
    names: Mapping[str, str],
    weeks: int,
    lifts: Sequence[str],
) -> CalendarEntry:
    if day.date is None:
        raise BadInput("no date: a calendar begins with the day of the assessment")
    lines = []
    for part in session.parts:
        lift = f", {names.get(part.lift, part.lift)}" if part.lift else ""
        lines.append(f"{part.label}{lift}:")
        lines += [
            f"- {doses[item.exercise]}{' (once more)' if item.again else ''}" for item in part.items
        ]
    lines += lifts
    return CalendarEntry(
        uid=_uid(owner, f"day {day.day}"),
        title=f"Correctives: {session.label}",
        start=day.date,
        weeks=weeks,
        minutes=math.ceil(session.minutes),
        text="\n".join(lines),
    )


def _doses(advice: Advice, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for phase in advice.program.phases:
        for item in phase.items:
            tools = ", ".join(names.get(one, one).lower() for one in item.equipment)
            words = [f"{item.label}, {in_side(item.side)}", *dose_words(item.dose)]
            yield item.exercise, "; ".join([*words, *([f"with {tools}"] if tools else [])])


def _uid(owner: str, what: str) -> str:
    digest = hashlib.sha256(f"{owner}|{what}".encode()).hexdigest()
    return f"{digest[:32]}@{_DOMAIN}"


def to_ical(
    calendar_entries: tuple[CalendarEntry, ...], stamp: dt.date, at: dt.time | None = None
) -> str:
    """Return calendar entries as an iCalendar file.

    Args:
        calendar_entries: the entries.
        stamp: the day that the file says it was made on; no clock is asked.
        at: when sessions begin, in the time of whoever reads it; whole days when ``None``.

    Raises:
        ContinuumError: when the library that writes calendars is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError as error:
        raise ContinuumError(
            f"a calendar needs {error.name}, which is not installed; install the extra “calendar”",
            exit_code=2,
        ) from None
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for entry in calendar_entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", dt.datetime.combine(stamp, dt.time(), dt.UTC))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        if at is None or not entry.minutes:
            event.add("dtstart", entry.start)
            event.add("transp", "TRANSPARENT")
        else:
            event.add("dtstart", dt.datetime.combine(entry.start, at))
            event.add("duration", dt.timedelta(minutes=entry.minutes))
        if entry.weeks > 1:
            event.add("rrule", {"freq": "weekly", "count": entry.weeks})
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=True)).decode()
