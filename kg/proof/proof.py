"""What a proof is: an acyclic graph of steps, each an instance of a rule or a given fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import clingo

from kg.rulebase.syntax import ANY, Anything, Argument, OpenTerm, fits

__all__ = [
    "ANY",
    "Anything",
    "Argument",
    "Atom",
    "Counted",
    "Item",
    "Needed",
    "OpenTerm",
    "Pattern",
    "Proof",
    "Step",
]

Atom: TypeAlias = clingo.Symbol
"""A true atom of the answer."""


@dataclass(frozen=True)
class Pattern:
    """Atoms of one predicate, of which some arguments are fixed and the others may be anything.

    Attributes:
        name: the predicate.
        arguments: a symbol, ``ANY``, or a term of which some parts may be anything, for each
            argument.
        positive: false for the strong negation of the predicate.
    """

    name: str
    arguments: tuple[Argument, ...]
    positive: bool = True

    def matches(self, atom: Atom) -> bool:
        """Return whether an atom is one of those."""
        return (
            atom.name == self.name
            and atom.positive == self.positive
            and len(atom.arguments) == len(self.arguments)
            and all(map(fits, self.arguments, atom.arguments))
        )

    def __str__(self) -> str:
        inner = ",".join(map(str, self.arguments))
        sign = "" if self.positive else "-"
        return f"{sign}{self.name}({inner})" if self.arguments else f"{sign}{self.name}"


@dataclass(frozen=True)
class Item:
    """One thing that an aggregate counts, and the atoms by which it counts.

    Attributes:
        counts: what is counted: for a sum, a minimum or a maximum its first part is the number.
            For ``#all`` the values of the condition's own variables, in the order they first stand.
        needs: the atoms of the answer that make it count, in the order of the element; for
            ``#all`` that of the literal alone.
        absences: what must not hold for it to count.
    """

    counts: tuple[clingo.Symbol, ...]
    needs: tuple[Atom, ...]
    absences: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class Counted:
    """An aggregate or a condition in a rule's body, evaluated.

    Attributes:
        position: which literal of the body it is, from 0.
        function: ``#count``, ``#sum``, ``#sum+``, ``#min``, ``#max``; ``#all`` for a literal that
            must hold for every way in which its condition holds.
        value: what all items of the answer together come to; ``None`` for ``#all``.
        guards: relation and bound, read *aggregate relation bound*; none for ``#all``.
        used: the items that suffice for the guards, whichever of the others come to them: by way
            of these the proof goes on. All for ``#all``; none are needed behind ``not``.
        others: the remaining items of the answer, each tuple once.
        negated: how many ``not`` stand before it.
    """

    position: int
    function: str
    value: clingo.Symbol | None
    guards: tuple[tuple[str, clingo.Symbol], ...]
    used: tuple[Item, ...]
    others: tuple[Item, ...] = ()
    negated: int = 0


@dataclass(frozen=True)
class Step:
    """One atom and how it comes about.

    Attributes:
        atom: the atom.
        rule: the id of the rule; ``None`` for a fact that is given.
        variant: which way through the rule's pools, from 0.
        binding: the rule's variables with their values, those of the whole rule; those of the
            element of a choice or disjunction may be there too.
        needs: the atoms of the body's literals, in their order, then those of the condition of the
            head's element; those of aggregates stand with the aggregate.
        absences: the atoms that must not hold, in the same order; ``not not`` stands nowhere.
        counted: the aggregates and conditions of the body, in their order.
        choice: whether the rule only allows the atom, so that it holds because it was chosen.
    """

    atom: Atom
    rule: str | None = None
    variant: int = 0
    binding: Mapping[str, clingo.Symbol] = field(default_factory=dict)
    needs: tuple[Atom, ...] = ()
    absences: tuple[Pattern, ...] = ()
    counted: tuple[Counted, ...] = ()
    choice: bool = False

    def premises(self) -> Iterator[Atom]:
        """Yield every atom that the step rests on, each once."""
        seen: dict[Atom, None] = dict.fromkeys(self.needs)
        for aggregate in self.counted:
            for item in aggregate.used:
                seen.update(dict.fromkeys(item.needs))
        yield from seen


class Needed(Mapping[Atom, Step]):
    """The steps that one atom rests on, out of many; found when they are asked for."""

    def __init__(self, root: Atom, among: Mapping[Atom, Step]) -> None:
        """Keep where to look.

        Args:
            root: the atom.
            among: steps, with those of all premises among them; more may be added later.

        Raises:
            KeyError: when the root has no step.
        """
        self._root = root
        self._among = among
        self._own: dict[Atom, Step] | None = None
        if root not in among:
            raise KeyError(root)

    @property
    def _steps(self) -> dict[Atom, Step]:
        if self._own is None:
            self._own = _premises_first(self._root, self._among)
        return self._own

    def __getitem__(self, atom: Atom) -> Step:
        """Return the step of an atom."""
        if self._own is None and atom == self._root:
            return self._among[atom]
        return self._steps[atom]

    def __iter__(self) -> Iterator[Atom]:
        """Yield the atoms, each after those it rests on."""
        return iter(self._steps)

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self._steps)


def _premises_first(root: Atom, among: Mapping[Atom, Step]) -> dict[Atom, Step]:
    met: set[Atom] = set()
    ordered: dict[Atom, Step] = {}
    waiting = [(root, False)]
    while waiting:
        atom, done = waiting.pop()
        if done:
            ordered[atom] = among[atom]
        elif atom not in met:
            met.add(atom)
            waiting.append((atom, True))
            premises = tuple(among[atom].premises())[::-1]
            waiting += [(one, False) for one in premises if one not in met]
    return ordered


@dataclass(frozen=True)
class Proof:
    """How an atom follows.

    Attributes:
        root: the atom that is proved.
        steps: every atom of the proof with its step; an atom comes after those it rests on.
    """

    root: Atom
    steps: Mapping[Atom, Step]

    @property
    def top(self) -> Step:
        """The last step, that of the root."""
        return self.steps[self.root]

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.steps)
