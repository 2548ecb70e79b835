"""Statics: the moment that weight and resistance put on every joint of a pose.

The body stands still: weights of the segments, stated resistances and the reactions of what it
touches are in balance. Reactions push, never pull; of all that balance, the smallest are taken.
The moment about a joint is the sum over all that acts beyond it, in shares of body weight times
stature; it counts positive when it turns the joint the way its motion counts positive. So muscles
have to provide the contrary action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from kg.movement.contacts import walls_of
from kg.movement.kinematics import Frames, Pose, place_frames
from kg.movement.positions import FLOOR, Contact, ExerciseMovement, Position, Resistance
from kg.movement.skeleton import Array, Joint, PlacedPoint, Skeleton
from kg.movement.supports import place_of, support_centres

__all__ = ["JointLoad", "StaticLoads", "joint_loads", "static_loads"]

_UP: Final = np.array([0.0, 0.0, 1.0])
#: How far a reaction may lean, as friction allows.
_FRICTION: Final = 0.6
#: How much smaller reactions count against a perfect balance.
_SMALLNESS: Final = 0.02
#: Without a direction, the moment of a joint is not looked at: what does not turn has no lever.
_TINY: Final = 1e-9


@dataclass(frozen=True)
class _Load:
    """A force at a point of a frame, in shares of body weight."""

    frame: int
    place: Array
    force: Array


@dataclass(frozen=True)
class StaticLoads:
    """What acts on the joints of a pose.

    Attributes:
        moments: joint to its moment, in shares of body weight times stature.
        imbalance: the force that no contact could balance, in shares of body weight.
    """

    moments: Mapping[Joint, float]
    imbalance: float


@dataclass(frozen=True)
class JointLoad:
    """How a joint moves and is loaded in an exercise.

    Attributes:
        joint: motion and side.
        angles: its angle in every position.
        moments: the moment on it in every position.
    """

    joint: Joint
    angles: tuple[float, ...]
    moments: tuple[float, ...]

    @property
    def change(self) -> float:
        """The way from the first position to the last, in degrees."""
        return self.angles[-1] - self.angles[0]


def joint_loads(
    skeleton: Skeleton, movement: ExerciseMovement, poses: Sequence[Pose]
) -> tuple[JointLoad, ...]:
    """Return how every joint moves and is loaded.

    Args:
        skeleton: the skeleton.
        movement: the exercise.
        poses: its positions as they settled.
    """
    loads = [
        static_loads(skeleton, movement, position, pose)
        for position, pose in zip(movement.positions, poses, strict=True)
    ]
    return tuple(
        JointLoad(
            joint,
            tuple(float(pose.angles[number]) for pose in poses),
            tuple(load.moments.get(joint, 0.0) for load in loads),
        )
        for number, joint in enumerate(skeleton.joints)
    )


def static_loads(
    skeleton: Skeleton, movement: ExerciseMovement, position: Position, pose: Pose
) -> StaticLoads:
    """Return what acts on the joints of a pose."""
    return _LoadedBody(skeleton, movement, position, place_frames(skeleton, pose)).loads


class _LoadedBody:
    """A body in a pose with everything that acts on it."""

    def __init__(
        self, skeleton: Skeleton, movement: ExerciseMovement, position: Position, frames: Frames
    ) -> None:
        self._skeleton, self._movement = skeleton, movement
        self._position, self._frames = position, frames

    @cached_property
    def loads(self) -> StaticLoads:
        """The moments of all joints."""
        known = [*self._weights(), *self._resistances()]
        reactions, imbalance = self._reactions(known)
        every = [*known, *reactions]
        forces = np.array([load.force for load in every])
        places = np.array([load.place for load in every])
        of_frame = np.array([load.frame for load in every])
        moments: dict[Joint, float] = {}
        for number, hinge in enumerate(self._skeleton.hinges):
            beyond = self._skeleton.carried[hinge.frame][of_frame]
            levers = places[beyond] - self._frames.hinge_origins[number]
            turning = np.cross(levers, forces[beyond]).sum(axis=0)
            axis = self._frames.hinge_axes[number] * np.sign(hinge.share)
            moment = float(axis @ turning)
            joint = self._skeleton.joints[hinge.joint]
            if abs(moment) > abs(moments.get(joint, 0.0)) + _TINY:
                moments[joint] = moment
        return StaticLoads(moments, imbalance)

    def _weights(self) -> Iterator[_Load]:
        for number, frame in enumerate(self._skeleton.frames):
            segment = frame.segment
            if segment.mass and frame.piece == segment.pieces - 1:
                place = self._frames.at(PlacedPoint(number, segment.mass_centre, 0.0))
                yield _Load(number, place, -_UP * segment.mass)

    def _resistances(self) -> Iterator[_Load]:
        for resistance in self._movement.resistances:
            if resistance.at is None or not resistance.share:
                continue
            point = self._skeleton.placed_points[resistance.at.point, resistance.at.side]
            place = self._frames.at(point)
            direction = self._direction(resistance, place)
            if direction is None:
                continue
            force = direction * resistance.share
            yield _Load(point.frame, place, force)
            other = resistance.toward.body if resistance.toward is not None else None
            if other is not None:
                twin = self._skeleton.placed_points[other.point, other.side]
                yield _Load(twin.frame, self._frames.at(twin), -force)

    def _direction(self, resistance: Resistance, place: Array) -> Array | None:
        """Return where a resistance pushes or pulls."""
        if resistance.direction is not None:
            return _unit(np.array(resistance.direction))
        if resistance.toward is not None:
            way = place_of(self._skeleton, self._frames, resistance.toward) - place
            # What is squeezed, and a hand that resists, push the two points apart.
            is_push = resistance.kind in _PUSHING
            return _unit(-way if is_push else way)
        return -_UP if resistance.kind in _HANGING else None

    def _reactions(self, known: Sequence[_Load]) -> tuple[list[_Load], float]:
        """Return the smallest pushes of what is touched that balance all other loads."""
        pushes = [push for contact in self._position.contacts for push in self._pushes(contact)]
        force = np.sum([load.force for load in known], axis=0)
        centre = self._frames.origins[0]
        turning = np.sum([np.cross(load.place - centre, load.force) for load in known], axis=0)
        if not pushes:
            return [], float(np.linalg.norm(force))
        columns = np.array(
            [np.r_[push.force, np.cross(push.place - centre, push.force)] for push in pushes]
        ).T
        balance = -np.r_[force, turning]
        sizes = _non_negative(columns, balance)
        left = columns @ sizes - balance
        loads = [
            _Load(push.frame, push.place, push.force * size)
            for push, size in zip(pushes, sizes.tolist(), strict=True)
            if size > _TINY
        ]
        return loads, float(np.linalg.norm(left[:3]))

    def _pushes(self, contact: Contact) -> Iterator[_Load]:
        """Yield the pushes of one share of body weight that a contact can give."""
        normal = self._normal(contact)
        if normal is None:
            return
        point = self._skeleton.placed_points[contact.at.point, contact.at.side]
        place = self._frames.at(point) - normal * point.radius
        aside = _unit(np.cross(normal, _UP if abs(normal[2]) < 0.9 else np.array([1.0, 0, 0])))
        other = np.cross(normal, aside)
        for lean in (aside, -aside, other, -other):
            yield _Load(point.frame, place, normal + lean * _FRICTION)

    def _normal(self, contact: Contact) -> Array | None:
        """Return the direction in which what is touched pushes; the body pushes nothing out."""
        if contact.on_body is not None:
            return None
        if contact.on == FLOOR:
            return _UP
        support = self._movement.support(contact.on, contact.on_number)
        if support is None:
            return _UP
        if support.kind.shape == "wall":
            wall = walls_of([support])[0]
            return -np.array(wall.direction)
        if contact.is_exact:
            centre = support_centres(self._skeleton, self._movement, self._frames)[
                contact.on, contact.on_number
            ]
            point = self._skeleton.placed_points[contact.at.point, contact.at.side]
            return _unit(self._frames.at(point) - centre)
        return _UP


_PUSHING: Final = frozenset(("resisted_by_squeeze", "resisted_by_self"))
_HANGING: Final = frozenset(("resisted_by_load",))


def _unit(way: Array) -> Array:
    return np.asarray(way / max(float(np.linalg.norm(way)), _TINY), float)


def _non_negative(columns: Array, balance: Array, iterations: int = 200) -> Array:
    """Return sizes that are not negative, balance best and are small (Lawson and Hanson)."""
    count = columns.shape[1]
    matrix = np.concatenate([columns, _SMALLNESS * np.eye(count)])
    aim = np.r_[balance, np.zeros(count)]
    sizes, active = np.zeros(count), np.zeros(count, bool)
    gradient = matrix.T @ (aim - matrix @ sizes)
    for _ in range(iterations):
        waiting = ~active & (gradient > _TINY)
        if not waiting.any():
            break
        active[np.argmax(np.where(waiting, gradient, -np.inf))] = True
        while True:
            trial = np.zeros(count)
            trial[active] = np.linalg.lstsq(matrix[:, active], aim, rcond=None)[0]
            if (trial[active] > 0).all():
                break
            falling = active & (trial <= 0)
            steps = sizes[falling] / np.maximum(sizes[falling] - trial[falling], _TINY)
            sizes = sizes + float(steps.min()) * (trial - sizes)
            active &= sizes > _TINY
        sizes = trial
        gradient = matrix.T @ (aim - matrix @ sizes)
    return sizes
