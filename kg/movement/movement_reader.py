"""One movement read from its records, with what each position takes over put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol, cast

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
from kg.movement.record_values import (
    HERE,
    THERE,
    THOUSAND,
    Record,
    part_number,
    states_any,
    stature_share,
    vector_of,
)
from kg.movement.skeleton import MIDLINE, SIDES, Joint, Side, Skeleton, opposite_side

__all__ = ["MovementReader", "MovementRecords"]

_WORKED: Final = "worked_limb"
_OTHER: Final = "other_limb"
_SIZES: Final = {
    "height": "supportHeight",
    "depth": "supportDepth",
    "width": "supportWidth",
    "length": "supportLength",
    "radius": "radiusBy",
    "top": "supportTop",
    "centre": "supportCentre",
}


class MovementRecords(Protocol):
    """Where a movement finds what it is made of."""

    @property
    def skeleton(self) -> Skeleton:
        """The skeleton."""

    @property
    def support_kinds(self) -> Mapping[str, SupportKind]:
        """The kinds of supports by id."""

    @property
    def resistance_shares(self) -> Mapping[str, float]:
        """The usual force of each kind of resistance."""

    def posture(self, posture: str) -> Record:
        """Return the record of a base posture."""

    def grouped(self, kind: str, key: str, owner: str) -> Sequence[Record]:
        """Return the records of a class that belong to an owner, in their order."""


class MovementReader:
    """One movement on its way from records."""

    def __init__(self, library: MovementRecords, record: Record) -> None:
        self._library = library
        self._record = record
        self._exercise: str = record["describesMovementOf"]
        self._drawn: Side = record["drawnSide"]
        self._skeleton = library.skeleton

    def read(self) -> ExerciseMovement:
        """Return the movement."""
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
            self._detail(),
            record.get("isBarefoot", False),
        )

    def _detail(self) -> tuple[BodyPlace, float] | None:
        point = self._record.get("magnifiesPoint")
        if point is None:
            return None
        at = next(self._places(point, self._record.get("otherBodySide")))
        return at, stature_share(self._record, "radiusBy") or 0.0

    def _side(self, side: str | None) -> Side | None:
        """Return left or right; of a side that is not stated, nothing."""
        if side == _WORKED:
            return self._drawn
        if side == _OTHER:
            return opposite_side(self._drawn)
        return side if side in SIDES else None

    def _places(self, point: str, side: str | None) -> Iterator[BodyPlace]:
        """Yield a point on its side, or on both when none is stated."""
        chosen = self._side(side)
        sides = self._skeleton.sides_of_point(point)
        for chosen_side in sides if chosen is None or sides == (MIDLINE,) else (chosen,):
            yield BodyPlace(point, chosen_side)

    def _positions(self) -> Iterator[Position]:
        posture = self._library.posture(self._record["startsFrom"])
        root = _root(posture, Root(posture["bodyOrientation"]))
        angles = self._angles(posture["id"], {})
        contacts = self._contacts(posture["id"], ())
        for record in self._library.grouped("ExercisePosition", "positionOf", self._exercise):
            root = _root(record, root)
            angles = self._angles(record["id"], angles)
            contacts = self._contacts(record["id"], contacts)
            yield Position(part_number(record), record["hasPositionKind"], root, angles, contacts)

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
                for chosen_side in SIDES if side is None else (side,):
                    angles[motion, chosen_side] = angle
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
                vector_of(record, HERE) if states_any(record, HERE) else None,
                stature_share(record, "contactHeight"),
                stature_share(record, "contactGap") or 0.0,
                stature_share(record, "contactAcross"),
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
            sizes = {name: stature_share(record, key) for name, key in _SIZES.items()}
            yield Support(
                kind,
                counts[kind.id],
                record["usesPlaces"],
                tuple(places[part_number(record)]),
                vector_of(record, HERE),
                record.get("scalePercent", 100) / 100,
                {name: size for name, size in sizes.items() if size is not None},
                record.get("axisText", ""),
                record.get("hasBackRest", True),
                record.get("isAnchored", False),
                record.get("isPassable", False),
            )

    def _support_places(self, record: Record) -> list[Place]:
        offset = vector_of(record, HERE)
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
                    vector_of(record, direction) if states_any(record, direction) else None,
                    force,
                )

    def _toward(self, record: Record, at: BodyPlace | None) -> Place | None:
        target = record.get("towardPoint")
        if target is not None:
            chosen = self._side(record.get("otherBodySide"))
            sides = self._skeleton.sides_of_point(target)
            side = chosen or (at.side if at is not None and at.side in sides else sides[0])
            return Place(BodyPlace(target, side if sides != (MIDLINE,) else MIDLINE))
        return Place(None, vector_of(record, HERE)) if states_any(record, HERE) else None

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
                    stature_share(record, "radiusBy") or 0.0,
                    record.get("ofSegment", ""),
                    vector_of(record, THERE),
                )
            point = record.get("atPoint")
            for at in [None] if point is None else self._places(point, record.get("onBodySide")):
                yield Arrow(
                    at,
                    support,
                    vector_of(record, HERE),
                    vector_of(record, push) if states_any(record, push) else None,
                    record.get("pointsBothWays", False),
                    turn,
                    tuple(_curve(record.get("curveText", ""))),
                    record.get("isInDetail", False),
                )


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
            record.get("balanceForward", before.balance[0] * THOUSAND) / THOUSAND,
            record.get("balanceLeft", before.balance[1] * THOUSAND) / THOUSAND,
        ),
        vector_of(record, HERE) if states_any(record, HERE) else None,
    )


def _curve(text: str) -> Iterator[Vector]:
    """Yield the places of a free arrow."""
    for place in filter(None, text.split(";")):
        x, y, z = (int(number) / THOUSAND for number in place.split())
        yield x, y, z
