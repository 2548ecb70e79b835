"""Where the parts of a rule instance stand among the arguments of the atom that tells of it.

Reading a term of the engine is slow. So an instance is told by one flat atom, and nothing stands in
it twice: what must not hold is put together from the values of variables and from what is the same
in every instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import clingo

from kg.proof.proof import ANY, Anything, Argument, OpenTerm, Pattern
from kg.rulebase.syntax import Atom, Function, SignedLiteral, Term, Value, Variable

__all__ = ["ItemLayout", "Key", "Layout", "Parts", "Place", "Row", "RuleLayout", "Template"]

#: The engine refuses one in a computed term after ``not``.
_NAMELESS: Final = Variable("_")
Key: TypeAlias = tuple[str, bool, int, tuple[int, ...]]
"""A predicate and some of its places: name, whether it is no contrary, arity, places from 0."""


@dataclass(frozen=True)
class OpenPlace:
    """An ``OpenTerm`` of which some parts stand in the atom that tells of an instance."""

    name: str
    arguments: tuple[Place, ...]


Place: TypeAlias = int | clingo.Symbol | Anything | OpenPlace
"""An argument of a pattern: its place in that atom, from 0, or what is the same in every one."""


@dataclass(frozen=True)
class Template:
    """A pattern of which some arguments stand in the atom that tells of an instance.

    Attributes:
        name: the predicate.
        positive: false for the strong negation of the predicate.
        arguments: for each argument its place in the atom, from 0; or what is the same in all.
        key: the predicate and the places of the arguments that are fixed as a whole.
        fixed: those arguments alone.
        is_open: whether some argument is fixed in part, so that the key does not decide.
    """

    name: str
    positive: bool
    arguments: tuple[Place, ...]
    key: Key
    fixed: tuple[int | clingo.Symbol, ...]
    is_open: bool

    @classmethod
    def of(cls, name: str, arguments: Iterable[Place], *, positive: bool) -> Template:
        """Return the template of a pattern."""
        places = tuple(arguments)
        fixed = [
            (number, place)
            for number, place in enumerate(places)
            if not isinstance(place, Anything | OpenPlace)
        ]
        key = name, positive, len(places), tuple(number for number, _ in fixed)
        is_open = any(isinstance(place, OpenPlace) for place in places)
        return cls(name, positive, places, key, tuple(place for _, place in fixed), is_open)

    def values(self, row: Sequence[clingo.Symbol]) -> tuple[clingo.Symbol, ...]:
        """Return the fixed arguments of the pattern that an atom tells."""
        return tuple([row[one] if isinstance(one, int) else one for one in self.fixed])

    def pattern(self, row: Sequence[clingo.Symbol]) -> Pattern:
        """Return the pattern that an atom tells."""
        arguments = tuple([_filled(place, row) for place in self.arguments])
        return Pattern(self.name, arguments, self.positive)


def _filled(place: Place, row: Sequence[clingo.Symbol]) -> Argument:
    """Return the argument of a pattern that an atom tells."""
    if isinstance(place, int):
        return row[place]
    if isinstance(place, OpenPlace):
        return OpenTerm(place.name, tuple([_filled(inner, row) for inner in place.arguments]))
    return place


@dataclass(frozen=True)
class Parts:
    """Some literals of a body: what must hold, what must not, and what stands under ``not not``.

    Attributes:
        needs: where the atoms of the positive literals stand.
        absences: the patterns of the literals with one ``not``.
        doubles: those of the literals with two.
    """

    needs: slice
    absences: tuple[Template, ...]
    doubles: tuple[Template, ...]


@dataclass(frozen=True)
class Layout:
    """What the arguments of an atom are.

    Attributes:
        name: the predicate, for any question.
        arity: how many arguments there are.
        values: where the values of the rule's variables stand.
        body: the literals of the body; those of an item which make it count.
    """

    name: str
    arity: int
    values: slice
    body: Parts


@dataclass(frozen=True)
class ItemLayout(Layout):
    """The atoms that tell what an aggregate or a condition has to count.

    Attributes:
        place: which literal of the body counts it.
        counts: where the counted tuple stands.
        meant: the literals which only say that it is meant.
    """

    place: int
    counts: slice
    meant: Parts


@dataclass(frozen=True)
class RuleLayout(Layout):
    """The atoms that tell of the instances of a rule; the first argument is the rule's own atom.

    Attributes:
        told: the absences of the body that a proof tells: not the other atoms of a disjunction.
        bounds: for each aggregate or condition, where the bounds of its guards stand.
        items: what these have to count.
    """

    told: tuple[Template, ...]
    bounds: tuple[slice, ...]
    items: tuple[ItemLayout, ...]


class Row:
    """The arguments of such an atom while it is put together."""

    def __init__(self, variables: Sequence[str], head: str | None = None) -> None:
        """Begin with the head of the rule, if there is one, and the values of its variables."""
        self.terms = [*variables] if head is None else [head, *variables]
        self.values = slice(len(self.terms) - len(variables), len(self.terms))
        places = enumerate(variables, self.values.start)
        self._places = {name: place for place, name in places}

    def __str__(self) -> str:
        return ",".join(self.terms)

    def add(self, terms: Iterable[object]) -> slice:
        """Add some terms; return where they stand."""
        start = len(self.terms)
        self.terms += map(str, terms)
        return slice(start, len(self.terms))

    def parts(self, literals: Sequence[SignedLiteral]) -> Parts:
        """Add what some literals say."""
        atoms = [(one.sign, one.of) for one in literals if isinstance(one.of, Atom)]
        needs = self.add(atom for sign, atom in atoms if sign == 0)
        absences, doubles = (
            tuple(self._template(atom) for sign, atom in atoms if sign == want) for want in (1, 2)
        )
        return Parts(needs, absences, doubles)

    def _template(self, atom: Atom) -> Template:
        arguments = map(self._argument, atom.arguments)
        return Template.of(atom.name, arguments, positive=not atom.strong)

    def _argument(self, term: Term) -> Place:
        """Return an argument of a pattern, added if it is not there."""
        if term == _NAMELESS:
            return ANY
        if isinstance(term, Function) and _is_open(term):
            return OpenPlace(term.name, tuple(map(self._argument, term.arguments)))
        if isinstance(term, Value):
            return term.symbol
        if isinstance(term, Variable) and term.name in self._places:
            return self._places[term.name]
        place = len(self.terms)
        self.add([term])
        if isinstance(term, Variable):
            self._places[term.name] = place
        return place

    def only(self, place: int) -> str:
        """Return the arguments with ``X`` at one place and nothing said of the others."""
        return ",".join("X" if place == one else "_" for one in range(len(self.terms)))


def _is_open(term: Term) -> bool:
    """Return whether a nameless variable stands in a term."""
    return term == _NAMELESS or (isinstance(term, Function) and any(map(_is_open, term.arguments)))
