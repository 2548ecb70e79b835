"""From masks of pixels to smooth paths of SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.movement.skeleton import Array

__all__ = ["Mask", "number_text", "path_text", "trace_edges", "trace_mask"]

Mask: TypeAlias = NDArray[np.bool_]
_Corner: TypeAlias = tuple[int, int]

_REACH: Final = 5


def number_text(value: float) -> str:
    """Return a number with at most one decimal, as paths write it."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def path_text(points: Array, *, is_closed: bool) -> str:
    """Return the path through points."""
    corners = "L".join(f"{number_text(x)},{number_text(y)}" for x, y in points.tolist())
    return f"M{corners}{'Z' if is_closed else ''}"


@lru_cache(maxsize=8)
def _kernel(width: float) -> tuple[float, ...]:
    weights = np.exp(-0.5 * (np.arange(-_REACH, _REACH + 1) / width) ** 2)
    return tuple((weights / weights.sum()).tolist())


def _smooth(points: Array, *, is_closed: bool, width: float = 1.7) -> Array:
    """Return points blurred along their path."""
    if len(points) <= _REACH:
        return points
    if is_closed:
        longer = np.concatenate([points[-_REACH:], points, points[:_REACH]])
    else:
        before = 2 * points[0] - points[_REACH:0:-1]
        after = 2 * points[-1] - points[-2 : -_REACH - 2 : -1]
        longer = np.concatenate([before, points, after])
    kernel = np.array(_kernel(width))
    return np.stack([np.convolve(longer[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)


def _simplify(points: Array, tolerance: float) -> Array:
    """Return the points of a path that it cannot do without (Douglas-Peucker)."""
    is_corner = np.zeros(len(points), bool)
    is_corner[0] = is_corner[-1] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        way, between = points[last] - points[first], points[first + 1 : last] - points[first]
        length = math.hypot(*way)
        if length > 1e-9:
            away = np.abs(way[0] * between[:, 1] - way[1] * between[:, 0]) / length
        else:
            away = np.hypot(between[:, 0], between[:, 1])
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            is_corner[middle] = True
            waiting += [(first, middle), (middle, last)]
    return np.asarray(points[is_corner], float)


def trace_mask(
    mask: Mask, origin: Array, least: int = 8, tolerance: float = 0.3, width: float = 1.7
) -> str:
    """Return the outlines of a mask as a path.

    Args:
        mask: what is in.
        origin: where its first pixel is.
        least: the shortest outline that is drawn, in pixel edges.
        tolerance: how far the path may be from the outline.
        width: how much it is smoothed.
    """
    paths = []
    for outline in _outlines(mask):
        if len(outline) < least:
            continue
        smooth = _smooth(outline, is_closed=True, width=width)
        simple = _simplify(np.concatenate([smooth, smooth[:1]]), tolerance)[:-1]
        if len(simple) > 2:
            paths.append(path_text(simple + origin, is_closed=True))
    return "".join(paths)


def _outlines(mask: Mask) -> Iterator[Array]:
    """Yield the closed outlines of a mask, along the edges of its pixels."""
    padded = np.pad(mask, 1)
    following: dict[_Corner, list[_Corner]] = {}
    level = padded[:-1, 1:-1] != padded[1:, 1:-1]
    rows, columns = np.nonzero(level)
    inside = padded[rows + 1, columns + 1]
    for y, x, is_inside in zip(rows.tolist(), columns.tolist(), inside.tolist(), strict=True):
        start, end = ((x, y), (x + 1, y)) if is_inside else ((x + 1, y), (x, y))
        following.setdefault(start, []).append(end)
    upright = padded[1:-1, :-1] != padded[1:-1, 1:]
    rows, columns = np.nonzero(upright)
    inside = padded[rows + 1, columns + 1]
    for y, x, is_inside in zip(rows.tolist(), columns.tolist(), inside.tolist(), strict=True):
        start, end = ((x, y + 1), (x, y)) if is_inside else ((x, y), (x, y + 1))
        following.setdefault(start, []).append(end)
    while following:
        yield _outline_from(next(iter(following)), following)


def _outline_from(start: _Corner, following: dict[_Corner, list[_Corner]]) -> Array:
    """Return the outline that begins at a corner, and take its edges away."""
    corners: list[_Corner] = []
    corner = start
    while True:
        corners.append(corner)
        options = following[corner]
        if len(options) == 1 or len(corners) < 2:
            after = options.pop()
        else:
            after = _sharpest_turn(corners[-2], corner, options)
            options.remove(after)
        if not options:
            del following[corner]
        corner = after
        if corner == start:
            return np.array(corners, float)


def _sharpest_turn(before: _Corner, corner: _Corner, options: list[_Corner]) -> _Corner:
    way = corner[0] - before[0], corner[1] - before[1]
    return max(
        options, key=lambda after: way[0] * (after[1] - corner[1]) - way[1] * (after[0] - corner[0])
    )


def trace_edges(level: Mask, upright: Mask, origin: Array, least: int = 5) -> str:
    """Return edges between pixels as a path of open and closed lines.

    Args:
        level: whether there is an edge above a pixel.
        upright: whether there is an edge left of a pixel.
        origin: where the first pixel is.
        least: the shortest line that is drawn, in pixel edges.
    """
    neighbours: dict[_Corner, list[_Corner]] = {}
    for y, x in zip(*map(np.ndarray.tolist, np.nonzero(level)), strict=True):
        neighbours.setdefault((x, y), []).append((x + 1, y))
        neighbours.setdefault((x + 1, y), []).append((x, y))
    for y, x in zip(*map(np.ndarray.tolist, np.nonzero(upright)), strict=True):
        neighbours.setdefault((x, y), []).append((x, y + 1))
        neighbours.setdefault((x, y + 1), []).append((x, y))
    paths = []
    for line in _lines(neighbours):
        if len(line) < least:
            continue
        is_closed = bool((line[0] == line[-1]).all())
        smooth = _smooth(line[:-1] if is_closed else line, is_closed=is_closed)
        if is_closed:
            smooth = np.concatenate([smooth, smooth[:1]])
        paths.append(path_text(_simplify(smooth, 0.3) + origin, is_closed=is_closed))
    return "".join(paths)


def _lines(neighbours: dict[_Corner, list[_Corner]]) -> Iterator[Array]:
    """Yield every line once: first those with ends or forks, then the closed ones."""
    walked: set[tuple[_Corner, _Corner]] = set()
    for has_end in (True, False):
        for start, ends in neighbours.items():
            if (len(ends) != 2) != has_end:
                continue
            for end in ends:
                if (start, end) not in walked:
                    yield _walk(start, end, neighbours, walked)


def _walk(
    start: _Corner,
    corner: _Corner,
    neighbours: dict[_Corner, list[_Corner]],
    walked: set[tuple[_Corner, _Corner]],
) -> Array:
    """Return the line from a corner to the next end or fork."""
    corners = [start]
    while True:
        walked.add((start, corner))
        walked.add((corner, start))
        corners.append(corner)
        options = neighbours[corner]
        if len(options) != 2:
            break
        after = options[0] if options[0] != start else options[1]
        start, corner = corner, after
        if (start, corner) in walked:
            break
    return np.array(corners, float)
