"""The planted faults: one row for each way in which an advice may be unsafe."""

from __future__ import annotations

from typing import Final

from tests.safety.tamper import (
    Change,
    both,
    choose_twice,
    crowd,
    edit,
    first_item,
    first_session,
    loosen_care,
    muscle_state,
    next_drill,
    pain,
    put,
    reverse_parts,
    say,
    screen,
    session_on_the_other_side,
    shift_phase,
    step_to,
    steps_of_another,
    strange_drill,
    strange_session_item,
    turn_phases,
    without_referrals,
    wrong_side,
)

__all__ = ["FAULTS", "SCREEN_FAULTS"]

#: name, the change of case and advice, and what must be named: kind, place, a word of the reason.
FAULTS: Final[list[tuple[str, Change, str, str, str]]] = [
    ("a red flag that stops", say(red_flags=["chest_pain_or_pressure"]), "stop", "program", ""),
    ("readiness", say(readiness={"readiness_heart_or_bp": "answer_yes"}), "stop", "program", ""),
    ("fever", say(conditions=["fever_or_acute_illness"]), "stop", "program", "fever"),
    ("stopped sessions", say(conditions=["fever_or_acute_illness"]), "stop", "session", ""),
    ("pain on the side", pain("knee", "right"), "protected", "program", "pain"),
    ("pain without a side", say(pain=[{"region": "lphc"}]), "protected", "program", "pain"),
    ("pain in a session", pain("lphc", "right"), "protected", "session", "pain"),
    (
        "pain on the other side of the pelvis",
        both(pain("lphc", "left"), put("ac_clamshell", "right")),
        "protected",
        "program",
        "lphc (right)",
    ),
    (
        "sciatica of the other leg",
        both(
            say(conditions=[{"condition": "sciatica_current", "side": "left"}]),
            put("ac_clamshell", "right"),
        ),
        "protected",
        "program",
        "sciatica_current",
    ),
    (
        "a lunge on the painful knee of the other leg",
        both(pain("knee", "left"), put("st_standing_adductor", "right")),
        "protected",
        "program",
        "knee (left)",
    ),
    (
        "balance on a painful knee",
        both(pain("knee", "right"), put("in_single_leg_balance", "right")),
        "protected",
        "program",
        "knee (right)",
    ),
    (
        "standing on a painful foot",
        both(pain("foot_ankle", "left"), put("ac_face_pull", "both")),
        "protected",
        "program",
        "foot_ankle (left)",
    ),
    (
        "propped on the painful arm of the other side",
        both(pain("shoulder", "left"), put("smr_hamstrings", "right")),
        "protected",
        "program",
        "shoulder (left)",
    ),
    (
        "a bird dog on a painful arm",
        both(pain("shoulder", "left"), put("ac_bird_dog", "right")),
        "protected",
        "program",
        "shoulder (left)",
    ),
    (
        "a prone cobra with a painful neck",
        both(say(pain=[{"region": "head_neck"}]), put("ac_floor_cobra", "both")),
        "protected",
        "program",
        "head_neck",
    ),
    (
        "a flag in a region",
        say(red_flags=[{"flag": "acute_injury_48h", "region": "knee", "side": "right"}]),
        "protected",
        "program",
        "acute_injury_48h",
    ),
    (
        "a flag without a region",
        say(red_flags=["acute_injury_48h"]),
        "protected",
        "program",
        "acute_injury_48h",
    ),
    (
        "a painful ankle test",
        both(screen(clearing={"ankle_clearing": {"right": "positive"}}), put("smr_calf")),
        "protected",
        "program",
        "ankle_clearing",
    ),
    (
        "a painful shoulder test",
        both(screen(clearing={"shoulder_clearing": {"right": "positive"}}), put("st_pec_doorway")),
        "protected",
        "program",
        "shoulder",
    ),
    (
        "a painful spine test",
        screen(clearing={"spinal_extension_clearing": "positive"}),
        "protected",
        "program",
        "spinal_extension_clearing",
    ),
    (
        "an injury without a region",
        say(conditions=["acute_injury"]),
        "protected",
        "program",
        "acute_injury",
    ),
    (
        "an injury in a region",
        say(conditions=[{"condition": "acute_injury", "region": "knee", "side": "right"}]),
        "protected",
        "program",
        "acute_injury",
    ),
    (
        "a drill of a painful pattern",
        both(screen(scores={"inline_lunge": 0}), put("in_rnt_split_squat")),
        "painful_pattern",
        "program",
        "inline_lunge",
    ),
    (
        "a drill of a pattern with a painful test",
        both(screen(clearing={"spinal_flexion_clearing": "positive"}), put("ac_bird_dog")),
        "painful_pattern",
        "program",
        "rotary_stability",
    ),
    (
        "rolling with a bleeding disorder",
        say(conditions=["bleeding_disorder"]),
        "condition",
        "program",
        "self_myofascial_release",
    ),
    (
        "rolling a wound",
        say(conditions=[{"condition": "open_wound_or_skin_infection", "region": "lphc"}]),
        "condition_region",
        "program",
        "lphc",
    ),
    (
        "past the degrees of a condition in the described positions only",
        both(
            say(conditions=[{"condition": "hip_replacement_posterior", "cleared": True}]),
            put("in_sit_to_stand", "both"),
        ),
        "precaution",
        "program",
        "in_sit_to_stand",
    ),
    (
        "past the degrees of a condition",
        both(
            say(conditions=[{"condition": "hip_replacement_posterior", "cleared": True}]),
            put("st_childs_pose", "both"),
        ),
        "precaution",
        "program",
        "hip_flexion",
    ),
    (
        "past the degrees of the other leg",
        both(
            say(
                conditions=[
                    {"condition": "hip_replacement_posterior", "side": "left", "cleared": True}
                ]
            ),
            put("st_half_kneeling_hip_flexor", "right"),
        ),
        "precaution",
        "program",
        "hip_flexion",
    ),
    (
        "a knee that is not cleared",
        say(conditions=[{"condition": "acl_reconstruction", "side": "right"}]),
        "protected",
        "program",
        "acl_reconstruction",
    ),
    (
        "more than the few drills of a stage",
        say(
            conditions=[
                {"condition": "caesarean", "stage": "stage_caesarean_early", "cleared": True}
            ]
        ),
        "stage",
        "program",
        "caesarean",
    ),
    (
        "a later stage that nobody cleared",
        say(conditions=[{"condition": "stroke", "stage": "stage_stroke_chronic"}]),
        "stop",
        "program",
        "stroke",
    ),
    (
        "cleared at a stage before clearance",
        say(
            conditions=[
                {
                    "condition": "retinal_detachment",
                    "stage": "stage_retinal_detachment_healing",
                    "cleared": True,
                }
            ]
        ),
        "stop",
        "program",
        "retinal_detachment",
    ),
    (
        "past a limit of the condition at an early stage",
        both(
            say(
                conditions=[
                    {
                        "condition": "acl_reconstruction",
                        "side": "right",
                        "stage": "stage_acl_reconstruction_early",
                        "cleared": True,
                    }
                ]
            ),
            put("ac_tibial_internal_rotation", "right"),
        ),
        "precaution",
        "program",
        "knee_rotation",
    ),
    (
        "a pattern that scores 0",
        screen(scores={"trunk_stability_push_up": 0}),
        "protected",
        "program",
        "trunk_stability_push_up",
    ),
    (
        "a presumed pregnancy",
        both(say(population=["pregnant"]), put("ac_glute_bridge", "both")),
        "condition",
        "program",
        "pregnancy",
    ),
    (
        "what a population avoids",
        both(say(population=["older_adult"]), put("in_squat_jump_stick", "both")),
        "population",
        "program",
        "tag_impact",
    ),
    (
        "what nobody called safe",
        both(say(population=["older_adult"]), put("smr_thoracic", "both")),
        "population_unknown",
        "program",
        "tag_smr_trunk",
    ),
    (
        "a technique that a population omits",
        both(say(population=["pregnant"]), put("pi_gluteus_medius")),
        "population_technique",
        "program",
        "positional_isometric",
    ),
    ("above the level", both(say(level=1), put("in_single_leg_rdl")), "level", "program", "4"),
    (
        "above the level of a population",
        both(say(population=["beginner_general"]), put("in_single_leg_rdl")),
        "level",
        "program",
        "2",
    ),
    (
        "a squat deeper than the ankle reaches",
        both(
            say(measures=[{"measure": "measure_knee_to_wall", "side": "left", "value": 4}]),
            put("in_bodyweight_squat"),
        ),
        "reach",
        "program",
        "5.0",
    ),
    (
        "weight on a wrist that was called limited",
        both(
            say(measures=[{"measure": "measure_wrist_extension_kneeling", "result": "limited"}]),
            put("in_push_up"),
        ),
        "reach",
        "program",
        "limited",
    ),
    (
        "a drill for a joint that nobody works on, on muscles that are weak",
        both(put("dm_adductor_rockback"), muscle_state("adductor_complex", "underactive")),
        "muscle",
        "program",
        "adductor_complex",
    ),
    ("not at hand", both(say(equipment=[]), put("smr_calf")), "equipment", "program", "hand"),
    (
        "refused",
        both(say(refuses=["ac_clamshell"]), put("ac_clamshell")),
        "refusal",
        "program",
        "refuses",
    ),
    ("no such exercise", edit(crowd), "unknown", "program", "more_0"),
    ("phases in another order", edit(turn_phases), "phase_order", "program", ""),
    ("chosen twice", edit(choose_twice), "twice", "program", ""),
    ("too many", edit(crowd), "size", "program", ""),
    ("in another phase", edit(shift_phase), "phase", "program", "activate"),
    (
        "activating what is overactive",
        both(put("ac_clamshell"), muscle_state("gluteus_medius", "overactive")),
        "muscle",
        "program",
        "overactive",
    ),
    (
        "activating what is equivocal",
        both(put("ac_clamshell"), muscle_state("gluteus_medius", "equivocal")),
        "muscle",
        "program",
        "equivocal",
    ),
    (
        "rolling what is underactive, as part of a group",
        both(put("smr_calf"), muscle_state("gastrocnemius", "underactive", named=False)),
        "muscle",
        "program",
        "gastrocnemius",
    ),
    (
        "stretching a part that is underactive",
        both(
            put("st_supine_hamstring_strap"),
            muscle_state("medial_hamstrings", "underactive"),
            muscle_state("hamstrings", "overactive", named=False),
        ),
        "muscle_part",
        "program",
        "medial_hamstrings",
    ),
    ("on the other side", edit(wrong_side), "side", "program", "needs"),
    (
        "a care that is not said",
        both(
            say(conditions=["hypertension_controlled"]), edit(loosen_care), put("ac_plank", "both")
        ),
        "care",
        "program",
        "hypertension",
    ),
    ("longer than the client has", say(minutes=5), "minutes", "program", "of 5"),
    ("a longer session than the client has", say(minutes=5), "minutes", "session", "of 5"),
    (
        "a sum that is none",
        edit(lambda advice: advice["program"].update(minutes=1.0)),
        "minutes_sum",
        "program",
        "1.0",
    ),
    (
        "a sum of a session that is none",
        edit(lambda advice: first_session(advice).update(minutes=1.0)),
        "minutes_sum",
        "session",
        "1.0",
    ),
    (
        "holds that do not fit",
        edit(lambda advice: first_item(advice, "lengthen").update(minutes=0.1)),
        "minutes_of_dose",
        "program",
        "holds",
    ),
    ("a session with more", edit(strange_session_item), "session_item", "session", ""),
    (
        "a session on more sides",
        edit(session_on_the_other_side),
        "session_side",
        "session",
        "side",
    ),
    ("a session turned round", edit(reverse_parts), "session_order", "session", "later"),
    (
        "a day without its session",
        edit(lambda advice: advice["week"][0].update(id="focus_unknown")),
        "session_unknown",
        "week",
        "",
    ),
    ("steps of something else", edit(steps_of_another), "step_of", "progression", ""),
    (
        "a two-sided step on the painful side",
        both(pain("foot_ankle", "left"), step_to("st_calf_step")),
        "protected",
        "harder",
        "left",
    ),
    (
        "a step back on the painful side",
        both(pain("lphc", "left"), step_to("ac_drawing_in", "easier")),
        "protected",
        "easier",
        "left",
    ),
    (
        "a step above the level",
        both(say(level=2), step_to("in_single_leg_rdl")),
        "level",
        "harder",
        "",
    ),
    (
        "a step with a condition",
        both(say(conditions=["bleeding_disorder"]), step_to("smr_calf")),
        "condition",
        "harder",
        "",
    ),
    (
        "a step that is refused",
        both(say(refuses=["ac_clamshell"]), step_to("ac_clamshell", "easier")),
        "refusal",
        "easier",
        "",
    ),
    (
        "nobody is referred",
        both(say(red_flags=["chest_pain_or_pressure"]), edit(without_referrals)),
        "referral",
        "referrals",
        "chest_pain",
    ),
    (
        "solved in spite of a stop",
        say(red_flags=["chest_pain_or_pressure"]),
        "result",
        "result",
        "chest_pain",
    ),
]
SCREEN_FAULTS: Final[list[tuple[str, Change, str, str, str]]] = [
    ("a drill that is not in the program", edit(strange_drill), "drill", "drill of", ""),
    ("a next drill above the level", both(say(level=2), edit(next_drill)), "level", "next", ""),
    (
        "a next drill that hurts",
        both(pain("lphc", "both"), edit(next_drill)),
        "protected",
        "next",
        "pain",
    ),
]
