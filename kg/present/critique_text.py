"""A critique as text for a terminal: the verdict, what is wrong with its repair, what is good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.plan.critique import Critique, PlanViolation
from kg.present.text_writer import WIDTH, TextWriter

__all__ = ["render_critique"]

_SIDES: Final = {"both": "both sides", None: "no side named"}
_VERDICTS: Final = {
    "sound": "sound: nothing in it breaks a rule",
    "flawed": "flawed",
}


def render_critique(
    critique: Critique,
    *,
    names: Mapping[str, str] | None = None,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """Return a critique as text.

    Args:
        critique: what to show.
        names: id to label, for what the critique names by id alone.
        width: the widest line, in columns.
        colour: whether headings are marked with terminal codes.

    Returns:
        The text, ending in a line break.
    """
    page = TextWriter(names or {}, width, colour=colour)
    _head(page, critique)
    _items(page, critique)
    _not_judged(page, critique)
    if critique.violations:
        page.heading("What is wrong", "the heaviest first")
        verdict = ""
        for violation in critique.violations:
            _violation(page, violation, again=violation.mistake == verdict)
            verdict = violation.mistake
    if critique.credits:
        page.heading("What is good")
        for credit in critique.credits:
            page.line(f"+ {credit.text}")
    if critique.warnings:
        page.heading("Mind")
        for note in critique.warnings:
            page.line(note.text)
    return page.text()


def _head(page: TextWriter, critique: Critique) -> None:
    count = len(critique.violations)
    number = f": {count} violation{'s' if count > 1 else ''}" if count else ""
    unjudged = len(critique.not_understood) + len(critique.others)
    verdict = _VERDICTS[critique.verdict]
    if unjudged and critique.verdict == "sound":
        verdict = "sound as far as it was judged"
    page.heading("Critique of the plan", f"{verdict}{number}")
    if unjudged:
        what = "1 line of it was" if unjudged == 1 else f"{unjudged} lines of it were"
        page.line(f"! {what} not judged: this says nothing of what stands there.", 0)
    page.line(critique.notice, 0, 0)
    for note in critique.referrals:
        urgency = f" [{note.urgency}]" if note.urgency else ""
        page.line(f"! Refer{urgency}: {note.text}", 0)


def _items(page: TextWriter, critique: Critique) -> None:
    if not critique.items:
        return
    page.heading("The plan as it was read", "(- serves nothing that is worked on now)")
    phase = ""
    for item in critique.items:
        if item.phase != phase:
            phase = item.phase
            page.line(page.name(phase))
        mark = " " if item.useful else "-"
        side = _SIDES.get(item.side, item.side)
        page.line(f"{mark} {item.number}. {item.label}, {side}", 4, 5)
        if item.written is not None:
            page.line(f"written: {item.written}", 7, 2, dim=True)
    if critique.lifts:
        page.line(f"then the main lifts: {', '.join(map(page.name, critique.lifts))}", 2, 4)


def _not_judged(page: TextWriter, critique: Critique) -> None:
    """Add what the plan holds besides: lines that are open, and exercises that are not ours."""
    if critique.not_understood:
        page.heading("Lines that were not understood", "not judged")
        for row in critique.not_understood:
            page.line(f"line {row.line}: {row.text}")
            if row.nearest:
                page.line(f"nearest: {'; '.join(row.nearest)}", 4, 2)
    if critique.others:
        page.heading("Other exercises", "not judged")
        for other in critique.others:
            page.line(other)


def _violation(page: TextWriter, violation: PlanViolation, *, again: bool) -> None:
    """Add a violation; the rule of several in a row is told once."""
    page.line(
        f"{violation.number}. {violation.label} "
        f"[{violation.severity_label.lower()}]: {violation.text}",
        2,
        3,
    )
    if not again:
        page.line(f"rule: {violation.rule}", 5, 2, dim=True)
        page.line(
            f"attested: {page.name(violation.evidence)}; {_sources(page, violation)}",
            5,
            2,
            dim=True,
        )
    if violation.repair is None:
        page.line(f"no single change fixes it alone; remedy: {violation.remedy}", 5, 2)
    else:
        left = violation.repair.remaining
        page.line(f"repair: {violation.repair.text} (violations left: {left})", 5, 2)


def _sources(page: TextWriter, violation: PlanViolation) -> str:
    return "; ".join(page.name(source) for source in violation.sources)
