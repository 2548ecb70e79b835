"""What the knowledge says of an exercise that words of a name can say too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

__all__ = ["ExerciseFeatures", "HasRelations", "read_features"]


class HasRelations(Protocol):
    """Facts by predicate."""

    @property
    def relations(self) -> Mapping[str, Iterable[tuple[object, ...]]]:
        """Predicate to its tuples."""


@dataclass(frozen=True)
class ExerciseFeatures:
    """What is known of how an exercise is done.

    Attributes:
        positions: the ids of the positions of the body.
        tools: the ids of the items that any way of doing it needs.
        targets: the ids of the muscles it is for.
        muscles: these, their parts and the groups they belong to.
        is_one_sided: whether one arm or leg works at a time.
        technique: the id of its technique.
    """

    positions: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    muscles: frozenset[str] = frozenset()
    is_one_sided: bool = False
    technique: str = ""


def read_features(facts: HasRelations) -> dict[str, ExerciseFeatures]:
    """Return the features of every exercise of the catalogue, by its id."""
    relations = facts.relations
    parts = _pairs(relations, "part_of")
    wholes: dict[str, set[str]] = {}
    for part, belongs in parts.items():
        for whole in belongs:
            wholes.setdefault(whole, set()).add(part)
    positions, targets = _pairs(relations, "position_of"), _pairs(relations, "targets")
    techniques = _pairs(relations, "technique_of")
    one_sided = {str(row[0]) for row in relations.get("unilateral", ())}
    tools: dict[str, set[str]] = {}
    for exercise, _, item in relations.get("needs", ()):
        tools.setdefault(str(exercise), set()).add(str(item))
    features = {}
    for exercise in sorted(str(row[0]) for row in relations.get("exercise", ())):
        muscles = set(targets.get(exercise, ()))
        muscles |= {whole for muscle in set(muscles) for whole in parts.get(muscle, ())}
        muscles |= {part for muscle in targets.get(exercise, ()) for part in wholes.get(muscle, ())}
        features[exercise] = ExerciseFeatures(
            frozenset(positions.get(exercise, ())),
            frozenset(tools.get(exercise, ())),
            frozenset(targets.get(exercise, ())),
            frozenset(muscles),
            exercise in one_sided,
            next(iter(sorted(techniques.get(exercise, ()))), ""),
        )
    return features


def _pairs(
    relations: Mapping[str, Iterable[tuple[object, ...]]], predicate: str
) -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for first, second, *_ in relations.get(predicate, ()):
        pairs.setdefault(str(first), set()).add(str(second))
    return pairs
