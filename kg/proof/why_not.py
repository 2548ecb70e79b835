"""Why something does not hold: for each rule that could give it what fails, down to the inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from kg.proof.argument_index import Extensions
from kg.proof.domain import Domain
from kg.proof.near_misses import FIXED, Attempt, Kinds, attempts
from kg.proof.proof import Pattern
from kg.proof.rule_bodies import Obstacle
from kg.proof.solved_program import SolvedProgram
from kg.proof.unify import pattern_of
from kg.rulebase.syntax import Atom

__all__ = ["FailingWay", "Failure", "FailureKind", "WhyNot"]

FailureKind: TypeAlias = Literal["rule", "case", "knowledge", "again", "deep"]
"""Why there is no such atom: every rule that could give it fails; no input says it; no fixed fact
does; it would have to rest on itself; or its rules were not looked into, as they lie too deep."""

#: So many ways are told of one failure.
_TOLD: Final = 4
#: So many of them are followed where the atom is wanted by another.
_NEAREST: Final = 2
#: So deep goes the search for what fails; deeper than any chain of the rules.
_DEEPEST: Final = 24


@dataclass(frozen=True)
class FailingWay:
    """A way in which an atom could have come about, and what fails there.

    Attributes:
        attempt: the instance of a rule.
        below: for each of its obstacles why that fails in its turn, where it is an atom that is
            missing; otherwise ``None``.
        leaves: what would have to be otherwise, of inputs or of fixed facts, as text.
        inputs: those of them that would have to be given anew.
    """

    attempt: Attempt
    below: tuple[Failure | None, ...]
    leaves: Mapping[str, int]
    inputs: Mapping[str, int]

    @property
    def distance(self) -> int:
        """How much that is; ``FIXED`` and more when a fixed fact would."""
        return max(sum(self.leaves.values()), 1)

    @property
    def nearness(self) -> tuple[int, int]:
        """What ways are sorted by: how much it is, then how much would have to be given anew.

        Something that stands in the way comes before something that was never given.
        """
        return self.distance, sum(self.inputs.values())


@dataclass(frozen=True)
class Failure:
    """Atoms that do not hold.

    Attributes:
        goal: the atoms.
        kind: why there are none.
        ways: the ways in which one could have come about, the nearest first.
        weight: how much would have to be otherwise where no rule is concerned.
    """

    goal: Pattern
    kind: FailureKind
    ways: tuple[FailingWay, ...] = ()
    weight: int = FIXED

    @property
    def leaves(self) -> Mapping[str, int]:
        """What would have to be otherwise, by the nearest way, and what each weighs."""
        if self.ways:
            return self.ways[0].leaves
        return {str(self.goal): self.weight}

    @property
    def inputs(self) -> Mapping[str, int]:
        """Those of them that would have to be given anew."""
        if self.ways:
            return self.ways[0].inputs
        return {str(self.goal): self.weight} if self.kind == "case" else {}

    @property
    def distance(self) -> int:
        """How much that is; ``FIXED`` and more when a fixed fact would."""
        return max(sum(self.leaves.values()), 1)

    def every(self) -> Iterator[Failure]:
        """Yield this failure and all below it, each goal once."""
        met: set[Pattern] = set()
        waiting = [self]
        while waiting:
            failure = waiting.pop(0)
            if failure.goal in met:
                continue
            met.add(failure.goal)
            yield failure
            waiting += [each for way in failure.ways for each in way.below if each is not None]


class WhyNot:
    """Asks one answer why something does not hold in it."""

    def __init__(self, solved: SolvedProgram, domain: Domain) -> None:
        """Stand ready; nothing is looked up yet.

        Args:
            solved: the program with its answer.
            domain: which of its predicates are fixed, and which are inputs.
        """
        self._compiled = solved.rulebook.compiled
        self._domain = domain
        self._extensions = Extensions(solved.truth)
        self._kinds = Kinds(domain.fixed, domain.rows)
        self._codes: dict[tuple[str, int, bool], list[int]] = {}
        for number, code in enumerate(self._compiled.codes):
            head = code.rule.head
            if isinstance(head, Atom):
                key = head.name, len(head.arguments), not head.strong
                self._codes.setdefault(key, []).append(number)
        self._known: dict[Pattern, Failure] = {}

    def of(self, goal: Pattern) -> Failure:
        """Return why no atom of a pattern holds.

        Args:
            goal: the atoms that are asked about.

        Raises:
            ValueError: when one of them holds.
        """
        if self._extensions.of(goal):
            raise ValueError(f"{goal} holds")
        return self._failure(goal, frozenset())

    def derives(self, goal: Pattern) -> bool:
        """Return whether some rule could give such an atom."""
        return (goal.name, len(goal.arguments), goal.positive) in self._codes

    def _failure(self, goal: Pattern, path: frozenset[Pattern]) -> Failure:
        known = self._known.get(goal)
        if known is not None:
            return known
        if self._domain.is_input(goal.name):
            weight = self._domain.weigh(goal)
            return Failure(goal, "case", weight=FIXED if weight is None else weight)
        if not self.derives(goal):
            return Failure(goal, "knowledge")
        if goal in path:
            return Failure(goal, "again")
        if len(path) > _DEEPEST:
            return Failure(goal, "deep")
        ways = self._ways(goal, path | {goal})
        failure = Failure(goal, "rule", ways)
        if not any(self._circular(one) for one in ways):
            self._known[goal] = failure
        return failure

    @staticmethod
    def _circular(way: FailingWay) -> bool:
        return any(one is not None and one.kind in ("again", "deep") for one in way.below)

    def _ways(self, goal: Pattern, path: frozenset[Pattern]) -> tuple[FailingWay, ...]:
        """Return the nearest ways to an atom."""
        codes = self._compiled.codes

        def nearly(pattern: Pattern) -> Iterator[tuple[Pattern, int]]:
            failure = self._failure(pattern, path)
            for way in failure.ways[:_NEAREST]:
                head = codes[way.attempt.number].rule.head
                if isinstance(head, Atom):
                    yield pattern_of(head, way.attempt.known), way.distance

        ways = []
        for number in self._codes[goal.name, len(goal.arguments), goal.positive]:
            code = codes[number]
            for attempt in attempts(goal, code, number, self._extensions, self._kinds, nearly):
                below = self._agreed(tuple(self._below(each, path) for each in attempt.obstacles))
                ways.append(FailingWay(attempt, below, *self._leaves(attempt, below)))
        ways.sort(key=lambda way: (way.nearness, way.attempt.number))
        near = [one for one in ways if one.distance < FIXED] or ways
        return tuple(near[:_TOLD])

    def _below(self, obstacle: Obstacle, path: frozenset[Pattern]) -> Failure | None:
        if obstacle.kind != "missing" or obstacle.pattern is None:
            return None
        return self._failure(obstacle.pattern, path)

    def _agreed(self, below: tuple[Failure | None, ...]) -> tuple[Failure | None, ...]:
        """Return what fails for the obstacles of one attempt, told by ways that want the same.

        Of ways that are equally near, the one comes first that adds least to what the obstacles
        before want already: one change that removes two obstacles is nearer than two changes.
        """
        failures = list(below)
        leaves: set[str] = set()
        for place, failure in enumerate(below):
            if failure is not None and leaves and failure.distance < FIXED:
                failures[place] = self._toward(failure, leaves, {})
            latest = failures[place]
            leaves.update(latest.leaves if latest is not None else ())
        return tuple(failures)

    def _toward(
        self, failure: Failure, leaves: Set[str], turned: dict[Pattern, Failure]
    ) -> Failure:
        """Return a failure with that nearest way first that adds least to some leaves."""
        if failure.goal in turned or not failure.ways or failure.leaves.keys() <= leaves:
            return turned.get(failure.goal, failure)
        turned[failure.goal] = failure
        tied = [way for way in failure.ways if way.distance == failure.distance]
        candidates = [self._way_toward(way, leaves, turned) for way in tied]
        ways = [way for way in candidates if way.distance <= failure.distance] or tied
        nearest = min(ways, key=lambda way: _beyond(way, leaves))
        if _beyond(nearest, leaves) < _beyond(failure, leaves):
            rest = [way for way in failure.ways if way.attempt is not nearest.attempt]
            turned[failure.goal] = replace(failure, ways=(nearest, *rest))
        return turned[failure.goal]

    def _way_toward(
        self, way: FailingWay, leaves: Set[str], turned: dict[Pattern, Failure]
    ) -> FailingWay:
        below = tuple(
            None if failure is None else self._toward(failure, leaves, turned)
            for failure in way.below
        )
        if all(new is old for new, old in zip(below, way.below, strict=True)):
            return way
        return FailingWay(way.attempt, below, *self._leaves(way.attempt, below))

    def _leaves(
        self, attempt: Attempt, below: tuple[Failure | None, ...]
    ) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Return what would have to be otherwise for an attempt, and what of it be given anew.

        Each comes with what it weighs.
        """
        leaves: dict[str, int] = {}
        inputs: dict[str, int] = {}
        for obstacle, failure in zip(attempt.obstacles, below, strict=True):
            if failure is not None:
                leaves.update(failure.leaves)
                inputs.update(failure.inputs)
                continue
            pattern = obstacle.pattern
            fixed = pattern is not None and pattern.name in self._kinds.fixed
            atoms_text = ",".join(map(str, obstacle.atoms))
            leaves[f"{obstacle.kind} {atoms_text or obstacle.text}"] = FIXED if fixed else 1
        return leaves, inputs


def _beyond(obstacle: Failure | FailingWay, leaves: Set[str]) -> int:
    """Return how much would have to be otherwise beyond some leaves."""
    return sum(weight for leaf, weight in obstacle.leaves.items() if leaf not in leaves)
