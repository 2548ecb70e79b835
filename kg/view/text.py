"""An advice as text for a terminal: headings, lists and short lines, no wider than asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.engine.advice import Advice, Dose, Gap, Item, Muscle, Priority, Span

__all__ = ["render"]

#: Columns of a terminal nobody has widened.
WIDTH: Final = 80
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_SIDES: Final = {"both": "both sides", "midline": "midline"}
_RESULTS: Final = {
    "solved": "solved: no better program exists",
    "best_found": "best found: the time ran out before it was proven",
    "infeasible": "no program: nothing can serve a need under these circumstances",
    "referred": "referred: no program",
}


def render(
    advice: Advice,
    *,
    names: Mapping[str, str] | None = None,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """Return an advice as text.

    Args:
        advice: what to show.
        names: id to label, for what the advice names by id alone; ids are shown without it.
        width: the widest line, in columns.
        colour: whether headings are marked with terminal codes.

    Returns:
        The text, ending in a line break.
    """
    page = _Page(names or {}, width, colour=colour)
    for part in (_head, _seen, _muscles, _screen, _first, _program, _gaps, _after):
        part(page, advice)
    return page.text()


class _Page:
    """Lines in the making."""

    def __init__(self, names: Mapping[str, str], width: int, *, colour: bool) -> None:
        self._names = names
        self._width = width
        self._colour = colour
        self._lines: list[str] = []

    def name(self, one: str) -> str:
        """Return the label of an id."""
        return self._names.get(one) or one.replace("_", " ")

    def heading(self, title: str, note: str = "") -> None:
        """Begin a part."""
        if self._lines:
            self._lines.append("")
        mark = (_BOLD, _RESET) if self._colour else ("", "")
        beside = len(title) + 2 + len(note) <= self._width
        self._lines.append(f"{mark[0]}{title}{mark[1]}{f'  {note}' if note and beside else ''}")
        if not beside:
            self.line(note, 2, 0)

    def line(self, text: str, indent: int = 2, hang: int = 2, *, dim: bool = False) -> None:
        """Add a paragraph, folded to the width."""
        folded = textwrap.wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
        )
        mark = (_DIM, _RESET) if self._colour and dim else ("", "")
        self._lines.extend(f"{mark[0]}{one}{mark[1]}" for one in folded)

    def text(self) -> str:
        """Return everything."""
        return "\n".join(self._lines) + "\n"


def _head(page: _Page, advice: Advice) -> None:
    page.heading("Corrective exercise program", _RESULTS[advice.result])
    page.line(advice.notice, 0, 0)
    for note in advice.referrals:
        urgency = f" [{note.urgency}]" if note.urgency else ""
        page.line(f"! Refer{urgency}: {note.text}", 0)


def _seen(page: _Page, advice: Advice) -> None:
    if not advice.findings:
        return
    page.heading("What was seen")
    for row in advice.findings:
        told = [side for side in (row.side and _side(row.side), row.severity) if side]
        where = f" ({page.name(row.assessment)})" if row.assessment else ""
        page.line(", ".join([row.label, *told]) + where)
    for one in advice.syndromes:
        signs = f"{one.signs_seen} of {one.signs_total} signs seen"
        page.line(f"Together they point to: {one.label} ({signs})")


def _muscles(page: _Page, advice: Advice) -> None:
    named = [one for one in advice.muscles if not one.derived_from]
    if not named:
        return
    page.heading("Muscles", "(balance: evidence for overactive less evidence for underactive)")
    for status in ("overactive", "underactive", "equivocal"):
        rows = _by_side(one for one in named if one.status == status)
        if rows:
            page.line(status, 2)
        for muscle, side in rows:
            findings = dict.fromkeys(page.name(row.finding) for row in muscle.evidence)
            page.line(f"{muscle.label}, {side}  {muscle.balance:+d}  ({'; '.join(findings)})", 4, 4)
    derived = [one for one in advice.muscles if one.derived_from]
    if derived:
        page.line(f"as parts of these: {', '.join(_parts(derived))}", 2, 4, dim=True)
    for test in advice.next_tests:
        page.line(f"Next test: {test.text}", 2, 4)


def _by_side(muscles: Iterable[Muscle]) -> list[tuple[Muscle, str]]:
    """Return muscles with their side; the two sides as one where they weigh the same."""
    sides: dict[tuple[str, int], list[Muscle]] = {}
    for one in muscles:
        sides.setdefault((one.id, one.balance), []).append(one)
    return [
        (same[0], _side("both") if len(same) > 1 else _side(same[0].side))
        for same in sides.values()
    ]


def _parts(derived: Sequence[Muscle]) -> Iterator[str]:
    """Yield muscles that stand for a group; sides are named where the two do not agree."""
    sides: dict[str, dict[str, list[str]]] = {}
    for one in derived:
        sides.setdefault(one.label, {}).setdefault(one.status, []).append(one.side)
    for label, found in sides.items():
        for status, where in found.items():
            yield f"{label} ({f'{_sides(where)}, ' if len(found) > 1 else ''}{status})"


def _screen(page: _Page, advice: Advice) -> None:
    if advice.fms is None or not (advice.fms.final or advice.fms.notes):
        return
    page.heading("Functional movement screen")
    if advice.fms.final:
        scores = [f"{page.name(name)} {score}" for name, score in advice.fms.final.items()]
        page.line(f"Final scores: {', '.join(scores)}")
    for note in advice.fms.notes:
        page.line(note)


def _first(page: _Page, advice: Advice) -> None:
    if not advice.priorities:
        return
    page.heading("What comes first")
    for one in advice.priorities:
        page.line(_priority(one))


def _priority(one: Priority) -> str:
    place = f"{one.rank}." if one.rank is not None else "-"
    return f"{place} {one.label}, {_side(one.side)}: {one.when}"


def _program(page: _Page, advice: Advice) -> None:
    if not any(phase.items for phase in advice.program.phases):
        return
    page.heading("Program", f"{_number(advice.program.minutes)} minutes")
    lacking = {gap.phase for gap in advice.gaps}
    for number, phase in enumerate(advice.program.phases, 1):
        page.line(f"{number} {phase.label}")
        if not phase.items:
            known = phase.phase in lacking
            page.line("nothing: see what is left out" if known else "nothing is asked for", 4)
        for tempo in _shared_tempo(phase.items):
            page.line(f"tempo: {tempo}", 4, 4, dim=True)
        for item in phase.items:
            page.line(_item(page, item, phase.items), 4, 4)
            page.line(f"why: {item.why}", 6, 5, dim=True)
            if item.cautions:
                names = ", ".join(page.name(one) for one in item.cautions)
                page.line(f"care: {names}", 6, 5)


def _shared_tempo(items: Sequence[Item]) -> list[str]:
    """Return the tempo of a phase, if all its exercises share one."""
    tempos = sorted({item.dose.tempo for item in items})
    return tempos if len(tempos) == 1 else []


def _item(page: _Page, item: Item, phase: Sequence[Item]) -> str:
    tempo = "" if _shared_tempo(phase) else item.dose.tempo
    tools = ", ".join(page.name(one).lower() for one in item.equipment)
    parts = [f"{item.label}, {_side(item.side)}", *_dose(item.dose), tempo]
    parts += [f"{_number(item.minutes)} min", f"with {tools}" if tools else ""]
    return "; ".join(part for part in parts if part)


def _dose(dose: Dose) -> Iterator[str]:
    sets = "1 set" if dose.sets == 1 else f"{dose.sets} sets"
    counts = []
    if dose.reps is not None:
        counts.append(f"of {_span(dose.reps)}")
    if dose.hold_s is not None:
        counts.append(f"held {dose.hold_s} s")
    yield " ".join([sets, *counts])
    if dose.rest_s is not None and dose.rest_s.maximum:
        yield f"rest {_span(dose.rest_s)} s"


def _gaps(page: _Page, advice: Advice) -> None:
    if not advice.gaps:
        return
    page.heading("Left out, and why")
    label = {one.id: one.label for one in advice.muscles}
    alike: dict[tuple[str, str], list[Gap]] = {}
    for gap in advice.gaps:
        alike.setdefault((gap.phase, gap.reason), []).append(gap)
    for (phase, reason), gaps in alike.items():
        sides: dict[str, list[str]] = {}
        for gap in gaps:
            name = label.get(gap.muscle, gap.muscle) if gap.muscle else page.name(gap.finding or "")
            sides.setdefault(name, []).append(gap.side)
        what = "; ".join(f"{name}, {_sides(found)}" for name, found in sides.items())
        page.line(f"{page.name(phase).lower()}: {what}", 2, 4)
        page.line(reason, 6, 0, dim=True)


def _sides(found: Sequence[str]) -> str:
    return _side("both") if len(found) > 1 else _side(found[0])


def _after(page: _Page, advice: Advice) -> None:
    if advice.warnings:
        page.heading("Mind")
        for note in advice.warnings:
            page.line(note.text)
    if advice.reassess is not None:
        weeks = f"after {_span(advice.reassess.weeks)} weeks"
        by = f", by {advice.reassess.by.isoformat()}" if advice.reassess.by else ""
        tools = ", ".join(page.name(one) for one in advice.reassess.with_)
        page.heading("Reassess")
        page.line(f"{weeks}{by}{f', with: {tools}' if tools else ''}")


def _side(side: str) -> str:
    return _SIDES.get(side, side)


def _span(span: Span) -> str:
    if span.minimum == span.maximum:
        return str(span.minimum)
    return f"{span.minimum} to {span.maximum}"


def _number(value: float) -> str:
    return f"{value:g}"
