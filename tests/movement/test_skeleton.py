"""The skeleton and its kinematics."""

from __future__ import annotations

import numpy as np
import pytest

from kg.movement.kinematics import Pose, mirror_pose, place_frames
from kg.movement.library import Library


def test_a_body_weighs_as_much_as_itself(library: Library) -> None:
    masses = [
        segment.mass * (2 if segment.is_paired else 1)
        for segment in library.skeleton.segments.values()
    ]
    assert sum(masses) == pytest.approx(1.0, abs=1e-9)


def test_a_standing_body_is_as_tall_as_itself(library: Library) -> None:
    skeleton = library.skeleton
    frames = place_frames(skeleton, Pose(np.zeros(len(skeleton.joints)), "upright"))
    crown = frames.at(skeleton.placed_points["point_crown", ""])
    heel = frames.at(skeleton.placed_points["point_heel", "left"])
    radius = skeleton.points["point_heel"].radius
    assert crown[2] - heel[2] + radius == pytest.approx(1.0, abs=0.025)


@pytest.mark.parametrize(
    ("motion", "point", "axis", "sign"),
    [
        ("hip_flexion", "point_knee", 0, 1),
        ("hip_abduction", "point_knee", 1, 1),
        ("knee_flexion", "point_ankle", 0, -1),
        ("ankle_dorsiflexion", "point_toe", 2, 1),
        ("glenohumeral_flexion", "point_elbow", 0, 1),
        ("glenohumeral_abduction", "point_elbow", 1, 1),
        ("elbow_flexion", "point_wrist", 0, 1),
        ("lumbar_spine_flexion", "point_crown", 0, 1),
    ],
)
def test_motions_go_where_they_are_named_for(
    library: Library, motion: str, point: str, axis: int, sign: int
) -> None:
    skeleton = library.skeleton
    straight = np.zeros(len(skeleton.joints))
    bent = straight.copy()
    for side in ("left", ""):
        if (motion, side) in skeleton.joint_numbers:
            bent[skeleton.joint_numbers[motion, side]] = 30
    at = skeleton.placed_points.get((point, "left")) or skeleton.placed_points[point, ""]
    places = [place_frames(skeleton, Pose(angles, "upright")).at(at) for angles in (straight, bent)]
    assert sign * (places[1] - places[0])[axis] > 0.05


def test_the_mirror_of_a_pose_is_its_reflection(library: Library) -> None:
    skeleton = library.skeleton
    angles = np.random.default_rng(7).uniform(-40, 60, len(skeleton.joints))
    pose = Pose(angles, "right_side", (10.0, 20.0, -15.0), (0.1, 0.2, 0.3))
    frames = place_frames(skeleton, pose)
    mirrored = place_frames(skeleton, mirror_pose(skeleton, pose))
    for (name, side), point in skeleton.placed_points.items():
        other = {"left": "right", "right": "left", "": ""}[side]
        twin = skeleton.placed_points[name, other]  # type: ignore[index]
        np.testing.assert_allclose(frames.at(point) * [1, -1, 1], mirrored.at(twin), atol=1e-9)
