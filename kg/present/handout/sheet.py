"""A program as a sheet to take home: what stands on it, before it becomes HTML, PDF or Markdown.

Everything is text by now; whoever draws it looks nothing up. What is not there is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from kg.advice.model import Advice, Gap, Muscle, ProgramItem, Result
from kg.advice.routine import SessionPart
from kg.case.model import Case
from kg.knowledge.facts import Facts
from kg.present.advice_text import dose_words
from kg.present.figure.body_map import STATUSES, body_map
from kg.present.figure.svg import body_svg
from kg.present.routine_text import lift_notes
from kg.present.scope_text import clearance_lines, open_readiness
from kg.present.text_writer import in_digits, in_side, in_span, likely

__all__ = [
    "HasTexts",
    "Sheet",
    "SheetPart",
    "SheetRow",
    "Status",
    "Training",
    "gap_lines",
    "instructions_of",
    "reassessment",
    "sheet",
]

TITLE: Final = "Corrective exercise program"
_PICTURE: Final = "Muscles"
_INSTRUCTIONS: Final = ("setUp", "carryOut", "feelIt", "avoid", "stopIf")
"""The properties that tell a client how an exercise is done, in the order of reading."""
_RESULTS: Final[Mapping[Result, str]] = {
    "solved": "The best program by these rules, for what was reported.",
    "best_found": "The time ran out: this is the best program found, not proven to be the best.",
    "infeasible": "No program keeps all requirements.",
    "referred": "No program: this belongs to a health professional.",
}
_NOTHING_ASKED: Final = "Nothing is asked for."
_SEE_GAPS: Final = "Nothing: see what is left out."


class HasTexts(Protocol):
    """What a sheet asks of a knowledge base."""

    @property
    def facts(self) -> Facts:
        """What the rules are given of the ontology."""

    @property
    def texts(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Id to property to its texts."""

    def label(self, identifier: str) -> str:
        """Return the label of an id."""


@dataclass(frozen=True)
class SheetRow:
    """One exercise.

    Attributes:
        exercise: its id.
        label: its name.
        side: the side in words.
        body_side: the side: left, right or both.
        dose: sets, repetitions, hold and rest in words.
        tempo: how fast.
        minutes: how long it takes, as digits.
        tools: what has to be at hand, in words.
        instructions: how it is done: of each part its heading and its text, in order.
        care: conditions that ask for care with it.
        why: the one line that says why.
        targets: the muscles it serves, in words.
    """

    exercise: str
    label: str
    side: str
    body_side: str
    dose: str
    tempo: str
    minutes: str
    tools: str
    instructions: tuple[tuple[str, str], ...]
    care: str
    why: str
    targets: str


@dataclass(frozen=True)
class SheetPart:
    """One phase.

    Attributes:
        number: its place, counted from 1.
        label: its name.
        tempo: the tempo, if all its exercises share one.
        rows: its exercises in order.
        empty: why there are none; empty when there are some.
    """

    number: int
    label: str
    tempo: str
    rows: tuple[SheetRow, ...]
    empty: str


@dataclass(frozen=True)
class Status:
    """Muscles with the same status.

    Attributes:
        name: the status in words.
        muscles: name and side of each.
    """

    name: str
    muscles: tuple[str, ...]


