"""The true atoms of an answer, found by any of their arguments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import clingo

from kg.proof.proof import Pattern
from kg.proof.true_atoms import TrueAtoms

__all__ = ["Extensions"]


class Extensions:
    """The true atoms by predicate and by the value of any argument."""

    def __init__(self, truth: TrueAtoms) -> None:
        """Keep the answer; nothing is sorted yet."""
        self.truth = truth
        self._matching: dict[Pattern, Sequence[clingo.Symbol]] = {}
        self._by_value: dict[
            tuple[str, int, int], Mapping[clingo.Symbol, Sequence[clingo.Symbol]]
        ] = {}

    def of(self, pattern: Pattern) -> Sequence[clingo.Symbol]:
        """Return the true atoms of a pattern, in a stable order."""
        matches = self._matching.get(pattern)
        if matches is None:
            matches = self._matching[pattern] = self._find(pattern)
        return matches

    def _find(self, pattern: Pattern) -> Sequence[clingo.Symbol]:
        fixed = [
            (place, argument)
            for place, argument in enumerate(pattern.arguments)
            if isinstance(argument, clingo.Symbol)
        ]
        if len(fixed) == len(pattern.arguments):
            atom = clingo.Function(pattern.name, [one for _, one in fixed], pattern.positive)
            return (atom,) if atom in self.truth.atoms else ()
        arity = len(pattern.arguments)
        every = self.truth.of(pattern.name, arity)
        for place, argument in fixed:
            here = self._index(pattern.name, arity, place).get(argument, ())
            every = here if len(here) < len(every) else every
        return [one for one in every if pattern.matches(one)]

    def _index(
        self, name: str, arity: int, place: int
    ) -> Mapping[clingo.Symbol, Sequence[clingo.Symbol]]:
        key = name, arity, place
        if key not in self._by_value:
            index: dict[clingo.Symbol, list[clingo.Symbol]] = defaultdict(list)
            for atom in self.truth.of(name, arity):
                index[atom.arguments[place]].append(atom)
            self._by_value[key] = index
        return self._by_value[key]
