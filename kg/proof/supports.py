"""Every rule instance behind some atoms of an answer, found by the grounder and read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

import clingo

from kg.engine.syntax import Aggregate, Conditional
from kg.proof.compile import ANYTHING, QUESTION, Compiled, wanted
from kg.proof.proof import ANY, Anything, Item, Pattern
from kg.proof.totals import holds, matters, total

__all__ = ["Evaluated", "Everything", "Instance", "Supports", "Truth"]

_Places: TypeAlias = tuple[int, ...]
Key: TypeAlias = tuple[clingo.Symbol, int]
_SUPPORT: Final = 7
_ITEM: Final = 10
#: At most so many atoms of a predicate are compared with a pattern.
_LOOKED_AT: Final = 24


@dataclass(frozen=True)
class Evaluated:
    """An aggregate or a condition of a rule instance with the items that hold in the answer.

    Attributes:
        position: which literal of the body it is.
        function: as in ``Counted``.
        negated: how many ``not`` stand before it.
        guards: relation and bound, read *aggregate relation bound*.
        items: what holds, in a stable order.
    """

    position: int
    function: str
    negated: int
    guards: tuple[tuple[str, clingo.Symbol], ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Instance:
    """An instance of a rule whose body holds in the answer.

    Attributes:
        number: which rule, by its number in the compiled program.
        head: its atom; for a weak constraint (weight, level, tuple).
        values: the values of the rule's variables.
        needs: the atoms of its positive literals.
        absences: what must not hold.
        aggregates: its aggregates and conditions.
    """

    number: int
    head: clingo.Symbol
    values: tuple[clingo.Symbol, ...]
    needs: tuple[clingo.Symbol, ...]
    absences: tuple[Pattern, ...]
    aggregates: tuple[Evaluated, ...]


#: The question and the weak constraints with aggregates; instances of the others, what is doubled.
_Costs: TypeAlias = tuple[
    tuple[clingo.Symbol, list[int]], list[tuple[Instance, tuple[Pattern, ...]]]
]


class Truth:
    """Which atoms are true in one answer."""

    def __init__(
        self, atoms: AbstractSet[clingo.Symbol], control: clingo.Control | None = None
    ) -> None:
        """Keep the atoms.

        Args:
            atoms: the true atoms.
            control: the program they come from; it finds those of a predicate faster.
        """
        self.atoms = atoms
        self._control = control
        self._absent: dict[Pattern, bool] = {}
        self._some: dict[Pattern, bool] = {}
        self._listed: dict[tuple[str, int], Sequence[clingo.Symbol]] = {}
        self._at: dict[tuple[str, bool, int, _Places], set[tuple[clingo.Symbol, ...]]] = {}

    def all_true(self, atoms: Iterable[clingo.Symbol]) -> bool:
        """Return whether all of some atoms hold."""
        return all(map(self.atoms.__contains__, atoms))

    def all_absent(self, patterns: Iterable[Pattern]) -> bool:
        """Return whether no atom of any of some patterns holds."""
        return all(map(self.absent, patterns))

    def keeps(
        self,
        needs: Iterable[clingo.Symbol],
        absences: Iterable[Pattern],
        doubles: Iterable[Pattern],
    ) -> bool:
        """Return whether all of some atoms hold, no pattern, and something of those doubly so."""
        return (
            self.all_true(needs)
            and self.all_absent(absences)
            and not any(map(self.absent, doubles))
        )

    def absent(self, pattern: Pattern) -> bool:
        """Return whether no atom of a pattern holds."""
        known = self._absent.get(pattern)
        if known is None:
            known = self._matches_nothing(pattern)
            self._absent[pattern] = known
        return known

    def _matches_nothing(self, pattern: Pattern) -> bool:
        arity = len(pattern.arguments)
        places = tuple(
            place for place, one in enumerate(pattern.arguments) if not isinstance(one, Anything)
        )
        fixed = tuple(one for one in pattern.arguments if not isinstance(one, Anything))
        if len(fixed) == arity:
            return clingo.Function(pattern.name, fixed, pattern.positive) not in self.atoms
        key = pattern.name, pattern.positive, arity, places
        if key not in self._at:
            every = (
                one.arguments
                for one in self.of(pattern.name, arity)
                if one.positive == pattern.positive
            )
            self._at[key] = {tuple(one[place] for place in places) for one in every}
        return fixed not in self._at[key]

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
        atoms = self._found(pattern.name, len(pattern.arguments))
        for one in islice(atoms, _LOOKED_AT):
            if one.positive == pattern.positive:
                arguments = one.arguments if fixed else ()
                if all(arguments[place] == value for place, value in fixed):
                    return True
        return next(atoms, None) is not None

    def _found(self, name: str, arity: int) -> Iterator[clingo.Symbol]:
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


class Supports:
    """Asks a grounded program which rule instances stand behind atoms of one of its answers."""

    def __init__(self, control: clingo.Control, compiled: Compiled, asked: int = 0) -> None:
        """Stand ready to ask; nothing is grounded yet.

        Args:
            control: the grounded program.
            compiled: what finds supports for the rules of that program.
            asked: how many questions others have asked of the same program before.
        """
        self._control = control
        self._compiled = compiled
        self._questions = asked
        self._costs: _Costs | None = None

    def behind(self, atoms: Iterable[clingo.Symbol], truth: Truth) -> list[Instance]:
        """Return every rule instance that holds behind some atoms, directly or further down.

        Args:
            atoms: true atoms of the answer.
            truth: which atoms are true.
        """
        pairs = ((_wanted(atom), atom) for atom in atoms)
        seeds = [(name, atom) for name, atom in pairs if self._compiled.makes(name)]
        numbers, text = self._compiled.supports((name for name, _ in seeds), truth.some)
        told = "\n".join(f"{name}({QUESTION},{atom})." for name, atom in seeds)
        return self._ask(f"{told}\n{text}", numbers, truth)

    def costs(self, truth: Truth) -> list[Instance]:
        """Return every instance of a weak constraint that holds in an answer.

        The engine is asked once; the same instances are looked through for every answer.
        """
        if self._costs is None:
            self._costs = self._priced()
        counting, plain = self._costs
        found = [one for one, doubles in plain if truth.keeps(one.needs, one.absences, doubles)]
        found += self._read(counting[0], counting[1], truth)
        return sorted(found, key=lambda one: one.number)

    def _priced(self) -> _Costs:
        """Return the weak constraints with aggregates, to be read anew, and all other instances."""
        question = self._ground(self._compiled.costs)
        codes = self._compiled.codes
        numbers = [n for n, part in enumerate(self._compiled.parts) if part.makes is None]
        plain = []
        for number in numbers:
            if not codes[number].aggregates:
                for arguments in self._told(f"_support{number}", _SUPPORT, question):
                    head, values, needs, absences, doubles, _ = arguments
                    one = Instance(
                        number,
                        head,
                        tuple(values.arguments),
                        tuple(needs.arguments),
                        _patterns(absences),
                        (),
                    )
                    plain.append((one, _patterns(doubles)))
        return (question, [n for n in numbers if codes[n].aggregates]), plain

    def _ask(self, text: str, numbers: Iterable[int], truth: Truth) -> list[Instance]:
        """Ground the program of a question and read the instances of some rules."""
        return self._read(self._ground(text), numbers, truth)

    def _ground(self, text: str) -> clingo.Symbol:
        """Ground the program of a question; return the number of the question."""
        question = clingo.Number(self._questions)
        name = f"_question{self._questions}"
        self._questions += 1
        self._control.add(name, [QUESTION], text)
        self._control.ground([(name, [question])])
        return question

    def _read(
        self, question: clingo.Symbol, numbers: Iterable[int], truth: Truth
    ) -> list[Instance]:
        """Read the instances of some rules that answer a question."""
        found = []
        for number in numbers:
            code = self._compiled.codes[number]
            items = self._items(number, question, truth) if code.aggregates else {}
            for arguments in self._told(f"_support{number}", _SUPPORT, question):
                instance = self._instance(number, arguments, items, truth)
                if instance is not None:
                    found.append(instance)
        return found

    def _told(
        self, name: str, arity: int, question: clingo.Symbol
    ) -> Iterator[Sequence[clingo.Symbol]]:
        """Yield the arguments of the atoms that answer a question, the question left out."""
        for one in self._control.symbolic_atoms.by_signature(name, arity):
            first, *rest = one.symbol.arguments
            if first == question:
                yield rest

    def _items(
        self, number: int, question: clingo.Symbol, truth: Truth
    ) -> Mapping[Key, list[tuple[Item, bool]]]:
        """Return who is meant by the aggregates of a rule, and whether each counts."""
        found: dict[Key, list[tuple[Item, bool]]] = defaultdict(list)
        signs = {place: _signs(one) for place, one in self._compiled.codes[number].aggregates}
        for one in self._told(f"_item{number}", _ITEM, question):
            values, position, counts, *parts = one
            # Reading a term is slow: what is known to be empty is not read.
            counting, meant = signs[position.number]
            if meant and not truth.keeps(*_read_parts(parts[3:], meant)):
                continue
            required, absent, doubles = _read_parts(parts[:3], counting)
            item = Item(tuple(counts.arguments), required, absent)
            counted = truth.keeps(required, absent, doubles)
            found[values, position.number].append((item, counted))
        for items in found.values():
            items.sort(key=lambda pair: (pair[0].counts, pair[0].needs))
        return found

    def _instance(
        self,
        number: int,
        arguments: Sequence[clingo.Symbol],
        items: Mapping[Key, list[tuple[Item, bool]]],
        truth: Truth,
    ) -> Instance | None:
        """Return an instance if its body holds in the answer."""
        head, values, needs, absences, doubles, bounds = arguments
        code = self._compiled.codes[number]
        required, absent, twice = _read_parts((needs, absences, doubles), code.signs)
        if not truth.keeps(required, absent, twice):
            return None
        if code.choice and not truth.all_true([head]):
            return None
        aggregates = []
        limits = bounds.arguments if code.aggregates else ()
        for (position, one), bound in zip(code.aggregates, limits, strict=True):
            evaluated = _evaluated(position, one, bound, items.get((values, position), []))
            if evaluated is None:
                return None
            aggregates.append(evaluated)
        told = absent[: len(absent) - code.others]
        named = tuple(values.arguments) if code.variables else ()
        return Instance(number, head, named, required, told, tuple(aggregates))


def _wanted(atom: clingo.Symbol) -> str:
    return wanted(atom.name, len(atom.arguments), positive=atom.positive)


def _evaluated(
    position: int,
    one: Aggregate | Conditional,
    bounds: clingo.Symbol,
    items: Sequence[tuple[Item, bool]],
) -> Evaluated | None:
    """Return an aggregate or condition with its items, or ``None`` if it does not hold."""
    counted = tuple(item for item, counts in items if counts)
    if isinstance(one, Conditional):
        every = {item.counts for item, _ in items}
        holds_for_all = {item.counts for item in counted} == every
        return Evaluated(position, "#all", 0, (), counted) if holds_for_all else None
    guards = tuple(
        (guard.relation, value) for guard, value in zip(one.guards, bounds.arguments, strict=True)
    )
    heeded = tuple(item for item in counted if matters(one.function, item.counts))
    value = total(one.function, (item.counts for item in heeded))
    if not holds(value, guards, one.sign):
        return None
    return Evaluated(position, one.function, one.sign, guards, heeded)


def _signs(one: Aggregate | Conditional) -> tuple[frozenset[int], frozenset[int]]:
    """Return how many ``not`` may stand before what makes an item count, and who is meant."""
    if isinstance(one, Conditional):
        return frozenset((0, one.literal.sign)), frozenset(each.sign for each in one.condition)
    return frozenset(each.sign for part in one.elements for each in part.condition), frozenset()


def _read_parts(
    parts: Sequence[clingo.Symbol], signs: AbstractSet[int]
) -> tuple[tuple[clingo.Symbol, ...], tuple[Pattern, ...], tuple[Pattern, ...]]:
    """Return the atoms that must hold, what must not, and what is under ``not not``."""
    needs, absences, doubles = parts
    return (
        tuple(needs.arguments) if 0 in signs else (),
        _patterns(absences) if 1 in signs else (),
        _patterns(doubles) if 2 in signs else (),
    )


def _patterns(absences: clingo.Symbol) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(atom.name, tuple(map(_argument, atom.arguments)), atom.positive)
        for atom in absences.arguments
    )


def _argument(symbol: clingo.Symbol) -> clingo.Symbol | Anything:
    """Return an argument of a pattern."""
    return ANY if _is_open(symbol) else symbol


def _is_open(symbol: clingo.Symbol) -> bool:
    if symbol.type is not clingo.SymbolType.Function:
        return False
    return symbol.name == ANYTHING or any(map(_is_open, symbol.arguments))
