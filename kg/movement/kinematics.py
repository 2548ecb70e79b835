"""Forward kinematics: from angles to frames and points, with their derivatives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.skeleton import Array, PlacedPoint, Side, Skeleton, mirror_place, opposite_side

__all__ = ["ORIENTATIONS", "Frames", "Pose", "mirror_pose", "place_frames", "rotation"]

_ARM_RAISED: Final = "arm_raised"
_ARM_FORWARD: Final = "arm_forward"
_EITHER_WAY: Final = "_either_way"
#: The arm lifts the shoulder from 30 degrees below the horizontal on, all of it 120 degrees later.
_LIFT_FROM, _LIFT_SPAN = -30.0, 120.0
#: Shifts of the girdle are stated for 100 millimetres of its motion.
_SHIFT_UNIT: Final = 100.0


def rotation(axis: str | int, degrees: float) -> Array:
    """Return the matrix of a turn about x, y or z by the right-hand rule."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    if axis in ("x", 0):
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    if axis in ("y", 1):
        return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


ORIENTATIONS: Final[Mapping[str, Array]] = {
    "upright": np.eye(3),
    "supine": rotation("y", -90),
    "prone": rotation("y", 90),
    "left_side": rotation("z", 90) @ rotation("x", -90),
    "right_side": rotation("z", -90) @ rotation("x", 90),
}
"""How the pelvis is turned first. Lying bodies lie along x."""

_MIRRORED_ORIENTATIONS: Final = {"left_side": "right_side", "right_side": "left_side"}


@dataclass(frozen=True)
class Pose:
    """A body in a position.

    Attributes:
        angles: every angle of the skeleton, in degrees.
        orientation: how the pelvis is turned first.
        turn: yaw, pitch and roll of the pelvis in the room, in degrees.
        place: where the pelvis is.
    """

    angles: Array
    orientation: str
    turn: tuple[float, float, float] = (0.0, 0.0, 0.0)
    place: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Frames:
    """The frames of a pose.

    Attributes:
        rotations: of every frame, shape (frames, 3, 3).
        origins: of every frame, shape (frames, 3).
        hinge_axes: the axis of every hinge in the room, shape (hinges, 3); unit length, by the
            right-hand rule whatever its share.
        hinge_origins: where each turns, shape (hinges, 3).
        turn_axes: the axes of yaw, pitch and roll of the pelvis, shape (3, 3).
    """

    rotations: Array
    origins: Array
    hinge_axes: Array = field(repr=False)
    hinge_origins: Array = field(repr=False)
    turn_axes: Array = field(repr=False)

    def at(self, point: PlacedPoint) -> Array:
        """Return where a point is."""
        place = self.rotations[point.frame] @ np.array(point.place) + self.origins[point.frame]
        return np.asarray(place, float)

    def all_at(self, frames: NDArray[np.int64], places: Array) -> Array:
        """Return where places of frames are, shape (places, 3)."""
        turned = np.einsum("pij,pj->pi", self.rotations[frames], places)
        return np.asarray(turned + self.origins[frames], float)

    def moved(self, way: Sequence[float]) -> Frames:
        """Return the same frames somewhere else in the room."""
        return replace(
            self,
            origins=self.origins + np.asarray(way, float),
            hinge_origins=self.hinge_origins + np.asarray(way, float),
        )


def place_frames(skeleton: Skeleton, pose: Pose) -> Frames:
    """Return the frames of a pose."""
    hinges = skeleton.hinges
    turns = [rotation(hinge.axis, hinge.share * pose.angles[hinge.joint]) for hinge in hinges]
    of_frame: dict[int, list[int]] = {}
    for number, hinge in enumerate(hinges):
        of_frame.setdefault(hinge.frame, []).append(number)
    yaw, pitch, roll = pose.turn
    yawed = rotation("z", yaw)
    pitched = yawed @ rotation("y", pitch)
    root = pitched @ rotation("x", roll) @ ORIENTATIONS[pose.orientation]
    turn_axes = np.array([[0.0, 0.0, 1.0], yawed[:, 1], pitched[:, 0]])
    count = len(skeleton.frames)
    rotations, origins = np.empty((count, 3, 3)), np.empty((count, 3))
    axes, centres = np.empty((len(hinges), 3)), np.empty((len(hinges), 3))
    shifts = _girdle_shifts(skeleton, pose, turns, of_frame)
    for number, frame in enumerate(skeleton.frames):
        if frame.parent < 0:
            turned, origin = root, np.asarray(pose.place, float)
        else:
            turned = rotations[frame.parent]
            offset = np.asarray(frame.offset) + shifts.get(number, 0.0)
            origin = origins[frame.parent] + turned @ offset
        for turn in of_frame.get(number, ()):
            axes[turn], centres[turn] = turned[:, hinges[turn].axis], origin
            turned = turned @ turns[turn]
        rotations[number], origins[number] = turned, origin
    return Frames(rotations, origins, axes, centres, turn_axes)


def _girdle_shifts(
    skeleton: Skeleton, pose: Pose, turns: Sequence[Array], of_frame: Mapping[int, list[int]]
) -> dict[int, Array]:
    """Return how far travelling frames are from where they rest, in the axes of the parent."""
    if not skeleton.shifts:
        return {}
    shifts: dict[int, Array] = {}
    travelling = {shift.segment for shift in skeleton.shifts}
    for number, frame in enumerate(skeleton.frames):
        carrier = skeleton.frames[frame.parent] if frame.parent >= 0 else None
        if carrier is None or carrier.segment.id not in travelling:
            continue
        limb = np.array([0.0, 0.0, -1.0])
        for hinge in reversed(of_frame.get(number, [])):
            limb = turns[hinge] @ limb
        way = np.zeros(3)
        for shift in skeleton.shifts:
            if shift.segment == carrier.segment.id:
                amount = _shift_amount(skeleton, pose, shift.driver, carrier.side, limb)
                way += amount * np.array(mirror_place(shift.way, carrier.side))
        shifts[frame.parent] = way
    return shifts


def _shift_amount(skeleton: Skeleton, pose: Pose, driver: str, side: Side, limb: Array) -> float:
    if driver == _ARM_RAISED:
        raised = math.degrees(math.asin(max(-1.0, min(1.0, float(limb[2])))))
        return max(0.0, raised - _LIFT_FROM) / _LIFT_SPAN
    if driver == _ARM_FORWARD:
        return max(0.0, float(limb[0]))
    motion = driver.removesuffix(_EITHER_WAY)
    value = float(pose.angles[skeleton.joint_numbers[motion, side]]) / _SHIFT_UNIT
    return abs(value) if driver.endswith(_EITHER_WAY) else value


def mirror_pose(skeleton: Skeleton, pose: Pose) -> Pose:
    """Return the mirror image of a pose: left is right, and right left."""
    angles = np.array(pose.angles)
    for number, (motion, side) in enumerate(skeleton.joints):
        if side:
            other = skeleton.joint_numbers[motion, opposite_side(side)]
            angles[other] = pose.angles[number]
        elif skeleton.freedoms[motion].positive:
            angles[number] = -pose.angles[number]
    yaw, pitch, roll = pose.turn
    orientation = _MIRRORED_ORIENTATIONS.get(pose.orientation, pose.orientation)
    x, y, z = pose.place
    return Pose(angles, orientation, (-yaw, pitch, -roll), (x, -y, z))
