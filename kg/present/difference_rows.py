"""Two answers beside each other as rows: before, after, and the rule that carries it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.explain.consultation import Consultation
from kg.explain.diff import Difference, compare
from kg.explain.diff_narrative import narrate_differences
from kg.proof.narrative import Line, Story

__all__ = ["DifferenceRow", "differences"]


@dataclass(frozen=True)
class DifferenceRow:
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


def differences(first: Consultation, second: Consultation) -> tuple[DifferenceRow, ...]:
    """Return what two answers state differently, in the order of the second.

    Args:
        first: the one.
        second: the other.
    """
    comparison = compare(first, second)
    whole = narrate_differences(comparison)
    rows = []
    for difference, key in zip(comparison.differences, whole.top.because, strict=True):
        line = whole.lines[key]
        carried = whole.lines[line.because[0]] if line.because else None
        before, after = (
            _sentence(first, difference, "before"),
            _sentence(second, difference, "after"),
        )
        rows.append(DifferenceRow(difference.part, before, after, carried, Story(key, whole.lines)))
    return tuple(rows)


def _sentence(consultation: Consultation, difference: Difference, which: str) -> str:
    statement = difference.before if which == "before" else difference.after
    if statement is None:
        return ""
    return consultation.answered.say.say(consultation.atom(statement.atom))
