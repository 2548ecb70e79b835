"""A vocabulary small enough to read at a glance: tests of the case need no knowledge base."""

from __future__ import annotations

from typing import Final

from kg.engine.vocabulary import Vocabulary

WORDS: Final = Vocabulary(
    ids={
        "finding": frozenset({"knees_move_inward", "knees_move_outward", "heel_rises"}),
        "assessment": frozenset({"overhead_squat", "gait"}),
        "side": frozenset({"left", "right", "both"}),
        "severity": frozenset({"mild", "moderate", "severe"}),
        "test": frozenset({"ankle_dorsiflexion"}),
        "result": frozenset({"limited", "normal"}),
        "fms_test": frozenset({"deep_squat", "hurdle_step"}),
        "clearing": frozenset({"shoulder_clearing"}),
        "clearing_result": frozenset({"positive", "negative"}),
        "region": frozenset({"knee", "shoulder"}),
        "red_flag": frozenset({"fever_chills"}),
        "condition": frozenset({"osteoporosis", "knee_replacement"}),
        "population": frozenset({"older_adult"}),
        "habit": frozenset({"prolonged_sitting"}),
        "equipment": frozenset({"foam_roller", "mini_band"}),
        "edition": frozenset({"nasm_ces1"}),
        "exercise": frozenset({"plank", "side_plank"}),
        "lift": frozenset({"squat"}),
    },
    names={
        "knees_move_inward": ("Knees move inward", "knee valgus", "Inward or outward"),
        "knees_move_outward": ("Knees move outward", "Inward or outward"),
        "overhead_squat": ("Overhead squat assessment", "OHSA"),
        "foam_roller": ("Foam roller",),
        "left": ("Left", "L"),
        "deep_squat": ("Deep squat",),
        "plank": ("Front plank",),
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
fms:
  scores: {hurdle_step: {left: 2, right: 1}, deep_squat: 2}
  clearing: {shoulder_clearing: {left: positive, right: negative}}
pain: [{region: knee, side: right}, {region: shoulder}]
red_flags: [fever_chills]
conditions: [osteoporosis, {condition: knee_replacement, region: knee, side: left}]
population: [older_adult]
habits: [prolonged_sitting]
equipment: [foam_roller, mini_band]
minutes: 20
level: 2
days_per_week: 3
goals: [{text: "Squat without pain", measure: depth, target: 90, by: 2026-04-27}]
refuses: [plank]
lifts: [squat]
"""
