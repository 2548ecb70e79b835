"""From rule instances to the smallest acyclic derivation of each atom.

Knuth's generalisation of Dijkstra's algorithm to AND/OR graphs: atoms are settled in the order of
the least depth, then size, of a derivation, so each rests only on atoms settled before it. What is
never settled supports only itself, by way of an aggregate, and gets no proof.

Source: D. E. Knuth, A generalization of Dijkstra's algorithm, Information Processing Letters 6,
1977.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import clingo

from kg.proof.compile import RuleCode
from kg.proof.proof import Counted, Item, Step
from kg.proof.supports import Evaluated, Instance
from kg.proof.totals import decided, total

__all__ = ["derive"]

Cost: TypeAlias = tuple[int, int]
"""Depth and size."""

_GIVEN: Final[Cost] = (0, 1)


class _Candidate:
    """An instance on its way to be usable: what it still waits for."""

    __slots__ = ("instance", "missing", "open_aggregates", "order", "used")

    def __init__(self, instance: Instance, order: int) -> None:
        self.instance = instance
        self.order = order
        self.missing = len(set(instance.needs))
        self.used: list[list[Item]] = [[] for _ in instance.aggregates]
        self.open_aggregates = {
            place for place, one in enumerate(instance.aggregates) if not _enough(one, ())
        }

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and not self.open_aggregates

    def gain(self, place: int, item: Item) -> None:
        """Take an item of an aggregate as established, unless the aggregate needs no more."""
        known = (one.counts for one in self.used[place])
        if place in self.open_aggregates and item.counts not in known:
            self.used[place].append(item)
            if _enough(self.instance.aggregates[place], self.used[place]):
                self.open_aggregates.discard(place)
                self._spare(place)

    def _spare(self, place: int) -> None:
        """Leave out every item that an aggregate does not need to be decided."""
        aggregate = self.instance.aggregates[place]
        for item in tuple(self.used[place]):
            without = [one for one in self.used[place] if one is not item]
            if _enough(aggregate, without):
                self.used[place] = without

    def premises(self) -> set[clingo.Symbol]:
        """Return what it rests on."""
        found = set(self.instance.needs)
        for items in self.used:
            for item in items:
                found.update(item.needs)
        return found


class _Waiting:
    """An item of an aggregate that waits for its atoms."""

    __slots__ = ("candidate", "item", "missing", "place")

    def __init__(self, candidate: _Candidate, place: int, item: Item) -> None:
        self.candidate = candidate
        self.place = place
        self.item = item
        self.missing = len(set(item.needs))


def derive(
    instances: Sequence[Instance],
    codes: Sequence[RuleCode],
    is_given: Callable[[clingo.Symbol], bool],
    known: Mapping[clingo.Symbol, Step] | None = None,
) -> dict[clingo.Symbol, Step]:
    """Return the first step of the smallest derivation of every atom that has one.

    Ties of depth and size go to the rule that stands first, then to the smaller values.

    Args:
        instances: rule instances that hold in the answer.
        codes: what rule numbers stand for.
        is_given: whether an atom is a given fact.
        known: steps found before.

    Returns:
        Atom to step, the known ones included; an atom stands after those its step rests on.
    """
    return _Derivation(codes, is_given).run(instances, known or {})


class _Derivation:
    """One run of the algorithm."""

    def __init__(
        self, codes: Sequence[RuleCode], is_given: Callable[[clingo.Symbol], bool]
    ) -> None:
        self._codes = codes
        self._is_given = is_given
        self._cost: dict[clingo.Symbol, Cost] = {}
        self._steps: dict[clingo.Symbol, Step] = {}
        self._heap: list[tuple[Cost, int, _Candidate]] = []
        self._waiters: dict[clingo.Symbol, list[_Candidate | _Waiting]] = defaultdict(list)

    def run(
        self, instances: Sequence[Instance], known: Mapping[clingo.Symbol, Step]
    ) -> dict[clingo.Symbol, Step]:
        """Settle atom after atom until nothing more follows."""
        for atom, step in known.items():
            self._cost[atom] = self._cost_of(step.premises()) if step.rule else _GIVEN
            self._steps[atom] = step
        ordered = sorted(instances, key=lambda one: (one.number, one.values))
        for order, instance in enumerate(ordered):
            self._await(_Candidate(instance, order))
        while self._heap:
            cost, _, candidate = heapq.heappop(self._heap)
            atom = candidate.instance.head
            if atom not in self._cost:
                self._cost[atom] = cost
                self._steps[atom] = self._step(candidate)
                for waiter in self._waiters.pop(atom, ()):
                    self._tell(waiter)
        return self._steps

    def _await(self, candidate: _Candidate) -> None:
        """Note what a candidate waits for, and offer it if that is nothing."""
        for atom in set(candidate.instance.needs):
            if self._settled(atom):
                candidate.missing -= 1
            else:
                self._waiters[atom].append(candidate)
        for place, one in enumerate(candidate.instance.aggregates):
            for item in one.items:
                waiting = _Waiting(candidate, place, item)
                for atom in set(item.needs):
                    if self._settled(atom):
                        waiting.missing -= 1
                    else:
                        self._waiters[atom].append(waiting)
                if not waiting.missing:
                    candidate.gain(place, item)
        if candidate.ready:
            self._offer(candidate)

    def _settled(self, atom: clingo.Symbol) -> bool:
        """Return whether an atom has its step; a given fact gets it here."""
        if atom not in self._cost and self._is_given(atom):
            self._cost[atom] = _GIVEN
            self._steps[atom] = Step(atom)
        return atom in self._cost

    def _tell(self, waiter: _Candidate | _Waiting) -> None:
        """Tell one who waits that an atom is there."""
        waiter.missing -= 1
        candidate = waiter if isinstance(waiter, _Candidate) else waiter.candidate
        before = candidate.ready and waiter is not candidate
        if isinstance(waiter, _Waiting) and not waiter.missing:
            candidate.gain(waiter.place, waiter.item)
        if candidate.ready and not before:
            self._offer(candidate)

    def _offer(self, candidate: _Candidate) -> None:
        cost = self._cost_of(candidate.premises())
        heapq.heappush(self._heap, (cost, candidate.order, candidate))

    def _cost_of(self, premises: Iterable[clingo.Symbol]) -> Cost:
        """Return depth and size of a step that rests on some atoms."""
        costs = [self._cost[atom] for atom in premises]
        depth = max((depth for depth, _ in costs), default=0)
        return depth + 1, 1 + sum(size for _, size in costs)

    def _step(self, candidate: _Candidate) -> Step:
        instance = candidate.instance
        code = self._codes[instance.number]
        named = zip(code.variables, instance.values, strict=True)
        counted = [
            _counted(one, used)
            for one, used in zip(instance.aggregates, candidate.used, strict=True)
        ]
        return Step(
            instance.head,
            code.id,
            code.variant,
            {name: value for name, value in named if name[0] != "_"},
            instance.needs,
            instance.absences,
            tuple(counted),
            code.choice,
        )


def _enough(one: Evaluated, used: Sequence[Item]) -> bool:
    """Return whether the items used decide an aggregate or condition."""
    counts, every = ({item.counts for item in items} for items in (used, one.items))
    if one.function == "#all":
        return counts == every
    return decided(one.function, one.guards, one.negated, counts, every)


def _counted(one: Evaluated, used: Sequence[Item]) -> Counted:
    """Return what a step says of an aggregate."""
    value = None if one.function == "#all" else total(one.function, (i.counts for i in one.items))
    shown = {item.counts for item in used}
    rest = tuple({item.counts: item for item in one.items if item.counts not in shown}.values())
    return Counted(one.position, one.function, value, one.guards, _sorted(used), rest, one.negated)


def _sorted(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: (item.counts, item.needs)))
