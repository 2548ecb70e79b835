"""Every exercise that an answer names to be done obeys the bars of the program.

The steps of the progression, the next drills of a screen, the alternatives of a swap, the repairs
and the praise of a critique: seeded random cases against the second, independent check.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from kg.advice.model import Advice
from kg.case.model import Case
from kg.errors import CaseError
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.plan.judge import Judge
from kg.plan.model import Plan
from kg.present.alternatives import alternatives
from tests.depth import UNHURRIED
from tests.rules.validity import faults

KNOWLEDGE = KnowledgeBase.load()
ROWS = KNOWLEDGE.facts.relations
UNILATERAL = {str(row[0]) for row in ROWS["unilateral"]}
SEEDS = range(10)
#: What the check says of an item as part of a program, not of an exercise that is named beside it.
_OF_THE_PROGRAM = (
    "serves no need",
    "is done on the",
    "has no line of why",
    "does not belong to",
    "and its dose takes",
)


def column(name: str) -> list[str]:
    return sorted({str(row[0]) for row in ROWS[name]})


def random_case(seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    findings = chance.sample(column("finding"), 2)
    data: dict[str, Any] = {
        "findings": [
            {"finding": one, "side": "left"}
            for one in findings
            if one not in set(column("midline_finding"))
        ]
        or [{"finding": findings[0]}],
        "conditions": [
            {"condition": one}
            for one in chance.sample(
                sorted({str(c) for c, _, scope in ROWS["condition"] if scope == "whole_body"}), 2
            )
            if (one,) not in ROWS["bars_everything"]
        ],
        "level": chance.randint(1, 5),
    }
    if chance.random() < 0.5:
        region = chance.choice(column("region_order"))
        data["pain"] = [{"region": region, "side": "right"}]
    if chance.random() < 0.5:
        sides = {"left": 2, "right": chance.choice((1, 3))}
        data["fms"] = {"scores": {chance.choice(column("fms_per_side")): sides}}
    if chance.random() < 0.3:
        data["equipment"] = chance.sample(column("equipment"), 4)
    return data


@cache
def answers() -> tuple[tuple[Case, Consultation], ...]:
    """Return the random cases that get a program, each with its answer."""
    found = []
    for seed in SEEDS:
        case = Case.model_validate(random_case(seed))
        try:
            consultation = Consultation.of(case, KNOWLEDGE, time_limit=UNHURRIED)
        except CaseError:
            continue
        if any(phase.items for phase in consultation.advice.program.phases):
            found.append((case, consultation))
    return tuple(found)


def bars(case: Case, advice: Advice, exercise: str, phase: str, side: str) -> Iterator[str]:
    """Yield what is wrong with an exercise in a phase, as if the program held it on a side."""
    done = side if exercise in UNILATERAL else "both"
    template = next(item for one in advice.program.phases for item in one.items)
    item = template.model_copy(update={"exercise": exercise, "side": done, "targets": ()})
    phases = tuple(
        one.model_copy(update={"items": (item,) if one.phase == phase else ()})
        for one in advice.program.phases
    )
    program = advice.program.model_copy(update={"phases": phases})
    for fault in faults(case, advice.model_copy(update={"program": program}), KNOWLEDGE):
        if fault.startswith(f"{exercise} ") and not any(part in fault for part in _OF_THE_PROGRAM):
            yield fault


def test_there_are_answers_to_look_at() -> None:
    assert len(answers()) >= 5
    assert any(step.harder for _, c in answers() for step in c.advice.progression.steps)


def test_a_barred_exercise_is_noticed() -> None:
    case = Case.model_validate(
        {"findings": [{"finding": "feet_flatten", "side": "right"}],
         "pain": [{"region": "foot_ankle", "side": "left"}]}
    )  # fmt: skip
    advice = Consultation.of(case, KNOWLEDGE, time_limit=UNHURRIED).advice
    assert list(bars(case, advice, "st_calf_step", "lengthen", "right"))
    harder = {step.exercise for row in advice.progression.steps for step in row.harder}
    assert harder.isdisjoint({"st_calf_step", "ac_wall_tibialis_raise"})
    held = {step.exercise for row in advice.progression.steps for step in row.ruled_out}
    assert "ac_wall_tibialis_raise" in held


def test_steps_obey_the_bars() -> None:
    for case, consultation in answers():
        advice = consultation.advice
        items = {
            item.exercise: (phase.phase, item.side)
            for phase in advice.program.phases
            for item in phase.items
        }
        conditions = {row.condition for row in case.conditions}
        for row in advice.progression.steps:
            for step in (*row.harder, *row.easier):
                assert not list(bars(case, advice, step.exercise, *items[row.exercise]))
            for step in row.harder:
                assert not {c for e, c in ROWS["cautioned"] if e == step.exercise} & conditions


def test_next_drills_obey_the_bars() -> None:
    for case, consultation in answers():
        for atom in consultation.truth.of("stage_next", 3):
            exercise = atom.arguments[2].name
            phase = next(str(p) for e, p in ROWS["phase_of"] if e == exercise)
            sides = {
                str(one.arguments[1])
                for one in consultation.truth.of("side_of", 2)
                if one.arguments[0].name == exercise
            }
            assert sides
            for side in sides:
                assert not list(bars(case, consultation.advice, exercise, phase, side))


def test_alternatives_obey_the_bars_and_name_their_care() -> None:
    number = 0
    for case, consultation in answers():
        conditions = {row.condition for row in case.conditions}
        for chosen in consultation.truth.of("choose", 2):
            for other in alternatives(consultation, str(chosen)):
                number += 1
                side = next(
                    str(one.arguments[1])
                    for one in consultation.truth.of("side_of", 2)
                    if one.arguments[0].name == other.exercise
                )
                phase = str(chosen.arguments[1])
                assert not list(bars(case, consultation.advice, other.exercise, phase, side))
                asked = {c for e, c in ROWS["cautioned"] if e == other.exercise} & conditions
                assert other.care or not asked
    assert number


def wrong_plan(seed: int) -> Plan:
    """Return a plan that takes no notice of the client."""
    chance = random.Random(seed)
    phases = {str(exercise): str(phase) for exercise, phase in ROWS["phase_of"]}
    names = chance.sample(sorted(phases), 5)
    order = ("inhibit", "lengthen", "activate", "integrate")
    names.sort(key=lambda name: order.index(phases[name]))
    return Plan.model_validate(
        {"items": [{"exercise": name, "phase": phases[name]} for name in names]}
    )


@pytest.mark.parametrize("place", range(3))
def test_repairs_and_praise_obey_the_bars(place: int) -> None:
    case, consultation = answers()[place]
    judged = Judge.of(case, KNOWLEDGE, time_limit=UNHURRIED).judge(wrong_plan(place))
    truth = Consultation(judged.answered).truth
    plan = {row.arguments[1].name for row in truth.of("case_plan_item", 2)}
    for repair in truth.of("repair", 4):
        change = repair.arguments[2]
        if change.name == "swap_item":
            exercise, side = change.arguments[2].name, str(change.arguments[3])
        elif change.name == "add_item":
            exercise, side = change.arguments[0].name, str(change.arguments[2])
        else:
            continue
        assert exercise not in plan
        phase = next(str(p) for e, p in ROWS["phase_of"] if e == exercise)
        assert not list(bars(case, consultation.advice, exercise, phase, side))
    forbidden = {one.arguments[0] for one in truth.of("inadmissible", 1)}
    careful = {one.arguments[0] for one in truth.of("item_care", 3)}
    for credit in truth.of("credit", 1):
        reason = credit.arguments[0]
        if reason.name == "first_choice":
            assert reason.arguments[0] not in forbidden | careful
        if reason.name == "first_choice_with_care":
            assert reason.arguments[0] in careful - forbidden


def lifts_and_notes(lifts: list[str], **more: Any) -> tuple[set[str], set[str]]:
    findings = [{"finding": "arms_fall_forward"}, {"finding": "low_back_arches"}]
    case = {"findings": findings, "lifts": lifts, **more}
    truth = Consultation.of(Case.model_validate(case), KNOWLEDGE, time_limit=UNHURRIED).truth
    trained = {str(atom.arguments[0]) for atom in truth.of("lift_on", 2)}
    left = {
        str(atom.arguments[0].arguments[0])
        for atom in truth.of("week_note", 1)
        if atom.arguments[0].name == "lift_left_out"
    }
    return trained, left


def test_a_lift_that_loads_a_painful_region_is_left_out() -> None:
    lifts = ["squat", "bench_press"]
    assert lifts_and_notes(lifts) == (set(lifts), set())
    pain = [{"region": "knee", "side": "left"}]
    assert lifts_and_notes(lifts, pain=pain) == ({"bench_press"}, {"squat"})
