"""What the bridge hands to the rules: its figures, and the inferred relations worked out again.

The chains of the ontology are checked against plain loops over what is stated, so that a dropped
chain or a changed query cannot pass unseen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
import pytest

from kg.knowledge import KnowledgeBase

Pair = tuple[str, str]

FIGURES = {
    "action_beyond": 5,
    "against_finding": 9,
    "antagonist": 726,
    "bars_everything": 25,
    "block_stage": 3,
    "body_of": 323,
    "caution_of": 2579,
    "caution_shown_by": 2791,
    "cautioned": 2224,
    "clearance_kind": 152,
    "clearing_condition": 1,
    "clearing_per_side": 2,
    "clearing_region": 4,
    "complaint_claim": 8,
    "concerns": 2,
    "condition": 152,
    "condition_asks": 71,
    "condition_protects": 82,
    "condition_sided": 152,
    "condition_stage": 54,
    "contradicts_clearance": 5,
    "control_shown_by": 1,
    "default_fms_policy": 1,
    "demand_loads": 52,
    "demand_loads_with": 2,
    "demand_modifier": 429,
    "demand_of": 2157,
    "demand_per_limb": 44,
    "demand_unit": 76,
    "difficulty": 323,
    "dispute": 32,
    "dose": 96,
    "dose_record": 96,
    "dose_source": 250,
    "easier_first": 1,
    "edition": 18,
    "emphasis": 175,
    "equipment": 21,
    "equipment_set": 360,
    "evidence": 735,
    "evidence_families": 735,
    "evidence_source": 1446,
    "excludes_finding": 6,
    "exercise": 323,
    "exercise_region": 323,
    "extended_member": 4,
    "fascia": 1,
    "finding": 31,
    "finding_kind": 31,
    "finding_region": 31,
    "fms_category": 7,
    "fms_clearing": 3,
    "fms_corrective": 75,
    "fms_drill_side": 9,
    "fms_limit": 22,
    "fms_order": 7,
    "fms_pattern": 7,
    "fms_pause": 17,
    "fms_pauses_lift": 18,
    "fms_per_side": 5,
    "fms_policy": 2,
    "fms_screens": 7,
    "fms_suspects": 60,
    "focus_covers": 10,
    "frame": 19,
    "goal_criterion": 7,
    "graded": 114,
    "habit_strength": 25,
    "habit_suspects": 133,
    "habit_suspects_finding": 68,
    "integration": 164,
    "intensity": 7,
    "joint_angle": 5851,
    "joint_moment": 5851,
    "joint_motion": 55,
    "keeps_side": 12,
    "lift_division": 14,
    "lift_trains": 17,
    "lifts_warning": 5,
    "limit_decides": 33,
    "limit_motion": 5,
    "loads_region": 517,
    "measure_counts_up": 4,
    "measure_detectable": 30,
    "measure_limit": 94,
    "measure_main": 34,
    "measure_reads": 60,
    "measure_shows_short": 97,
    "measure_sided": 33,
    "measure_unit": 39,
    "midline_finding": 12,
    "midline_region": 2,
    "mistake_grade": 37,
    "mistake_severity": 37,
    "mistake_source": 44,
    "modification_of": 2,
    "modification_reading": 10,
    "motion_confirmed": 210,
    "motion_region": 55,
    "motion_serving": 294,
    "motion_sided": 46,
    "motion_sign": 199,
    "motion_sign_below": 28,
    "motion_sign_firm": 62,
    "moves_joint": 81,
    "muscle": 101,
    "muscle_group": 25,
    "muscle_region": 101,
    "needs": 248,
    "needs_clearance": 76,
    "needs_side": 5,
    "needs_supervision": 2,
    "normal_range": 52,
    "not_applicable": 51,
    "not_applicable_reason": 51,
    "one_direction": 1,
    "opposes": 60,
    "paired": 99,
    "part_beyond": 23,
    "part_from": 218,
    "part_modifier": 53,
    "part_of": 77,
    "pattern_uses": 52,
    "performs": 197,
    "phase_goal": 4,
    "phase_maximum": 4,
    "phase_of": 323,
    "phase_order": 4,
    "picture_of": 24,
    "planned_day": 28,
    "points_to": 19,
    "population": 7,
    "population_avoids": 13,
    "population_dose": 17,
    "population_dose_record": 17,
    "population_excludes_technique": 1,
    "population_prefers_position": 2,
    "population_says": 31,
    "population_spares": 4,
    "position_loads": 4,
    "position_of": 323,
    "posture_sign": 25,
    "precaution": 1348,
    "precaution_part": 1699,
    "prefers_exercise": 551,
    "presumes": 1,
    "program_parameter": 4,
    "progress_detectable_change": 2,
    "progress_real_change": 1,
    "progress_view": 3,
    "progression": 152,
    "progression_rule": 5,
    "reach_limit": 49,
    "reach_value": 46,
    "reaches": 418,
    "readiness_question": 10,
    "reassessment_trigger": 4,
    "red_flag": 24,
    "region_body": 5,
    "region_order": 5,
    "score_cut_off": 1,
    "scoring_figure": 6,
    "seen_in": 55,
    "severity_class": 5,
    "severity_grade": 3,
    "shows_demand": 1633,
    "sign_is_like": 25,
    "sign_view": 32,
    "sign_without_sides": 7,
    "slot_order": 6,
    "slot_use": 14,
    "speaks_against": 15,
    "speaks_for": 10,
    "stage_allows_only": 3,
    "stage_order": 3,
    "stage_precaution": 289,
    "standard": 337,
    "study_figure": 55,
    "substitute": 56,
    "syndrome": 4,
    "syndrome_minimum": 4,
    "syndrome_region": 8,
    "tagged": 1491,
    "target_reason": 21,
    "targets": 617,
    "taught": 4,
    "technique_of": 323,
    "technique_rank": 7,
    "technique_rank_for": 10,
    "tempo": 7,
    "told_by": 242,
    "trains": 154,
    "unconfirmed_finding": 5,
    "unequal_class": 2,
    "unilateral": 204,
    "unsuited": 1614,
    "unsuited_in_region": 333,
    "usual_strength_backward": 30,
    "usual_strength_onward": 30,
    "vocabulary": 978,
    "warning_word": 22,
}
# Condition: exercises ruled out, exercises that call for the modification.
LIMITED = {
    "active_malignancy": (44, 0),
    "acute_disc_herniation": (60, 74),
    "anticoagulant_therapy": (42, 0),
    "aortic_aneurysm": (4, 0),
    "bleeding_disorder": (44, 0),
    "cervical_instability_or_vascular": (28, 27),
    "cervical_radiculopathy": (66, 9),
    "diabetes": (0, 8),
    "diastasis_recti": (17, 0),
    "dvt_history": (19, 0),
    "fall_risk": (19, 170),
    "fibromyalgia_or_sensitisation": (0, 55),
    "flexion_intolerant_low_back": (16, 0),
    "glaucoma_or_retinal_disease": (17, 44),
    "hernia_abdominal_or_inguinal": (27, 37),
    "hip_osteoarthritis_or_fai": (4, 61),
    "hypertension_controlled": (17, 83),
    "joint_hypermobility": (63, 61),
    "knee_osteoarthritis_or_pfp": (26, 57),
    "kneeling_intolerance": (37, 0),
    "limb_prosthesis": (0, 186),
    "multiple_sclerosis": (0, 22),
    "osteoporosis": (42, 83),
    "osteoporotic_vertebral_fracture": (118, 116),
    "parkinson": (0, 22),
    "pelvic_floor_dysfunction": (14, 24),
    "pelvic_girdle_pain": (31, 8),
    "peripheral_artery_disease": (19, 0),
    "peripheral_neuropathy": (43, 17),
    "postpartum_early": (29, 72),
    "pregnancy_after_first_trimester": (109, 91),
    "pregnancy_first_trimester": (12, 80),
    "reactive_achilles_or_plantar_pain": (2, 64),
    "retinal_detachment": (32, 0),
    "rheumatoid_arthritis_flare": (12, 0),
    "severe_obesity": (0, 159),
    "shoulder_impingement_symptoms": (55, 45),
    "shoulder_instability_anterior": (18, 82),
    "spinal_fusion_lumbar": (0, 5),
    "spondylolisthesis_or_stenosis": (16, 47),
    "symphysis_pubis_pain": (42, 0),
    "total_hip_replacement": (75, 58),
    "total_knee_replacement": (49, 0),
    "varicose_veins": (18, 0),
    "vertigo": (67, 136),
    "wrist_loading_intolerance": (41, 0),
    "unlisted_condition": (64, 109),
}
FIELDS = {
    "assessment": 9,
    "clearing": 4,
    "clearing_result": 5,
    "condition": 152,
    "edition": 18,
    "equipment": 21,
    "exercise": 323,
    "finding": 31,
    "fms_policy": 2,
    "fms_test": 7,
    "goal_kind": 2,
    "habit": 25,
    "lift": 14,
    "measure": 39,
    "measure_result": 2,
    "modification": 2,
    "modification_result": 2,
    "muscle": 100,
    "phase": 4,
    "population": 7,
    "posture_sign": 25,
    "readiness": 10,
    "readiness_answer": 3,
    "red_flag": 24,
    "region": 5,
    "result": 4,
    "severity": 3,
    "side": 3,
    "test": 74,
    "view": 3,
    "unlisted_condition": 1,
}


@cache
def knowledge() -> KnowledgeBase:
    """Return the knowledge of the repository."""
    return KnowledgeBase.load()


def pairs(predicate: str) -> set[Pair]:
    """Return the first two arguments of a predicate's facts."""
    return {(str(row[0]), str(row[1])) for row in knowledge().facts.relations[predicate]}


