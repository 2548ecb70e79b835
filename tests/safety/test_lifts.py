"""Main lifts heed what exercises heed, in the sessions of an advice and in critiques."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pytest

from kg.case.model import Case
from kg.plan.judge import Judge as PlanJudge
from kg.plan.model import Plan
from tests.safety.product import KNOWLEDGE, RULES, advise_plainly

KNEES: Final = {"finding": "knees_move_inward", "side": "right"}
LIFTS: Final = (
    "bench_press",
    "deadlift",
    "lat_pulldown",
    "loaded_carry",
    "overhead_press_lift",
    "squat",
    "weighted_lunge",
)
#: What the client has, the lifts that are left out, and some that are not.
ROWS: Final[list[tuple[str, dict[str, Any], str, str]]] = [
    (
        "a repaired aorta",
        {"conditions": [{"condition": "aortic_aneurysm", "cleared": True}]},
        "bench_press deadlift overhead_press_lift squat",
        "",
    ),
    (
        "Marfan syndrome",
        {"conditions": [{"condition": "marfan_or_veds", "cleared": True}]},
        "bench_press deadlift squat",
        "",
    ),
    ("glaucoma", {"conditions": ["glaucoma_or_retinal_disease"]}, "deadlift squat", "lat_pulldown"),
    ("thin bones", {"conditions": ["osteoporosis"]}, "deadlift", "lat_pulldown bench_press"),
    (
        "a fresh disc",
        {"conditions": ["acute_disc_herniation"]},
        "deadlift squat weighted_lunge loaded_carry",
        "",
    ),
    (
        "an old disc",
        {"conditions": [{"condition": "disc_herniation_cleared", "cleared": True}]},
        "deadlift",
        "lat_pulldown bench_press",
    ),
    ("late pregnancy", {"population": ["pregnant"]}, "deadlift squat lat_pulldown", ""),
    (
        "late pregnancy, cleared",
        {"conditions": [{"condition": "pregnancy_after_first_trimester", "cleared": True}]},
        "deadlift squat",
        "lat_pulldown",
    ),
    ("a hip replaced at an unknown time", {"conditions": ["total_hip_replacement"]}, "squat", ""),
    ("a stiff shoulder of no stage", {"conditions": ["frozen_shoulder"]}, "lat_pulldown", ""),
    (
        "an old device",
        {"conditions": [{"condition": "pacemaker_icd", "stage": "stage_pacemaker_icd_healed"}]},
        "bench_press",
        "",
    ),
    ("a painful knee", {"pain": [{"region": "knee"}]}, "loaded_carry squat weighted_lunge", ""),
    (
        "a painful neck",
        {"pain": [{"region": "head_neck"}]},
        "deadlift loaded_carry overhead_press_lift squat",
        "bench_press",
    ),
    (
        "a painful foot",
        {"pain": [{"region": "foot_ankle"}]},
        "loaded_carry overhead_press_lift squat",
        "bench_press lat_pulldown",
    ),
    (
        "a replaced shoulder",
        {"conditions": [{"condition": "shoulder_replacement_reverse", "side": "left"}]},
        "bench_press overhead_press_lift lat_pulldown",
        "",
    ),
    (
        "a painful shoulder",
        {"pain": [{"region": "shoulder", "side": "left"}]},
        "bench_press overhead_press_lift lat_pulldown weighted_lunge",
        "",
    ),
    (
        "a painful squat",
        {"fms": {"scores": {"deep_squat": 0}}},
        "squat",
        "deadlift bench_press",
    ),
    ("nothing", {}, "", " ".join(LIFTS)),
]


@cache
def plan() -> Plan:
    items = [{"exercise": "ac_glute_bridge", "sets": 2, "reps": 12}]
    frame = {"warm_up": 8, "cool_down": 5, "refer": "to a physician"}
    return Plan.model_validate({"items": items, "lifts": list(LIFTS), **frame})


@pytest.mark.parametrize(
    ("given", "out", "on"), [pytest.param(*row[1:], id=row[0]) for row in ROWS]
)
def test_lifts_are_left_out_as_exercises_are(given: dict[str, Any], out: str, on: str) -> None:
    case = {"findings": [KNEES], "lifts": list(LIFTS), **given}
    advice = advise_plainly(case)
    trained = {lift for session in advice["sessions"] for lift in session["lifts"]}
    assert not trained & {*out.split()}
    assert trained >= {*on.split()}
    told = " ".join(note["text"] for note in advice["week_notes"])
    for lift in out.split():
        assert f"{KNOWLEDGE.label(lift)} is left out of the sessions: " in told
    critique = PlanJudge(Case.model_validate(case), KNOWLEDGE, rules=RULES).critique(plan())
    flaws = " ".join(
        row.text for row in critique.violations if row.mistake == "mistake_contraindicated_exercise"
    )
    for lift in out.split():
        label = KNOWLEDGE.label(lift)
        assert f"{label[0].lower()}{label[1:]} is contraindicated: " in flaws
    for lift in on.split():
        assert f"{KNOWLEDGE.label(lift).lower()} is contraindicated" not in flaws.lower()
