"""Mechanics: what exercises do to muscles follows from positions and loads, and is proved."""

from __future__ import annotations

import pytest

from kg.cli.main import main
from kg.explain.mechanics import Mechanics
from kg.knowledge import KnowledgeBase
from kg.quality.mechanics import Agreement, TagDifference, check

KNOWLEDGE = KnowledgeBase.load()
EXERCISES = sorted({str(row[0]) for row in KNOWLEDGE.facts.relations["joint_angle"]})
MECHANICS = Mechanics.of(KNOWLEDGE, EXERCISES)


def first_reason(exercise: str, target: str) -> str:
    text: str = MECHANICS.reasons(exercise, target)[0].top.text
    return text


@pytest.mark.parametrize(
    ("exercise", "target", "says"),
    [
        ("ac_side_lying_hip_abduction", "gluteus_medius", "moves into hip abduction"),
        ("in_bodyweight_squat", "gluteus_maximus", "goes into hip flexion"),
        ("in_bodyweight_squat", "quadriceps", "brings it back by knee extension"),
        ("ac_external_rotation_band", "infraspinatus", "moves into shoulder external rotation"),
        ("ac_plank", "abdominal_complex", "holds a load that pulls against"),
        ("st_standing_adductor", "adductor_longus", "contrary to hip adduction"),
        ("st_half_kneeling_hip_flexor", "iliacus", "ends with hip extension at"),
        ("st_supine_piriformis", "piriformis", "contrary to hip internal rotation"),
    ],
)
def test_an_exercise_serves_its_muscle_by_what_its_positions_show(
    exercise: str, target: str, says: str
) -> None:
    assert says in first_reason(exercise, target)


def test_every_reason_is_proved_and_passes_the_checker() -> None:
    solved = MECHANICS.solved
    atoms = [atom for name in ("served", "lengthened") for atom in solved.truth.of(*_size(name))]
    assert len(atoms) > 500
    assert solved.faults(atoms[::97]) == []


def _size(name: str) -> tuple[str, int]:
    return name, {"served": 3, "lengthened": 4}[name]


def test_mechanics_explain_nearly_all_that_exercises_are_for() -> None:
    described = set(EXERCISES)
    rows = [
        (str(exercise), str(target))
        for exercise, target in KNOWLEDGE.facts.relations["targets"]
        if str(exercise) in described and not str(exercise).startswith("smr_")
    ]
    served = {
        tuple(map(str, atom.arguments[:2])) for atom in MECHANICS.solved.truth.of("served", 3)
    }
    assert sum(row in served for row in rows) >= 0.95 * len(rows)


def test_what_mechanics_do_not_explain_has_a_reason() -> None:
    assert list(check(KNOWLEDGE)) == []


def test_what_positions_show_is_compared_with_tags() -> None:
    agreement = Agreement(KNOWLEDGE)
    assert agreement.tags_missing == ()
    carried = TagDifference("tag_hip_flexion_gt90", "st_childs_pose")
    assert carried in agreement.tags_shown
    bare = Agreement(KNOWLEDGE)
    vars(bare)["_judged"] = frozenset()
    assert TagDifference("tag_hip_flexion_gt90", "dm_wrist_self_glide") in bare.tags_missing


def test_explain_begins_with_how_the_exercise_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ac_side_lying_hip_abduction"]) == 0
    assert "against a load; gluteus medius" in " ".join(capsys.readouterr().out.split())
