"""Whether mechanics explain what exercises are said to be for, and show what their tags say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from kg.explain.mechanics import Mechanics
from kg.knowledge import KnowledgeBase
from kg.knowledge.problems import Problem

__all__ = ["TRUE_TO", "Agreement", "DemandDifference", "TagDifference", "check"]

_REASONS: Final = "ontology/tables/target_reasons.tsv"
_JUDGEMENTS: Final = "ontology/tables/tag_judgements.tsv"
_DEGREES: Final = "unit_degrees"
#: Angles are true to about ten degrees: what goes no further is no difference.
TRUE_TO: Final = 10
_SHOWN: Final = """
SELECT ?exercise ?limb ?demand ?value WHERE {
  ?row a :DescribedDemand ; :positionOf ?exercise ; :onBodySide ?limb ; :ofDemand ?demand ;
    :describedValue ?value .
  FILTER NOT EXISTS {
    ?judgement a :DemandJudgement ; :aboutExercise ?exercise ; :ofDemand ?demand .
  }
}
"""
_PARTS: Final = """
SELECT ?tag ?part ?demand ?from ?beyond WHERE {
  ?tag :impliedByPart ?part .
  ?part :ofDemand ?demand .
  OPTIONAL { ?part :fromValue ?from }
  OPTIONAL { ?part :beyondValue ?beyond }
}
"""
_READ: Final = "SELECT DISTINCT ?demand WHERE { ?reading a :DemandReading ; :ofDemand ?demand }"
_JUDGED: Final = "SELECT ?exercise ?tag WHERE { ?j :judgesExercise ?exercise ; :judgesTag ?tag }"


class DemandDifference(NamedTuple):
    """A demand that is estimated and described differently.

    Attributes:
        demand: the demand.
        exercise: the exercise.
        limb: the limb.
        stated: the estimate, or 0.
        described: the largest value in the described positions, or 0.
    """

    demand: str
    exercise: str
    limb: str
    stated: int
    described: int


class TagDifference(NamedTuple):
    """A tag that an exercise carries and its positions do not show, or the other way round."""

    tag: str
    exercise: str


@dataclass(frozen=True)
class Agreement:
    """What is stated of exercises next to what follows from their positions.

    Attributes:
        knowledge: the ontology.
    """

    knowledge: KnowledgeBase

    @cached_property
    def exercises(self) -> tuple[str, ...]:
        """The exercises with positions, sorted."""
        return tuple(sorted({str(row[0]) for row in self._facts("joint_angle")}))

    @cached_property
    def mechanics(self) -> Mechanics:
        """What all exercises do to muscles."""
        return Mechanics.of(self.knowledge, self.exercises)

    @cached_property
    def targets(self) -> tuple[tuple[str, str], ...]:
        """The exercises that are to work or to lengthen something, each with what it is for."""
        phases = {"activate", "integrate", "lengthen"}
        checked = {str(row[0]) for row in self._facts("phase_of") if str(row[1]) in phases}
        checked &= set(self.exercises)
        rows = ((str(row[0]), str(row[1])) for row in self._facts("targets"))
        return tuple(sorted(row for row in rows if row[0] in checked))

    @cached_property
    def explained(self) -> frozenset[tuple[str, str]]:
        """Those that positions and loads show."""
        return self.mechanics.explained & set(self.targets)

    @cached_property
    def reasoned(self) -> frozenset[tuple[str, str]]:
        """Those about which a reason is given."""
        return frozenset((str(row[0]), str(row[1])) for row in self._facts("target_reason"))

    @cached_property
    def demands(self) -> tuple[DemandDifference, ...]:
        """Every demand that positions can show: stated, shown, or both."""
        values = {(row[0], row[1], row[2]): int(row[3]) for row in self._select(_SHOWN)}
        stated = {
            (str(row[0]), str(row[1]), str(row[2])): int(str(row[3]))
            for row in self._facts("demand_of")
            if str(row[2]) in self.read_demands and str(row[0]) in set(self.exercises)
        }
        return tuple(
            sorted(
                DemandDifference(demand, exercise, limb, stated.get(key, 0), values.get(key, 0))
                for key in {*values, *stated}
                for exercise, limb, demand in [key]
            )
        )

    @cached_property
    def read_demands(self) -> frozenset[str]:
        """The demands that positions can show."""
        return frozenset(row[0] for row in self._select(_READ))

    def is_in_degrees(self, demand: str) -> bool:
        """Return whether a demand is measured in degrees."""
        return (demand, _DEGREES) in self._facts("demand_unit")

    @cached_property
    def tags_missing(self) -> tuple[TagDifference, ...]:
        """The tags that positions call for, which an exercise does not carry, unless judged."""
        return tuple(
            sorted(
                TagDifference(tag, exercise)
                for tag, exercise in set(self._called_for(TRUE_TO))
                if (exercise, tag) not in self._tagged and (exercise, tag) not in self._judged
            )
        )

    @cached_property
    def tags_shown(self) -> frozenset[TagDifference]:
        """The tags that exercises carry, and positions show."""
        called = {*self._called_for(-TRUE_TO)}
        return frozenset(tag for tag in self.tags_compared if tag in called)

    @cached_property
    def tags_compared(self) -> tuple[TagDifference, ...]:
        """The tags that exercises carry, of those that positions alone can show."""
        parts: dict[str, set[str]] = defaultdict(set)
        for tag, _, demand, _, _ in self._parts:
            parts[tag].add(demand)
        whole = {tag for tag, demands in parts.items() if demands <= self.read_demands}
        rows = (TagDifference(tag, exercise) for exercise, tag in self._tagged if tag in whole)
        return tuple(sorted(row for row in rows if row.exercise in set(self.exercises)))

    def demands_of(self, tag: str) -> frozenset[str]:
        """Return the demands that call for a tag."""
        return frozenset(demand for name, _, demand, _, _ in self._parts if name == tag)

    def _called_for(self, margin: int) -> Iterator[TagDifference]:
        """Yield the tags that positions call for, going past their limit by so many degrees.

        With a margin below zero, how a demand has to be met does not matter.
        """
        by_demand: dict[str, list[DemandDifference]] = defaultdict(list)
        for difference in self.demands:
            by_demand[difference.demand].append(difference)
        for tag, part, demand, least, beyond in self._parts:
            further = margin if self.is_in_degrees(demand) else 0
            limit = further + (int(least) if least else int(beyond) + 1)
            for difference in by_demand[demand]:
                met = self._ways[difference.exercise, difference.limb, demand]
                is_met_so = margin < 0 or self._needs[part] <= met
                if difference.described >= limit and is_met_so:
                    yield TagDifference(tag, difference.exercise)

    @cached_property
    def _ways(self) -> Mapping[tuple[str, str, str], set[str]]:
        """Exercise, limb and demand to how it is met, such as under load."""
        ways: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in self._facts("demand_modifier"):
            ways[str(row[0]), str(row[1]), str(row[2])].add(str(row[3]))
        return ways

    @cached_property
    def _needs(self) -> Mapping[str, set[str]]:
        """Part of a precaution to how its demand has to be met."""
        needs: dict[str, set[str]] = defaultdict(set)
        for row in self._facts("part_modifier"):
            needs[str(row[0])].add(str(row[1]))
        return needs

    @cached_property
    def _parts(self) -> list[tuple[str, ...]]:
        return self._select(_PARTS)

    @cached_property
    def _tagged(self) -> frozenset[tuple[str, str]]:
        return frozenset((str(row[0]), str(row[1])) for row in self._facts("tagged"))

    @cached_property
    def _judged(self) -> frozenset[tuple[str, str]]:
        return frozenset((row[0], row[1]) for row in self._select(_JUDGED))

    def _facts(self, predicate: str) -> tuple[tuple[object, ...], ...]:
        return self.knowledge.facts.relations.get(predicate, ())

    def _select(self, query: str) -> list[tuple[str, ...]]:
        return [
            tuple("" if value is None else str(value) for value in row)
            for row in self.knowledge.select(query).rows
        ]


def check(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield what positions do not show, or show and nobody states, unless a reason is given.

    Of exercises without positions nothing is checked.
    """
    agreement = Agreement(knowledge)
    label = knowledge.label
    for exercise, target in agreement.mechanics.unexplained:
        yield Problem(
            "error",
            "target_unexplained",
            exercise,
            f"{label(exercise)} is for {label(target)}, and its positions do not show it: mend the "
            "positions or the target, or give a reason.",
            _REASONS,
        )
    for exercise, target in sorted(agreement.reasoned & agreement.explained):
        yield Problem(
            "warning",
            "target_reason_not_needed",
            exercise,
            f"{label(exercise)} is for {label(target)}, its positions show it, and a reason says "
            "that they do not.",
            _REASONS,
        )
    for tag, exercise in agreement.tags_missing:
        yield Problem(
            "error",
            "tag_shown_and_missing",
            exercise,
            f"{label(exercise)} lacks {label(tag)}, which its positions call for by more than "
            f"{TRUE_TO} degrees, and no judgement says why.",
            _JUDGEMENTS,
        )
