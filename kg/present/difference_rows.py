"""Two answers beside each other as rows: before, after, and the rule that carries it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.explain.diff import Difference, compare
from kg.explain.diff_narrative import Beside
from kg.explain.explainer import Against
from kg.explain.narrative import Line, Story

__all__ = ["Row", "differences"]


@dataclass(frozen=True)
class Row:
    """One difference.

    Attributes:
        part: where it stands in an advice.
        before: what the first states, in a sentence; empty when nothing.
        after: what the second states.
        carried: the line of the first rule instance, fact or choice that differs, if known.
        story: why, in sentences.
    """

    part: str
    before: str
    after: str
    carried: Line | None
    story: Story


def differences(first: Against, second: Against) -> tuple[Row, ...]:
    """Return what two answers state differently, in the order of the second.

    Args:
        first: tells what the first holds.
        second: tells what the second holds.
    """
    found = compare(first.consultation, second.consultation)
    whole = Beside(found, first, second).story()
    rows = []
    for one, key in zip(found.differences, whole.top.because, strict=True):
        line = whole.lines[key]
        carried = whole.lines[line.because[0]] if line.because else None
        before, after = _said(first, one, "before"), _said(second, one, "after")
        rows.append(Row(one.part, before, after, carried, Story(key, whole.lines)))
    return tuple(rows)


def _said(against: Against, one: Difference, which: str) -> str:
    statement = one.before if which == "before" else one.after
    if statement is None:
        return ""
    return against.teller.say.say(against.consultation.atom(statement.atom))
