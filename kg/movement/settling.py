"""Settling: least squares that bring a body onto its contacts.

Levenberg-Marquardt with an analytic Jacobian on the turn and place of the pelvis and on the angles
that follow from the contacts. No part of the body may go below the floor or through a wall; angles
stay within their limits, and near those that are stated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.contacts import ContactEquations, Pin, Wall, named_misses, walls_of
from kg.movement.kinematics import Frames, Pose, place_frames
from kg.movement.positions import FLOOR, Contact, ExerciseMovement, Position, Root
from kg.movement.skeleton import Array, PlacedPoint, Skeleton

__all__ = ["SettledPose", "pose_of", "settle"]

#: Weights of the residuals, which are in shares of stature.
_PENETRATION: Final = 0.7
_FLOOR_SLACK: Final = 0.002
_WALL_SLACK: Final = 0.004
_GRAVITY: Final = 4e-3
_BALANCE: Final = 0.2
_STAY: Final = 3.5e-4
_LIMIT: Final = 0.01
_HOLD: Final = {"pitch": 6e-4, "roll": 3e-3}
_LOCK: Final = 5e-2
_DRIFT: Final = (1e-3, 1e-2)
#: Contacts that are missed by more, in shares of stature, get another stage with everything free.
_GOOD_ENOUGH: Final = 0.004
_POLISH: Final = 0.2
#: The unknowns before the angles: pitch, roll, and the place of the pelvis.
_ROOT: Final = 5
_STEP: Final = 25.0
_UPRIGHT_HEIGHT, _LYING_HEIGHT = 0.5, 0.15
_RADIANS: Final = math.pi / 180


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
        skeleton.joint_numbers[joint] for joint, angle in position.angles.items() if angle.is_settled
    ]
    late = [contact for contact in position.contacts if _is_late(skeleton, movement, contact)]
    early = [contact for contact in position.contacts if contact not in late]
    arms = [joint for joint in free if joint in skeleton.arm_joints] if late else []
    body = [joint for joint in free if joint not in arms] if late else free
    solver = _Solver(skeleton, movement, position.root, firmness)
    pose = solver.solve(pose, early, body, pins, iterations, root=range(_ROOT))
    if late:
        touches_wall = any(contact.on_body is None for contact in late) and not pins
        root = (2,) if touches_wall else ()
        moving = [joint for joint in arms if _serves(skeleton, joint, late)]
        pose = solver.solve(pose, [*early, *late], moving, pins, iterations, root=root)
    settled = _settled(skeleton, movement, position, pose)
    if settled.worst_miss < _GOOD_ENOUGH:
        return settled
    pose = solver.firmly(_POLISH).solve(
        pose, position.contacts, free, pins, iterations, root=range(_ROOT)
    )
    polished = _settled(skeleton, movement, position, pose)
    return min(settled, polished, key=lambda each: each.worst_miss)


def _settled(
    skeleton: Skeleton, movement: ExerciseMovement, position: Position, pose: Pose
) -> SettledPose:
    frames = place_frames(skeleton, pose)
    return SettledPose(
        pose, frames, named_misses(skeleton, movement, position.contacts, frames)
    )


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


@dataclass(frozen=True)
class _Points:
    """Points for computing: their frames, places and radii."""

    frames: NDArray[np.int64]
    places: Array
    radii: Array

    @classmethod
    def of(cls, points: Sequence[PlacedPoint]) -> _Points:
        return cls(
            np.array([point.frame for point in points], int),
            np.array([point.place for point in points], float).reshape(-1, 3),
            np.array([point.radius for point in points], float),
        )


@lru_cache(maxsize=4)
def _solid_points(skeleton: Skeleton) -> _Points:
    """Return the points that may not pass through floor or wall."""
    return _Points.of([each for each in skeleton.placed_points.values() if each.radius > 0])


@lru_cache(maxsize=4)
def _masses(skeleton: Skeleton) -> tuple[_Points, Array]:
    """Return the centres of mass of the segments, and their masses."""
    points, masses = [], []
    for number, frame in enumerate(skeleton.frames):
        if frame.piece == frame.segment.pieces - 1 and frame.segment.mass:
            points.append(PlacedPoint(number, frame.segment.mass_centre, 0.0))
            masses.append(frame.segment.mass)
    return _Points.of(points), np.array(masses)


class _Solver:
    """Solves one position, in one or two stages."""

    def __init__(
        self, skeleton: Skeleton, movement: ExerciseMovement, root: Root, firmness: float
    ) -> None:
        self._skeleton = skeleton
        self._movement = movement
        self._root = root
        self._firmness = firmness
        self._walls = walls_of(movement.supports)
        self._limits = skeleton.limits

    def firmly(self, firmness: float) -> _Solver:
        """Return the same with another firmness."""
        return _Solver(self._skeleton, self._movement, self._root, firmness)

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
        system = _System(self, pose, contacts, free, pins, root)
        unknowns = np.zeros(len(root) + len(free))
        if not len(unknowns):
            return pose
        scale = np.array(
            [0.01 if each >= 2 else 1.0 for each in root] + [1.0] * len(free)  # noqa: PLR2004
        )
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


class _System:
    """The residuals of one stage and their derivatives."""

    def __init__(
        self,
        solver: _Solver,
        pose: Pose,
        contacts: Sequence[Contact],
        free: Sequence[int],
        pins: Sequence[Pin],
        root: Sequence[int],
    ) -> None:
        skeleton = solver._skeleton
        self._skeleton, self._start, self._free = skeleton, pose, list(free)
        self._stated, self._walls = solver._root, solver._walls
        self._firmness = solver._firmness
        self._root_unknowns = list(root)
        self._limits = solver._limits[self._free]
        self._equations = ContactEquations(skeleton, solver._movement, contacts, pins)
        solids, (centres, masses) = _solid_points(skeleton), _masses(skeleton)
        points = [*self._equations.points, *self._equations.others]
        fixed = [number for number, point in enumerate(points) if point.frame < 0]
        own = _Points.of([replace(point, frame=max(point.frame, 0)) for point in points])
        self._fixed = np.array(fixed, int)
        self._fixed_places = own.places[fixed]
        feet = self._feet(contacts, solver._movement)
        everything = [own, solids, centres, feet]
        self._frames = np.concatenate([each.frames for each in everything])
        self._places = np.concatenate([each.places for each in everything])
        bounds = np.cumsum([0, *(len(each.frames) for each in everything)])
        self._parts = [slice(a, b) for a, b in zip(bounds[:-1], bounds[1:], strict=True)]
        self._radii, self._masses = solids.radii, masses
        self._columns = self._hinge_columns()
        self._last: tuple[Frames, Array, Array] | None = None

    def _feet(self, contacts: Sequence[Contact], movement: ExerciseMovement) -> _Points:
        """Return what the centre of mass is kept above."""
        if not self._stated.is_balanced:
            return _Points.of([])
        feet = [contact for contact in contacts if _carries(contact, movement)]
        return _Points.of(
            [self._skeleton.placed_points[each.at.point, each.at.side] for each in feet]
        )

    def _hinge_columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
        """Return the hinges of the free angles, the column of each, and its share."""
        column = {joint: number for number, joint in enumerate(self._free)}
        rows = [
            (number, column[hinge.joint], hinge.share)
            for number, hinge in enumerate(self._skeleton.hinges)
            if hinge.joint in column
        ]
        return (
            np.array([row[0] for row in rows], int),
            np.array([row[1] for row in rows], int),
            np.array([row[2] for row in rows], float),
        )

    def pose(self, unknowns: Array) -> Pose:
        """Return the pose of some unknowns."""
        start, moved = self._start, np.zeros(_ROOT)
        moved[self._root_unknowns] = unknowns[: len(self._root_unknowns)]
        angles = np.array(start.angles)
        angles[self._free] += unknowns[len(self._root_unknowns) :]
        yaw, pitch, roll = start.turn
        x, y, z = start.place
        return Pose(
            angles,
            start.orientation,
            (yaw, pitch + moved[0], roll + moved[1]),
            (x + moved[2], y + moved[3], z + moved[4]),
        )

    def residual(self, unknowns: Array) -> Array:
        """Return all residuals."""
        pose = self.pose(unknowns)
        frames = place_frames(self._skeleton, pose)
        places = frames.all_at(self._frames, self._places)
        places[self._fixed] = self._fixed_places
        self._last = frames, places, pose.angles
        count = len(self._equations)
        own, solids = places[self._parts[0]], places[self._parts[1]]
        misses, self._directions = self._equations.misses(own[:count], own[count:])
        parts = [misses, np.minimum(0, solids[:, 2] - self._radii + _FLOOR_SLACK) * _PENETRATION]
        parts += [_wall_misses(wall, solids, self._radii) for wall in self._walls]
        parts.append(np.array([_GRAVITY * pose.place[2]]))
        if len(self._frames[self._parts[3]]):
            centre = self._masses @ places[self._parts[2]] / self._masses.sum()
            away = centre - places[self._parts[3]].mean(axis=0)
            parts.append(_BALANCE * (away[:2] - self._stated.balance))
        parts += [self._root_weights() * unknowns[: len(self._root_unknowns)]]
        own_angles = pose.angles[self._free]
        parts.append(unknowns[len(self._root_unknowns) :] * _STAY * self._firmness)
        parts.append(np.maximum(0, own_angles - self._limits[:, 1]) * _LIMIT)
        parts.append(np.maximum(0, self._limits[:, 0] - own_angles) * _LIMIT)
        return np.concatenate(parts)

    def _root_weights(self) -> Array:
        keeps = self._stated.keeps
        turns = [_LOCK if name in keeps else hold for name, hold in _HOLD.items()]
        turns[0] *= 1.0 if "pitch" in keeps else self._firmness
        every = np.array([*turns, *_DRIFT, 0.0])
        return every[self._root_unknowns]

    def slope(self) -> Array:
        """Return the derivative of the residuals at the last unknowns."""
        if self._last is None:
            raise RuntimeError("no residual was computed before its slope")
        frames, places, angles = self._last
        moves = self._moves(frames, places)
        count, roots = len(self._equations), len(self._root_unknowns)
        own, solids = moves[self._parts[0]], moves[self._parts[1]]
        relative = np.where(self._equations.is_relative[:, None, None], own[count:], 0.0)
        rows = [np.einsum("ei,eiu->eu", self._directions, own[:count] - relative)]
        below = places[self._parts[1]][:, 2] - self._radii + _FLOOR_SLACK < 0
        rows.append(solids[:, 2, :] * (below * _PENETRATION)[:, None])
        for wall in self._walls:
            through = _wall_misses(wall, places[self._parts[1]], self._radii) > 0
            rows.append(solids[:, wall.axis, :] * (through * _PENETRATION * wall.sign)[:, None])
        gravity = np.zeros((1, moves.shape[2]))
        gravity[0, [n for n, each in enumerate(self._root_unknowns) if each == _ROOT - 1]] = _GRAVITY
        rows.append(gravity)
        if len(self._frames[self._parts[3]]):
            centre = np.einsum("m,miu->iu", self._masses, moves[self._parts[2]])
            away = centre / self._masses.sum() - moves[self._parts[3]].mean(axis=0)
            rows.append(_BALANCE * away[:2])
        unit = np.eye(moves.shape[2])
        rows.append(self._root_weights()[:, None] * unit[:roots])
        rows.append(_STAY * self._firmness * unit[roots:])
        own_angles = angles[self._free]
        rows.append(_LIMIT * (own_angles > self._limits[:, 1])[:, None] * unit[roots:])
        rows.append(-_LIMIT * (own_angles < self._limits[:, 0])[:, None] * unit[roots:])
        return np.concatenate(rows)

    def _moves(self, frames: Frames, places: Array) -> Array:
        """Return how the points move with the unknowns, shape (points, 3, unknowns)."""
        roots = len(self._root_unknowns)
        moves = np.zeros((len(places), 3, roots + len(self._free)))
        for number, each in enumerate(self._root_unknowns):
            if each >= 2:  # noqa: PLR2004
                moves[:, each - 2, number] = 1.0
            else:
                lever = places - frames.origins[0]
                moves[:, :, number] = np.cross(frames.turn_axes[each + 1], lever) * _RADIANS
        hinges, columns, shares = self._columns
        if len(hinges):
            hinge_frames = np.array([self._skeleton.hinges[each].frame for each in hinges])
            carried = self._skeleton.carried[hinge_frames][:, self._frames]
            levers = places[None] - frames.hinge_origins[hinges][:, None]
            turned = np.cross(frames.hinge_axes[hinges][:, None], levers)
            turned *= (carried * (shares * _RADIANS)[:, None])[:, :, None]
            for number, column in enumerate(columns):
                moves[:, :, roots + column] += turned[number]
        moves[self._fixed] = 0.0
        return moves


def _carries(contact: Contact, movement: ExerciseMovement) -> bool:
    """Return whether a contact is with the floor or with a block to stand on."""
    if contact.on_body is not None:
        return False
    if contact.on == FLOOR:
        return True
    support = movement.support(contact.on, contact.on_number)
    return support is not None and support.kind.shape == "block"


def _wall_misses(wall: Wall, places: Array, radii: Array) -> Array:
    """Return how far points are within a wall."""
    beyond = wall.sign * places[:, wall.axis] + radii - abs(wall.distance) - _WALL_SLACK
    return np.asarray(np.maximum(0, beyond) * _PENETRATION, float)