def stated(prop: str) -> set[Pair]:
    """Return the pairs that the modules state with a property."""
    found = knowledge().select(f"SELECT ?x ?y WHERE {{ ?x :{prop} ?y }}", asserted=True)
    return {(str(one), str(other)) for one, other in found}


def joined(first: set[Pair], second: set[Pair]) -> set[Pair]:
    """Return the pairs that lead through both relations."""
    onward = defaultdict(set)
    for one, other in second:
        onward[one].add(other)
    return {(one, last) for one, middle in first for last in onward[middle]}


def turned(relation: set[Pair]) -> set[Pair]:
    """Return a relation read backwards."""
    return {(other, one) for one, other in relation}


def both_ways(relation: set[Pair]) -> set[Pair]:
    """Return a relation with its pairs in both orders."""
    return relation | turned(relation)


def followed(relation: set[Pair]) -> Iterator[set[Pair]]:
    """Yield a relation with ever longer ways, until none is new."""
    reached = relation
    while True:
        yield reached
        further = reached | joined(reached, relation)
        if further == reached:
            return
        reached = further


@pytest.mark.parametrize(("predicate", "expected"), FIGURES.items())
def test_number_of_facts(predicate: str, expected: int) -> None:
    assert len(knowledge().facts.relations[predicate]) == expected


