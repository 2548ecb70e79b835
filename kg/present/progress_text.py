"""How a client fared, as text for a terminal: lists and short lines, no wider than asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.advice.model import Dose
from kg.progress.changes import Change, Changes
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
    page = _Page(width, colour=colour)
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
        for one in changes.other_sides if rows is changes.findings else ():
            page.line(one.text)
    _screen(page, review)
    _program(page, changes.program, names, everything=everything)
    return page.text()


class _Page:
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


def _parts(changes: Changes) -> Iterator[tuple[str, Sequence[Change]]]:
    """Yield the lists of changes with their headings."""
    yield "Findings", changes.findings
    yield "Tests", changes.tests
    yield "Pain", changes.pain
    yield "Movement screen: patterns", changes.patterns
    yield "Movement screen: left and right", changes.asymmetries


def _changes(page: _Page, title: str, rows: Sequence[Change], *, everything: bool) -> None:
    """Show what became of some things; what did not change in one line, unless all is asked for."""
    if not rows:
        return
    page.heading(title)
    for one in rows:
        if everything or not one.still:
            page.line(one.text)
    quiet = [one for one in rows if one.still]
    if quiet and not everything:
        page.line(f"as before: {'; '.join(_names(quiet))}")


def _names(rows: Iterable[Change]) -> Iterator[str]:
    return (f"{one.label}, {_side(one.side)}" if one.side else one.label for one in rows)


def _screen(page: _Page, review: Review) -> None:
    """Show the total over time, each step judged against the detectable change."""
    scored = [one for one in review.assessments if one.total is not None]
    if not scored:
        return
    page.heading("Movement screen: total over time")
    for one in scored:
        judged = f"; {one.since_last.text}" if one.since_last is not None else ""
        page.line(f"{one.day}  {one.total} of 21{judged}")
    if review.since_first is not None and len(scored) > len(("first", "second")):
        page.line(f"from the first to the last: {review.since_first.text}")
    if review.changes.detectable_change is not None:
        page.line(f"detectable change: {review.changes.detectable_change:g} points")


def _program(
    page: _Page, program: Sequence[ProgramChange], names: Mapping[str, str], *, everything: bool
) -> None:
    """Show what the later program changes, phase by phase, and why."""
    if not program:
        return
    page.heading("What the program changes, and why")
    for phase in dict.fromkeys(one.phase for one in program):
        page.line(names.get(phase, phase))
        rows = [one for one in program if one.phase == phase]
        for one in rows:
            if one.still and not everything:
                continue
            page.line(exercise_change(one), 4)
            for reason in one.reasons:
                page.line(f"because: {reason.text}", 8)
            if one.side_now is not None:
                page.line(f"why: {one.why}", 8)
        quiet = [one.label for one in rows if one.still]
        if quiet and not everything:
            page.line(f"as before: {'; '.join(quiet)}", 4)


def exercise_change(one: ProgramChange) -> str:
    """Return what became of an exercise, and in what a kept one differs."""
    sides = [_side(side) for side in (one.side_before, one.side_now) if side is not None]
    told = one.text.removesuffix(".")
    if one.side_before is None or one.side_now is None:
        return f"{told} ({sides[0]})" if sides else told
    if sides[0] != sides[1]:
        told += f"; now {sides[1]}, before {sides[0]}"
    if one.dose_before is not None and one.dose_now is not None:
        old, new = _dose(one.dose_before), _dose(one.dose_now)
        told += f"; now {new}, before {old}" if old != new else ""
    return told


def _dose(dose: Dose) -> str:
    sets = "1 set" if dose.sets == 1 else f"{dose.sets} sets"
    reps = f" of {dose.reps.minimum} to {dose.reps.maximum}" if dose.reps is not None else ""
    return f"{sets}{reps}{f' held {dose.hold_s} s' if dose.hold_s is not None else ''}"


def _side(side: str | None) -> str:
    return _SIDES.get(side or "", side or "")
