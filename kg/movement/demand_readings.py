"""How far an exercise takes what is asked of the body, read from the joints of its positions.

A reading says of one demand which motion shows it, and when. Angles are in degrees.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.movement.positions import Angle, ExerciseMovement
from kg.movement.record_values import Record
from kg.movement.skeleton import MIDLINE, Joint, Skeleton

__all__ = ["DemandReading", "ShownDemand", "shown_demands"]

#: Degrees by which posing may err: angles are taken down to the next multiple.
_STEP: Final = 10
_TURN: Final = 360
_LIMBS: Final = ("worked_limb", "other_limb")


@dataclass(frozen=True)
class DemandReading:
    """Which motion shows a demand, and when.

    Attributes:
        demand: the demand.
        motion: the motion that counts positive.
        sign: 1 when the demand grows with its degrees, -1 when with their reverse.
        zero: the degrees at which the demand begins.
        pair: a motion at right angles: what counts is how far both together lead.
        while_motion: the motion that has to be between ``least`` and ``most``, if one has to.
        while_pair: a motion at right angles to that one.
        least: the degrees from which on it counts.
        most: the degrees below which it counts.
        is_settled: whether angles that follow from the contacts count.
        grades: the degrees from which each grade on is reached; none for a demand in degrees.
    """

    demand: str
    motion: str
    sign: int
    zero: int
    pair: str
    while_motion: str
    while_pair: str
    least: int
    most: int
    is_settled: bool
    grades: tuple[int, ...]

    @classmethod
    def of(cls, record: Record) -> DemandReading:
        """Return the reading that a record states."""
        grades = record.get("gradeFrom", ())
        return cls(
            record["ofDemand"],
            record["ofMotion"],
            record["turnSign"],
            record.get("countsFrom", 0),
            record.get("togetherWith", ""),
            record.get("whileMotion", ""),
            record.get("whileTogetherWith", ""),
            record.get("whileFrom", -_TURN),
            record.get("whileBelow", _TURN),
            record["countsWhenSettled"],
            tuple(sorted(grades)) if isinstance(grades, tuple) else (grades,),
        )

    def value(self, degrees: int) -> int:
        """Return the value at some degrees: the multiple of ten, or the grade that they reach."""
        if self.grades:
            return sum(degrees >= grade for grade in self.grades)
        return degrees - degrees % _STEP


@dataclass(frozen=True)
class ShownDemand:
    """What the positions of an exercise show of a demand.

    Attributes:
        limb: the limb on which it falls.
        demand: the demand.
        value: its largest value, in the unit of the demand; degrees are multiples of ten.
    """

    limb: str
    demand: str
    value: int


def shown_demands(
    readings: Iterable[DemandReading],
    per_limb: Container[str],
    skeleton: Skeleton,
    movement: ExerciseMovement,
) -> Iterator[ShownDemand]:
    """Yield what the positions of an exercise show of each demand, on each limb; nothing small.

    Args:
        readings: how demands are read.
        per_limb: the demands that fall on one limb; others are those of the worked limb.
        skeleton: which motions are paired, and toward which side the others count.
        movement: the positions.
    """
    limbs = _limbs(skeleton, movement)
    largest: dict[tuple[str, str], int] = {}
    for reading in readings:
        for limb in _LIMBS if reading.demand in per_limb else _LIMBS[:1]:
            degrees = max(_degrees(reading, limbs[limb]), default=0)
            if degrees >= _STEP:
                key = reading.demand, limb
                largest[key] = max(largest.get(key, 0), reading.value(degrees))
    for (demand, limb), value in sorted(largest.items()):
        if value > 0:
            yield ShownDemand(limb, demand, value)


@dataclass(frozen=True)
class _LimbPose:
    """A limb with the midline in a position: motion to degrees, and what follows from contacts."""

    degrees: Mapping[str, int]
    settled: frozenset[str]

    def lead(self, motion: str, pair: str, sign: int = 1) -> int:
        """Return the degrees of a motion, or how far it leads together with another."""
        degrees = sign * self.degrees.get(motion, 0)
        if not pair:
            return degrees
        both = (max(0, degrees), max(0, self.degrees.get(pair, 0)))
        upright = math.prod(math.cos(math.radians(angle)) for angle in both)
        return round(math.degrees(math.acos(max(-1.0, min(1.0, upright)))))


def _limbs(skeleton: Skeleton, movement: ExerciseMovement) -> Mapping[str, Sequence[_LimbPose]]:
    """Return the poses of each limb; the midline counts toward the side of the worked one."""
    poses: dict[str, list[_LimbPose]] = {limb: [] for limb in _LIMBS}
    settled: frozenset[Joint] = frozenset()
    before: Mapping[Joint, Angle] = {}
    for position in movement.positions:
        angles = position.angles
        settled = frozenset(
            joint
            for joint, angle in angles.items()
            if angle.is_settled or (joint in settled and angle.value == before[joint].value)
        )
        before = angles
        for limb in _LIMBS:
            own = [joint for joint in angles if _limb(movement, joint) in {limb, ""}]
            poses[limb].append(
                _LimbPose(
                    {joint[0]: _counted(skeleton, movement, joint, angles) for joint in own},
                    frozenset(joint[0] for joint in own if joint in settled),
                )
            )
    return poses


def _limb(movement: ExerciseMovement, joint: Joint) -> str:
    """Return the limb of a joint; nothing for the midline."""
    side = joint[1]
    return _LIMBS[side != movement.drawn_side] if side != MIDLINE else ""


def _counted(
    skeleton: Skeleton, movement: ExerciseMovement, joint: Joint, angles: Mapping[Joint, Angle]
) -> int:
    """Return the degrees of a joint; of the midline to a side, toward that of the worked limb."""
    toward = skeleton.freedoms[joint[0]].positive if joint[1] == MIDLINE else ""
    sign = -1 if toward and toward != movement.drawn_side else 1
    return sign * round(angles[joint].value)


def _degrees(reading: DemandReading, poses: Iterable[_LimbPose]) -> Iterator[int]:
    """Yield the degrees of a reading in each position in which it counts."""
    for pose in poses:
        lead = pose.lead(reading.while_motion, reading.while_pair) if reading.while_motion else 0
        is_open = bool(pose.settled & {reading.motion, reading.pair})
        if reading.least <= lead < reading.most and (reading.is_settled or not is_open):
            yield pose.lead(reading.motion, reading.pair, reading.sign) - reading.zero
