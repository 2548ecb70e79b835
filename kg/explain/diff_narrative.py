"""Two answers beside each other, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.explain.diff import Cause, Comparison, Difference
from kg.explain.explainer import Against, ordered
from kg.explain.narrative import Kind, Line, Story, rule_note

__all__ = ["Beside"]

_SAME: Final = "Nothing differs."
_ONE: Final = "One statement differs."
_MANY: Final = "{} statements differ."
_MORE, _LESS = "New: ", "No longer: "
_WHERE: Final = {"first": "Before", "second": "After"}
_INSTEAD: Final = "{} Before: {}"
_RULE: Final = "The rule itself differs."


@dataclass(frozen=True)
class Beside:
    """Tells comparisons.

    Attributes:
        comparison: the two answers.
        first: tells what the first holds.
        second: tells what the second holds.
    """

    comparison: Comparison
    first: Against
    second: Against

    def story(self) -> Story:
        """Return the differences, each with the first rule instance that differs, and why."""
        lines: dict[str, Line] = {}
        because = [self._difference(one, lines) for one in self.comparison.differences]
        number = len(because)
        text = _SAME if not number else _ONE if number == 1 else _MANY.format(number)
        lines["differences"] = Line("differences", text, "way", tuple(because))
        return Story("differences", {key: lines[key] for key in ordered("differences", lines)})

    def _difference(self, one: Difference, lines: dict[str, Line]) -> str:
        """Add the lines of one difference; return the key of its own."""
        before = one.before and _said(self.first, one.before.atom)
        after = one.after and _said(self.second, one.after.atom)
        if before and after:
            text = _INSTEAD.format(after, before)
        else:
            text = f"{_MORE}{after}" if after else f"{_LESS}{before}"
        keys = []
        if one.come is not None:
            keys.append(self._cause(one.come, lines, second=True))
        elif one.gone is not None:
            keys.append(self._cause(one.gone, lines, second=False))
        key = f"{one.part} {one.before and one.before.atom} {one.after and one.after.atom}"
        lines[key] = Line(key, text, "difference", tuple(keys))
        return key

    def _cause(self, cause: Cause, lines: dict[str, Line], *, second: bool) -> str:
        """Add the lines of a cause; ``second`` says which answer its step belongs to."""
        here, there = (self.second, self.first) if second else (self.first, self.second)
        mark = "second" if second else "first"
        key = f"{mark} {cause.step.atom}"
        if key in lines:
            return key
        below: list[str] = []
        if cause.kind == "rule":
            lines["rule differs"] = Line("rule differs", _RULE, "absence")
            below.append("rule differs")
        elif cause.below is not None:
            below.append(self._cause(cause.below, lines, second=second != cause.there))
        elif cause.atom is not None:
            holder = there if cause.there else here
            inner = f"{mark} {cause.atom}"
            where = "second" if second == (holder is here) else "first"
            lines[inner] = Line(inner, f"{_WHERE[where]}: {_said(holder, str(cause.atom))}", "rule")
            below.append(inner)
        elif cause.kind == "choice":
            below += self._choice(cause, lines, there)
        step = cause.step
        if step.rule is None:
            kind: Kind = "case" if cause.kind == "case" else "knowledge"
            text = f"{_WHERE[mark]}: {_said(here, str(step.atom))}"
            lines[key] = Line(key, text, kind, tuple(below))
            return key
        annotation = here.consultation.rulebook.annotations[step.rule]
        text = f"{_WHERE[mark]}: {here.teller.say.instance(annotation.label, step.binding)}"
        lines[key] = Line(key, text, "rule", tuple(below), rule_note(annotation))
        return key

    @staticmethod
    def _choice(cause: Cause, lines: dict[str, Line], there: Against) -> Iterator[str]:
        """Add what the choice would cost in the other answer, where it was not made."""
        contrast = there.consultation.contrast(cause.step.atom, holds=True)
        story = there.price(contrast)
        for key, line in story.lines.items():
            lines.setdefault(key, line)
        yield story.root


def _said(against: Against, atom: str) -> str:
    return against.teller.say.say(against.consultation.atom(atom))
