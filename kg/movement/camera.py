"""The camera and the depth buffer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.positions import View
from kg.movement.skeleton import Array

__all__ = ["SCALE", "Camera", "DepthBuffer", "draw_depth"]

SCALE: Final = 400.0
"""Units of a picture for one stature, the same in every picture; parts are enlarged."""

_AZIMUTHS: Final = {"front": 0.0, "left": 90.0, "back": 180.0, "right": -90.0}


class Camera:
    """Looks at the room from a side, without perspective.

    Attributes:
        axes: rightward, downward and away, shape (3, 3).
        scale: units of the picture for one stature.
    """

    def __init__(self, view: View, scale: float = SCALE) -> None:
        """Look from a view."""
        self.scale = scale
        azimuth = math.radians(_AZIMUTHS[view.side] + view.turn)
        elevation = math.radians(view.elevation)
        level = np.array([math.cos(azimuth), math.sin(azimuth), 0.0])
        up = np.array([0.0, 0.0, 1.0])
        self.right = np.array([-math.sin(azimuth), math.cos(azimuth), 0.0])
        upward = up * math.cos(elevation) - level * math.sin(elevation)
        away = -(level * math.cos(elevation) + up * math.sin(elevation))
        self.axes: Array = np.array([self.right, -upward, away])

    def project(self, places: Array | Sequence[Array]) -> Array:
        """Return places of the room as the picture has them: right, down, away."""
        return np.asarray(np.asarray(places) @ self.axes.T * self.scale, float)


@dataclass(frozen=True)
class DepthBuffer:
    """What is nearest at every pixel.

    Attributes:
        depth: how far away it is; infinite where there is nothing.
        index: the sphere by its number, a triangle as -2 less its number, -1 for nothing.
        origin: where the first pixel is.
    """

    depth: NDArray[np.float32]
    index: NDArray[np.int32]
    origin: Array


def draw_depth(
    centres: Array, radii: Array, triangles: Array, low: Array, high: Array
) -> DepthBuffer:
    """Draw spheres and triangles into a depth buffer.

    Args:
        centres: of the spheres, projected, shape (spheres, 3).
        radii: of the spheres, in units of the picture.
        triangles: projected, shape (triangles, 3, 3).
        low: the upper left corner of what is drawn.
        high: the lower right one.
    """
    origin = np.floor(low) - 4
    width, height = (np.ceil(high) + 4 - origin).astype(int)
    depth = np.full((height, width), np.inf, np.float32)
    index = np.full((height, width), -1, np.int32)
    for number, ((x, y, z), radius) in enumerate(
        zip((centres - [*origin, 0]).tolist(), radii.tolist(), strict=True)
    ):
        x0, x1 = max(0, int(x - radius)), min(width, int(x + radius) + 2)
        y0, y1 = max(0, int(y - radius)), min(height, int(y + radius) + 2)
        if x1 <= x0 or y1 <= y0:
            continue
        across = np.arange(x0, x1, dtype=np.float32) + (0.5 - x)
        down = np.arange(y0, y1, dtype=np.float32)[:, None] + (0.5 - y)
        rest = radius * radius - across * across - down * down
        near = z - np.sqrt(np.maximum(rest, 0))
        part = depth[y0:y1, x0:x1]
        hit = (rest > 0) & (near < part)
        part[hit] = near[hit]
        index[y0:y1, x0:x1][hit] = number
    for number, corners in enumerate(triangles - [*origin, 0] if len(triangles) else ()):
        _draw_triangle(depth, index, corners, -2 - number)
    return DepthBuffer(depth, index, origin)


def _draw_triangle(
    depth: NDArray[np.float32], index: NDArray[np.int32], corners: Array, name: int
) -> None:
    height, width = depth.shape
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = corners.tolist()
    x0, x1 = max(0, int(min(ax, bx, cx))), min(width, int(max(ax, bx, cx)) + 2)
    y0, y1 = max(0, int(min(ay, by, cy))), min(height, int(max(ay, by, cy)) + 2)
    whole = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
    if x1 <= x0 or y1 <= y0 or abs(whole) < 1e-6:
        return
    x = np.arange(x0, x1) + 0.5
    y = np.arange(y0, y1)[:, None] + 0.5
    u = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / whole
    v = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / whole
    near = u * az + v * bz + (1 - u - v) * cz
    part = depth[y0:y1, x0:x1]
    hit = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (near < part)
    part[hit] = near[hit]
    index[y0:y1, x0:x1][hit] = name
