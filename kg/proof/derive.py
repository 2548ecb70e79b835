"""From rule instances to the shallowest acyclic derivation of each atom.

Knuth's generalisation of Dijkstra's algorithm to AND/OR graphs: atoms are settled in the order of
the least depth, then size, of a derivation, so each rests only on atoms settled before it. The
depth is the least there is; so is the size where no aggregate is used. What is never settled gets
no proof: no rule instance gives it, it supports only itself, or it rests on an aggregate that the
items before it do not decide.

Source: D. E. Knuth, A generalization of Dijkstra's algorithm, Information Processing Letters 6,
1977.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Final, TypeAlias

import clingo

from kg.proof.codes import RuleCode
from kg.proof.preferences import NO_PREFERENCES, Preferences
from kg.proof.proof import AggregateItem, Counted, Step
from kg.proof.supports import Evaluated, Instance
from kg.proof.totals import decided, total

__all__ = ["Derivation", "Steps", "derive"]

Cost: TypeAlias = tuple[int, int]
"""Depth and size."""

_GIVEN: Final[Cost] = (0, 1)
_NONE: Final[frozenset[int]] = frozenset()


class _Candidate:
    """An instance on its way to be usable: what it still waits for.

    Atoms go by numbers here: those of the engine are slow to compare.
    """

    __slots__ = (
        "head",
        "instance",
        "items",
        "missing",
        "needs",
        "open_aggregates",
        "step",
        "used",
    )

    def __init__(self, instance: Instance, number: Callable[[clingo.Symbol], int]) -> None:
        self.instance = instance
        #: The step that it makes, once that was put together.
        self.step: Step | None = None
        row = instance.row
        self.head = number(row[0])
        self.needs = frozenset(map(number, row[instance.layout.body.needs]))
        self.missing = len(self.needs)
        #: The items that are used of each aggregate, by their place in it.
        self.used: list[list[int]] = []
        self.items: list[list[Set[int]]] = []
        self.open_aggregates: frozenset[int] = _NONE
        if instance.aggregates:
            self.used = [[] for _ in instance.aggregates]
            self.items = [
                [frozenset(map(number, item.needs)) for item in aggregate.items]
                for aggregate in instance.aggregates
            ]
            self.open_aggregates = frozenset(
                place
                for place, aggregate in enumerate(instance.aggregates)
                if not _enough(aggregate, ())
            )

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and not self.open_aggregates

    def order(self, preferences: Preferences) -> tuple[object, ...]:
        """Return what decides among equally good ones for the same atom; the least is taken."""
        instance = self.instance
        return instance.number, preferences.merit(instance.needs), instance.values

    def taken(self, place: int) -> list[AggregateItem]:
        """Return the items that are used of an aggregate."""
        items = self.instance.aggregates[place].items
        return [items[one] for one in self.used[place]]

    def gain(self, place: int, item: int) -> None:
        """Take an item of an aggregate as established, unless the aggregate needs no more."""
        if place not in self.open_aggregates:
            return
        aggregate = self.instance.aggregates[place]
        if aggregate.items[item].counts not in (one.counts for one in self.taken(place)):
            self.used[place].append(item)
            if _enough(aggregate, self.taken(place)):
                self.open_aggregates -= {place}
                self._spare(place)

    def _spare(self, place: int) -> None:
        """Leave out every item that an aggregate does not need to be decided."""
        aggregate = self.instance.aggregates[place]
        for item in tuple(self.used[place]):
            without = [one for one in self.used[place] if one != item]
            if _enough(aggregate, [aggregate.items[one] for one in without]):
                self.used[place] = without

    def premises(self) -> Set[int]:
        """Return what it rests on."""
        if not self.items:
            return self.needs
        used = (
            self.items[place][number]
            for place, several in enumerate(self.used)
            for number in several
        )
        return self.needs.union(*used)


class _Waiting:
    """An item of an aggregate that waits for its atoms."""

    __slots__ = ("candidate", "item", "missing", "place")

    def __init__(self, candidate: _Candidate, place: int, item: int) -> None:
        self.candidate = candidate
        self.place = place
        self.item = item
        self.missing = len(candidate.items[place][item])


class Steps(Mapping[clingo.Symbol, Step]):
    """Atoms with their steps; most are never read, so each is put together when it is."""

    def __init__(self, codes: Sequence[RuleCode]) -> None:
        """Begin with none.

        Args:
            codes: what rule numbers stand for.
        """
        self._codes = codes
        #: By atom the instances that give it at the least cost, the preferred one first.
        self._ways: dict[clingo.Symbol, Sequence[_Candidate]] = {}

    def give(self, atom: clingo.Symbol) -> None:
        """Add a given fact."""
        self._ways[atom] = ()

    def take(self, ways: Sequence[_Candidate]) -> None:
        """Add an atom with the instances that give it, the preferred one first."""
        self._ways[ways[0].instance.head] = ways

    def __getitem__(self, atom: clingo.Symbol) -> Step:
        """Return the step of an atom."""
        return self.ways(atom)[0]

    def ways(self, atom: clingo.Symbol) -> Sequence[Step]:
        """Return the equally good steps of an atom, the preferred one first."""
        ways = self._ways[atom]
        return [self._step(candidate) for candidate in ways] if ways else [Step(atom)]

    def __contains__(self, atom: object) -> bool:
        return atom in self._ways

    def __iter__(self) -> Iterator[clingo.Symbol]:
        """Yield the atoms, each after those it rests on."""
        return iter(self._ways)

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self._ways)

    def _step(self, candidate: _Candidate) -> Step:
        if candidate.step is not None:
            return candidate.step
        instance = candidate.instance
        code = self._codes[instance.number]
        named = zip(code.variables, instance.values, strict=True)
        counted = tuple(
            _counted(aggregate, candidate.taken(place))
            for place, aggregate in enumerate(instance.aggregates)
            if aggregate.position < code.own
        )
        candidate.step = Step(
            instance.head,
            code.id,
            code.variant,
            {name: value for name, value in named if name[0] != "_"},
            instance.needs,
            instance.absences,
            counted,
            code.choice,
        )
        return candidate.step


def derive(
    instances: Sequence[Instance],
    codes: Sequence[RuleCode],
    is_given: Callable[[clingo.Symbol], bool],
    preferences: Preferences = NO_PREFERENCES,
) -> Steps:
    """Return the first step of the shallowest derivation of every atom that has one.

    Args:
        instances: rule instances that hold in the answer.
        codes: what rule numbers stand for.
        is_given: whether an atom is a given fact.
        preferences: which of equally good premises are shown.

    Returns:
        Atom to step; an atom stands after those its step rests on.
    """
    derivation = Derivation(codes, is_given, preferences)
    derivation.settle(instances)
    return derivation.steps


class Derivation:
    """Settles atom after atom; what is settled stays so when more instances come.

    Attributes:
        steps: atom to the first step of its shallowest derivation, among the instances so far; an
            atom stands after those its step rests on. A step is put together when it is read.
    """

    def __init__(
        self,
        codes: Sequence[RuleCode],
        is_given: Callable[[clingo.Symbol], bool],
        preferences: Preferences = NO_PREFERENCES,
    ) -> None:
        """Begin with nothing settled.

        Args:
            codes: what rule numbers stand for.
            is_given: whether an atom is a given fact.
            preferences: which of equally good premises are shown.
        """
        self.steps = Steps(codes)
        self._is_given = is_given
        self._preferences = preferences
        self._numbers: dict[clingo.Symbol, int] = {}
        self._cost: dict[int, Cost] = {}
        self._heap: list[Cost] = []
        self._offers: dict[Cost, list[_Candidate]] = {}
        self._waiters: dict[int, list[_Candidate | _Waiting]] = defaultdict(list)
        self._counting: list[_Candidate] = []

    def reason_unproved(self, root: clingo.Symbol) -> str:
        """Return in a few words why a true atom that was to be settled has no proof."""
        waiting: dict[int, list[_Candidate]] = defaultdict(list)
        candidates = dict.fromkeys(
            waiter.candidate if isinstance(waiter, _Waiting) else waiter
            for waiter in (*chain.from_iterable(self._waiters.values()), *self._counting)
        )
        for candidate in candidates:
            if candidate.head not in self._cost:
                waiting[candidate.head].append(candidate)
        met: set[int] = set()
        ahead = [self._number(root)]
        if ahead[0] not in waiting:
            return "no rule instance that gives it was found"
        while ahead:
            atom = ahead.pop()
            if atom in met:
                continue
            met.add(atom)
            for candidate in waiting.get(atom, ()):
                if candidate.open_aggregates:
                    return "it rests on a total that no part of it decides"
                ahead += [one for one in candidate.needs if one not in self._cost]
        if any(atom not in waiting for atom in met):
            return "it rests on an atom that no rule instance gives"
        return "it holds only because it supports itself"

    def settle(self, instances: Sequence[Instance]) -> None:
        """Settle what some more rule instances make possible.

        Ties of depth and size go to the rule that comes first, then to the preferred premises, then
        to the smaller values; the others are kept, for proofs that use their premises anyway.
        """
        for instance in instances:
            self._await(_Candidate(instance, self._number))
        while self._heap:
            self._settle_at(heapq.heappop(self._heap))

    def _settle_at(self, cost: Cost) -> None:
        """Settle all that comes about at a cost: nothing of that rests on anything else of it."""
        ways: dict[int, list[_Candidate]] = {}
        for candidate in self._offers.pop(cost):
            if candidate.head not in self._cost:
                ways.setdefault(candidate.head, []).append(candidate)
        complete: list[_Waiting] = []
        for atom, candidates in ways.items():
            self._cost[atom] = cost
            if len(candidates) > 1:
                candidates.sort(key=lambda candidate: candidate.order(self._preferences))
            self.steps.take(candidates)
            for waiter in self._waiters.pop(atom, ()):
                waiter.missing -= 1
                if isinstance(waiter, _Waiting):
                    if not waiter.missing:
                        complete.append(waiter)
                elif waiter.ready:
                    self._offer(waiter)
        # What an aggregate uses is no matter of who comes first among equals.
        for event in sorted(complete, key=lambda one: (one.place, one.item)):
            before = event.candidate.ready
            event.candidate.gain(event.place, event.item)
            if event.candidate.ready and not before:
                self._offer(event.candidate)

    def _number(self, atom: clingo.Symbol) -> int:
        """Return the number of an atom; a given fact gets its step here."""
        known = self._numbers.get(atom)
        if known is None:
            known = len(self._numbers)
            self._numbers[atom] = known
            if self._is_given(atom):
                self._cost[known] = _GIVEN
                self.steps.give(atom)
        return known

    def _await(self, candidate: _Candidate) -> None:
        """Note what a candidate waits for, and offer it if that is nothing."""
        for atom in candidate.needs:
            if atom in self._cost:
                candidate.missing -= 1
            else:
                self._waiters[atom].append(candidate)
        complete: list[tuple[Cost, int, int]] = []
        if candidate.items:
            self._counting.append(candidate)
        for place, items in enumerate(candidate.items):
            for item, needs in enumerate(items):
                waiting = _Waiting(candidate, place, item)
                for atom in needs:
                    if atom in self._cost:
                        waiting.missing -= 1
                    else:
                        self._waiters[atom].append(waiting)
                if not waiting.missing:
                    last = max((self._cost[atom] for atom in needs), default=_GIVEN)
                    complete.append((last, place, item))
        # As they would have come about while this waited.
        for _, place, item in sorted(complete):
            candidate.gain(place, item)
        if candidate.ready:
            self._offer(candidate)

    def _offer(self, candidate: _Candidate) -> None:
        """Let a candidate compete, at the depth and size of a step that rests on its premises."""
        depth, size = 0, 1
        for atom in candidate.premises():
            best_so_far = self._cost[atom]
            depth = max(depth, best_so_far[0])
            size += best_so_far[1]
        cost = depth + 1, size
        if cost in self._offers:
            self._offers[cost].append(candidate)
        else:
            self._offers[cost] = [candidate]
            heapq.heappush(self._heap, cost)


def _enough(evaluated: Evaluated, used: Sequence[AggregateItem]) -> bool:
    """Return whether the items used decide an aggregate or condition.

    Behind ``not`` an aggregate is a matter of the whole answer, as for the solver: it needs none.
    """
    if evaluated.negated:
        return True
    counts, every = ({item.counts for item in items} for items in (used, evaluated.items))
    if evaluated.function == "#all":
        return counts == every
    return decided(evaluated.function, evaluated.guards, counts, every)


def _counted(evaluated: Evaluated, used: Sequence[AggregateItem]) -> Counted:
    """Return what a step says of an aggregate."""
    value = (
        None
        if evaluated.function == "#all"
        else total(evaluated.function, (i.counts for i in evaluated.items))
    )
    counted_items = {item.counts for item in used}
    rest = tuple(
        {item.counts: item for item in evaluated.items if item.counts not in counted_items}.values()
    )
    return Counted(
        evaluated.position,
        evaluated.function,
        value,
        evaluated.guards,
        _sorted(used),
        rest,
        evaluated.negated,
    )


def _sorted(items: Iterable[AggregateItem]) -> tuple[AggregateItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.counts, item.needs)))
