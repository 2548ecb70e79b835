"""What rules are given of an exercise: the angles and moments of its joints, as whole numbers.

Angles are in degrees, moments in thousandths of body weight times stature, external: positive when
weight and resistance turn the joint the way its motion counts positive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.movement.library import Library
from kg.movement.positions import ExerciseMovement
from kg.movement.settling import pose_of
from kg.movement.skeleton import SIDES
from kg.movement.statics import JointLoad, joint_loads

__all__ = ["LoadRow", "load_rows"]

#: Smaller angles, changes and moments than these are within the errors of posing.
_LEAST_ANGLE: Final = 10
_LEAST_CHANGE: Final = 3
_LEAST_MOMENT: Final = 3
#: Two sides that differ by no more than this are alike, in degrees and in thousandths.
_ALIKE: Final = 2
_THOUSAND: Final = 1000
_BOTH: Final = "both"
_LIMBS: Final = {True: "worked_limb", False: "other_limb"}


@dataclass(frozen=True)
class LoadRow:
    """A joint in an exercise.

    Attributes:
        exercise: the exercise.
        motion: the motion that counts positive; of the midline to a side, toward that of the
            worked limb.
        side: the worked limb, the other one, or both where they do alike and for the midline.
        angles: in every position.
        moments: in every position.
    """

    exercise: str
    motion: str
    side: str
    angles: tuple[int, ...]
    moments: tuple[int, ...]


def load_rows(library: Library, exercise: str) -> Iterator[LoadRow]:
    """Yield the joints that an exercise bends, moves or loads, as its positions state them.

    Raises:
        KeyError: when the exercise has no movement.
    """
    skeleton, movement = library.skeleton, library.movement(exercise)
    poses = [pose_of(skeleton, position) for position in movement.positions]
    loads = {load.joint: load for load in joint_loads(skeleton, movement, poses)}
    for motion in skeleton.freedoms:
        if skeleton.is_paired(motion):
            rows = [_row(movement, loads[motion, side]) for side in SIDES]
            if _are_alike(rows[0], rows[1]):
                rows = [LoadRow(exercise, motion, _BOTH, rows[0].angles, rows[0].moments)]
        else:
            rows = [_row(movement, loads[motion, ""], skeleton.freedoms[motion].positive)]
        yield from filter(_matters, rows)


def _row(movement: ExerciseMovement, load: JointLoad, positive: str = "") -> LoadRow:
    motion, side = load.joint
    name = _LIMBS[side == movement.drawn_side] if side else _BOTH
    sign = 1
    if positive:
        name = _LIMBS[True]
        sign = 1 if positive == movement.drawn_side else -1
    return LoadRow(
        movement.exercise,
        motion,
        name,
        tuple(round(sign * angle) for angle in load.angles),
        tuple(round(sign * moment * _THOUSAND) for moment in load.moments),
    )


def _are_alike(row: LoadRow, other: LoadRow) -> bool:
    pairs = zip((*row.angles, *row.moments), (*other.angles, *other.moments), strict=True)
    return all(abs(a - b) <= _ALIKE for a, b in pairs)


def _matters(row: LoadRow) -> bool:
    return (
        max(map(abs, row.angles)) >= _LEAST_ANGLE
        or max(row.angles) - min(row.angles) >= _LEAST_CHANGE
        or max(map(abs, row.moments)) >= _LEAST_MOMENT
    )
