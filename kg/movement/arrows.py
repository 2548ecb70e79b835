"""The arrows of a picture: where they go, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from kg.movement.camera import Camera
from kg.movement.kinematics import Frames, rotation
from kg.movement.positions import Arrow, ExerciseMovement
from kg.movement.skeleton import MIDLINE, SIDES, Array, Skeleton
from kg.movement.supports import support_centres
from kg.movement.tracing import number_text, path_text

__all__ = ["arrow_paths", "draw_arrow"]

_SHORTEST: Final = 9.0
_HEAD: Final = 19.0
_CORNERS: Final = 14


def arrow_paths(
    skeleton: Skeleton,
    movement: ExerciseMovement,
    way: Sequence[Frames],
    camera: Camera,
    *,
    in_detail: bool = False,
) -> Iterator[tuple[Array, bool]]:
    """Yield the way of every arrow in the picture, and whether it has two heads.

    Args:
        skeleton: the skeleton.
        movement: the exercise.
        way: the frames from the first position to the last.
        camera: from where it is seen.
        in_detail: whether those of the enlarged part are wanted instead of the others.
    """
    for arrow in movement.arrows:
        if arrow.is_detail != in_detail:
            continue
        places = _places(skeleton, movement, way, arrow)
        if places is not None:
            yield camera.project(places)[:, :2], arrow.has_two_heads


def _places(
    skeleton: Skeleton, movement: ExerciseMovement, way: Sequence[Frames], arrow: Arrow
) -> Array | None:
    """Return the places of the room that an arrow goes through."""
    offset = np.array(arrow.offset)
    last = way[-1]
    if arrow.at is not None:
        point = skeleton.placed_points[arrow.at.point, arrow.at.side]
        track = [frames.at(point) + offset for frames in way]
    elif arrow.support is not None:
        centre = support_centres(skeleton, movement, last).get(arrow.support)
        if centre is None:
            return None
        track = [np.asarray(centre + offset, float)] * len(way)
    else:
        return None
    if arrow.push is not None:
        push = np.array(arrow.push)
        start = track[-1] - push if arrow.has_two_heads else track[-1]
        return np.array([start, track[-1] + push])
    if arrow.curve:
        return np.array([track[-1] + np.array(place) for place in arrow.curve])
    if arrow.turn is not None:
        degrees, axis, radius, segment, begin = arrow.turn
        turned = np.eye(3)
        if segment:
            side = arrow.at.side if arrow.at is not None else MIDLINE
            paired = skeleton.segments[segment].is_paired
            key = segment, (side or SIDES[0]) if paired else MIDLINE, 0
            turned = last.rotations[skeleton.frame_numbers[key]]
        spoke = np.array(begin) * radius
        return np.array(
            [track[-1] + turned @ rotation(axis, degrees * t) @ spoke for t in np.linspace(0, 1, 9)]
        )
    return np.array(track)


def draw_arrow(points: Array, *, has_two_heads: bool) -> str:
    """Return an arrow along points as paths; nothing when it is too short to be seen."""
    lengths = np.r_[0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
    whole = float(lengths[-1])
    if whole < _SHORTEST:
        return ""
    at = np.linspace(0, whole, _CORNERS)
    line = np.stack([np.interp(at, lengths, points[:, axis]) for axis in (0, 1)], axis=1)
    for _ in range(2):
        line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    size = min(_HEAD, whole * 0.55)
    back = min(max(1, int(np.searchsorted(at, size))), _CORNERS - 2)
    head, base = _head(line[-1], line[-1 - back], size)
    body = np.concatenate([line[:-back], [base]])
    if has_two_heads:
        second, second_base = _head(line[0], line[back], size)
        head += second
        rest = body[back:] if len(body) > back + 1 else body[-1:]
        body = np.concatenate([[second_base], rest])
    path = path_text(body, is_closed=False)
    return (
        f'<path class="halo" d="{path}"/><path class="halohead" d="{head}"/>'
        f'<path class="arrow" d="{path}"/><path class="head" d="{head}"/>'
    )


def _head(tip: Array, behind: Array, size: float) -> tuple[str, Array]:
    """Return the head of an arrow as a path, and the middle of its base."""
    way = tip - behind
    way = way / max(float(np.hypot(*way)), 1e-9)
    aside = np.array([-way[1], way[0]]) * size * 0.55
    base = tip - way * size
    corners = np.array([tip, base + aside, base - aside])
    text = "L".join(f"{number_text(x)},{number_text(y)}" for x, y in corners.tolist())
    return f"M{text}Z", base
