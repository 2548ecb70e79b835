"""What a choice is worth: the best answer in which it is made otherwise, and the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

import clingo

from kg.errors import InternalError
from kg.proof.compile import Compiled
from kg.proof.supports import Supports
from kg.proof.true_atoms import Truth
from kg.rulebase.syntax import Atom
from kg.solve.search import NoAnswer, Solution, Truths, best

__all__ = ["Charge", "Contrast", "Contrasts", "Level"]


@dataclass(frozen=True)
class Charge:
    """Something that an answer pays for: an instance of a weak constraint.

    Attributes:
        level: at which level of the objective.
        weight: how much.
        terms: what it is counted for; the same weight and terms are paid for once.
        rule: the id of the weak constraint.
        binding: its variables with their values.
    """

    level: int
    weight: int
    terms: tuple[clingo.Symbol, ...]
    rule: str
    binding: Mapping[str, clingo.Symbol]


Ledger: TypeAlias = dict[tuple[int, int, tuple[clingo.Symbol, ...]], Charge]
"""What an answer pays for, by level, weight and terms: what agrees in all three is paid once."""


@dataclass(frozen=True)
class Level:
    """A level of the objective in two answers.

    Attributes:
        level: its number; a higher one is never traded for a lower one.
        before: its value in the answer that was given.
        after: its value in the other.
    """

    level: int
    before: int
    after: int


@dataclass(frozen=True)
class Contrast:
    """The best answer in which one atom is decided otherwise.

    Attributes:
        atom: the atom.
        holds: whether it is true in the other answer.
        possible: whether there is such an answer at all.
        proven: whether no better one exists; ``False`` when the time ran out.
        levels: every level of the objective, the highest first; none when it is not possible.
        comes: what the other answer pays and the given one does not, the weightiest first.
        goes: what the given answer pays and the other does not.
        chosen: what is chosen in the other answer alone.
        dropped: what is chosen in the given answer alone.
    """

    atom: clingo.Symbol
    holds: bool
    possible: bool
    proven: bool = True
    levels: tuple[Level, ...] = ()
    comes: tuple[Charge, ...] = ()
    goes: tuple[Charge, ...] = ()
    chosen: tuple[clingo.Symbol, ...] = ()
    dropped: tuple[clingo.Symbol, ...] = ()

    @property
    def deciding(self) -> Level | None:
        """The highest level at which the answers differ, or ``None`` when they are equally good."""
        return next((one for one in self.levels if one.before != one.after), None)


class Contrasts:
    """Decides atoms of an answer otherwise, one at a time, and tells what that changes.

    The program is not grounded again: it is solved once more under one assumption.
    """

    def __init__(
        self,
        control: clingo.Control,
        compiled: Compiled,
        supports: Supports,
        given: Solution,
        time_limit: float,
    ) -> None:
        """Stand ready; nothing is solved yet.

        Args:
            control: the grounded program.
            compiled: its rules.
            supports: reads what an answer pays.
            given: the answer that was given, whole.
            time_limit: seconds for one search.
        """
        self._control = control
        self._compiled = compiled
        self._supports = supports
        self._given = given
        self._time_limit = time_limit
        self._known: dict[tuple[clingo.Symbol, bool], Contrast] = {}
        heads = (code.rule.head for code in compiled.codes if code.choice)
        self._choices = frozenset(one.signature for one in heads if isinstance(one, Atom))
        self._ledger: Ledger | None = None

    def of(self, atom: clingo.Symbol, *, holds: bool) -> Contrast:
        """Return the best answer in which an atom holds, or does not.

        Args:
            atom: an atom of the program.
            holds: whether it is to hold.

        Raises:
            TimeLimit: when no such answer was found in time.
        """
        known = self._known.get((atom, holds))
        if known is None:
            known = self._contrast(atom, holds=holds)
            if known.proven:  # one that ran out of time may end better the next time
                self._known[atom, holds] = known
        return known

    def is_choice(self, atom: clingo.Symbol) -> bool:
        """Return whether an atom is one that the rules leave to choice."""
        return (atom.name, len(atom.arguments)) in self._choices

    def charges(self) -> tuple[Charge, ...]:
        """Return everything that the given answer pays for, the highest level first."""
        return _sorted(self._charges().values())

    def _contrast(self, atom: clingo.Symbol, *, holds: bool) -> Contrast:
        if self._control.symbolic_atoms[atom] is None:
            return Contrast(atom, holds, possible=not holds)
        try:
            (chosen, costs, truth), proven = best(
                self._control,
                self._time_limit,
                order=self._chosen,
                read=self._read,
                assumed=[(atom, holds)],
            )
            if truth is None:
                truth = self._truth(chosen)
        except NoAnswer:
            return Contrast(atom, holds, possible=False)
        before, after = self._charges(), self._paid(Truth(truth, self._control))
        levels = [level for level, _ in self._given.cost]
        _check_sum(after, zip(levels, costs, strict=True))
        mine = {one for one, _ in self._open_choices if one in self._given.whole}
        theirs = set(chosen)
        pairs = zip(self._given.cost, costs, strict=True)
        return Contrast(
            atom,
            holds,
            possible=True,
            proven=proven,
            levels=tuple(Level(level, value, other) for (level, value), other in pairs),
            comes=_sorted(after[key] for key in after.keys() - before.keys()),
            goes=_sorted(before[key] for key in before.keys() - after.keys()),
            chosen=tuple(sorted(theirs - mine)),
            dropped=tuple(sorted(mine - theirs)),
        )

    @cached_property
    def _truths(self) -> Truths:
        # What earlier questions have left behind in the program is no part of an answer.
        return Truths(self._control, hidden=False)

    @cached_property
    def _open_choices(self) -> tuple[tuple[clingo.Symbol, int], ...]:
        return tuple(sorted(pair for pair in self._truths.open if self.is_choice(pair[0])))

    def _chosen(self, model: clingo.Model) -> list[clingo.Symbol]:
        return [atom for atom, literal in self._open_choices if model.is_true(literal)]

    def _read(
        self, model: clingo.Model, chosen: list[clingo.Symbol]
    ) -> tuple[list[clingo.Symbol], list[int], Set[clingo.Symbol] | None]:
        """Read an answer; all of it only where no better one comes after it."""
        truth = self._truths.of(model) if model.optimality_proven else None
        return chosen, list(model.cost), truth

    def _truth(self, chosen: Sequence[clingo.Symbol]) -> Set[clingo.Symbol]:
        """Return what is true where just these choices are made: all else follows from them."""
        made = set(chosen)
        found, _ = best(
            self._control,
            self._time_limit,
            order=self._chosen,
            read=lambda model, _: self._truths.of(model),
            assumed=[(one, one in made) for one, _ in self._open_choices],
        )
        return found

    def _charges(self) -> Ledger:
        if self._ledger is None:
            self._ledger = self._paid(Truth(self._given.whole, self._control))
            _check_sum(self._ledger, self._given.cost)
        return self._ledger

    def _paid(self, truth: Truth) -> Ledger:
        """Return what an answer pays for, by level, weight and terms."""
        found: Ledger = {}
        for one in self._supports.costs(truth):
            code = self._compiled.codes[one.number]
            weight, level, terms = one.head.arguments
            values = MappingProxyType(dict(zip(code.variables, one.values, strict=True)))
            key = level.number, weight.number, tuple(terms.arguments)
            found.setdefault(key, Charge(*key, code.id, values))
        return found


def _check_sum(ledger: Ledger, costs: Iterable[tuple[int, int]]) -> None:
    """Check that the charges of an answer add up to what the solver says that it costs.

    Args:
        ledger: the charges.
        costs: each level of the objective with its value.

    Raises:
        InternalError: when they do not.
    """
    sums: dict[int, int] = defaultdict(int)
    for charge in ledger.values():
        sums[charge.level] += charge.weight
    for level, cost in costs:
        if sums[level] != cost:
            raise InternalError(
                f"the charges of level {level} come to {sums[level]}, the answer costs {cost}"
            )


def _sorted(charges: Iterable[Charge]) -> tuple[Charge, ...]:
    return tuple(sorted(charges, key=lambda one: (-one.level, -one.weight, one.rule, one.terms)))
