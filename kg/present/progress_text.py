"""How a client fared, as text for a terminal: lists and short lines, no wider than asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.advice.model import Dose
from kg.progress.changes import Changes, ProgressChange
from kg.progress.program_changes import ProgramChange
from kg.progress.review import Review

__all__ = ["exercise_change", "render_review"]

_BOLD, _RESET = "\x1b[1m", "\x1b[0m"
_SIDES: Final = {"both": "both sides"}


def render_review(
    review: Review,
    *,
    names: Mapping[str, str],
    width: int = 80,
    colour: bool = False,
    everything: bool = False,
) -> str:
    """Return a review as text.

    Args:
        review: what to show.
        names: id to label, for phases.
        width: the widest line, in columns.
        colour: whether headings are marked with terminal codes.
        everything: whether what did not change is told too.

    Returns:
        The text, ending in a line break.
    """
    page = _ProgressPage(width, colour=colour)
    days = {one.assessment: one.day for one in review.assessments}
    earlier, later = days[review.earlier], days[review.later]
    page.heading(f"Progress of {review.client}, from {earlier} to {later}")
    for note in review.notes:
        page.line(note)
    changes = review.changes
    if changes.nothing_changed:
        page.line("Nothing changed that was assessed both times.")
    for title, rows in _parts(changes):
        _changes(page, title, rows, everything=everything)
        for other_side in changes.other_sides if rows is changes.findings else ():
            page.line(other_side.text)
    _screen(page, review)
    _program(page, changes.program, names, everything=everything)
    return page.text()


class _ProgressPage:
    """Lines in the making."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self._width = width
        self._colour = colour
        self._lines: list[str] = []

    def heading(self, title: str) -> None:
        """Begin a part."""
        if self._lines:
            self._lines.append("")
        mark = (_BOLD, _RESET) if self._colour else ("", "")
        self._lines.append(f"{mark[0]}{title}{mark[1]}")

    def line(self, text: str, indent: int = 2, hang: int = 4) -> None:
        """Add a paragraph, folded to the width."""
        self._lines += textwrap.wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
        )

    def text(self) -> str:
        """Return everything."""
        return "\n".join(self._lines) + "\n"


def _parts(changes: Changes) -> Iterator[tuple[str, Sequence[ProgressChange]]]:
    """Yield the lists of changes with their headings."""
    yield "Findings", changes.findings
    yield "Tests", changes.tests
    yield "Measures", changes.measures
    yield "Pain", changes.pain
    yield "Movement screen: patterns", changes.patterns
    yield "Movement screen: left and right", changes.asymmetries


def _changes(
    page: _ProgressPage, title: str, rows: Sequence[ProgressChange], *, everything: bool
) -> None:
    """Show what became of some things; what did not change in one line, unless all is asked for."""
    if not rows:
        return
    page.heading(title)
    for row in rows:
        if everything or not row.still:
            page.line(row.text)
    quiet = [one for one in rows if one.still]
    if quiet and not everything:
        page.line(f"as before: {'; '.join(_names(quiet))}")


def _names(rows: Iterable[ProgressChange]) -> Iterator[str]:
    return (f"{one.label}, {_side(one.side)}" if one.side else one.label for one in rows)


def _screen(page: _ProgressPage, review: Review) -> None:
    """Show the total over time, each step judged against the detectable change."""
    scored = [one for one in review.assessments if one.total is not None]
    if not scored:
        return
    page.heading("Movement screen: total over time")
    for score in scored:
        judged = f"; {score.since_last.text}" if score.since_last is not None else ""
        page.line(f"{score.day}  {score.total} of 21{judged}")
    if review.since_first is not None and len(scored) > len(("first", "second")):
        page.line(f"from the first to the last: {review.since_first.text}")
    if review.changes.detectable_change is not None:
        page.line(f"detectable change: {review.changes.detectable_change:g} points")


def _program(
    page: _ProgressPage,
    program: Sequence[ProgramChange],
    names: Mapping[str, str],
    *,
    everything: bool,
) -> None:
    """Show what the later program changes, phase by phase, and why."""
    if not program:
        return
    page.heading("What the program changes, and why")
    for phase in dict.fromkeys(one.phase for one in program):
        page.line(names.get(phase, phase))
        rows = [one for one in program if one.phase == phase]
        for row in rows:
            if row.still and not everything:
                continue
            page.line(exercise_change(row), 4)
            for reason in row.reasons:
                page.line(f"because: {reason.text}", 8)
            if row.side_now is not None:
                page.line(f"why: {row.why}", 8)
        quiet = [one.label for one in rows if one.still]
        if quiet and not everything:
            page.line(f"as before: {'; '.join(quiet)}", 4)


def exercise_change(change: ProgramChange) -> str:
    """Return what became of an exercise, and in what a kept one differs."""
    sides = [_side(side) for side in (change.side_before, change.side_now) if side is not None]
    sentence = change.text.removesuffix(".")
    if change.side_before is None or change.side_now is None:
        return f"{sentence} ({sides[0]})" if sides else sentence
    if sides[0] != sides[1]:
        sentence += f"; now {sides[1]}, before {sides[0]}"
    if change.dose_before is not None and change.dose_now is not None:
        old, new = _dose(change.dose_before), _dose(change.dose_now)
        sentence += f"; now {new}, before {old}" if old != new else ""
    return sentence


def _dose(dose: Dose) -> str:
    sets = "1 set" if dose.sets == 1 else f"{dose.sets} sets"
    reps = f" of {dose.reps.minimum} to {dose.reps.maximum}" if dose.reps is not None else ""
    return f"{sets}{reps}{f' held {dose.hold_s} s' if dose.hold_s is not None else ''}"


def _side(side: str | None) -> str:
    return _SIDES.get(side or "", side or "")
