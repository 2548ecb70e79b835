"""A pack brings an exercise with its positions and instructions, and it is drawn like ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.main import main
from tests.packs.made import folder, module
from tests.packs.test_tables import rows

EXERCISE = """:tried_clamshell_wall
    a :Exercise ;
    rdfs:label "Clamshell, feet on the wall (tried)"@en ;
    :cue "Soles against the wall, open the knee, pelvis still."@en ;
    :difficulty 1 ;
    :hasEvidenceGrade :compiled_from_knowledge ;
    :hasPosition :side_lying ;
    :hasTag :tag_floor_transfer ;
    :inPlane :transverse_plane ;
    :isUnilateral true ;
    :targets :gluteus_medius ;
    :trainsDivision :lower_body ;
    :trainsRegion :lphc ;
    :usesJoint :hip_joint ;
    :usesTechnique :isolated_strengthening ;
    dcterms:source :source_kinesiology_texts .
"""
NAME = "tried_clamshell_wall"
TABLES = {
    "equipment_sets": [
        {
            "exercise": NAME,
            "number": "1",
            "items": "wall",
            "sources": "source_kinesiology_texts",
        }
    ],
    "exercise_movements": [
        {
            "exercise": NAME,
            "posture": "posture_side_lying_right",
            "two_sided": "false",
            "drawn": "left",
            "marked": "worked",
            "work": "work_moves",
            "anchor": "point_hip",
            "anchor_side": "other_limb",
            "view": "right",
            "view_turn": "40",
            "view_elevation": "14",
        }
    ],
    "exercise_positions": [
        {"exercise": NAME, "number": "1", "kind": "position_start"},
        {"exercise": NAME, "number": "2", "kind": "position_end"},
    ],
    "position_angles": [
        {"position": f"{NAME}_position_1", "motion": "hip_flexion", "value": "60"},
        {"position": f"{NAME}_position_1", "motion": "knee_flexion", "value": "90"},
        {
            "position": f"{NAME}_position_2",
            "motion": "hip_external_rotation",
            "side": "worked_limb",
            "value": "35",
        },
    ],
    "instructions": [
        {
            "id": NAME,
            "set_up": "Lie on your side, knees bent, both soles against a wall.",
            "carry_out": "Open the top knee. Lower slowly.",
            "feel": "The side and back of the top hip.",
            "avoid": "Do not roll back.",
            "stop": "the side of the hip hurts sharply.",
        }
    ],
}


def test_an_exercise_of_a_pack_is_drawn_from_its_positions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"ontology/tables/{table}.tsv": rows(table, *own) for table, own in TABLES.items()}
    place = folder(tmp_path, {"ontology/x.ttl": module("tried", EXERCISE), **files})
    assert main(["figure", NAME, "--pack", str(place), "--trust-packs"]) == 0
    picture = capsys.readouterr().out
    assert picture.startswith("<svg")
    assert "Clamshell, feet on the wall (tried)" in picture


def test_a_pack_is_not_drawn_into_the_folder_of_all_figures(tmp_path: Path) -> None:
    place = folder(tmp_path, {"ontology/x.ttl": module("tried", EXERCISE)})
    assert main(["figure", "--all", str(tmp_path / "all"), "--pack", str(place)]) == 2
