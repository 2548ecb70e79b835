"""Contacts as equations: where a point of the body shall be, with the derivative of the miss.

Every equation says that the difference of two places, seen along a direction, has a length. The
other place lies on the body, or is fixed in the room.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.kinematics import Frames
from kg.movement.positions import FLOOR, Contact, ExerciseMovement, Support
from kg.movement.skeleton import Array, PlacedPoint, Skeleton

__all__ = ["ContactEquations", "Pin", "Wall", "carrying_height", "walls_of"]

_HALF: Final = 0.5
_UP: Final = (0.0, 0.0, 1.0)
_ROUND: Final = frozenset(("cylinder", "ball"))


@dataclass(frozen=True)
class Wall:
    """A wall across the room.

    Attributes:
        axis: 0 when it stands across x, 1 across y.
        distance: where it stands; the body is on the side of the middle.
    """

    axis: int
    distance: float

    @property
    def sign(self) -> float:
        """1 when it stands on the far side of the axis, else -1."""
        return math.copysign(1.0, self.distance)

    @property
    def direction(self) -> tuple[float, float, float]:
        """The direction from the middle of the room to the wall."""
        return (self.sign, 0.0, 0.0) if self.axis == 0 else (0.0, self.sign, 0.0)


@dataclass(frozen=True)
class Pin:
    """A point that keeps its place on the floor.

    Attributes:
        at: the point.
        place: where, x and y.
    """

    at: PlacedPoint
    place: tuple[float, float]


@dataclass(frozen=True)
class _Equation:
    """One equation: weight · (direction · (point − other) − length) = 0.

    Without a direction, the distance counts.
    """

    point: PlacedPoint
    other: PlacedPoint | None
    direction: tuple[float, float, float] | None
    length: float
    weight: float = 1.0


def walls_of(supports: Iterable[Support]) -> tuple[Wall, ...]:
    """Return the walls among supports."""
    return tuple(wall for support in supports if (wall := _wall(support)) is not None)


def _wall(support: Support) -> Wall | None:
    if support.kind.shape != "wall" or not support.places:
        return None
    x, y, _ = support.places[0].offset
    return Wall(0, x) if x else Wall(1, y)


def carrying_height(support: Support) -> float:
    """Return how high above the floor a support carries."""
    if support.kind.shape in _ROUND:
        return 2 * support.radius + support.shift[2]
    return support.size("height")


class ContactEquations:
    """The equations of some contacts, ready to be solved."""

    def __init__(
        self,
        skeleton: Skeleton,
        movement: ExerciseMovement,
        contacts: Iterable[Contact],
        pins: Iterable[Pin] = (),
    ) -> None:
        """Write the equations.

        Args:
            skeleton: the skeleton.
            movement: whose supports are touched.
            contacts: what touches what.
            pins: points that keep their places.
        """
        self._skeleton = skeleton
        self._movement = movement
        equations = [each for contact in contacts for each in self._equations(contact)]
        for pin in pins:
            equations += [
                _Equation(pin.at, None, direction, place)
                for direction, place in zip(((1.0, 0, 0), (0, 1.0, 0)), pin.place, strict=True)
            ]
        self._equations_ = equations
        self.points = [each.point for each in equations]
        self.others = [each.other or each.point for each in equations]
        self._is_relative = np.array([each.other is not None for each in equations], bool)
        self._is_distance = np.array([each.direction is None for each in equations], bool)
        directions = [each.direction or (0.0, 0.0, 0.0) for each in equations]
        self._directions = np.array(directions, float).reshape(-1, 3)
        self._lengths = np.array([each.length for each in equations], float)
        self._weights = np.array([each.weight for each in equations], float)

    def __len__(self) -> int:
        return len(self._equations_)

    def misses(self, places: Array, others: Array) -> tuple[Array, Array]:
        """Return how far each equation is missed, and the directions of the differences.

        Args:
            places: where the points are, shape (equations, 3).
            others: where the other points are, likewise.

        Returns:
            The weighted misses, and the weighted direction in which each grows.
        """
        difference = places - np.where(self._is_relative[:, None], others, 0.0)
        directions = self._directions
        if self._is_distance.any():
            norms = np.maximum(np.linalg.norm(difference, axis=1), 1e-9)
            directions = np.where(
                self._is_distance[:, None], difference / norms[:, None], directions
            )
        along = np.einsum("ei,ei->e", directions, difference)
        return self._weights * (along - self._lengths), self._weights[:, None] * directions

    @property
    def is_relative(self) -> NDArray[np.bool_]:
        """Whether the other place of each equation lies on the body."""
        return self._is_relative

    def _equations(self, contact: Contact) -> Iterator[_Equation]:
        point = self._skeleton.placed_points[contact.at.point, contact.at.side]
        if contact.on_body is not None:
            yield from self._body_equations(contact, point)
        elif contact.on == FLOOR:
            yield _Equation(point, None, _UP, point.radius + (contact.height or 0.0))
        else:
            yield from self._support_equations(contact, point)

    def _body_equations(self, contact: Contact, point: PlacedPoint) -> Iterator[_Equation]:
        if contact.on_body is None:
            return
        other = self._skeleton.placed_points[contact.on_body.point, contact.on_body.side]
        if contact.offset is None and other.radius > 0:
            yield _Equation(point, other, None, point.radius + other.radius)
            return
        if contact.offset is not None:
            x, y, z = (a + b for a, b in zip(other.place, contact.offset, strict=True))
            other = PlacedPoint(other.frame, (x, y, z), other.radius)
        for direction in ((1.0, 0, 0), (0, 1.0, 0), _UP):
            yield _Equation(point, other, direction, 0.0)

    def _support_equations(self, contact: Contact, point: PlacedPoint) -> Iterator[_Equation]:
        support = self._movement.support(contact.on, contact.on_number)
        if support is None:
            # A posture may name a support that the exercise does not draw.
            height = contact.height or 0.0
            yield _Equation(point, None, _UP, point.radius + height)
            return
        wall = _wall(support)
        if wall is not None:
            reach = abs(wall.distance) - point.radius - contact.gap
            yield _Equation(point, None, wall.direction, reach)
            if contact.height is not None:
                yield _Equation(point, None, _UP, contact.height, _HALF)
            if contact.across is not None:
                across = (0.0, 1.0, 0.0) if wall.axis == 0 else (1.0, 0.0, 0.0)
                yield _Equation(point, None, across, contact.across, _HALF)
        elif contact.is_exact and support.places and support.places[0].body is None:
            x, y, z = support.places[0].offset
            centre = PlacedPoint(-1, (x, y, z), support.radius)
            yield _Equation(point, centre, None, point.radius + support.radius)
        else:
            yield _Equation(point, None, _UP, point.radius + carrying_height(support))


def named_misses(
    skeleton: Skeleton, movement: ExerciseMovement, contacts: Iterable[Contact], frames: Frames
) -> Mapping[Contact, float]:
    """Return how far each contact is missed in a pose, in shares of stature."""
    result: dict[Contact, float] = {}
    for contact in contacts:
        equations = ContactEquations(skeleton, movement, [contact])
        places = np.array([_place(frames, point) for point in equations.points])
        others = np.array([_place(frames, point) for point in equations.others])
        misses, _ = equations.misses(places, others)
        result[contact] = float(np.linalg.norm(misses))
    return result


def _place(frames: Frames, point: PlacedPoint) -> Array:
    return np.array(point.place) if point.frame < 0 else frames.at(point)
