"""The judge fires on planted faults of every kind, and on nothing in a good advice."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.safety.client import Client
from tests.safety.judge import Judge
from tests.safety.product import CATALOGUE, advise_plainly

Plain = dict[str, Any]
Change = Callable[[Plain, Plain], None]

#: A client with something to treat in every phase, on one side below and on both above.
BASE: Final[Plain] = {
    "findings": [
        {"finding": "knees_move_inward", "side": "right"},
        {"finding": "forward_head"},
    ],
    "equipment": CATALOGUE.all_of("EquipmentItem"),
    "minutes": 40,
    "level": 4,
}
SCREENED: Final[Plain] = {
    "fms": {"scores": {"shoulder_mobility": {"left": 1, "right": 1}, "deep_squat": 2}},
    "minutes": 45,
    "level": 5,
}
ADVICE: Final = advise_plainly(BASE)
SCREENED_ADVICE: Final = advise_plainly(SCREENED)
for _stage in SCREENED_ADVICE["fms"]["progression"]:
    _stage["next"] = None
ROOM: Final = Path(__file__).parent


def first_item(advice: Plain, phase: str) -> Plain:
    items = next(one["items"] for one in advice["program"]["phases"] if one["phase"] == phase)
    item: Plain = items[0]
    return item


def put(exercise: str, side: str = "right", phase: str = "") -> Change:
    """Return the change that puts an exercise into the program in the place of another."""

    def change(case: Plain, advice: Plain) -> None:
        own = phase or min(CATALOGUE.exercises[exercise].phases)
        item = first_item(advice, own)
        item |= {"exercise": exercise, "side": side, "equipment": [], "targets": []}

    return change


def say(**fields: Any) -> Change:
    """Return the change that makes the case say something that the advice does not know."""

    def change(case: Plain, advice: Plain) -> None:
        case |= fields

    return change


def both(*changes: Change) -> Change:
    def change(case: Plain, advice: Plain) -> None:
        for one in changes:
            one(case, advice)

    return change


def edit(what: Callable[[Plain], Any]) -> Change:
    def change(case: Plain, advice: Plain) -> None:
        what(advice)

    return change


def turn_phases(advice: Plain) -> None:
    advice["program"]["phases"].reverse()


def choose_twice(advice: Plain) -> None:
    phase = advice["program"]["phases"][0]
    phase["items"] = [*phase["items"], copy.deepcopy(phase["items"][0])]


def crowd(advice: Plain) -> None:
    phase = advice["program"]["phases"][0]
    for number in range(9):
        phase["items"].append(copy.deepcopy(phase["items"][0]) | {"exercise": f"more_{number}"})


def shift_phase(advice: Plain) -> None:
    first_item(advice, "activate")["exercise"] = "smr_calf"


def wrong_side(advice: Plain) -> None:
    for phase in advice["program"]["phases"]:
        for item in phase["items"]:
            if item["side"] == "right":
                item["side"] = "left"


def loosen_care(advice: Plain) -> None:
    for phase in advice["program"]["phases"]:
        for item in phase["items"]:
            item["cautions"] = []


def reverse_parts(advice: Plain) -> None:
    for session in advice["sessions"]:
        for part in session["parts"]:
            part["items"].reverse()


def first_session(advice: Plain) -> Plain:
    session: Plain = advice["sessions"][0]
    return session


def strange_session_item(advice: Plain) -> None:
    first_session(advice)["parts"][0]["items"][0]["exercise"] = "ac_dead_bug"


def session_on_the_other_side(advice: Plain) -> None:
    for session in advice["sessions"]:
        for part in session["parts"]:
            for item in part["items"]:
                if item["side"] == "right":
                    item["side"] = "both"


def step_to(exercise: str, kind: str = "harder") -> Change:
    """Return the change that names an exercise as a step of the first right-sided item."""

    def change(case: Plain, advice: Plain) -> None:
        sides = {
            item["exercise"]: item["side"]
            for phase in advice["program"]["phases"]
            for item in phase["items"]
        }
        steps = next(
            one for one in advice["progression"]["steps"] if sides[one["exercise"]] == "right"
        )
        steps[kind] = [{"exercise": exercise, "label": "", "text": "", "proof": ""}]

    return change


def steps_of_another(advice: Plain) -> None:
    advice["progression"]["steps"][0]["exercise"] = "ac_dead_bug"


def strange_drill(advice: Plain) -> None:
    stage = next(one for one in advice["fms"]["progression"] if one["drills"])
    stage["drills"] = ["in_squat_jump_stick"]


def next_drill(advice: Plain) -> None:
    stage = next(one for one in advice["fms"]["progression"] if one["drills"])
    stage["next"] = "in_single_leg_rdl"


def without_referrals(advice: Plain) -> None:
    advice["referrals"] = []


def muscle_state(muscle: str, status: str, *, named: bool = True) -> Change:
    def change(case: Plain, advice: Plain) -> None:
        group = [] if named else ["its_group"]
        for side in ("left", "right"):
            rows = [one for one in advice["muscles"] if (one["id"], one["side"]) == (muscle, side)]
            for row in rows or [{}]:
                row |= {"id": muscle, "side": side, "status": status, "derived_from": group}
                if row not in advice["muscles"]:
                    advice["muscles"].append(row)

    return change


def pain(region: str, side: str) -> Change:
    return say(pain=[{"region": region, "side": side}])


def screen(**fields: Any) -> Change:
    return say(fms=fields)


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
        "shoulder_clearing",
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


def judged(case: Plain, advice: Plain, change: Change) -> list[Any]:
    case, advice = copy.deepcopy(case), copy.deepcopy(advice)
    change(case, advice)
    return list(Judge(CATALOGUE, case, advice).judge())


@pytest.mark.parametrize(("case", "advice"), [(BASE, ADVICE), (SCREENED, SCREENED_ADVICE)])
def test_a_good_advice_passes(case: Plain, advice: Plain) -> None:
    assert [str(one) for one in Judge(CATALOGUE, case, advice).judge()] == []
    assert all(phase["items"] for phase in ADVICE["program"]["phases"])


@pytest.mark.parametrize(
    ("change", "kind", "where", "word"),
    [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS],
)
def test_it_fires_on_a_planted_fault(change: Change, kind: str, where: str, word: str) -> None:
    violations = judged(BASE, ADVICE, change)
    assert [
        one
        for one in violations
        if one.kind == kind
        and one.where.startswith(where)
        and word in f"{one.exercise} {one.reason}"
    ], list(map(str, violations))


@pytest.mark.parametrize(
    ("change", "kind", "where", "word"),
    [pytest.param(*fault[1:], id=fault[0]) for fault in SCREEN_FAULTS],
)
def test_it_fires_on_a_planted_fault_of_a_screen(
    change: Change, kind: str, where: str, word: str
) -> None:
    violations = judged(SCREENED, SCREENED_ADVICE, change)
    assert [
        one
        for one in violations
        if one.kind == kind and one.where.startswith(where) and word in one.reason
    ], list(map(str, violations))


def test_every_kind_of_violation_is_planted() -> None:
    sources = "".join((ROOM / name).read_text() for name in ("judge.py", "client.py"))
    kinds = set(re.findall(r"(?:Bar|Violation)\(\s*\"(\w+)\"", sources))
    kinds |= set(re.findall(r"\"\w+(?:Tag|Technique)\", \"(\w+)\"\)", sources))
    assert {fault[2] for fault in [*FAULTS, *SCREEN_FAULTS]} == kinds - {"precaution"}


def test_the_judge_shares_nothing_with_the_product() -> None:
    for name in ("catalogue.py", "client.py", "judge.py"):
        text = (ROOM / name).read_text()
        assert not re.search(r"\bkg\b|clingo|\.lp\b|\.rq\b|rules", text.replace("rules out", "")), (
            name
        )
        imported = re.findall(r"^from (\S+) import", text, re.MULTILINE)
        assert {one for one in imported if one.startswith("tests")} <= {
            "tests.safety.catalogue",
            "tests.safety.client",
        }


@pytest.mark.parametrize("name", sorted(CATALOGUE.conditions))
def test_what_a_condition_rules_out_by_name_is_barred(name: str) -> None:
    entry = CATALOGUE.conditions[name]
    client = Client(CATALOGUE, {"conditions": [name]})
    for exercise in CATALOGUE.exercises.values():
        kinds = {bar.kind for bar in client.condition_bars(exercise.id, "both")}
        assert ("condition" in kinds) is bool(exercise.traits & entry.excluded)
