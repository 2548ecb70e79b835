"""Whether mechanics explain what each exercise is said to be for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.explain.mechanics import Mechanics
from kg.knowledge import KnowledgeBase
from kg.knowledge.problems import Problem

__all__ = ["check"]

_ROWS: Final = "ontology/tables/target_reasons.tsv"


def check(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield what exercises are said to be for, unless positions show it or a reason is given.

    Of exercises without positions nothing is checked.
    """
    exercises = sorted({str(row[0]) for row in knowledge.facts.relations.get("joint_angle", ())})
    for exercise, target in Mechanics.of(knowledge, exercises).unexplained:
        yield Problem(
            "error",
            "target_unexplained",
            exercise,
            f"{knowledge.label(exercise)} is for {knowledge.label(target)}, and its positions do "
            "not show it: mend the positions or the target, or give a reason.",
            _ROWS,
        )
