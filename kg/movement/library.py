"""The library of movements: built from records of the ontology, property by property.

A record is what is stated of one thing: property to value, without prefix. Whoever calls brings
the records of a class; nothing here knows how the graph is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias, cast

from kg.movement.positions import (
    FLOOR,
    Angle,
    Arrow,
    BodyPlace,
    Contact,
    ExerciseMovement,
    MarkedSides,
    Place,
    Position,
    Resistance,
    Root,
    Support,
    SupportKind,
    Vector,
    View,
)
from kg.movement.skeleton import (
    MIDLINE,
    SIDES,
    BodyPoint,
    Freedom,
    GirdleShift,
    Joint,
    Segment,
    Side,
    Skeleton,
    opposite_side,
)

__all__ = ["Library", "MusclePath", "Record", "RecordsOf"]

Record: TypeAlias = Mapping[str, Any]
"""What is stated of a thing: its ``id``, and property to value, or to several in a tuple."""

RecordsOf: TypeAlias = Callable[[str], Iterable[Record]]
"""Gives the records of a class."""

_THOUSAND: Final = 1000.0
_WORKED: Final = "worked_limb"
_OTHER: Final = "other_limb"
_HERE: Final = ("forwardBy", "leftBy", "upBy")
_THERE: Final = ("endForwardBy", "endLeftBy", "endUpBy")
_SIZES: Final = {
    "height": "supportHeight",
    "depth": "supportDepth",
    "width": "supportWidth",
    "length": "supportLength",
    "radius": "radiusBy",
    "top": "supportTop",
    "centre": "supportCentre",
}


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


class Library:
    """Skeleton, postures and movements, each read when it is first asked for."""

    def __init__(self, records_of: RecordsOf) -> None:
        """Stand ready to read records."""
        self._records_of = records_of

    @cached_property
    def skeleton(self) -> Skeleton:
        """The skeleton."""
        segments = sorted(self._records_of("BodySegment"), key=_number)
        freedoms = sorted(self._records_of("DegreeOfFreedom"), key=_number)
        return Skeleton(
            map(_segment, segments),
            map(_freedom, freedoms),
            map(_girdle_shift, self._sorted("GirdleShift")),
            map(_body_point, self._sorted("BodyPoint")),
        )

    @cached_property
    def muscle_paths(self) -> Mapping[str, tuple[MusclePath, ...]]:
        """Muscle to its paths."""
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
        return _MovementReader(self, self._movements[exercise]).read()

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
                owner: sorted(records, key=_number) for owner, records in groups.items()
            }
        return self._grouped[kind]

    @cached_property
    def _grouped(self) -> dict[str, Mapping[str, Sequence[Record]]]:
        return {}

    @cached_property
    def resistance_shares(self) -> Mapping[str, float]:
        """The usual force of each kind of resistance, in shares of body weight."""
        return {
            record["id"]: float(record.get("forceShare", 0)) / 100
            for record in self._records_of("ResistanceKind")
        }

    def _sorted(self, kind: str) -> list[Record]:
        return sorted(self._records_of(kind), key=lambda record: str(record["id"]))


class _MovementReader:
    """One movement on its way from records."""

    def __init__(self, library: Library, record: Record) -> None:
        self._library = library
        self._record = record
        self._exercise: str = record["describesMovementOf"]
        self._drawn: Side = record["drawnSide"]
        self._skeleton = library.skeleton

    def read(self) -> ExerciseMovement:
        record = self._record
        anchor = record.get("keepsPlace")
        return ExerciseMovement(
            self._exercise,
            record["startsFrom"],
            record["isOfTwoSides"],
            self._drawn,
            cast(MarkedSides, record["marksSides"]),
            record["worksThrough"],
            tuple(self._positions()),
            tuple(self._supports()),
            tuple(self._resistances()),
            tuple(self._pressures()),
            tuple(self._arrows()),
            View(
                record["viewedFrom"],
                float(record.get("viewTurn", 0)),
                float(record.get("viewElevation", 9)),
            ),
            None if anchor is None else next(self._places(anchor, record.get("onBodySide"))),
            record.get("breathText", ""),
        )

    def _side(self, side: str | None) -> Side | None:
        """Return left or right; of a side that is not stated, nothing."""
        if side == _WORKED:
            return self._drawn
        if side == _OTHER:
            return opposite_side(self._drawn)
        return cast(Side, side) if side in SIDES else None

    def _places(self, point: str, side: str | None) -> Iterator[BodyPlace]:
        """Yield a point on its side, or on both when none is stated."""
        chosen = self._side(side)
        sides = self._skeleton.sides_of_point(point)
        for each in sides if chosen is None or sides == (MIDLINE,) else (chosen,):
            yield BodyPlace(point, each)

    def _positions(self) -> Iterator[Position]:
        posture = self._library.posture(self._record["startsFrom"])
        root = _root(posture, Root(posture["bodyOrientation"]))
        angles = self._angles(posture["id"], {})
        contacts = self._contacts(posture["id"], ())
        for record in self._library.grouped("ExercisePosition", "positionOf", self._exercise):
            root = _root(record, root)
            angles = self._angles(record["id"], angles)
            contacts = self._contacts(record["id"], contacts)
            yield Position(_number(record), record["hasPositionKind"], root, angles, contacts)

    def _angles(self, owner: str, before: Mapping[Joint, Angle]) -> Mapping[Joint, Angle]:
        """Return the angles of a position: what is stated, and the rest as before."""
        angles = {joint: replace(angle, is_settled=False) for joint, angle in before.items()}
        for record in self._library.grouped("PositionAngle", "inPosture", owner):
            motion = record["ofMotion"]
            value = float(record["angleValue"])
            freedom = self._skeleton.freedoms[motion]
            side = self._side(record.get("onBodySide"))
            angle = Angle(value, record.get("isSettled", False), record.get("rangeReason", ""))
            if not self._skeleton.is_paired(motion):
                sign = -1 if side is not None and side != freedom.positive else 1
                angles[motion, MIDLINE] = replace(angle, value=sign * value)
            else:
                for each in SIDES if side is None else (side,):
                    angles[motion, each] = angle
        return angles

    def _contacts(self, owner: str, before: tuple[Contact, ...]) -> tuple[Contact, ...]:
        records = self._library.grouped("PositionContact", "inPosture", owner)
        contacts = (contact for record in records for contact in self._contacts_of(record))
        return tuple(contacts) if records else before

    def _contacts_of(self, record: Record) -> Iterator[Contact]:
        target = record.get("towardPoint")
        for at in self._places(record["atPoint"], record.get("onBodySide")):
            on_body = None
            if target is not None:
                chosen = self._side(record.get("otherBodySide"))
                sides = self._skeleton.sides_of_point(target)
                side = chosen or (at.side if at.side in sides else sides[0])
                on_body = BodyPlace(target, side if sides != (MIDLINE,) else MIDLINE)
            kind = record.get("ofSupportKind", "" if on_body else FLOOR)
            yield Contact(
                at,
                kind,
                record.get("supportNumber", 1),
                on_body,
                _vector(record, _HERE) if _has_any(record, _HERE) else None,
                _share(record, "contactHeight"),
                _share(record, "contactGap") or 0.0,
                _share(record, "contactAcross"),
                record.get("isExact", False),
            )

    def _supports(self) -> Iterator[Support]:
        places: dict[int, list[Place]] = defaultdict(list)
        for record in self._library.grouped("SupportPlace", "positionOf", self._exercise):
            places[record["supportNumber"]] += self._support_places(record)
        counts: dict[str, int] = defaultdict(int)
        for record in self._library.grouped("ExerciseSupport", "positionOf", self._exercise):
            kind = self._library.support_kinds[record["ofSupportKind"]]
            counts[kind.id] += 1
            sizes = {name: _share(record, key) for name, key in _SIZES.items()}
            yield Support(
                kind,
                counts[kind.id],
                record["usesPlaces"],
                tuple(places[_number(record)]),
                _vector(record, _HERE),
                record.get("scalePercent", 100) / 100,
                {name: size for name, size in sizes.items() if size is not None},
                record.get("axisText", ""),
                record.get("hasBackRest", True),
                record.get("isAnchored", False),
            )

    def _support_places(self, record: Record) -> list[Place]:
        offset = _vector(record, _HERE)
        point = record.get("atPoint")
        if point is None:
            return [Place(None, offset)]
        return [Place(at, offset) for at in self._places(point, record.get("onBodySide"))]

    def _resistances(self) -> Iterator[Resistance]:
        for record in self._library.grouped("ExerciseResistance", "positionOf", self._exercise):
            kind = record["ofResistanceKind"]
            share = record.get("forceShare")
            force = self._library.resistance_shares[kind] if share is None else share / 100
            point = record.get("atPoint")
            direction = ("directionForward", "directionLeft", "directionUp")
            ats = [None] if point is None else self._places(point, record.get("onBodySide"))
            for at in ats:
                yield Resistance(
                    kind,
                    at,
                    self._toward(record, at),
                    _vector(record, direction) if _has_any(record, direction) else None,
                    force,
                )

    def _toward(self, record: Record, at: BodyPlace | None) -> Place | None:
        target = record.get("towardPoint")
        if target is not None:
            chosen = self._side(record.get("otherBodySide"))
            sides = self._skeleton.sides_of_point(target)
            side = chosen or (at.side if at is not None and at.side in sides else sides[0])
            return Place(BodyPlace(target, side if sides != (MIDLINE,) else MIDLINE))
        return Place(None, _vector(record, _HERE)) if _has_any(record, _HERE) else None

    def _pressures(self) -> Iterator[tuple[BodyPlace, str]]:
        for record in self._library.grouped("ExercisePressure", "positionOf", self._exercise):
            for at in self._places(record["atPoint"], record.get("onBodySide")):
                yield at, record.get("ofSupportKind", "")

    def _arrows(self) -> Iterator[Arrow]:
        push = ("pushForward", "pushLeft", "pushUp")
        for record in self._library.grouped("MovementArrow", "positionOf", self._exercise):
            kind = record.get("ofSupportKind")
            support = None if kind is None else (kind, record.get("supportNumber", 1))
            turn = None
            if "turnDegrees" in record:
                turn = (
                    float(record["turnDegrees"]),
                    record["aboutAxis"],
                    _share(record, "radiusBy") or 0.0,
                    record.get("ofSegment", ""),
                    _vector(record, _THERE),
                )
            point = record.get("atPoint")
            for at in [None] if point is None else self._places(point, record.get("onBodySide")):
                yield Arrow(
                    at,
                    support,
                    _vector(record, _HERE),
                    _vector(record, push) if _has_any(record, push) else None,
                    record.get("pointsBothWays", False),
                    turn,
                )


def _number(record: Record) -> int:
    return int(record.get("partNumber", 0))


def _share(record: Record, name: str) -> float | None:
    """Return a distance in shares of stature."""
    value = record.get(name)
    return None if value is None else value / _THOUSAND


def _vector(record: Record, names: tuple[str, str, str]) -> Vector:
    x, y, z = (record.get(name, 0) / _THOUSAND for name in names)
    return x, y, z


def _has_any(record: Record, names: Iterable[str]) -> bool:
    return any(name in record for name in names)


def _root(record: Record, before: Root) -> Root:
    """Return how the pelvis is held: what is stated, and the rest as before."""
    turn = (
        float(record.get("pelvisYaw", before.turn[0])),
        float(record.get("pelvisPitch", before.turn[1])),
        float(record.get("pelvisRoll", before.turn[2])),
    )
    keeps = record.get("keepsTurn", before.keeps)
    return Root(
        record.get("bodyOrientation", before.orientation),
        turn,
        frozenset((keeps,) if isinstance(keeps, str) else keeps),
        record.get("isBalanced", before.is_balanced),
        (
            record.get("balanceForward", before.balance[0] * _THOUSAND) / _THOUSAND,
            record.get("balanceLeft", before.balance[1] * _THOUSAND) / _THOUSAND,
        ),
        _vector(record, _HERE) if _has_any(record, _HERE) else None,
    )


def _segment(record: Record) -> Segment:
    return Segment(
        record["id"],
        record.get("parentSegment", ""),
        record["isMirrored"],
        record["pieceCount"],
        record["lengthUpward"] / _THOUSAND,
        _vector(record, _HERE),
        record["massShare"] / _THOUSAND,
        _vector(record, ("massForward", "", "massUpward")),
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
    return GirdleShift(record["ofSegment"], record["shiftDriver"], _vector(record, _HERE))


def _body_point(record: Record) -> BodyPoint:
    return BodyPoint(
        record["id"],
        record["ofSegment"],
        record.get("pieceNumber", 0),
        record["isMirrored"],
        _vector(record, _HERE),
        record["radiusBy"] / _THOUSAND,
    )


def _muscle_path(record: Record) -> MusclePath:
    return MusclePath(
        record["pathOf"],
        record["ofSegment"],
        record.get("pieceNumber", 0),
        _vector(record, _HERE),
        _vector(record, _THERE),
        record["radiusBy"] / _THOUSAND,
    )


def _support_kind(record: Record) -> SupportKind:
    return SupportKind(
        record["id"],
        record["supportShape"],
        _share(record, "radiusBy") or 0.0,
        _share(record, "supportHeight") or 0.0,
        _share(record, "supportDepth") or 0.0,
        _share(record, "supportWidth") or 0.0,
        record.get("supportColour", ""),
    )
