"""What a student puts together while playing the specialist: muscles with sides, and a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.knowledge import KnowledgeBase
from kg.knowledge.phases import exercises_of_phases
from kg.plan.model import Item, Plan, Reassessment
from kg.present.figure.body_map import BodyMap, Side

__all__ = ["STATUSES", "Desk", "Step", "exercises_by_phase", "muscle_names"]

#: What a student may call a muscle; the rules know these words.
STATUSES = ("overactive", "underactive")
Place = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """An exercise of the program, in its phase, on a side."""

    exercise: str
    phase: str
    side: Side | str = "both"


@dataclass(frozen=True)
class Desk:
    """The student's work on one case.

    Attributes:
        named: muscle and side to the status that the student gives it, in the order of naming.
        steps: the exercises, in the order of the phases.
        weeks: after how many weeks the client is seen again; 0 when nothing is said.
    """

    named: Mapping[Place, str]
    steps: tuple[Step, ...] = ()
    weeks: int = 0

    def places(self, status: str) -> list[Place]:
        """Return the muscles of a status."""
        return [place for place, one in self.named.items() if one == status]

    def with_places(self, status: str, places: Iterable[Place]) -> Desk:
        """Return the work with other muscles of a status; a muscle has one status."""
        new = dict.fromkeys(places, status)
        kept = {
            place: one for place, one in self.named.items() if place not in new and one != status
        }
        return replace(self, named={**kept, **new})

    def tapped(self, status: str, chosen: Sequence[Place], shown: BodyMap) -> Desk:
        """Return the work after muscles of a status were chosen on the body map.

        A whole that was named stays as it is, unless one of its parts was freed: then the other
        parts take its place.

        Args:
            status: the status.
            chosen: everything that is chosen on the map now.
            shown: the map.
        """
        places: list[Place] = []
        for muscle, side in self.places(status):
            spots = [(one.muscle, one.side) for one in shown.drawn(muscle, side)]
            left = [one for one in spots if one in chosen]
            places += [(muscle, side)] if left == spots else left
        drawn = {
            (one.muscle, one.side) for place in places for one in shown.drawn(place[0], place[1])
        }
        places += [one for one in chosen if one not in drawn]
        return self.with_places(status, dict.fromkeys(places))

    def with_step(self, step: Step, phases: Sequence[str]) -> Desk:
        """Return the work with an exercise more, at the end of its phase."""
        if step in self.steps:
            return self
        steps = sorted((*self.steps, step), key=lambda one: phases.index(one.phase))
        return replace(self, steps=tuple(steps))

    def without(self, number: int) -> Desk:
        """Return the work without an exercise, by its place from 0."""
        return replace(self, steps=(*self.steps[:number], *self.steps[number + 1 :]))

    @property
    def plan(self) -> Plan | None:
        """The program as the critique reads it; ``None`` without any exercise."""
        if not self.steps:
            return None
        items = tuple(
            Item.model_validate({"exercise": one.exercise, "phase": one.phase, "side": one.side})
            for one in self.steps
        )
        reassess = Reassessment.model_validate({"weeks": self.weeks}) if self.weeks else None
        return Plan(items=items, reassess=reassess)


def muscle_names(knowledge: KnowledgeBase, shown: BodyMap) -> dict[Place, str]:
    """Return every muscle and whole with its sides, by name.

    Args:
        knowledge: the ontology.
        shown: the body map, which knows the sides.
    """
    found: dict[Place, str] = {}
    for muscle in shown.drawn_by:
        label, *others = knowledge.names.get(muscle, (muscle,))
        known = f" ({', '.join(others)})" if others else ""
        for side in dict.fromkeys(one.side for one in shown.drawn(muscle)):
            found[muscle, side] = f"{label}, {side}{known}"
    return dict(sorted(found.items(), key=lambda row: row[1].casefold()))


def exercises_by_phase(knowledge: KnowledgeBase) -> dict[str, dict[str, str]]:
    """Return the phases in their order, each with its exercises by name."""
    label = knowledge.label
    return {
        phase: {one: label(one) for one in sorted(exercises, key=lambda one: label(one).casefold())}
        for phase, exercises in exercises_of_phases(knowledge.facts).items()
    }
