"""Every rule instance behind some atoms of an answer, found by the grounder and read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import clingo

from kg.proof.codes import RuleCode
from kg.proof.column_layout import ItemLayout, Layout, RuleLayout
from kg.proof.compile import Compiled, named, wanted
from kg.proof.proof import Item, Pattern
from kg.proof.totals import holds, matters, total
from kg.proof.true_atoms import Truth
from kg.rulebase.syntax import Aggregate, Conditional

__all__ = ["Evaluated", "Instance", "Supports"]

Values: TypeAlias = tuple[clingo.Symbol, ...]
"""The values of a rule's variables."""
Told: TypeAlias = Sequence[clingo.Symbol]
"""The arguments of an atom that tells of an instance or an item."""


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


class Instance(NamedTuple):
    """An instance of a rule whose body holds in the answer.

    What the engine told of it is read when it is asked for: few of all instances are.

    Attributes:
        number: which rule, by its number in the compiled program.
        row: what the engine told.
        layout: what its parts are.
        aggregates: the rule's aggregates and conditions.
    """

    number: int
    row: Told
    layout: RuleLayout
    aggregates: tuple[Evaluated, ...] = ()

    @property
    def head(self) -> clingo.Symbol:
        """The rule's atom; for a weak constraint (weight, level, tuple)."""
        return self.row[0]

    @property
    def values(self) -> Values:
        """The values of the rule's variables."""
        return tuple(self.row[self.layout.values])

    @property
    def needs(self) -> tuple[clingo.Symbol, ...]:
        """The atoms of its positive literals."""
        return tuple(self.row[self.layout.body.needs])

    @property
    def absences(self) -> tuple[Pattern, ...]:
        """What must not hold."""
        return tuple([one.pattern(self.row) for one in self.layout.told])


@dataclass(frozen=True)
class _Read:
    """What the engine told of the instances of one rule, whatever the answer.

    Attributes:
        number: the number of the rule.
        rows: its instances.
        items: what its aggregates have to count, by the values of its variables and the place.
    """

    number: int
    rows: Sequence[Told]
    items: Mapping[tuple[Values, int], Sequence[tuple[ItemLayout, Told]]]


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
        self._costs: Sequence[_Read] | None = None

    def behind(self, atoms: Iterable[clingo.Symbol], truth: Truth) -> list[Instance]:
        """Return every rule instance that holds behind some atoms, directly or further down.

        Args:
            atoms: true atoms of the answer.
            truth: which atoms are true.
        """
        pairs = ((_wanted(atom), atom) for atom in atoms)
        seeds = [(name, atom) for name, atom in pairs if self._compiled.makes(name)]
        numbers = self._compiled.supports((name for name, _ in seeds), truth.some)
        return self._held(self._ask(numbers, seeds), truth)

    def costs(self, truth: Truth) -> list[Instance]:
        """Return every instance of a weak constraint that holds in an answer.

        The engine is asked once; the same instances are looked through for every answer.
        """
        if self._costs is None:
            self._costs = self._ask(self._compiled.costs)
        return self._held(self._costs, truth)

    def _ask(
        self, numbers: Sequence[int], atoms: Iterable[tuple[str, clingo.Symbol]] = ()
    ) -> list[_Read]:
        """Ground the program of a question and read what it tells of some rules."""
        question = self._questions
        self._questions += 1
        name = f"_question{question}"
        self._control.add(name, [], self._compiled.program(question, numbers, atoms))
        self._control.ground([(name, [])])
        return [self._read(number, question) for number in numbers]

    def _read(self, number: int, question: int) -> _Read:
        layout = self._compiled.parts[number].layout
        rows = self._rows(layout, question)
        items: dict[tuple[Values, int], list[tuple[ItemLayout, Told]]] = defaultdict(list)
        if rows:
            for one in layout.items:
                for told in self._rows(one, question):
                    items[tuple(told[one.values]), one.place].append((one, told))
        return _Read(number, rows, items)

    def _rows(self, layout: Layout, question: int) -> list[Told]:
        """Return what the atoms of a layout tell."""
        atoms = self._control.symbolic_atoms
        name = named(layout.name, question)
        return [one.symbol.arguments for one in atoms.by_signature(name, layout.arity)]

    def _held(self, read: Iterable[_Read], truth: Truth) -> list[Instance]:
        """Return the instances that hold in an answer, rule by rule."""
        found = []
        for rule in read:
            code = self._compiled.codes[rule.number]
            layout = self._compiled.parts[rule.number].layout
            for row in rule.rows:
                if truth.keeps(layout.body, row) and (not code.choice or row[0] in truth.atoms):
                    if code.aggregates:
                        aggregates = _aggregates(rule, code, layout, row, truth)
                        if aggregates is not None:
                            found.append(Instance(rule.number, row, layout, aggregates))
                    else:
                        found.append(Instance(rule.number, row, layout))
        return found


def _wanted(atom: clingo.Symbol) -> str:
    return wanted(atom.name, len(atom.arguments), positive=atom.positive)


def _aggregates(
    rule: _Read, code: RuleCode, layout: RuleLayout, row: Told, truth: Truth
) -> tuple[Evaluated, ...] | None:
    """Return the aggregates and conditions of an instance, or ``None`` if one does not hold."""
    values = tuple(row[layout.values])
    found = []
    for (place, one), bounds in zip(code.aggregates, layout.bounds, strict=True):
        items = _items(rule.items.get((values, place), ()), truth)
        evaluated = _evaluated(place, one, row[bounds], items)
        if evaluated is None:
            return None
        found.append(evaluated)
    return tuple(found)


def _items(told: Iterable[tuple[ItemLayout, Told]], truth: Truth) -> list[tuple[Item, bool]]:
    """Return who is meant by an aggregate, in a stable order, and whether each counts."""
    found = []
    for layout, row in told:
        if truth.keeps(layout.meant, row):
            item = Item(
                tuple(row[layout.counts]),
                tuple(row[layout.body.needs]),
                tuple([one.pattern(row) for one in layout.body.absences]),
            )
            found.append((item, truth.keeps(layout.body, row)))
    return sorted(found, key=lambda pair: (pair[0].counts, pair[0].needs))


def _evaluated(
    position: int,
    one: Aggregate | Conditional,
    bounds: Told,
    items: Sequence[tuple[Item, bool]],
) -> Evaluated | None:
    """Return an aggregate or condition with its items, or ``None`` if it does not hold."""
    counted = tuple(item for item, counts in items if counts)
    if isinstance(one, Conditional):
        every = {item.counts for item, _ in items}
        holds_for_all = {item.counts for item in counted} == every
        return Evaluated(position, "#all", 0, (), counted) if holds_for_all else None
    guards = tuple((guard.relation, value) for guard, value in zip(one.guards, bounds, strict=True))
    heeded = tuple(item for item in counted if matters(one.function, item.counts))
    value = total(one.function, (item.counts for item in heeded))
    if not holds(value, guards, one.sign):
        return None
    return Evaluated(position, one.function, one.sign, guards, heeded)
