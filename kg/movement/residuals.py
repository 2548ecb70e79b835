"""The residuals of a body that settles, and their derivatives by the unknowns.

Residuals are in shares of stature: misses of contacts, what is below the floor or within a wall,
height, balance, and how far the unknowns are from where they begin and beyond their limits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.contacts import ContactEquations, Pin, Wall, walls_of
from kg.movement.kinematics import Frames, Pose, place_frames
from kg.movement.positions import FLOOR, Contact, ExerciseMovement, Root
from kg.movement.skeleton import Array, PlacedPoint, Skeleton

__all__ = ["ROOT_UNKNOWNS", "Residuals"]

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
_RADIANS: Final = math.pi / 180

ROOT_UNKNOWNS: Final = 5
"""How many unknowns come before the angles: pitch, roll, and the place of the pelvis."""


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


class Residuals:
    """The residuals of one stage and their derivatives."""

    def __init__(
        self,
        skeleton: Skeleton,
        movement: ExerciseMovement,
        stated: Root,
        firmness: float,
        pose: Pose,
        contacts: Sequence[Contact],
        free: Sequence[int],
        pins: Sequence[Pin],
        root: Sequence[int],
    ) -> None:
        """Stand ready.

        Args:
            skeleton: the skeleton.
            movement: the exercise, for its supports.
            stated: how the pelvis is held.
            firmness: how firmly angles stay where they begin.
            pose: where it begins.
            contacts: what touches what.
            free: the angles that may change, by number.
            pins: points that keep their places.
            root: which unknowns of the pelvis may change.
        """
        self._skeleton, self._start, self._free = skeleton, pose, list(free)
        self._stated, self._walls = (
            stated,
            walls_of(support for support in movement.supports if not support.is_passable),
        )
        self._firmness = firmness
        self._root_unknowns = list(root)
        self._limits = skeleton.limits[self._free]
        self._equations = ContactEquations(skeleton, movement, contacts, pins)
        solids, (centres, masses) = _solid_points(skeleton), _masses(skeleton)
        points = [*self._equations.points, *self._equations.others]
        fixed = [number for number, point in enumerate(points) if point.frame < 0]
        own = _Points.of([replace(point, frame=max(point.frame, 0)) for point in points])
        self._fixed = np.array(fixed, int)
        self._fixed_places = own.places[fixed]
        feet = self._feet(contacts, movement)
        everything = [own, solids, centres, feet]
        self._frames = np.concatenate([each.frames for each in everything])
        self._places = np.concatenate([each.places for each in everything])
        bounds = np.cumsum([0, *(len(each.frames) for each in everything)])
        self._parts = [slice(a, b) for a, b in pairwise(bounds.tolist())]
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
        start, moved = self._start, np.zeros(ROOT_UNKNOWNS)
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
        gravity[
            0, [n for n, each in enumerate(self._root_unknowns) if each == ROOT_UNKNOWNS - 1]
        ] = _GRAVITY
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
        for number, unknown in enumerate(self._root_unknowns):
            if unknown >= 2:
                moves[:, unknown - 2, number] = 1.0
            else:
                lever = places - frames.origins[0]
                moves[:, :, number] = np.cross(frames.turn_axes[unknown + 1], lever) * _RADIANS
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
