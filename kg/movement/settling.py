"""Settling: least squares that bring a body onto its contacts.

Levenberg-Marquardt with an analytic Jacobian on the turn and place of the pelvis and on the angles
that follow from the contacts. No part of the body may go below the floor or through a wall; angles
stay within their limits, and near those that are stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.movement.contacts import Pin, named_misses
from kg.movement.kinematics import Frames, Pose, place_frames
from kg.movement.positions import FLOOR, Contact, ExerciseMovement, Position, Root
from kg.movement.residuals import ROOT_UNKNOWNS, Residuals
from kg.movement.skeleton import Skeleton

__all__ = ["SettledPose", "pose_of", "settle"]

#: Contacts that are missed by more, in shares of stature, get another stage with everything free.
_GOOD_ENOUGH: Final = 0.004
_POLISH: Final = 0.2
_STEP: Final = 25.0
_UPRIGHT_HEIGHT, _LYING_HEIGHT = 0.5, 0.15


@dataclass(frozen=True)
class SettledPose:
    """A pose on its contacts.

    Attributes:
        pose: the pose.
        frames: its frames.
        misses: how far each contact is missed, in shares of stature.
    """

    pose: Pose
    frames: Frames
    misses: Mapping[Contact, float]

    @property
    def worst_miss(self) -> float:
        """The largest miss of a contact, in shares of stature."""
        return max(self.misses.values(), default=0.0)


def pose_of(skeleton: Skeleton, position: Position) -> Pose:
    """Return the pose that a position states, before it settles."""
    angles = np.zeros(len(skeleton.joints))
    for joint, angle in position.angles.items():
        angles[skeleton.joint_numbers[joint]] = angle.value
    root = position.root
    height = _UPRIGHT_HEIGHT if root.orientation == "upright" else _LYING_HEIGHT
    return Pose(angles, root.orientation, root.turn, root.place or (0.0, 0.0, height))


def settle(
    skeleton: Skeleton,
    movement: ExerciseMovement,
    position: Position,
    *,
    start: Pose | None = None,
    pins: Sequence[Pin] = (),
    firmness: float = 1.0,
    iterations: int = 60,
) -> SettledPose:
    """Return a position settled on its contacts.

    Hands that touch the body or a wall come second, with the arms only: else a far hand topples
    the body.

    Args:
        skeleton: the skeleton.
        movement: the exercise of the position, for its supports.
        position: what is stated.
        start: the pose to begin from; by default the one that is stated.
        pins: points that keep their places on the floor.
        firmness: how firmly angles stay where they start.
        iterations: the most steps of each stage.
    """
    pose = start if start is not None else pose_of(skeleton, position)
    free = [
        skeleton.joint_numbers[joint]
        for joint, angle in position.angles.items()
        if angle.is_settled
    ]
    late = [contact for contact in position.contacts if _is_late(skeleton, movement, contact)]
    early = [contact for contact in position.contacts if contact not in late]
    arms = [joint for joint in free if joint in skeleton.arm_joints] if late else []
    body = [joint for joint in free if joint not in arms] if late else free
    solver = _Solver(skeleton, movement, position.root, firmness)
    pose = solver.solve(pose, early, body, pins, iterations, root=range(ROOT_UNKNOWNS))
    if late:
        touches_wall = any(contact.on_body is None for contact in late) and not pins
        root = (2,) if touches_wall else ()
        moving = [joint for joint in arms if _serves(skeleton, joint, late)]
        pose = solver.solve(pose, [*early, *late], moving, pins, iterations, root=root)
    settled = _settled(skeleton, movement, position, pose)
    if settled.worst_miss < _GOOD_ENOUGH:
        return settled
    pose = solver.firmly(_POLISH).solve(
        pose, position.contacts, free, pins, iterations, root=range(ROOT_UNKNOWNS)
    )
    polished = _settled(skeleton, movement, position, pose)
    return min(settled, polished, key=lambda each: each.worst_miss)


def _settled(
    skeleton: Skeleton, movement: ExerciseMovement, position: Position, pose: Pose
) -> SettledPose:
    frames = place_frames(skeleton, pose)
    return SettledPose(pose, frames, named_misses(skeleton, movement, position.contacts, frames))


def _is_late(skeleton: Skeleton, movement: ExerciseMovement, contact: Contact) -> bool:
    """Return whether a hand touches the body or a wall."""
    point = skeleton.placed_points[contact.at.point, contact.at.side]
    if point.frame not in skeleton.arm_frames:
        return False
    if contact.on_body is not None:
        return True
    support = movement.support(contact.on, contact.on_number) if contact.on != FLOOR else None
    return support is not None and support.kind.shape == "wall"


def _serves(skeleton: Skeleton, joint: int, late: Sequence[Contact]) -> bool:
    """Return whether an arm takes part in contacts."""
    side = skeleton.joints[joint][1]
    return any(
        contact.at.side == side
        or (
            contact.on_body is not None
            and contact.on_body.side == side
            and skeleton.placed_points[contact.on_body.point, side].frame in skeleton.arm_frames
        )
        for contact in late
    )


class _Solver:
    """Solves one position, in one or two stages."""

    def __init__(
        self, skeleton: Skeleton, movement: ExerciseMovement, root: Root, firmness: float
    ) -> None:
        self.skeleton = skeleton
        self.movement = movement
        self.root = root
        self.firmness = firmness

    def firmly(self, firmness: float) -> _Solver:
        """Return the same with another firmness."""
        return _Solver(self.skeleton, self.movement, self.root, firmness)

    def solve(
        self,
        pose: Pose,
        contacts: Sequence[Contact],
        free: Sequence[int],
        pins: Sequence[Pin],
        iterations: int,
        root: Sequence[int],
    ) -> Pose:
        """Return the pose nearest to one that meets contacts."""
        system = Residuals(
            self.skeleton,
            self.movement,
            self.root,
            self.firmness,
            pose,
            contacts,
            free,
            pins,
            root,
        )
        unknowns = np.zeros(len(root) + len(free))
        if not len(unknowns):
            return pose
        scale = np.array([0.01 if each >= 2 else 1.0 for each in root] + [1.0] * len(free))
        damping = 1e-6
        residual, slope = system.residual(unknowns), system.slope() * scale
        cost = float(residual @ residual)
        for _ in range(iterations):
            square, gradient = slope.T @ slope, -slope.T @ residual
            for _attempt in range(14):
                step = np.linalg.solve(square + damping * np.eye(len(unknowns)), gradient)
                step *= min(1.0, _STEP / max(float(np.abs(step).max()), 1e-9))
                candidate = unknowns + scale * step
                new = system.residual(candidate)
                if float(new @ new) < cost:
                    damping = max(damping / 5, 1e-9)
                    break
                damping *= 6
            else:
                break
            gain, cost = cost - float(new @ new), float(new @ new)
            unknowns, residual = candidate, new
            if gain < 1e-9:
                break
            slope = system.slope() * scale
        return system.pose(unknowns)