@dataclass(frozen=True)
class Training:
    """A training day of the week.

    Attributes:
        title: its place, its date if there is one, and its name.
        parts: what it holds, in order.
    """

    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A program as it is handed out.

    Attributes:
        title: what it is.
        about: client, day, edition and minutes, as far as they are known.
        notice: what this is and is not.
        result: how the search ended, in words.
        referrals: what goes to a clinician, urgent first as the advice has it.
        clearances: what a health professional has cleared, and the limits of it.
        seen: what was seen.
        first: what comes first.
        statuses: which muscles do what.
        parts: the phases in order; none when no phase holds an exercise.
        gaps: what is left out, and why.
        violated: requirements that no program keeps.
        warnings: what to mind.
        tests: the tests that would settle something.
        week: the training days in order.
        reassess: when to look again and with what; may be empty.
        picture: the body map as SVG, without an XML declaration.
        knowledge: which ontology and rules it was drawn from, in short.
    """

    title: str
    about: tuple[str, ...]
    notice: str
    result: str
    referrals: tuple[str, ...]
    clearances: tuple[str, ...]
    seen: tuple[str, ...]
    first: tuple[str, ...]
    statuses: tuple[Status, ...]
    parts: tuple[SheetPart, ...]
    gaps: tuple[str, ...]
    violated: tuple[str, ...]
    warnings: tuple[str, ...]
    tests: tuple[str, ...]
    week: tuple[Training, ...]
    reassess: str
    picture: str
    knowledge: str


def sheet(case: Case, advice: Advice, knowledge: HasTexts) -> Sheet:
    """Return the sheet of an advice.

    Args:
        case: the case it answers.
        advice: the answer.
        knowledge: the ontology, for names and for how an exercise is done.
    """
    readiness = open_readiness(advice, knowledge.label)
    return Sheet(
        title=TITLE,
        about=tuple(_about(case, advice, knowledge)),
        notice=advice.notice,
        result=_RESULTS[advice.result],
        referrals=tuple(_with_urgency(one.text, one.urgency) for one in advice.referrals),
        clearances=tuple(clearance_lines(advice)),
        seen=tuple(_seen(advice, knowledge)),
        first=tuple(_first(advice)),
        statuses=tuple(_statuses(advice.muscles)),
        parts=tuple(_parts(advice, knowledge)),
        gaps=tuple(gap_lines(advice, knowledge)),
        violated=tuple(one.text for one in advice.violated),
        warnings=(*filter(None, [readiness]), *(one.text for one in advice.warnings)),
        tests=tuple(one.text for one in advice.next_tests),
        week=tuple(_week(advice, knowledge)),
        reassess=reassessment(advice, knowledge),
        picture=body_svg(body_map(advice, knowledge), title=_PICTURE, standalone=False),
        knowledge=f"Ontology {advice.knowledge.ontology[:12]}, rules {advice.knowledge.rules[:12]}",
    )


def _about(case: Case, advice: Advice, knowledge: HasTexts) -> Iterator[str]:
    if case.client is not None:
        yield f"Client {case.client}"
    if case.date is not None:
        yield f"Assessed {case.date.isoformat()}"
    yield f"Evidence: {knowledge.label(advice.knowledge.edition)}"
    if any(phase.items for phase in advice.program.phases):
        yield f"{in_digits(advice.program.minutes)} minutes"


def _with_urgency(text: str, urgency: str | None) -> str:
    return f"{urgency.capitalize()}: {text}" if urgency else text


def _seen(advice: Advice, knowledge: HasTexts) -> Iterator[str]:
    for row in advice.findings:
        side = in_side(row.side) if row.side else ""
        words = ", ".join(filter(None, (row.label, side, row.severity)))
        yield f"{words} ({knowledge.label(row.assessment)})" if row.assessment else words
    for syndrome in advice.syndromes:
        yield (
            f"{syndrome.label}: {syndrome.signs_seen} of {syndrome.signs_total} signs"
            if syndrome.signs_total
            else syndrome.label
        )
    if advice.fms is not None:
        scores = (f"{knowledge.label(name)} {score}" for name, score in advice.fms.final.items())
        if advice.fms.final:
            yield f"Movement screen: {', '.join(scores)}"
        yield from advice.fms.notes


def _first(advice: Advice) -> Iterator[str]:
    for priority in advice.priorities:
        yield f"{priority.label}, {in_side(priority.side)}: {priority.when}"


def _statuses(muscles: Iterable[Muscle]) -> Iterator[Status]:
    """Yield the statuses that occur; what only stands for a part of a group is left out."""
    by_direction: dict[str, dict[str, list[str]]] = {one: defaultdict(list) for one in STATUSES}
    for muscle in muscles:
        if not muscle.derived_from:
            by_direction[muscle.status][muscle.label].append(muscle.side)
    for status, sides in by_direction.items():
        if sides:
            names = (f"{label}, {_both(each)}" for label, each in sides.items())
            yield Status(likely(status).capitalize(), tuple(names))


def _both(sides: Sequence[str]) -> str:
    return in_side("both" if len(sides) > 1 else sides[0])


def _parts(advice: Advice, knowledge: HasTexts) -> Iterator[SheetPart]:
    if not any(phase.items for phase in advice.program.phases):
        return
    lacking = {gap.phase for gap in advice.gaps}
    for number, phase in enumerate(advice.program.phases, 1):
        tempi = {item.dose.tempo for item in phase.items}
        shared = tempi.pop() if len(tempi) == 1 else ""
        rows = tuple(_row(item, advice, knowledge, shared=shared) for item in phase.items)
        empty = "" if rows else _SEE_GAPS if phase.phase in lacking else _NOTHING_ASKED
        yield SheetPart(number, phase.label, shared, rows, empty)


def _row(item: ProgramItem, advice: Advice, knowledge: HasTexts, *, shared: str) -> SheetRow:
    label = {one.id: one.label for one in advice.muscles}
    targets: dict[str, list[str]] = defaultdict(list)
    for target in item.targets:
        targets[label.get(target.muscle) or knowledge.label(target.muscle)].append(target.side)
    return SheetRow(
        exercise=item.exercise,
        label=item.label,
        side=in_side(item.side),
        body_side=item.side,
        dose="; ".join(dose_words(item.dose)),
        tempo="" if item.dose.tempo == shared else item.dose.tempo,
        minutes=in_digits(item.minutes),
        tools=", ".join(knowledge.label(one).lower() for one in item.equipment),
        instructions=tuple(instructions_of(item.exercise, knowledge)),
        care=" ".join(care.text for care in item.care),
        why=item.why,
        targets="; ".join(f"{name}, {_both(sides)}" for name, sides in targets.items()),
    )


def instructions_of(exercise: str, knowledge: HasTexts) -> Iterator[tuple[str, str]]:
    """Yield how an exercise is done, for the client: heading and text of each part, in order."""
    texts = knowledge.texts.get(exercise, {})
    for name in _INSTRUCTIONS:
        for text in texts.get(name, ()):
            heading = knowledge.label(name)
            yield heading[:1].upper() + heading[1:], text


def gap_lines(advice: Advice, knowledge: HasTexts) -> Iterator[str]:
    """Yield what the program leaves open, and why, each phase and reason once."""
    label = {one.id: one.label for one in advice.muscles}
    alike: dict[tuple[str, str], dict[str, list[str]]] = {}
    for gap in advice.gaps:
        sides = alike.setdefault((gap.phase, gap.reason), defaultdict(list))
        sides[_name(gap, label, knowledge)].append(gap.side)
    for (phase, reason), sides in alike.items():
        what = "; ".join(f"{name}, {_both(sides_named)}" for name, sides_named in sides.items())
        yield f"{knowledge.label(phase)}: {what}. {reason}"


def _name(gap: Gap, label: Mapping[str, str], knowledge: HasTexts) -> str:
    if gap.muscle is not None:
        return label.get(gap.muscle) or knowledge.label(gap.muscle)
    return knowledge.label(gap.motion or gap.finding or "")


def _week(advice: Advice, knowledge: HasTexts) -> Iterator[Training]:
    sessions = {one.id: one for one in advice.sessions}
    for day in advice.week:
        date = f", from {day.date.isoformat()}" if day.date is not None else ""
        session = sessions.get(day.id)
        parts = session.parts if session is not None else ()
        yield Training(
            f"Day {day.day}{date}: {day.label}",
            tuple(_session_part(part, knowledge) for part in parts),
        )
    lifts = lift_notes(advice)
    if lifts:
        yield Training("Main lifts", lifts)


def _session_part(part: SessionPart, knowledge: HasTexts) -> str:
    lift = f", {knowledge.label(part.lift)}" if part.lift else ""
    items = "; ".join(
        f"{item.label}{'' if item.side == 'both' else f', {in_side(item.side)}'}"
        for item in part.items
    )
    return f"{part.label}{lift} ({in_digits(part.minutes)} min): {items}"


def reassessment(advice: Advice, knowledge: HasTexts) -> str:
    """Return when to look again and with what; empty when there is nothing to look at."""
    if advice.reassess is None:
        return ""
    by = f", by {advice.reassess.by.isoformat()}" if advice.reassess.by else ""
    tools = ", ".join(knowledge.label(one) for one in advice.reassess.with_)
    with_ = f", with: {tools}" if tools else ""
    return f"After {in_span(advice.reassess.weeks)} weeks{by}{with_}."
