"""Smooth curves through a few points: the geometry of the body map, and nothing of the body.

A curve is written as ``x,y`` pairs. ``!`` after a pair makes it a corner. Bars may cut a closed
curve into two borders, ``one | other``, or into ``one | end | other | start``, where the first
border runs from start to end and the other back: then fibres can be drawn between the borders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

__all__ = ["Curve", "Point", "length_of", "read_curve"]

Point = tuple[float, float]

_HANDLE: Final = 1 / 3
_STEPS: Final = 8
_ROOM: Final = 7.0
_BORDERS: Final = (1, 2, 4)


@dataclass(frozen=True)
class Curve:
    """A curve through points.

    Attributes:
        points: what it passes through, in order.
        corners: the places in ``points`` where it may break.
        borders: the points of both borders, each from start to end; empty if none are marked.
        closed: whether it returns to its first point.
    """

    points: tuple[Point, ...]
    corners: frozenset[int] = frozenset()
    borders: tuple[tuple[Point, ...], ...] = ()
    closed: bool = True

    def mirrored(self) -> Curve:
        """Return the curve on the other side of the line x = 0."""
        flipped = tuple(tuple((0.0 - x, y) for x, y in border) for border in self.borders)
        return Curve(
            tuple((0.0 - x, y) for x, y in self.points), self.corners, flipped, self.closed
        )

    def across(self) -> Curve:
        """Return a closed curve made of this one, which starts and ends at x = 0, and its mirror.

        Raises:
            ValueError: if it does not start and end there.
        """
        if self.points[0][0] != 0 or self.points[-1][0] != 0:
            raise ValueError("a shape across the middle starts and ends at x = 0")
        back = [(-x, y) for x, y in reversed(self.points[1:-1])]
        last = len(self.points) - 1
        corners = {*self.corners, *(2 * last - one for one in self.corners if 0 < one < last)}
        return Curve((*self.points, *back), frozenset(corners), (), closed=True)

    @cached_property
    def path(self) -> str:
        """Return the curve as the data of an SVG path, rounded to a tenth of a unit."""
        parts = [f"M{_pair(self.points[0])}"]
        parts += [f"C{_pair(one)} {_pair(two)} {_pair(end)}" for _, one, two, end in self._segments]
        return "".join(parts) + ("Z" if self.closed else "")

    @cached_property
    def polygon(self) -> tuple[Point, ...]:
        """Return the curve as a fine chain of straight lines; a closed one is not repeated."""
        chain = [self.points[0]]
        for segment in self._segments:
            chain += [_bezier(segment, step / _STEPS) for step in range(1, _STEPS + 1)]
        return tuple(chain[:-1] if self.closed else chain)

    @cached_property
    def area(self) -> float:
        """Return the enclosed area, in square units."""
        chain = self.polygon
        pairs = zip(chain, (*chain[1:], chain[0]), strict=True)
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Return the least x, the least y, the greatest x and the greatest y."""
        xs, ys = zip(*self.polygon, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def thickness(self) -> float:
        """Return about how wide the shape is across its length, in units."""
        around = length_of((*self.polygon, self.polygon[0]))
        half = around / 2
        # A strip of length l and width w has half a circumference of l + w and an area of l * w.
        inner = max(half * half - 4 * self.area, 0.0)
        return (half - math.sqrt(inner)) / 2

    def fibres(self, count: int) -> tuple[Curve, ...]:
        """Return open curves that run between the borders, from start to end."""
        if not self.borders or count < 1:
            return ()
        steps = 4
        one, other = (_spread(border, steps) for border in self.borders)
        found = []
        for place in range(1, count + 1):
            share = place / (count + 1)
            line = [_between(a, b, share) for a, b in zip(one, other, strict=True)]
            # A fibre ends a little before the border, as a pencil would.
            line[0] = _short(line[0], line[1])
            line[-1] = _short(line[-1], line[-2])
            found.append(Curve(tuple(line), closed=False))
        return tuple(found)

    @cached_property
    def _segments(self) -> tuple[tuple[Point, Point, Point, Point], ...]:
        """The cubic curves from point to point."""
        points, count = self.points, len(self.points)
        found = []
        for place in range(count if self.closed else count - 1):
            after = (place + 1) % count
            start, end = points[place], points[after]
            span = math.dist(start, end)
            out, into = self._slope(place, start, end), self._slope(after, start, end)
            found.append(
                (
                    start,
                    (start[0] + out[0] * span * _HANDLE, start[1] + out[1] * span * _HANDLE),
                    (end[0] - into[0] * span * _HANDLE, end[1] - into[1] * span * _HANDLE),
                    end,
                )
            )
        return tuple(found)

    def _slope(self, place: int, start: Point, end: Point) -> Point:
        """Return the direction at a point; a corner looks along the segment in question."""
        count = len(self.points)
        if place in self.corners or (not self.closed and place in {0, count - 1}):
            return _direction(start, end)
        before, here = self.points[place - 1], self.points[place]
        after = self.points[(place + 1) % count]
        first, second = math.dist(before, here), math.dist(here, after)
        one, two = _direction(before, here), _direction(here, after)
        share = second / (first + second)
        return (
            one[0] * share + two[0] * (1 - share),
            one[1] * share + two[1] * (1 - share),
        )


def read_curve(text: str, *, closed: bool = True) -> Curve:
    """Read a curve.

    Raises:
        ValueError: if the text is no curve.
    """
    parts: list[list[Point]] = []
    points: list[Point] = []
    corners: set[int] = set()
    for part in text.split("|"):
        parts.append([])
        for word in part.split():
            if word.endswith("!"):
                corners.add(len(points))
            try:
                x, y = (float(number) for number in word.removesuffix("!").split(","))
            except ValueError as error:
                raise ValueError(f"no point: {word!r}; a point is written x,y or x,y!") from error
            points.append((x, y))
            parts[-1].append((x, y))
    if len(parts) not in _BORDERS:
        raise ValueError(f"{len(parts) - 1} bars; allowed are none, one or three")
    if len(points) < (3 if closed else 2):
        raise ValueError("too few points")
    if any(a == b for a, b in pairwise(points)):
        raise ValueError("a point is repeated")
    borders: tuple[tuple[Point, ...], ...] = ()
    if len(parts) > 1:
        one, other = parts[0], parts[1 if len(parts) == 2 else 2]
        if len(one) < 2 or not other:
            raise ValueError("the first border has at least two points, the other at least one")
        back = tuple(reversed(other))
        borders = (tuple(one), back if len(back) > 1 else (one[0], *back, one[-1]))
    return Curve(tuple(points), frozenset(corners), borders, closed)


def length_of(chain: Sequence[Point]) -> float:
    """Return the length of a chain of straight lines, in units."""
    return sum(math.dist(a, b) for a, b in pairwise(chain))


def _spread(border: Sequence[Point], steps: int) -> list[Point]:
    """Return points at equal distances along a border, both ends included."""
    chain = Curve(tuple(border), closed=False).polygon
    whole, walked, place = length_of(chain), 0.0, 0
    found = [chain[0]]
    for step in range(1, steps):
        target = whole * step / steps
        while walked + math.dist(chain[place], chain[place + 1]) < target:
            walked += math.dist(chain[place], chain[place + 1])
            place += 1
        share = (target - walked) / math.dist(chain[place], chain[place + 1])
        found.append(_between(chain[place], chain[place + 1], share))
    return [*found, chain[-1]]


def _short(end: Point, inner: Point) -> Point:
    """Return where a fibre ends that leaves a little room to the border."""
    return _between(end, inner, min(_ROOM / (math.dist(end, inner) or 1), 0.35))


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _direction(a: Point, b: Point) -> Point:
    span = math.dist(a, b)
    return (b[0] - a[0]) / span, (b[1] - a[1]) / span


def _bezier(segment: tuple[Point, Point, Point, Point], t: float) -> Point:
    a, b, c, d = segment
    u = 1 - t
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    x, y = (
        sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True))
        for axis in (0, 1)
    )
    return x, y


def _pair(point: Point) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    """Return a number with at most one digit after the point, and never minus zero."""
    text = f"{value + 0.0:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
