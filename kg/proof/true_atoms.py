"""Which atoms are true in an answer."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import Final, Protocol, TypeAlias

import clingo

from kg.proof.column_layout import Key, Parts, Template
from kg.proof.proof import Anything, Pattern
from kg.rulebase.syntax import fits

__all__ = ["Everything", "Facts", "Truth"]

#: The sign and the arguments of some atoms, and whether there are more.
_First: TypeAlias = tuple[Sequence[tuple[bool, Sequence[clingo.Symbol]]], bool]
#: At most so many atoms of a predicate are compared with a pattern.
_LOOKED_AT: Final = 4


class Facts(Protocol):
    """Atoms that are facts and of which a program holds only those it needs."""

    @property
    def names(self) -> Container[str]:
        """The predicates of which there are some."""

    def of(self, name: str, arity: int) -> Iterable[clingo.Symbol]:
        """Return the atoms of a predicate."""


class Truth:
    """Which atoms are true in one answer."""

    def __init__(
        self,
        atoms: Set[clingo.Symbol],
        control: clingo.Control | None = None,
        facts: Facts | None = None,
    ) -> None:
        """Keep the atoms.

        Args:
            atoms: the true atoms.
            control: the program they come from; it finds those of a predicate faster.
            facts: those of the atoms that are facts, of which the program has only what it needs.
        """
        self.atoms = atoms
        self._control = control
        self._facts = facts
        self._some: dict[Pattern, bool] = {}
        self._in_part: dict[Pattern, bool] = {}
        self._first: dict[tuple[str, int], _First] = {}
        self._listed: dict[tuple[str, int], Sequence[clingo.Symbol]] = {}
        self._at: dict[Key, Set[tuple[clingo.Symbol, ...]]] = {}

    def all_true(self, atoms: Iterable[clingo.Symbol]) -> bool:
        """Return whether all of some atoms hold."""
        return all(map(self.atoms.__contains__, atoms))

    def keeps(self, parts: Parts, row: Sequence[clingo.Symbol]) -> bool:
        """Return whether all that an instance needs holds, and nothing that must not.

        Args:
            parts: the literals of the rule.
            row: what tells of the instance.
        """
        return (
            self.all_true(row[parts.needs])
            and not (parts.absences and any(self._matched(one, row) for one in parts.absences))
            and not (parts.doubles and not all(self._matched(one, row) for one in parts.doubles))
        )

    def _matched(self, template: Template, row: Sequence[clingo.Symbol]) -> bool:
        """Return whether any atom of a pattern holds."""
        name, positive, arity, places = template.key
        if template.is_open:
            return self._matched_in_part(template.pattern(row))
        values = template.values(row)
        if len(places) == arity:
            return clingo.Function(name, values, positive) in self.atoms
        known = self._at.get(template.key)
        if known is None:
            every = (one.arguments for one in self._found(name, arity) if one.positive == positive)
            known = {tuple(one[place] for place in places) for one in every}
            self._at[template.key] = known
        return values in known

    def _matched_in_part(self, pattern: Pattern) -> bool:
        """Return whether any atom of a pattern with open terms holds."""
        known = self._in_part.get(pattern)
        if known is None:
            known = any(map(pattern.matches, self.of(pattern.name, len(pattern.arguments))))
            self._in_part[pattern] = known
        return known

    def of(self, name: str, arity: int) -> Sequence[clingo.Symbol]:
        """Return the atoms of a predicate and of its contrary, in a stable order."""
        known = self._listed.get((name, arity))
        if known is None:
            known = sorted(self._found(name, arity))
            self._listed[name, arity] = known
        return known

    def some(self, pattern: Pattern) -> bool:
        """Return whether any atom of a pattern may hold.

        Where a predicate has many atoms, only its first ones are looked at: it is not worth more.
        """
        known = self._some.get(pattern)
        if known is None:
            known = self._matches_something(pattern)
            self._some[pattern] = known
        return known

    def _matches_something(self, pattern: Pattern) -> bool:
        pairs = enumerate(pattern.arguments)
        fixed = [(place, one) for place, one in pairs if not isinstance(one, Anything)]
        first, more = self._first_of(pattern.name, len(pattern.arguments))
        return more or any(
            positive == pattern.positive and all(fits(one, each[place]) for place, one in fixed)
            for positive, each in first
        )

    def _first_of(self, name: str, arity: int) -> _First:
        """Return what some atoms of a predicate are, and whether there are more."""
        known = self._first.get((name, arity))
        if known is None:
            atoms = self._found(name, arity)
            first = [(one.positive, one.arguments) for one in islice(atoms, _LOOKED_AT)]
            known = first, next(atoms, None) is not None
            self._first[name, arity] = known
        return known

    def _found(self, name: str, arity: int) -> Iterator[clingo.Symbol]:
        if self._facts is not None and name in self._facts.names:
            yield from self._facts.of(name, arity)
            return
        if self._control is None:
            for one in self.atoms:
                if one.name == name and len(one.arguments) == arity:
                    yield one
            return
        for positive in (True, False):
            for each in self._control.symbolic_atoms.by_signature(name, arity, positive):
                if each.symbol in self.atoms:
                    yield each.symbol


class Everything(Truth):
    """What is true in a program without choice and negation: all that was grounded."""

    def __init__(self) -> None:
        """Need no list."""
        super().__init__(frozenset())

    def all_true(self, atoms: Iterable[clingo.Symbol]) -> bool:
        """Return true."""
        return True

    def some(self, pattern: Pattern) -> bool:
        """Return true."""
        return True
