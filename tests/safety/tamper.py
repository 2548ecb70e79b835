"""Faults to be planted: changes of a good advice, or of the case behind it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

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


def lift(name: str) -> Change:
    """Return the change that trains a main lift in the first session."""

    def change(case: Plain, advice: Plain) -> None:
        first_session(advice)["lifts"] = [name]

    return change


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
