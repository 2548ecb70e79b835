"""A vocabulary small enough to read at a glance: tests of the case need no knowledge base."""

from __future__ import annotations

from typing import Final

from kg.case.vocabulary import Vocabulary

WORDS: Final = Vocabulary(
    ids={
        "finding": frozenset({"knees_move_inward", "knees_move_outward", "heel_rises"}),
        "assessment": frozenset({"overhead_squat", "gait"}),
        "side": frozenset({"left", "right", "both"}),
        "severity": frozenset({"mild", "moderate", "severe"}),
        "test": frozenset({"ankle_dorsiflexion"}),
        "result": frozenset({"limited", "normal"}),
        "posture_sign": frozenset({"pes_planus", "knee_hyperextension"}),
        "view": frozenset({"view_anterior", "view_lateral", "view_posterior"}),
        "modification": frozenset({"heels_raised", "hands_on_hips"}),
        "modification_result": frozenset({"improves", "persists"}),
        "readiness": frozenset({"readiness_chest_pain", "readiness_medication"}),
        "readiness_answer": frozenset({"answer_yes", "answer_no", "answer_cleared"}),
        "fms_policy": frozenset({"hierarchy_first", "severity_first"}),
        "fms_test": frozenset({"deep_squat", "hurdle_step"}),
        "clearing": frozenset({"shoulder_clearing"}),
        "clearing_result": frozenset({"positive", "negative"}),
        "region": frozenset({"knee", "shoulder"}),
        "red_flag": frozenset({"fever_chills"}),
        "condition": frozenset({"osteoporosis", "knee_replacement"}),
        "stage_of_knee_replacement": frozenset(
            {"stage_knee_replacement_early", "stage_knee_replacement_late"}
        ),
        "population": frozenset({"older_adult"}),
        "habit": frozenset({"prolonged_sitting"}),
        "equipment": frozenset({"foam_roller", "mini_band"}),
        "edition": frozenset({"nasm_ces1"}),
        "exercise": frozenset({"plank", "side_plank"}),
        "lift": frozenset({"squat"}),
        "goal_kind": frozenset({"goal_process", "goal_outcome"}),
    },
    names={
        "knees_move_inward": ("Knees move inward", "knee valgus", "Inward or outward"),
        "knees_move_outward": ("Knees move outward", "Inward or outward"),
        "overhead_squat": ("Overhead squat assessment", "OHSA"),
        "foam_roller": ("Foam roller",),
        "left": ("Left", "L"),
        "view_lateral": ("From the side", "side"),
        "answer_yes": ("Yes",),
        "answer_no": ("No",),
        "answer_cleared": ("Yes, and cleared", "cleared"),
        "deep_squat": ("Deep squat",),
        "stage_knee_replacement_late": ("Knee replacement, stage: late",),
        "shoulder_clearing": ("Shoulder clearing test",),
        "plank": ("Front plank",),
        "goal_process": ("Process goal", "process"),
        "goal_outcome": ("Outcome goal", "outcome"),
    },
)

FULL: Final = """\
client: client-07
date: 2026-03-02
edition: nasm_ces1
findings:
  - {finding: knees_move_inward, assessment: overhead_squat, side: right, severity: moderate}
  - {finding: heel_rises}
tests:
  - {test: ankle_dorsiflexion, side: left, result: limited}
  - {test: ankle_dorsiflexion, result: normal}
posture:
  - {sign: knee_hyperextension, view: side, side: left, severity: mild}
  - {sign: pes_planus}
modifications:
  - {modification: heels_raised, finding: knees_move_inward, side: right, result: improves}
fms:
  policy: severity_first
  scores: {hurdle_step: {left: 2, right: 1}, deep_squat: 2}
  clearing: {shoulder_clearing: {left: positive, right: negative}}
  cleared: [{test: shoulder_clearing, side: left, cleared_on: 2026-02-01, limits: below 90}]
  previous:
    date: 2026-01-05
    scores: {hurdle_step: {left: 1, right: 1}}
    clearing: {shoulder_clearing: {left: negative, right: negative}}
readiness: {readiness_chest_pain: no, readiness_medication: cleared}
pain: [{region: knee, side: right}, {region: shoulder, cleared: yes}]
red_flags: [fever_chills]
conditions:
  - osteoporosis
  - {condition: knee_replacement, region: knee, side: left, stage: early, cleared: true}
population: [older_adult]
habits: [prolonged_sitting]
equipment: [foam_roller, mini_band]
minutes: 20
level: 2
days_per_week: 3
goals:
  - {text: "Squat without pain", measure: depth, target: 90, by: 2026-04-27}
  - text: Knees over the feet
    kind: outcome
    finding: knee valgus
    pattern: deep_squat
    unit: degrees
    baseline: 4.5
    target: -0.25
    by: 2026-03-01
  - {text: Roll daily, kind: process, times_per_week: 7, target: not a day left out}
refuses: [plank]
lifts: [squat]
assessed: [overhead_squat, gait]
"""
