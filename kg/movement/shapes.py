"""Solids to draw: spheres and triangles with a colour and the part that they belong to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from kg.movement.skeleton import Array

__all__ = ["COLOURS", "SUPPORT_PARTS", "Solids", "box", "cylinder", "sweep"]

COLOURS: Final = (
    *("skin", "shirt", "shorts", "shoe", "hair", "eye", "band", "roller", "ball", "wood", "metal"),
    *("wall", "seat", "strap", "rubber", "mouth", "mball"),
)
"""The names of the colours; a stylesheet says what they are."""

SUPPORT_PARTS: Final = 100
"""Parts from this number on belong to supports, below it to the body."""

_NUMBERS: Final = {colour: number for number, colour in enumerate(COLOURS)}


@dataclass
class Solids:
    """Spheres and triangles, collected.

    Attributes:
        centres: of the spheres.
        radii: of the spheres.
        colours: of the spheres, by number.
        parts: of the spheres: the frame, or from ``SUPPORT_PARTS`` on the support.
        triangles: their corners, each of shape (3, 3).
        triangle_colours: their colours.
        triangle_parts: their parts.
    """

    centres: list[Array] = field(default_factory=list)
    radii: list[float] = field(default_factory=list)
    colours: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    triangles: list[Array] = field(default_factory=list)
    triangle_colours: list[int] = field(default_factory=list)
    triangle_parts: list[int] = field(default_factory=list)

    def add_sphere(self, centre: Array, radius: float, colour: str, part: int) -> None:
        """Add a sphere."""
        self.centres.append(np.asarray(centre, float))
        self.radii.append(radius)
        self.colours.append(_NUMBERS[colour])
        self.parts.append(part)

    def add_line(
        self, points: Sequence[Array], radius: float, colour: str, part: int, spacing: float = 0.006
    ) -> None:
        """Add a string of spheres along points."""
        path = np.asarray(points, float)
        lengths = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
        count = max(3, int(lengths[-1] / spacing))
        for at in np.linspace(0, lengths[-1], count):
            centre = np.array([np.interp(at, lengths, path[:, axis]) for axis in range(3)])
            self.add_sphere(centre, radius, colour, part)

    def add_triangles(self, triangles: Iterator[Array], colour: str, part: int) -> None:
        """Add triangles of one colour."""
        for triangle in triangles:
            self.triangles.append(triangle)
            self.triangle_colours.append(_NUMBERS[colour])
            self.triangle_parts.append(part)


def sweep(profile: Array, count: int) -> Array:
    """Return spheres spread evenly along a profile of centres and radii, shape (count, 4)."""
    ways = np.linalg.norm(np.diff(profile[:, :3], axis=0), axis=1)
    lengths = np.r_[0, np.cumsum(ways)]
    at = np.linspace(0, lengths[-1], count)
    return np.stack([np.interp(at, lengths, profile[:, column]) for column in range(4)], axis=1)


def cylinder(
    centre: Array, axis: Array, radius: float, length: float, sides: int = 28
) -> Iterator[Array]:
    """Yield the triangles of a cylinder."""
    axis = axis / np.linalg.norm(axis)
    aside = np.array([0.0, 0, 1]) if abs(axis[2]) < 0.9 else np.array([1.0, 0, 0])
    first = np.cross(axis, aside)
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    ring = [
        (first * math.cos(angle) + second * math.sin(angle)) * radius
        for angle in np.linspace(0, 2 * math.pi, sides + 1)
    ]
    low, high = centre - axis * length / 2, centre + axis * length / 2
    for a, b in pairwise(ring):
        yield np.array([low + a, low + b, high + a])
        yield np.array([low + b, high + b, high + a])
        yield np.array([low, low + a, low + b])
        yield np.array([high, high + a, high + b])


_BOX: Final = (
    *((0, 1, 2), (1, 3, 2), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4)),
    *((2, 3, 6), (3, 7, 6), (0, 2, 4), (2, 6, 4), (1, 3, 5), (3, 7, 5)),
)


def box(low: Sequence[float], high: Sequence[float]) -> Iterator[Array]:
    """Yield the triangles of a box between two corners."""
    corners = [
        np.array([x, y, z])
        for x in (low[0], high[0])
        for y in (low[1], high[1])
        for z in (low[2], high[2])
    ]
    for triangle in _BOX:
        yield np.array([corners[number] for number in triangle])
