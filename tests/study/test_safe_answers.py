"""No answer is called safe that prudence would not give: the tables read a second time."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import islice

import pytest

from kg.study.generator import Wanted
from kg.study.question_context import NOW
from kg.study.questions import Question
from tests.study.common import FACTS, STUDY

OUT = {(str(e), str(c)) for name in ("unsuited", "unsuited_in_region") for e, c in FACTS[name]}
CARE = {(str(e), str(c)) for e, c in FACTS["cautioned"]}
TECHNIQUE = {str(e): str(t) for e, t in FACTS["technique_of"]}
KINDS = (
    "condition_of_exercise",
    "contraindicated_exercise",
    "what_changes",
    "exercise_not_that_one",
    "mistake_in_plan",
)


@cache
def questions(kind: str) -> tuple[Question, ...]:
    number = 20 if kind in KINDS[:2] else 1
    return tuple(islice(STUDY.stream(Wanted(number, "prudence", kinds=(kind,))), number))


@cache
def limits() -> dict[str, list[list[tuple[str, int]]]]:
    """Return what the precautions of each condition limit: row by row, demand and least value."""
    least = {str(part): (str(demand), int(n)) for part, demand, n in FACTS["part_from"]}
    least |= {str(part): (str(demand), int(n) + 1) for part, demand, n in FACTS["part_beyond"]}
    parts = defaultdict(list)
    for row, part in FACTS["precaution_part"]:
        parts[str(row)].append(least[str(part)])
    stages = {str(stage): str(condition) for condition, stage, _ in FACTS["condition_stage"]}
    found = defaultdict(list)
    for row, condition, _ in FACTS["precaution"]:
        found[str(condition)].append(parts[str(row)])
    for row, stage, _ in FACTS["stage_precaution"]:
        found[stages[str(stage)]].append(parts[str(row)])
    return found


def could_harm(exercise: str, condition: str) -> bool:
    most: dict[str, int] = {}
    for name, _, demand, value in FACTS["demand_of"]:
        if name == exercise:
            most[str(demand)] = max(int(value), most.get(str(demand), 0))
    broken = any(
        all(most.get(demand, -1) >= value for demand, value in row)
        for row in limits().get(condition, [])
    )
    return broken or (exercise, condition) in OUT | CARE


def test_harm_is_noticed() -> None:
    assert could_harm("st_calf_step", "peripheral_neuropathy")
    assert not could_harm("ac_dorsiflexion_band", "shoulder_impingement_symptoms")


def test_no_exercise_is_called_safe_that_could_harm() -> None:
    number = 0
    for question in (*questions("condition_of_exercise"), *questions("contraindicated_exercise")):
        for option in question.options:
            exercise, condition = map(str, option.claim.arguments)
            if question.kind == "contraindicated_exercise":
                exercise, condition = condition, exercise
            if not option.right:
                number += 1
                assert not could_harm(exercise, condition), option.because
    assert number > 80


def test_rolling_is_not_called_safe_where_much_of_it_is_ruled_out() -> None:
    rolls = {e for e, t in TECHNIQUE.items() if t == "self_myofascial_release"}
    for question in questions("contraindicated_exercise"):
        condition = str(question.options[0].claim.arguments[0])
        if 3 * len({e for e, c in OUT if c == condition} & rolls) >= len(rolls):
            assert not {o.id for o in question.options if not o.right} & rolls


@pytest.mark.parametrize("kind", KINDS[2:])
def test_no_answer_about_a_client_is_safe_only_by_its_tags(kind: str) -> None:
    for question in questions(kind):
        reported = set()
        for consultation in question.world.cases.values():
            reported |= {row.condition for row in consultation.answered.case.conditions}
        fitting = kind == "exercise_not_that_one"
        assert NOW in question.world.cases or "planned" in question.world.cases
        for option in question.options:
            if option.right == fitting:
                exercise = str(option.claim.arguments[-1])
                assert not {(exercise, one) for one in reported} & (OUT | CARE), option.because