def test_every_predicate_has_its_figure() -> None:
    assert set(knowledge().facts.relations) == set(FIGURES)


def test_every_predicate_says_what_it_means() -> None:
    facts = knowledge().facts
    assert [
        name for name, meaning in facts.meanings.items() if not meaning.endswith((".", "}"))
    ] == []


def test_exercises_limited_by_each_condition() -> None:
    exercises = {row[0] for row in knowledge().facts.relations["exercise"]}
    out = Counter(condition for one, condition in pairs("unsuited") if one in exercises)
    care = Counter(condition for one, condition in pairs("cautioned") if one in exercises)
    found = {one: (out[one], care[one]) for one in sorted(set(out) | set(care))}
    assert found == LIMITED
    assert (out.total(), care.total()) == (1458, 2112)


def test_exclusions_follow_from_technique_position_and_tags() -> None:
    out = (
        joined(stated("usesTechnique"), turned(stated("excludesTechnique")))
        | joined(stated("hasPosition"), turned(stated("excludesPosition")))
        | joined(stated("hasTag"), turned(stated("excludesTag") | stated("excludesTagInRegion")))
        | turned(stated("excludesExercise"))
    )
    assert pairs("unsuited") == out


def test_exclusions_in_a_region_follow_from_technique_and_tags() -> None:
    out = joined(stated("usesTechnique"), turned(stated("excludesTechniqueInRegion"))) | joined(
        stated("hasTag"), turned(stated("excludesTagInRegion"))
    )
    assert pairs("unsuited_in_region") == out


