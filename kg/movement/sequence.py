"""The positions of an exercise settled one after the other, and the way between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.movement.contacts import Pin
from kg.movement.kinematics import Frames, Pose
from kg.movement.positions import Angle, ExerciseMovement, Position
from kg.movement.settling import SettledPose, settle
from kg.movement.skeleton import Skeleton

__all__ = ["frames_between", "settle_movement"]

#: Between two solved positions a body stays close to the blend of both.
_FIRMNESS = 8.0
_ITERATIONS = 12


def settle_movement(skeleton: Skeleton, movement: ExerciseMovement) -> tuple[SettledPose, ...]:
    """Return every position settled; what keeps its place stays where the first position has it."""
    settled: list[SettledPose] = []
    pins: tuple[Pin, ...] = ()
    for position in movement.positions:
        settled.append(settle(skeleton, movement, position, pins=pins))
        if len(settled) == 1:
            pins = _pins(skeleton, movement, settled[0])
    return tuple(settled)


def _pins(skeleton: Skeleton, movement: ExerciseMovement, first: SettledPose) -> tuple[Pin, ...]:
    if movement.anchor is None:
        return ()
    point = skeleton.placed_points[movement.anchor.point, movement.anchor.side]
    x, y, _ = first.frames.at(point).tolist()
    return (Pin(point, (x, y)),)


def frames_between(
    skeleton: Skeleton,
    movement: ExerciseMovement,
    settled: Sequence[SettledPose],
    count: int,
) -> Iterator[Frames]:
    """Yield the frames of a movement from its first position to its last.

    Args:
        skeleton: the skeleton.
        movement: the exercise.
        settled: its settled positions.
        count: how many frames from one position to the next, both counted.
    """
    yield settled[0].frames
    pins = _pins(skeleton, movement, settled[0])
    pairs = zip(settled, settled[1:], movement.positions, movement.positions[1:], strict=False)
    for first, second, before, after in pairs:
        for step in range(1, count - 1):
            share = 0.5 - 0.5 * math.cos(math.pi * step / (count - 1))
            yield _between(skeleton, movement, first, second, before, after, share, pins)
        yield second.frames


def _between(
    skeleton: Skeleton,
    movement: ExerciseMovement,
    first: SettledPose,
    second: SettledPose,
    before: Position,
    after: Position,
    share: float,
    pins: Sequence[Pin],
) -> Frames:
    """Return the frames at a share of the way between two positions."""
    if first.pose.orientation != second.pose.orientation:
        return first.frames if share < 0.5 else second.frames
    pose = Pose(
        first.pose.angles * (1 - share) + second.pose.angles * share,
        first.pose.orientation,
        _blend(first.pose.turn, second.pose.turn, share),
        _blend(first.pose.place, second.pose.place, share),
    )
    free = {
        joint
        for position in (before, after)
        for joint, angle in position.angles.items()
        if angle.is_settled
    }
    angles = {
        joint: Angle(float(pose.angles[skeleton.joint_numbers[joint]]), is_settled=True)
        for joint in sorted(free)
    }
    contacts = tuple(contact for contact in before.contacts if contact in after.contacts)
    root = replace(after.root, is_balanced=False)
    position = Position(after.number, after.kind, root, angles, contacts)
    return settle(
        skeleton,
        movement,
        position,
        start=pose,
        pins=pins,
        firmness=_FIRMNESS,
        iterations=_ITERATIONS,
    ).frames


def _blend(
    first: tuple[float, float, float], second: tuple[float, float, float], share: float
) -> tuple[float, float, float]:
    x, y, z = (a * (1 - share) + b * share for a, b in zip(first, second, strict=True))
    return x, y, z
