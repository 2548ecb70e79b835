"""Moments that a teacher of the field expects."""

from __future__ import annotations

import pytest

from kg.movement.library import Library
from kg.movement.load_rows import load_rows
from kg.movement.settling import pose_of
from kg.movement.statics import static_loads
from tests.movement.known_faults import refuse_more


@pytest.mark.parametrize(
    ("exercise", "motion", "sides", "sign", "least"),
    [
        ("in_bodyweight_squat", "knee_flexion", ("both",), 1, 20),
        ("in_bodyweight_squat", "hip_flexion", ("both",), 1, 20),
        ("in_bodyweight_squat", "lumbar_spine_flexion", ("both",), 1, 20),
        ("ac_side_lying_hip_abduction", "hip_abduction", ("worked_limb",), -1, 15),
        ("ac_glute_bridge", "hip_flexion", ("both",), 1, 5),
        ("ac_plank", "lumbar_spine_flexion", ("both",), -1, 30),
        ("ac_side_plank", "lumbar_spine_lateral_flexion", ("worked_limb",), -1, 30),
        ("ac_external_rotation_band", "glenohumeral_external_rotation", ("worked_limb",), -1, 3),
        ("in_push_up", "elbow_flexion", ("both",), 1, 10),
    ],
)
def test_the_moment_turns_the_joint_the_way_it_is_known(
    library: Library, exercise: str, motion: str, sides: tuple[str, ...], sign: int, least: int
) -> None:
    rows = {(row.motion, row.side): row for row in load_rows(library, exercise)}
    moments = [moment for side in sides for moment in rows[motion, side].moments]
    assert max(sign * moment for moment in moments) >= least, rows


def test_all_that_stands_or_lies_is_in_balance(library: Library) -> None:
    falling = {}
    for exercise in library.exercises:
        movement = library.movement(exercise)
        for position in movement.positions:
            loads = static_loads(
                library.skeleton, movement, position, pose_of(library.skeleton, position)
            )
            if loads.imbalance > 0.1:
                falling[f"{exercise} {position.number}"] = round(loads.imbalance, 2)
    refuse_more(falling, "unbalanced")