def test_cautions_follow_from_tags_and_give_way_to_exclusions() -> None:
    care = joined(stated("hasTag"), turned(stated("cautionsTag")))
    assert pairs("cautioned") == care - pairs("unsuited")


def test_only_regional_conditions_exclude_in_a_region() -> None:
    regional = {
        str(one)
        for one, _, scope in knowledge().facts.relations["condition"]
        if scope == "affected_region"
    }
    for prop in ("excludesTechniqueInRegion", "excludesTagInRegion"):
        assert {one for one, _ in stated(prop)} <= regional
    for prop in ("excludesTechnique", "excludesTag", "excludesPosition"):
        assert {one for one, _ in stated(prop)}.isdisjoint(regional)


def test_a_condition_that_bars_everything_names_no_technique() -> None:
    barring = {str(one) for (one,) in knowledge().facts.relations["bars_everything"]}
    named = stated("excludesTechnique") | stated("excludesTechniqueInRegion")
    assert {one for one, _ in named}.isdisjoint(barring)


def test_antagonists_are_declared_or_act_against_each_other() -> None:
    performs = stated("performs")
    against = joined(joined(performs, both_ways(stated("opposes"))), turned(performs))
    declared = both_ways(stated("declaredAntagonistOf"))
    assert pairs("antagonist") == {
        (one, other) for one, other in against | declared if one != other
    }


def test_opposed_actions_move_the_same_joint() -> None:
    joint = dict(stated("atJoint"))
    assert [pair for pair in pairs("opposes") if joint[pair[0]] != joint[pair[1]]] == []


def test_parts_reach_every_whole_and_no_extended_member_is_one() -> None:
    *_, reached = followed(stated("directPartOf"))
    assert pairs("part_of") == reached
    assert pairs("extended_member").isdisjoint(turned(reached))


def test_regions_loaded_are_the_own_those_of_the_joints_and_those_of_the_pattern() -> None:
    exercises = {str(one) for (one,) in knowledge().facts.relations["exercise"]}
    by_pattern = joined(stated("trainsPattern"), stated("patternLoadsRegion"))
    assert pairs("loads_region") == stated("trainsRegion") | joined(
        stated("usesJoint"), stated("inRegion")
    ) | {(one, region) for one, region in by_pattern if one in exercises}


@pytest.mark.parametrize("pattern", ["squat_pattern", "lunge_pattern", "step_pattern"])
def test_whoever_squats_lunges_or_steps_loads_the_knee(pattern: str) -> None:
    trained = {one for one, what in pairs("trains") if what == pattern}
    assert trained
    assert {(one, "knee") for one in trained} <= pairs("loads_region")


def test_phases_come_from_techniques() -> None:
    assert pairs("phase_of") == joined(stated("usesTechnique"), stated("servesPhase"))


