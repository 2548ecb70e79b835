"""How an exercise serves what it is for, in sentences made from its positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.explain.mechanics import Mechanics
from kg.knowledge import KnowledgeBase

__all__ = ["mechanics_lines"]

_MOST: Final = 2
"""Of one target, at most so many sentences are shown: the others say less."""


def mechanics_lines(knowledge: KnowledgeBase, exercise: str) -> Iterator[str]:
    """Yield how an exercise serves each muscle that it is for, the most telling sentences of each.

    Args:
        knowledge: the ontology.
        exercise: an id; nothing is yielded for what is no exercise or has no positions.
    """
    rows = knowledge.facts.relations.get("targets", ())
    targets = sorted(str(target) for subject, target in rows if str(subject) == exercise)
    if not targets:
        return
    mechanics = Mechanics.of(knowledge, [exercise])
    for target in targets:
        for story in mechanics.reasons(exercise, target, _MOST):
            yield story.top.text
