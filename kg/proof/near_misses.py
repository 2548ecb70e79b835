"""How near a rule came to giving an atom that does not hold: its instances that fail by least.

The rules are matched against the answer by plain search. What fails is an obstacle; an instance
with no more obstacles than any other, weighed by their kinds, is an attempt worth telling.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

import clingo

from kg.proof.argument_index import Extensions
from kg.proof.codes import RuleCode
from kg.proof.proof import Pattern
from kg.proof.rule_bodies import Bodies, Obstacle
from kg.proof.unify import Known, compare, pattern_of, resolved
from kg.rulebase.syntax import (
    Atom,
    Comparison,
    SignedLiteral,
    Variable,
)

__all__ = [
    "FIXED",
    "NEW_ROW",
    "Attempt",
    "Kinds",
    "attempts",
]

#: What stands for a row that a case does not have yet.
NEW_ROW: Final = clingo.Function("new")
#: What a missing fact of the ontology weighs beside anything that a case decides.
FIXED: Final = 100
#: So many instances of a rule are told, and so many looked at with as many literals matched.
_KEPT: Final = 4
_LOOKED_AT: Final = 24
#: So many facts are few.
_FEW: Final = 40


@dataclass(frozen=True)
class Kinds:
    """What is to be known of predicates.

    Attributes:
        fixed: those that are a matter of the ontology alone, which no case changes.
        rows: those of a case whose first argument numbers the rows of a list.
    """

    fixed: Container[str]
    rows: Container[str]


@dataclass(frozen=True)
class Attempt:
    """An instance of a rule that fails, as far as it is known.

    Attributes:
        rule: the id of the rule.
        number: its number in the compiled program.
        known: the variables whose values are known.
        held: the atoms of the body that hold.
        obstacles: what fails.
    """

    rule: str
    number: int
    known: Known
    held: tuple[clingo.Symbol, ...]
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True)
class _State:
    """A body of which some literals are matched."""

    known: Known
    waiting: tuple[Atom, ...]
    held: tuple[tuple[Atom, clingo.Symbol], ...]
    missing: tuple[tuple[Atom, Pattern | None], ...]
    weight: int


def attempts(
    goal: Pattern,
    code: RuleCode,
    number: int,
    extensions: Extensions,
    kinds: Kinds,
    nearly: Callable[[Pattern], Iterable[tuple[Pattern, int]]],
) -> list[Attempt]:
    """Return the instances of a rule that come nearest to giving an atom, the nearest first.

    Args:
        goal: the atoms that are asked about; none of them holds.
        code: the rule; its head is of the goal's predicate.
        number: its number in the compiled program.
        extensions: the answer.
        kinds: what is known of the predicates.
        nearly: gives the atoms of a pattern that come nearest to holding, when none does, and what
            each weighs.
    """
    head = code.rule.head
    known = resolved(head, goal, {}) if isinstance(head, Atom) else None
    if known is None:
        return []
    known = _with_equations(code, known)
    search = _Search(code, number, extensions, kinds, nearly)
    return search.best(known)


def _with_equations(code: RuleCode, known: Known) -> Known:
    """Return what else is known by the equations of a body that have one value."""
    for one in code.rule.body:
        if isinstance(one, SignedLiteral) and isinstance(one.of, Comparison) and one.sign == 0:
            found = list(compare(one.of, known))
            if len(found) == 1:
                known = found[0][0]
    return known


class _Search:
    """Looks for the instances of one rule that fail by least."""

    def __init__(
        self,
        code: RuleCode,
        number: int,
        extensions: Extensions,
        kinds: Kinds,
        nearly: Callable[[Pattern], Iterable[tuple[Pattern, int]]],
    ) -> None:
        self._code = code
        self._number = number
        self._extensions = extensions
        self._kinds = kinds
        self._bodies = Bodies(extensions, kinds.fixed)
        self._nearly = nearly
        self._positive = tuple(
            one.of
            for one in code.rule.body
            if isinstance(one, SignedLiteral) and one.sign == 0 and isinstance(one.of, Atom)
        )

    def best(self, known: Known) -> list[Attempt]:
        """Return the instances with the least weight of obstacles."""
        order = count()
        queue: list[tuple[int, int, int, _State]] = []
        done: list[tuple[int, int, Attempt]] = []
        first = _State(known, self._positive, (), (), 0)
        heapq.heappush(queue, (0, len(first.waiting), next(order), first))
        looked_at: dict[int, int] = defaultdict(int)
        while queue:
            weight, depth, _, state = heapq.heappop(queue)
            if len(done) >= _KEPT and weight >= done[-1][0]:
                break
            looked_at[depth] += 1
            if looked_at[depth] > _LOOKED_AT:
                continue
            if state.waiting:
                for one in self._next(state):
                    heapq.heappush(queue, (one.weight, len(one.waiting), next(order), one))
                continue
            for attempt, extra in self._judged(state):
                done.append((weight + extra, next(order), attempt))
            done.sort(key=lambda one: one[:2])
            done = _different(done)[:_KEPT]
        least = done[0][0] if done else 0
        return [attempt for weight, _, attempt in done if weight == least]

    def _next(self, state: _State) -> Iterator[_State]:
        """Yield a state for each way to match its most telling literal, or to do without it.

        First come facts of which there are few, then what fails whatever the others say, which is
        told as far as it nearly holds, then the rest.
        """
        options = []
        for place, atom in enumerate(state.waiting):
            found = self._extensions.of(pattern_of(atom, state.known))
            few = atom.name in self._kinds.fixed and 0 < len(found) <= _FEW
            options.append(((not few, bool(found), len(found)), place, atom, found))
        _, place, atom, found = min(options, key=lambda one: one[:2])
        waiting = state.waiting[:place] + state.waiting[place + 1 :]
        met = False
        for one in found:
            known = resolved(atom, one, state.known)
            if known is not None:
                met = True
                yield replace(
                    state,
                    known=_with_equations(self._code, known),
                    waiting=waiting,
                    held=(*state.held, (atom, one)),
                )
        if met:
            return
        pattern = pattern_of(atom, state.known)
        if atom.name in self._kinds.fixed:
            # Told as it stands now: what others bind later would hide that nothing would do.
            missing = (*state.missing, (atom, pattern))
            weight = state.weight + FIXED
            yield replace(state, waiting=waiting, missing=missing, weight=weight)
            return
        failed = replace(state, waiting=waiting, missing=(*state.missing, (atom, None)))
        if atom.name in self._kinds.rows and isinstance(atom.arguments[0], Variable):
            row = {atom.arguments[0].name: NEW_ROW}
            failed = replace(failed, known={**row, **state.known})
        instances = list(self._nearly(pattern))
        for instance, weight in instances:
            known = resolved(atom, instance, state.known)
            if known is not None:
                yield replace(failed, known=known, weight=state.weight + weight)
        if not instances:
            yield replace(failed, weight=state.weight + 1)

    def _judged(self, state: _State) -> Iterator[tuple[Attempt, int]]:
        """Yield the instance of a state with everything else that fails, and what that weighs."""
        ways: list[tuple[Known, tuple[Obstacle, ...]]] = [(state.known, ())]
        missing = {str(atom) for atom, _ in state.missing}
        for literal in self._code.rule.body:
            if isinstance(literal, SignedLiteral) and str(literal.of) in missing:
                continue
            ways = [
                (after, (*before, *found))
                for known, before in ways
                for after, found in self._bodies.literal(literal, known, state.held, state.missing)
            ]
        held = tuple(atom for _, atom in state.held)
        for known, found in ways:
            fixed = sum(one.kind == "present" and self._is_given(one) for one in found)
            absent = tuple(
                Obstacle("missing", told or pattern_of(atom, known)) for atom, told in state.missing
            )
            obstacles = (*absent, *found)
            if not obstacles and self._code.choice:
                obstacles = (Obstacle("choice", atoms=self._head(known)),)
            if obstacles:
                extra = len(found) + fixed * FIXED
                yield (
                    Attempt(self._code.id, self._number, known, held, obstacles),
                    extra,
                )

    def _is_given(self, obstacle: Obstacle) -> bool:
        return obstacle.pattern is not None and obstacle.pattern.name in self._kinds.fixed

    def _head(self, known: Known) -> tuple[clingo.Symbol, ...]:
        head = self._code.rule.head
        pattern = pattern_of(head, known) if isinstance(head, Atom) else None
        arguments = () if pattern is None else pattern.arguments
        values = [one for one in arguments if isinstance(one, clingo.Symbol)]
        if pattern is None or len(values) < len(arguments):
            return ()
        return (clingo.Function(pattern.name, values, pattern.positive),)


def _different(done: list[tuple[int, int, Attempt]]) -> list[tuple[int, int, Attempt]]:
    """Return the attempts that fail by different obstacles."""
    found: dict[tuple[Obstacle, ...], tuple[int, int, Attempt]] = {}
    for one in done:
        found.setdefault(one[2].obstacles, one)
    return list(found.values())
