"""Positions of the tables: reachable, on their contacts, above the floor, true by themselves."""

from __future__ import annotations

import numpy as np

from kg.movement.contacts import walls_of
from kg.movement.library import Library
from kg.movement.positions import Support
from kg.movement.settling import SettledPose
from kg.movement.skeleton import Array
from tests.movement.known_faults import refuse_more

STATURE = 1.75
WALL_THICKNESS = 0.03
SETTLED = dict[str, tuple[SettledPose, ...]]


def test_contacts_are_met_within_a_centimetre(settled: SETTLED) -> None:
    missed = {
        f"{exercise} {number}": round(pose.worst_miss * STATURE * 100, 1)
        for exercise, poses in settled.items()
        for number, pose in enumerate(poses, 1)
        if pose.worst_miss * STATURE > 0.01
    }
    refuse_more(missed, "missed_contacts")


def _depth_within(post: Support, place: Array, radius: float) -> float:
    """Return how far a point is within a wall that the body may reach past."""
    wall = walls_of([post])[0]
    into = wall.sign * float(place[wall.axis]) - abs(wall.distance)
    aside = abs(float(place[1 - wall.axis]) - post.size("centre"))
    return min(into, WALL_THICKNESS - into, post.size("width") / 2 - aside) + radius


def test_nothing_is_below_the_floor_or_within_a_wall(library: Library, settled: SETTLED) -> None:
    skeleton = library.skeleton
    deep: dict[str, float] = {}
    for exercise, poses in settled.items():
        supports = library.movement(exercise).supports
        walls = walls_of(support for support in supports if not support.is_passable)
        posts = [support for support in supports if support.is_passable]
        for number, settled_pose in enumerate(poses, 1):
            for point in skeleton.placed_points.values():
                if not point.radius:
                    continue
                place = settled_pose.frames.at(point)
                depth = point.radius - place[2]
                for wall in walls:
                    beyond = wall.sign * place[wall.axis] + point.radius - abs(wall.distance)
                    depth = max(depth, beyond)
                for post in posts:
                    depth = max(depth, _depth_within(post, place, point.radius))
                if depth * STATURE > 0.02:
                    key = f"{exercise} {number}"
                    deep[key] = max(deep.get(key, 0.0), round(float(depth) * STATURE * 100, 1))
    refuse_more(deep, "within_floor_or_wall")


def test_angles_are_within_what_a_body_reaches(library: Library, settled: SETTLED) -> None:
    skeleton = library.skeleton
    beyond = {}
    for exercise, poses in settled.items():
        for position, settled_pose in zip(library.movement(exercise).positions, poses, strict=True):
            for joint, (least, most) in zip(skeleton.joints, skeleton.limits, strict=True):
                value = settled_pose.pose.angles[skeleton.joint_numbers[joint]]
                stated = position.angles.get(joint)
                if not least - 1 <= value <= most + 1 and not (stated and stated.reason):
                    beyond[f"{exercise} {position.number}"] = f"{joint} {value:.0f}"
    refuse_more(beyond, "beyond_reach")


def test_written_angles_are_those_that_settle(library: Library, settled: SETTLED) -> None:
    skeleton = library.skeleton
    drifted = {}
    for exercise, poses in settled.items():
        for position, settled_pose in zip(library.movement(exercise).positions, poses, strict=True):
            drift = max(
                (
                    abs(settled_pose.pose.angles[skeleton.joint_numbers[joint]] - angle.value)
                    for joint, angle in position.angles.items()
                    if angle.is_settled
                ),
                default=0.0,
            )
            if drift > 5:
                drifted[f"{exercise} {position.number}"] = round(float(drift))
    refuse_more(drifted, "drifted")


def test_settling_is_the_same_every_time(library: Library, settled: SETTLED) -> None:
    from kg.movement.sequence import settle_movement

    for exercise in list(settled)[::25]:
        again = settle_movement(library.skeleton, library.movement(exercise))
        for one, other in zip(settled[exercise], again, strict=True):
            np.testing.assert_array_equal(one.pose.angles, other.pose.angles)
