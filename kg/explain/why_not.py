"""Why something does not hold: for each rule that could give it what fails, down to the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import clingo

from kg.case.changes import addition, is_changeable
from kg.explain.consultation import Consultation
from kg.proof.argument_index import Extensions
from kg.proof.near_misses import FIXED, NEW_ROW, Attempt, Kinds, attempts
from kg.proof.proof import Pattern
from kg.proof.rule_bodies import Obstacle
from kg.proof.unify import pattern_of
from kg.rulebase.rule_set import CASE_PREFIX
from kg.rulebase.syntax import Atom

__all__ = ["Failure", "FailureKind", "Way", "WhyNot"]

FailureKind: TypeAlias = Literal["rule", "case", "knowledge", "again"]
"""Why there is no such atom: every rule that could give it fails; the case does not say it; the
ontology does not; or it would have to rest on itself."""

#: What a predicate of a case calls its argument that numbers the rows of a list.
_ROW: Final = "Row"
#: So many ways are told of one failure.
_TOLD: Final = 4
#: So many of them are followed where the atom is wanted by another.
_NEAREST: Final = 2
#: So deep goes the search for what fails; deeper than any chain of the rules.
_DEEPEST: Final = 24


@dataclass(frozen=True)
class Way:
    """A way in which an atom could have come about, and what fails there.

    Attributes:
        attempt: the instance of a rule.
        below: for each of its obstacles why that fails in its turn, where it is an atom that is
            missing; otherwise ``None``.
        leaves: what would have to be otherwise, of the case or of the ontology, as text.
    """

    attempt: Attempt
    below: tuple[Failure | None, ...]
    leaves: Mapping[str, int]

    @property
    def distance(self) -> int:
        """How much that is; ``FIXED`` and more when the ontology itself would."""
        return max(sum(self.leaves.values()), 1)

    @property
    def nearness(self) -> tuple[int, int]:
        """What ways are sorted by: how much it is, then how much the case would have to say anew.

        Something that stands in the way comes before something that was never seen.
        """
        new = sum(weight for leaf, weight in self.leaves.items() if leaf.startswith(CASE_PREFIX))
        return self.distance, new


@dataclass(frozen=True)
class Failure:
    """Atoms that do not hold.

    Attributes:
        goal: the atoms.
        kind: why there are none.
        ways: the ways in which one could have come about, the nearest first.
    """

    goal: Pattern
    kind: FailureKind
    ways: tuple[Way, ...] = ()

    @property
    def leaves(self) -> Mapping[str, int]:
        """What would have to be otherwise, by the nearest way, and what each weighs."""
        if self.ways:
            return self.ways[0].leaves
        return {str(self.goal): _weight(self.goal) if self.kind == "case" else FIXED}

    @property
    def distance(self) -> int:
        """How much that is; ``FIXED`` and more when the ontology itself would."""
        return max(sum(self.leaves.values()), 1)

    def every(self) -> Iterator[Failure]:
        """Yield this failure and all below it, each goal once."""
        met: set[Pattern] = set()
        waiting = [self]
        while waiting:
            one = waiting.pop(0)
            if one.goal in met:
                continue
            met.add(one.goal)
            yield one
            waiting += [each for way in one.ways for each in way.below if each is not None]


class WhyNot:
    """Asks one answer why something does not hold in it."""

    def __init__(self, consultation: Consultation) -> None:
        """Stand ready; nothing is looked up yet."""
        self._consultation = consultation
        self._extensions = Extensions(consultation.truth)
        self._kinds = Kinds(
            consultation.answered.knowledge.facts.signature.keys(),
            {
                name
                for (name, _), declared in consultation.answered.rules.predicates.items()
                if name.startswith(CASE_PREFIX) and declared.arguments[:1] == (_ROW,)
            },
        )
        self._codes: dict[tuple[str, int, bool], list[int]] = {}
        for number, code in enumerate(consultation.rulebook.compiled.codes):
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
        if goal.name.startswith(CASE_PREFIX):
            return Failure(goal, "case")
        if not self.derives(goal):
            return Failure(goal, "knowledge")
        if goal in path or len(path) > _DEEPEST:
            return Failure(goal, "again")
        found = self._ways(goal, path | {goal})
        failure = Failure(goal, "rule", found)
        if not any(self._circular(one) for one in found):
            self._known[goal] = failure
        return failure

    @staticmethod
    def _circular(way: Way) -> bool:
        return any(one is not None and one.kind == "again" for one in way.below)

    def _ways(self, goal: Pattern, path: frozenset[Pattern]) -> tuple[Way, ...]:
        """Return the nearest ways to an atom."""
        codes = self._consultation.rulebook.compiled.codes

        def nearly(pattern: Pattern) -> Iterator[tuple[Pattern, int]]:
            failure = self._failure(pattern, path)
            for way in failure.ways[:_NEAREST]:
                head = codes[way.attempt.number].rule.head
                if isinstance(head, Atom):
                    yield pattern_of(head, way.attempt.known), way.distance

        found = []
        for number in self._codes[goal.name, len(goal.arguments), goal.positive]:
            code = codes[number]
            for one in attempts(goal, code, number, self._extensions, self._kinds, nearly):
                below = tuple(self._below(each, path) for each in one.obstacles)
                found.append(Way(one, below, self._leaves(one, below)))
        found.sort(key=lambda way: (way.nearness, way.attempt.number))
        near = [one for one in found if one.distance < FIXED] or found
        return tuple(near[:_TOLD])

    def _below(self, obstacle: Obstacle, path: frozenset[Pattern]) -> Failure | None:
        if obstacle.kind != "missing" or obstacle.pattern is None:
            return None
        return self._failure(obstacle.pattern, path)

    def _leaves(self, attempt: Attempt, below: tuple[Failure | None, ...]) -> Mapping[str, int]:
        """Return what would have to be otherwise for an attempt, and what each weighs."""
        found: dict[str, int] = {}
        for obstacle, failure in zip(attempt.obstacles, below, strict=True):
            if failure is not None:
                found.update(failure.leaves)
                continue
            pattern = obstacle.pattern
            fixed = pattern is not None and pattern.name in self._kinds.fixed
            told = ",".join(map(str, obstacle.atoms))
            found[f"{obstacle.kind} {told or obstacle.text}"] = FIXED if fixed else 1
        return found


def _weight(goal: Pattern) -> int:
    """Return what a missing fact of a case weighs; the parts of one new row count once."""
    if not is_changeable(goal.name):
        return FIXED
    if NEW_ROW not in goal.arguments:
        return 1
    known = [str(one) if isinstance(one, clingo.Symbol) else None for one in goal.arguments]
    return int(addition(goal.name, known) is not None)