def test_evidence_names_finding_muscle_and_direction_as_stated() -> None:
    rows = {
        (str(row[0]), str(row[1]), str(row[3])) for row in knowledge().facts.relations["evidence"]
    }
    over = {(row, finding, "overactive") for row, finding in stated("overactiveFor")}
    under = {(row, finding, "underactive") for row, finding in stated("underactiveFor")}
    assert rows == over | under


def test_evidence_rows_are_named_after_what_they_say() -> None:
    suffix = {"same_side": "_same", "opposite_side": "_opposite", "unstated_side": "_unstated"}
    for row in knowledge().facts.relations["evidence"]:
        name, finding, muscle, direction, side, edition, _ = map(str, row)
        short = direction.removesuffix("active")
        assert name == f"ev_{finding}_{muscle}_{short}_{edition}{suffix.get(side, '')}"


def test_sides_are_stated_only_for_sided_findings() -> None:
    sided = {str(one) for (one,) in knowledge().facts.relations["needs_side"]}
    for row in knowledge().facts.relations["evidence"]:
        assert (row[4] != "as_observed") == (str(row[1]) in sided)


def test_shortcuts_of_the_evidence() -> None:
    for prop, shortcut in (
        ("overactiveFor", "implicatesOveractive"),
        ("underactiveFor", "implicatesUnderactive"),
    ):
        found = knowledge().select(f"SELECT ?x ?y WHERE {{ ?x :{shortcut} ?y }}")
        assert {(str(x), str(y)) for x, y in found} == joined(
            turned(stated(prop)), stated("aboutMuscle")
        )


def test_every_field_of_a_case_has_its_words() -> None:
    words = Counter(field for field, _ in pairs("vocabulary") if not field.startswith("stage_of_"))
    assert words == FIELDS


def test_the_stages_of_a_condition_are_words_of_a_field_of_its_own() -> None:
    stages = Counter(str(row[0]) for row in knowledge().facts.relations["condition_stage"])
    words = Counter(field for field, _ in pairs("vocabulary") if field.startswith("stage_of_"))
    assert words == {f"stage_of_{condition}": count for condition, count in stages.items()}


def test_words_of_the_example_case() -> None:
    words = pairs("vocabulary")
    for field, one in (
        ("finding", "knees_move_inward"),
        ("assessment", "overhead_squat"),
        ("test", "ankle_dorsiflexion"),
        ("result", "limited"),
        ("fms_test", "trunk_stability_push_up"),
        ("clearing", "spinal_extension_clearing"),
        ("clearing_result", "negative"),
        ("lift", "squat"),
        ("lift", "bench_press"),
        ("edition", "nasm_ces1"),
    ):
        assert (field, one) in words


def test_progressions_lead_to_no_easier_exercise() -> None:
    level = {row[0]: int(row[1]) for row in knowledge().facts.relations["difficulty"]}
    found = knowledge().facts.relations["progression"]
    assert [row for row in found if level[row[0]] > level[row[1]]] == []


def test_a_remedy_is_a_sentence() -> None:
    remedies = {
        str(one.subject): one.object.value
        for one in knowledge().asserted.quads_for_pattern(
            None, ox.NamedNode("https://w3id.org/corrective-exercise/remedy"), None, None
        )
        if isinstance(one.object, ox.Literal)
    }
    assert len(remedies) == FIGURES["mistake_severity"]
    too_short = {
        mistake: text
        for mistake, text in remedies.items()
        if len(text.split()) < 4 or not text[0].isupper() or not text.endswith(".")
    }
    assert too_short == {}


def test_no_condition_with_sides_asks_for_the_side() -> None:
    """A case states the side, and one that does not is asked for it by a rule of its own."""
    sided = {condition for condition, kind in pairs("condition_sided") if kind != "sided_no"}
    questions = {one: knowledge().texts[one].get("askText", ()) for one in sided}
    asking = [
        (one, question)
        for one, texts in questions.items()
        for question in texts
        if "side" in question.lower().replace("on the weak side", "").replace("sideways", "")
    ]
    assert any(questions.values())
    assert asking == []
