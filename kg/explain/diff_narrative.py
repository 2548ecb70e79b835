"""What differs between two answers, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import clingo

from kg.explain.diff import AdviceDiff, Cause, Difference
from kg.proof.explainer import Explainer
from kg.proof.narrative import Kind, Line, Story, arrange, note_of
from kg.proof.proof import Pattern

__all__ = ["narrate_differences"]

_SAME: Final = "Nothing differs."
_ONE: Final = "One statement differs."
_MANY: Final = "{} statements differ."
_MORE, _LESS, _NOW = "New: ", "No longer: ", "Now: "
_WHERE: Final = {"first": "Before", "second": "After"}
_INSTEAD: Final = "{} Before: {}"
_RULE: Final = "The rule itself differs."


def narrate_differences(comparison: AdviceDiff) -> Story:
    """Return what two answers state differently, each with the first rule instance that differs."""
    return _Narrator(comparison).story()


class _Narrator:
    """Puts one comparison in sentences."""

    def __init__(self, comparison: AdviceDiff) -> None:
        self._comparison = comparison
        self._first = comparison.first.explainer
        self._second = comparison.second.explainer

    def story(self) -> Story:
        lines: dict[str, Line] = {}
        because = [self._difference(one, lines) for one in self._comparison.differences]
        number = len(because)
        text = _SAME if not number else _ONE if number == 1 else _MANY.format(number)
        lines["differences"] = Line("differences", text, "way", tuple(because))
        return arrange("differences", lines)

    def _difference(self, difference: Difference, lines: dict[str, Line]) -> str:
        """Add the lines of one difference; return the key of its own."""
        before = difference.before and _say(self._first, difference.before.atom)
        after = difference.after and _say(self._second, difference.after.atom)
        if before and after:
            text = _INSTEAD.format(after, before)
        elif difference.before is not None:
            text = _say_gone(self._second, difference.before.atom) or f"{_LESS}{before}"
        else:
            text = f"{_MORE}{after}"
        keys = []
        if difference.come is not None:
            keys.append(self._cause(difference.come, lines, second=True))
        elif difference.gone is not None:
            keys.append(self._cause(difference.gone, lines, second=False))
        atoms = [side and side.atom for side in (difference.before, difference.after)]
        key = f"{difference.part} {atoms[0]} {atoms[1]}"
        lines[key] = Line(key, text, "difference", tuple(keys))
        return key

    def _cause(self, cause: Cause, lines: dict[str, Line], *, second: bool) -> str:
        """Add the lines of a cause; ``second`` says which answer its step belongs to."""
        here, there = (self._second, self._first) if second else (self._first, self._second)
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
            lines[inner] = Line(inner, f"{_WHERE[where]}: {holder.say(cause.atom)}", "rule")
            below.append(inner)
        elif cause.kind == "choice":
            below += self._choice(cause, lines, there)
        step = cause.step
        if step.rule is None:
            kind: Kind = "case" if cause.kind == "case" else "knowledge"
            text = f"{_WHERE[mark]}: {here.say(step.atom)}"
            lines[key] = Line(key, text, kind, tuple(below))
            return key
        note = note_of(here.solved.rulebook.annotations[step.rule])
        lines[key] = Line(key, f"{_WHERE[mark]}: {here.say_step(step)}", "rule", tuple(below), note)
        return key

    @staticmethod
    def _choice(cause: Cause, lines: dict[str, Line], there: Explainer) -> Iterator[str]:
        """Add what the choice would cost in the other answer, where it was not made."""
        story = there.price(cause.step.atom, holds=True)
        for key, line in story.lines.items():
            lines.setdefault(key, line)
        yield story.root


def _say(explainer: Explainer, atom: str) -> str:
    return explainer.say(clingo.parse_term(atom))


def _say_gone(explainer: Explainer, atom: str) -> str:
    """Return in words of the rules' own that an atom no longer holds; nothing if there are none."""
    symbol = clingo.parse_term(atom)
    if not explainer.domain.denies(symbol.name, len(symbol.arguments)):
        return ""
    goal = Pattern(symbol.name, tuple(symbol.arguments), symbol.positive)
    return f"{_NOW}{explainer.domain.say_absence(goal)}"
