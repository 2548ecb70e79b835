"""When nothing keeps every requirement: the answer that breaks the fewest, and which those are.

Each constraint of the rules becomes a violation that is avoided before anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import clingo

from kg.rulebase.annotations import Annotation, read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import global_variables

__all__ = ["Broken", "Relaxed"]

#: The predicate of a violation, and the level of the objective above all others.
_VIOLATED: Final = "_violated"
_LEVEL: Final = 1_000_000
_CONSTRAINT: Final = "#false :- "


@dataclass(frozen=True)
class Broken:
    """A requirement that an answer does not keep.

    Attributes:
        rule: the constraint.
        binding: its variables with their values.
    """

    rule: Annotation
    binding: dict[str, clingo.Symbol]


@dataclass(frozen=True)
class Relaxed:
    """A rule set of which every constraint may be broken, at a price above all others.

    Attributes:
        rules: the rule set.
    """

    rules: Rules

    @cached_property
    def _annotations(self) -> tuple[Annotation, ...]:
        return read_annotations(self.rules)

    @cached_property
    def text(self) -> str:
        """The program."""
        lines = list(self.rules.constants)
        for one in self._annotations:
            if one.text.startswith(_CONSTRAINT):
                lines += self._violations(one)
            else:
                lines.append(one.text)
        lines.append(f":~ {_VIOLATED}(Id,Values). [1@{_LEVEL}, Id, Values]")
        return "\n".join(lines)

    @staticmethod
    def _violations(one: Annotation) -> Iterator[str]:
        names = ",".join(global_variables(one.rules[0]))
        body = one.text.removeprefix(_CONSTRAINT)
        yield (
            f"{_VIOLATED}({one.id},({names},)) :- {body}"
            if names
            else (f"{_VIOLATED}({one.id},()) :- {body}")
        )

    def broken(self, atoms: Iterable[clingo.Symbol]) -> tuple[Broken, ...]:
        """Return the requirements that an answer of the program does not keep, in their order."""
        found = []
        for atom in atoms:
            if atom.name == _VIOLATED:
                name, values = atom.arguments
                found.append((name.name, tuple(values.arguments)))
        by_id = {one.id: one for one in self._annotations}
        order = {name: place for place, name in enumerate(by_id)}
        return tuple(
            Broken(
                by_id[name], dict(zip(global_variables(by_id[name].rules[0]), values, strict=True))
            )
            for name, values in sorted(found, key=lambda one: (order[one[0]], one[1]))
        )

    @staticmethod
    def cost(cost: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Return the cost of an answer without that of what it breaks."""
        return tuple(one for one in cost if one[0] != _LEVEL)
