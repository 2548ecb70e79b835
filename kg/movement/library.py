"""The library of movements: built from records of the ontology, property by property.

A record is what is stated of one thing: property to value, without prefix. Whoever calls brings
the records of a class; nothing here knows how the graph is kept.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.movement.movement_reader import MovementReader
from kg.movement.positions import (
    ExerciseMovement,
    SupportKind,
    Vector,
)
from kg.movement.record_values import (
    HERE,
    THERE,
    THOUSAND,
    Record,
    RecordsOf,
    part_number,
    stature_share,
    vector_of,
)
from kg.movement.skeleton import (
    MIDLINE,
    BodyPoint,
    Freedom,
    GirdleShift,
    Segment,
    Skeleton,
)

__all__ = ["Library", "MusclePath"]


@dataclass(frozen=True)
class MusclePath:
    """Where a muscle lies below the skin, in the axes of a segment on the left.

    Attributes:
        muscle: the muscle.
        segment: the segment.
        piece: of a segment of several pieces, which.
        start: one end.
        end: the other end.
        radius: how far around the path the skin is marked.
    """

    muscle: str
    segment: str
    piece: int
    start: Vector
    end: Vector
    radius: float


_OF_EXERCISES: Final = (
    *("ExercisePosition", "ExerciseSupport", "SupportPlace", "ExerciseResistance"),
    *("ExercisePressure", "MovementArrow"),
)


class Library:
    """Skeleton, postures and movements, each read when it is first asked for."""

    def __init__(self, records_of: RecordsOf) -> None:
        """Stand ready to read records."""
        self._records_of = records_of

    @cached_property
    def skeleton(self) -> Skeleton:
        """The skeleton."""
        segments = sorted(self._records_of("BodySegment"), key=part_number)
        freedoms = sorted(self._records_of("DegreeOfFreedom"), key=part_number)
        return Skeleton(
            map(_segment, segments),
            map(_freedom, freedoms),
            map(_girdle_shift, self._sorted("GirdleShift")),
            map(_body_point, self._sorted("BodyPoint")),
        )

    @cached_property
    def muscle_paths(self) -> Mapping[str, tuple[MusclePath, ...]]:
        """Muscle, band or joint to its paths."""
        paths: dict[str, list[MusclePath]] = defaultdict(list)
        for record in self._sorted("MusclePath"):
            paths[record["pathOf"]].append(_muscle_path(record))
        return {muscle: tuple(of_muscle) for muscle, of_muscle in paths.items()}

    @cached_property
    def support_kinds(self) -> Mapping[str, SupportKind]:
        """The kinds of supports by id."""
        return {record["id"]: _support_kind(record) for record in self._sorted("SupportKind")}

    @cached_property
    def opposites(self) -> Mapping[str, str]:
        """Motion to the one that undoes it, where there is one."""
        opposites: dict[str, str] = {}
        for record in self._sorted("JointAction"):
            other = record.get("opposes")
            if isinstance(other, str):
                opposites[record["id"]] = other
                opposites.setdefault(other, record["id"])
        return opposites

    @cached_property
    def exercises(self) -> tuple[str, ...]:
        """The exercises that have a movement, sorted."""
        return tuple(sorted(self._movements))

    def movement(self, exercise: str) -> ExerciseMovement:
        """Return how an exercise is done.

        Raises:
            KeyError: when it has no movement.
        """
        return MovementReader(self, self._movements[exercise]).read()

    @cached_property
    def _movements(self) -> Mapping[str, Record]:
        return {
            record["describesMovementOf"]: record for record in self._records_of("ExerciseMovement")
        }

    @cached_property
    def _postures(self) -> Mapping[str, Record]:
        return {record["id"]: record for record in self._records_of("BasePosture")}

    def posture(self, posture: str) -> Record:
        """Return the record of a base posture."""
        return self._postures[posture]

    def grouped(self, kind: str, key: str, owner: str) -> Sequence[Record]:
        """Return the records of a class that belong to an owner, in their order.

        Args:
            kind: the class.
            key: the property that names the owner.
            owner: the owner.
        """
        return self._groups(kind, key).get(owner, ())

    def _groups(self, kind: str, key: str) -> Mapping[str, Sequence[Record]]:
        if kind not in self._grouped:
            groups: dict[str, list[Record]] = defaultdict(list)
            for record in self._sorted(kind):
                groups[record[key]].append(record)
            self._grouped[kind] = {
                owner: sorted(records, key=part_number) for owner, records in groups.items()
            }
        return self._grouped[kind]

    @cached_property
    def _grouped(self) -> dict[str, Mapping[str, Sequence[Record]]]:
        return {}

    @cached_property
    def marked_parts(self) -> Mapping[str, tuple[str, ...]]:
        """Exercise to what its pictures mark, sorted.

        That is the muscles that it is for; where it is for none, the joints that it moves.
        """
        return {
            record["id"]: tuple(
                sorted(_several(record.get("targets", ())) or _several(record.get("usesJoint", ())))
            )
            for record in self._records_of("Exercise")
        }

    @cached_property
    def body_text(self) -> str:
        """Everything about the body and the kinds of supports, as text."""
        kinds = ("BodySegment", "DegreeOfFreedom", "GirdleShift", "BodyPoint", "MusclePath")
        return _text_of(record for kind in (*kinds, "SupportKind") for record in self._sorted(kind))

    def records_about(self, exercise: str, posture: str) -> Iterator[str]:
        """Yield everything about an exercise and its posture, as texts."""
        yield _text_of([self._movements[exercise], self.posture(posture)])
        owners = [posture]
        for kind in _OF_EXERCISES:
            records = self.grouped(kind, "positionOf", exercise)
            yield _text_of(records)
            if kind == "ExercisePosition":
                owners += [record["id"] for record in records]
        for owner in owners:
            for kind in ("PositionAngle", "PositionContact"):
                yield _text_of(self.grouped(kind, "inPosture", owner))

    @cached_property
    def resistance_shares(self) -> Mapping[str, float]:
        """The usual force of each kind of resistance, in shares of body weight."""
        return {
            record["id"]: float(record.get("forceShare", 0)) / 100
            for record in self._records_of("ResistanceKind")
        }

    def _sorted(self, kind: str) -> list[Record]:
        return sorted(self._records_of(kind), key=lambda record: str(record["id"]))


def _segment(record: Record) -> Segment:
    return Segment(
        record["id"],
        record.get("parentSegment", ""),
        record["isMirrored"],
        record["pieceCount"],
        record["lengthUpward"] / THOUSAND,
        vector_of(record, HERE),
        record["massShare"] / THOUSAND,
        vector_of(record, ("massForward", "", "massUpward")),
    )


def _freedom(record: Record) -> Freedom:
    return Freedom(
        record["ofSegment"],
        record["ofMotion"],
        record.get("aboutAxis", ""),
        record["turnSign"],
        record["isMirrored"],
        record.get("positiveToward", MIDLINE),
        float(record["leastDegrees"]),
        float(record["mostDegrees"]),
    )


def _girdle_shift(record: Record) -> GirdleShift:
    return GirdleShift(record["ofSegment"], record["shiftDriver"], vector_of(record, HERE))


def _body_point(record: Record) -> BodyPoint:
    return BodyPoint(
        record["id"],
        record["ofSegment"],
        record.get("pieceNumber", 0),
        record["isMirrored"],
        vector_of(record, HERE),
        record["radiusBy"] / THOUSAND,
    )


def _muscle_path(record: Record) -> MusclePath:
    return MusclePath(
        record["pathOf"],
        record["ofSegment"],
        record.get("pieceNumber", 0),
        vector_of(record, HERE),
        vector_of(record, THERE),
        record["radiusBy"] / THOUSAND,
    )


def _support_kind(record: Record) -> SupportKind:
    return SupportKind(
        record["id"],
        record["supportShape"],
        stature_share(record, "radiusBy") or 0.0,
        stature_share(record, "supportHeight") or 0.0,
        stature_share(record, "supportDepth") or 0.0,
        stature_share(record, "supportWidth") or 0.0,
        record.get("supportColour", ""),
    )


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _text_of(records: Iterable[Record]) -> str:
    """Return records as text, each with its values in order."""
    return json.dumps(
        [
            {
                name: sorted(value) if isinstance(value, tuple) else value
                for name, value in row.items()
            }
            for row in records
        ],
        sort_keys=True,
    )
