"""What every exercise does to joints and muscles, as tables: by ``rules/movement/``, kept."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg.explain.mechanics import Mechanics, movement_rules
from kg.knowledge import KnowledgeBase

__all__ = ["EFFECTS", "ActionRange", "MovementEffects"]

#: What an exercise can do to a muscle, the most telling first.
EFFECTS: Final = (
    *("work_shortening", "work_lowering", "work_holding", "work_steadying"),
    *("drives", "lengthened"),
)
_MOVES: Final = "moves"
_WORKED: Final = "worked_limb"


@dataclass(frozen=True)
class ActionRange:
    """A joint action that happens in an exercise.

    Attributes:
        action: its id.
        start: degrees at its start.
        end: degrees at its end.
    """

    action: str
    start: int
    end: int


@dataclass(frozen=True)
class MovementEffects:
    """What all exercises with positions do.

    Attributes:
        rows: exercise to ``moves``, rows of action, start and end, and to each of ``EFFECTS``, the
            muscles it has that effect on, sorted.
    """

    rows: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> MovementEffects:
        """Return the effects, computed once for a knowledge base and its rules of movement.

        Raises:
            KnowledgeError: when the rules cannot be used.
        """
        rules = hashlib.sha256()
        for file in movement_rules(knowledge.places).files:
            rules.update(file.text.encode())
        name = f"effects-{knowledge.sources.key[:32]}-{rules.hexdigest()[:32]}.json"
        rows = knowledge.cache.read_json(name)
        if not isinstance(rows, dict):
            rows = _computed(knowledge)
            knowledge.cache.write(name, json.dumps(rows).encode())
        return cls(rows)

    def moves(self, exercise: str) -> Iterator[ActionRange]:
        """Yield the joint actions that happen in an exercise."""
        for action, start, end in self.rows.get(exercise, {}).get(_MOVES, ()):
            yield ActionRange(action, start, end)

    def muscles(self, exercise: str, effect: str) -> tuple[str, ...]:
        """Return the muscles that an exercise has an effect on, sorted by id.

        Args:
            exercise: the exercise.
            effect: one of ``EFFECTS``.
        """
        return tuple(self.rows.get(exercise, {}).get(effect, ()))

    def exercises(self, muscle: str, effect: str) -> tuple[str, ...]:
        """Return the exercises that have an effect on a muscle, sorted by id.

        Args:
            muscle: the muscle.
            effect: one of ``EFFECTS``.
        """
        return tuple(
            exercise for exercise in self.rows if muscle in self.rows[exercise].get(effect, ())
        )


def _computed(knowledge: KnowledgeBase) -> dict[str, dict[str, Any]]:
    """Return the rows of all exercises that have positions, computed now."""
    angles = knowledge.facts.relations["joint_angle"]
    exercises = sorted({str(exercise) for exercise, *_ in angles})
    truth = Mechanics.of(knowledge, exercises).solved.truth
    muscles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for exercise, muscle, _, _, kind in (map(str, atom.arguments) for atom in truth.of("works", 5)):
        muscles[exercise][kind].add(muscle)
    for name in ("drives", "lengthened"):
        for exercise, muscle, _, _ in (map(str, atom.arguments) for atom in truth.of(name, 4)):
            muscles[exercise][name].add(muscle)
    moves: dict[str, dict[str, tuple[bool, int, int]]] = defaultdict(dict)
    for atom in sorted(truth.of("happens", 5)):
        exercise, action, limb = map(str, atom.arguments[:3])
        start, end = (argument.number for argument in atom.arguments[3:])
        is_other = limb != _WORKED
        row = (is_other, start, end)
        known = moves[exercise].get(action)
        # The worked limb counts; of several ways, the longest.
        if known is None or (is_other, -abs(end - start)) < (known[0], -abs(known[2] - known[1])):
            moves[exercise][action] = row
    return {
        exercise: {
            _MOVES: [
                [action, start, end]
                for action, (_, start, end) in sorted(
                    moves[exercise].items(), key=lambda row: -abs(row[1][2] - row[1][1])
                )
            ],
            **{effect: sorted(muscles[exercise][effect]) for effect in EFFECTS},
        }
        for exercise in exercises
    }
