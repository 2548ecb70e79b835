"""The true atoms of an answer, found by any of their arguments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import clingo

from kg.proof.proof import Pattern
from kg.proof.true_atoms import Truth

__all__ = ["Extensions"]


class Extensions:
    """The true atoms by predicate and by the value of any argument."""

    def __init__(self, truth: Truth) -> None:
        """Keep the answer; nothing is sorted yet."""
        self.truth = truth
        self._by_value: dict[
            tuple[str, int, int], Mapping[clingo.Symbol, Sequence[clingo.Symbol]]
        ] = {}

    def of(self, pattern: Pattern) -> Sequence[clingo.Symbol]:
        """Return the true atoms of a pattern, in a stable order."""
        fixed = [
            (place, one)
            for place, one in enumerate(pattern.arguments)
            if isinstance(one, clingo.Symbol)
        ]
        if len(fixed) == len(pattern.arguments):
            atom = clingo.Function(pattern.name, [one for _, one in fixed], pattern.positive)
            return (atom,) if atom in self.truth.atoms else ()
        arity = len(pattern.arguments)
        every = self.truth.of(pattern.name, arity)
        for place, one in fixed:
            here = self._index(pattern.name, arity, place).get(one, ())
            every = here if len(here) < len(every) else every
        return [one for one in every if pattern.matches(one)]

    def _index(
        self, name: str, arity: int, place: int
    ) -> Mapping[clingo.Symbol, Sequence[clingo.Symbol]]:
        key = name, arity, place
        if key not in self._by_value:
            found: dict[clingo.Symbol, list[clingo.Symbol]] = defaultdict(list)
            for one in self.truth.of(name, arity):
                found[one.arguments[place]].append(one)
            self._by_value[key] = found
        return self._by_value[key]
