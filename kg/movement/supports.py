"""Supports as solids: where each stands, lies or is held, by the pose of the body."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from kg.movement.kinematics import Frames
from kg.movement.positions import ExerciseMovement, Place, Support
from kg.movement.shapes import SUPPORT_PARTS, Solids, box, cylinder
from kg.movement.skeleton import Array, Skeleton

__all__ = ["SupportCentres", "build_supports", "place_of", "support_centres"]

SupportCentres = Mapping[tuple[str, int], Array]
"""Kind and number of a support to its middle."""

_PARTS_EACH: Final = 4
_PLATE: Final = 0.03
_LEG: Final = 0.009
_WALL_THICKNESS: Final = 0.03
_WALL_TOP, _WALL_WIDTH = 1.08, 0.55


def place_of(skeleton: Skeleton, frames: Frames, place: Place) -> Array:
    """Return where a place is in the room."""
    offset = np.array(place.offset)
    if place.body is None:
        return offset
    point = skeleton.placed_points[place.body.point, place.body.side]
    return np.asarray(frames.at(point) + offset, float)


def support_centres(
    skeleton: Skeleton, movement: ExerciseMovement, frames: Frames
) -> SupportCentres:
    """Return the middle of every support."""
    return {
        (support.kind.id, support.number): _centre(skeleton, movement, frames, support)
        for support in movement.supports
        if support.places
    }


def _centre(
    skeleton: Skeleton, movement: ExerciseMovement, frames: Frames, support: Support
) -> Array:
    places = [place_of(skeleton, frames, place) for place in support.places]
    centre = np.array(places[0] if support.placed == "against" else np.mean(places, axis=0))
    shift = np.array(support.shift)
    if support.placed == "under":
        centre[2] = support.radius
        return np.asarray(centre + shift, float)
    if support.placed == "against":
        wall = next((each for each in movement.supports if each.kind.shape == "wall"), None)
        if wall is not None and wall.places:
            x, y, _ = wall.places[0].offset
            axis, distance = (0, x) if x else (1, y)
            centre[axis] = distance - math.copysign(support.radius, distance)
    return np.asarray(centre + shift, float)


def build_supports(skeleton: Skeleton, movement: ExerciseMovement, frames: Frames) -> Solids:
    """Return the solids of all supports of an exercise in a pose."""
    solids = Solids()
    centres = support_centres(skeleton, movement, frames)
    for number, support in enumerate(movement.supports):
        if not support.places:
            continue
        part = SUPPORT_PARTS + _PARTS_EACH * number
        places = [place_of(skeleton, frames, place) for place in support.places]
        centre = centres[support.kind.id, support.number]
        build = _BUILDERS.get(support.kind.shape)
        if build is not None:
            build(_Site(solids, skeleton, frames, support, places, centre, part))
    return solids


class _Site:
    """Where one support is built."""

    def __init__(
        self,
        solids: Solids,
        skeleton: Skeleton,
        frames: Frames,
        support: Support,
        places: Sequence[Array],
        centre: Array,
        part: int,
    ) -> None:
        self.solids, self.skeleton, self.frames = solids, skeleton, frames
        self.support, self.places, self.centre, self.part = support, places, centre, part
        self.colour = support.kind.colour


def _build_wall(site: _Site) -> None:
    x, y, _ = site.support.places[0].offset
    axis, distance = (0, x) if x else (1, y)
    near, far = sorted((distance, distance + math.copysign(_WALL_THICKNESS, distance)))
    middle, width = site.support.size("centre"), site.support.size("width", _WALL_WIDTH)
    side = (middle - width / 2, middle + width / 2)
    top = site.support.size("top", _WALL_TOP)
    low = (near, side[0], 0.0) if axis == 0 else (side[0], near, 0.0)
    high = (far, side[1], top) if axis == 0 else (side[1], far, top)
    site.solids.add_triangles(box(low, high), site.colour, site.part)


def _build_cylinder(site: _Site) -> None:
    axis = {"across": (0.0, 1.0, 0.0), "": (0.0, 1.0, 0.0), "along": (1.0, 0.0, 0.0)}.get(
        site.support.axis
    ) or tuple(map(float, site.support.axis.split()))
    length = site.support.size("length", site.support.kind.width)
    radius = site.support.radius
    solids, direction = site.solids, np.array(axis)
    solids.add_triangles(cylinder(site.centre, direction, radius, length), site.colour, site.part)
    core = cylinder(site.centre, direction, radius * 0.55, length + 0.004)
    solids.add_triangles(core, "metal", site.part + 1)


def _build_ball(site: _Site) -> None:
    site.solids.add_sphere(site.centre, site.support.radius, site.colour, site.part)


def _corners(site: _Site) -> tuple[float, float, float, float, float]:
    """Return the middle of a seat or block, half its depth and width, and its height."""
    x, y = site.centre[:2]
    size = site.support.size
    return float(x), float(y), size("depth") / 2, size("width") / 2, size("height")


def _build_block(site: _Site) -> None:
    x, y, depth, width, height = _corners(site)
    block = box((x - depth, y - width, 0), (x + depth, y + width, height))
    site.solids.add_triangles(block, site.colour, site.part)


def _build_post(site: _Site) -> None:
    x, y = site.centre[:2]
    half, top = site.support.size("radius"), site.support.size("top", _WALL_TOP)
    post = box((x - half, y - half / 2, 0), (x + half, y + half / 2, top))
    site.solids.add_triangles(post, site.colour, site.part)


def _build_seat(site: _Site) -> None:
    x, y, depth, width, height = _corners(site)
    solids = site.solids
    plate = box((x - depth, y - width, height - _PLATE), (x + depth, y + width, height))
    solids.add_triangles(plate, site.colour, site.part)
    inset = 0.015
    for first in (-1, 1):
        for second in (-1, 1):
            leg_x, leg_y = x + first * (depth - inset), y + second * (width - inset)
            leg = box(
                (leg_x - _LEG, leg_y - _LEG, 0), (leg_x + _LEG, leg_y + _LEG, height - _PLATE)
            )
            solids.add_triangles(leg, "wood", site.part + 1)
    if site.support.has_back_rest and depth >= width:
        back = x - depth
        rest = box(
            (back - inset, y - width, height + 0.10), (back + 0.005, y + width, height + 0.28)
        )
        solids.add_triangles(rest, site.colour, site.part + 2)
        for other in (-1, 1):
            post_y = y + other * (width - inset)
            post = box(
                (back - 0.012, post_y - _LEG, height), (back + 0.005, post_y + _LEG, height + 0.12)
            )
            solids.add_triangles(post, "wood", site.part + 1)


def _build_line(site: _Site) -> None:
    radius = site.support.radius
    site.solids.add_line(site.places, radius, site.colour, site.part)
    if site.support.is_fixed:
        site.solids.add_sphere(site.places[0], 0.014, "metal", site.part + 1)


def _build_loop(site: _Site) -> None:
    """Build a loop around both limbs."""
    place = site.support.places[0].body
    if place is None or len(site.places) < 2:
        return
    point = site.skeleton.placed_points[place.point, place.side]
    forward = site.frames.rotations[point.frame][:, 0]
    first, second = site.places[0], site.places[1]
    across = first - second
    across /= np.linalg.norm(across)
    forward = forward - across * (forward @ across)
    forward /= np.linalg.norm(forward)
    upward = np.cross(across, forward)
    reach = (site.support.sizes.get("radius") or point.radius) + 0.004
    loop = [
        centre + reach * (across * math.sin(angle) + forward * math.cos(angle))
        for centre, begin in ((first, 0.0), (second, math.pi))
        for angle in np.linspace(begin, begin + math.pi, 14)
    ]
    loop.append(loop[0])
    for height in (-0.010, -0.004, 0.004, 0.010):
        ring = [place + upward * height for place in loop]
        site.solids.add_line(ring, site.support.kind.radius, site.colour, site.part)


def _build_dumbbell(site: _Site) -> None:
    for place in site.support.places:
        if place.body is None:
            continue
        point = site.skeleton.placed_points[place.body.point, place.body.side]
        axis = site.frames.rotations[point.frame][:, 0]
        centre = site.frames.at(point)
        site.solids.add_triangles(cylinder(centre, axis, 0.010, 0.10, 12), "metal", site.part)
        for end in (-1, 1):
            head = cylinder(centre + axis * 0.056 * end, axis, site.support.radius, 0.034, 18)
            site.solids.add_triangles(head, site.colour, site.part + 1)


def _ends(site: _Site) -> tuple[Array, Array, Array]:
    first, second = site.places[0], site.places[-1]
    way = second - first
    return first, second, way / max(float(np.linalg.norm(way)), 1e-9)


def _build_rod(site: _Site) -> None:
    first, second, way = _ends(site)
    beyond = site.support.size("length", 0.12)
    ends = [first - way * beyond, second + way * beyond]
    site.solids.add_line(ends, site.support.radius, site.colour, site.part)


def _build_massage_stick(site: _Site) -> None:
    first, second, way = _ends(site)
    ends = [first - way * 0.04, second + way * 0.04]
    site.solids.add_line(ends, site.support.radius, "rubber", site.part)
    middle = [first + way * 0.05, second - way * 0.05]
    site.solids.add_line(middle, 0.015, site.colour, site.part + 1)


def _build_cloth(site: _Site) -> None:
    x, y = site.centre[:2]
    depth, width = site.support.size("depth"), site.support.size("width")
    low = (x - depth * 0.35, y - width / 2, 0.0)
    high = (x + depth * 0.65, y + width / 2, 0.004)
    site.solids.add_triangles(box(low, high), site.colour, site.part)
    for fold in range(3):
        ridge = [
            np.array(
                [x + 0.05 + fold * 0.022 + 0.006 * math.sin(9 * at), y + width * (at - 0.5), 0.005]
            )
            for at in np.linspace(0, 1, 12)
        ]
        site.solids.add_line(ridge, site.support.radius, site.colour, site.part + 1)


def _build_cane(site: _Site) -> None:
    """Build a hook over the shoulder: from the spot over the shoulder down through the hands."""
    spot, over = site.places[0], site.places[1]
    hands = site.places[2:]
    if len(hands) < 2:
        return
    up = np.array([0.0, 0.0, 1.0])
    path = [
        spot,
        spot + (spot - over) * 0.5 + up * 0.02,
        over + up * 0.05,
        hands[0],
        hands[1],
        hands[1] + (hands[1] - hands[0]) * 0.5,
    ]
    curve = _through(path)
    site.solids.add_line(curve, site.support.radius, site.colour, site.part)
    site.solids.add_sphere(spot, 0.016, "mball", site.part + 1)


def _through(points: Sequence[Array]) -> list[Array]:
    """Return a smooth curve through points (Catmull-Rom)."""
    ends = [2 * points[0] - points[1], *points, 2 * points[-1] - points[-2]]
    curve = [points[0]]
    for number in range(1, len(ends) - 2):
        a, b, c, d = ends[number - 1 : number + 3]
        for t in np.linspace(0, 1, 12)[1:]:
            square, cube = t * t, t * t * t
            curve.append(
                0.5
                * (
                    2 * b
                    + (c - a) * t
                    + (2 * a - 5 * b + 4 * c - d) * square
                    + (3 * b - a - 3 * c + d) * cube
                )
            )
    return curve


def _build_partner_hand(site: _Site) -> None:
    """Build the pressing hand of another person: places are point, press, fingers and forearm."""
    if len(site.places) < 3:
        return
    at, press, fingers = site.places[:3]
    press = press / np.linalg.norm(press)
    fingers = fingers - press * (fingers @ press)
    fingers = fingers / np.linalg.norm(fingers)
    thumb = np.cross(press, fingers)
    body = site.support.places[0].body
    radius = 0.0 if body is None else site.skeleton.points[body.point].radius
    palm = at - press * (radius + 0.013)
    wrist = palm - fingers * 0.05 - press * 0.004
    solids, part = site.solids, site.part
    for aside in (-0.013, 0.0, 0.013):
        solids.add_line([wrist + thumb * aside * 0.6, palm + thumb * aside], 0.0125, "skin", part)
        tips = palm + fingers * 0.055 + press * 0.016 + thumb * aside * 0.9
        knuckles = palm + fingers * 0.03 + thumb * aside
        solids.add_line([palm + thumb * aside, knuckles, tips], 0.0095, "skin", part)
    solids.add_line(
        [wrist + thumb * 0.02, palm + thumb * 0.034 - fingers * 0.01], 0.0095, "skin", part
    )
    arm = site.places[3] if len(site.places) > 3 else -0.8 * press - 0.5 * fingers
    arm = arm / np.linalg.norm(arm) * site.support.size("length", 0.15)
    solids.add_line([wrist, wrist + arm * 0.55], 0.0175, "skin", part + 1)
    solids.add_line([wrist + arm * 0.5, wrist + arm], 0.0235, "strap", part + 2)


_BUILDERS: Final[Mapping[str, Callable[[_Site], None]]] = {
    "wall": _build_wall,
    "cylinder": _build_cylinder,
    "ball": _build_ball,
    "block": _build_block,
    "post": _build_post,
    "seat": _build_seat,
    "line": _build_line,
    "loop": _build_loop,
    "dumbbell": _build_dumbbell,
    "rod": _build_rod,
    "massage_stick": _build_massage_stick,
    "cloth": _build_cloth,
    "cane": _build_cane,
    "partner_hand": _build_partner_hand,
}
