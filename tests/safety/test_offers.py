"""Swaps, repairs, praise and the keys of questions pass the same judge as an advice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, Final

import clingo
import pytest

from kg.case.model import Case
from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.plan.judge import Judge as PlanJudge
from kg.plan.model import Item, Plan
from kg.present.alternatives import alternatives, priced
from kg.present.plan_edit import plan_of, swapped
from kg.study.generator import Study, Wanted
from kg.study.questions import Question
from tests.depth import UNHURRIED
from tests.safety.client import Client
from tests.safety.judge import Judge
from tests.safety.product import CATALOGUE, KNOWLEDGE, RULES, draw_answered

Plain = dict[str, Any]

#: Cases whose program is looked at more closely.
CASES: Final = 5
#: Cases, exercises of a phase, and swaps for each, that are priced.
SWAP_CASES: Final = 3
SWAPPED: Final = 1
PRICED: Final = 3


@cache
def guarded() -> tuple[tuple[str, Plain, Plain], ...]:
    """Return a few random cases with a program and something that protects the client."""
    drawn = draw_answered(f"offers {number}" for number in range(200))
    good = (
        (seed, case, advice)
        for seed, case, advice in drawn
        if Judge(CATALOGUE, case, advice).items and {"pain", "conditions"} & set(case)
    )
    return tuple(islice(good, CASES))


@pytest.mark.parametrize("number", range(SWAP_CASES))
def test_a_swap_is_as_safe_as_the_program(number: int) -> None:
    seed, case, advice = guarded()[number]
    judge = Judge(CATALOGUE, case, advice)
    consultation = Consultation.of(
        Case.model_validate(case), KNOWLEDGE, rules=RULES, time_limit=UNHURRIED
    )
    plan = plan_of(consultation.answered)
    assert plan is not None
    against = Against.of(consultation)
    for phase in advice["program"]["phases"]:
        for item in phase["items"][:SWAPPED]:
            place = [row.exercise for row in plan.rows].index(item["exercise"])
            for option in priced(against, alternatives(consultation, item["proof"]), PRICED):
                exercise = option.alternative.exercise
                side = swapped(plan, place, exercise, consultation).rows[place].side or "both"
                found = judge.judge_exercise("swap", exercise, side, phase["phase"])
                assert not (option.possible and found), (seed, *map(str, found))


def barred_plan(case: Plain, advice: Plain) -> tuple[Plan, str]:
    """Return the program of an advice with something barred in it, and what that is."""
    judge = Judge(CATALOGUE, case, advice)
    rows = [
        Item(exercise=item["exercise"], phase=phase["phase"], side=item["side"])
        for phase in advice["program"]["phases"]
        for item in phase["items"]
    ]
    for place, row in enumerate(rows):
        muscles = {
            choice
            for target in judge.items[row.exercise]["targets"]
            for choice in CATALOGUE.having("aboutMuscle", target["muscle"])
        }
        for choice in sorted(muscles):
            other = CATALOGUE.value(choice, "choosesExercise")
            known = CATALOGUE.exercises.get(other)
            if known is None or other in judge.items or row.phase not in known.phases:
                continue
            if judge.judge_exercise("plan", other, str(row.side), str(row.phase)):
                item = Item(exercise=other, phase=row.phase, side=row.side)
                return Plan(items=(*rows[:place], item, *rows[place + 1 :])), other
    raise AssertionError("nothing barred serves a need of this program")


def named_exercises(term: clingo.Symbol) -> Iterator[tuple[str, str]]:
    """Yield the exercises that a change would bring in, each with its side."""
    if term.type is not clingo.SymbolType.Function:
        return
    if term.name == "swap_item":
        yield term.arguments[2].name, term.arguments[3].name
    if term.name == "add_item":
        yield term.arguments[0].name, term.arguments[2].name


def test_no_repair_brings_in_what_is_barred_and_no_praise_is_for_it() -> None:
    offered = 0
    for seed, case, advice in guarded():
        judge = Judge(CATALOGUE, case, advice)
        plan, barred = barred_plan(case, advice)
        judged = PlanJudge.of(
            Case.model_validate(case), KNOWLEDGE, rules=RULES, time_limit=UNHURRIED
        ).judge(plan)
        assert any(barred in str(flaw.reason) for flaw in judged.flaws), (seed, barred)
        for flaw in judged.flaws:
            for change, _ in flaw.changes:
                for exercise, side in named_exercises(change):
                    offered += 1
                    found = judge.judge_exercise("repair", exercise, side)
                    assert not found, (seed, str(change), *map(str, found))
        praise = [str(row[0]) for row in judged.answer.rows("credit")]
        assert not [text for text in praise if barred in text], (seed, praise)
    assert offered


@cache
def questions(number: int, *kinds: str) -> tuple[Question, ...]:
    study = Study.load(KNOWLEDGE)
    return tuple(islice(study.stream(Wanted(number, "safety", kinds=kinds)), number))


def test_an_exercise_that_a_key_calls_safe_breaks_nothing() -> None:
    asked = questions(40, "contraindicated_exercise")
    for question in asked:
        conditions = [
            symbol.name
            for symbol in question.options[0].claim.arguments
            if symbol.type is clingo.SymbolType.Function and symbol.name in CATALOGUE.conditions
        ]
        assert len(conditions) == 1, question.id
        client = Client(CATALOGUE, {"conditions": [{"condition": conditions[0], "cleared": True}]})
        for option in question.options:
            bars = list(client.condition_bars(option.id, "both"))
            assert option.right or not bars, (question.id, option.id, bars)


def test_a_condition_that_a_key_calls_harmless_rules_nothing_out() -> None:
    for question in questions(30, "condition_of_exercise"):
        exercises = [
            symbol.name
            for symbol in question.options[0].claim.arguments
            if symbol.type is clingo.SymbolType.Function and symbol.name in CATALOGUE.exercises
        ]
        for option in question.options:
            client = Client(CATALOGUE, {"conditions": [{"condition": option.id, "cleared": True}]})
            bars = list(client.condition_bars(exercises[0], "both"))
            assert option.right is bool(bars), (question.id, option.id, bars)


def test_an_exercise_that_a_key_gives_a_client_is_one_that_may_be_done() -> None:
    for question in questions(6, "exercise_not_that_one", "what_changes"):
        cases = question.world.cases
        answered = cases["changed" if question.kind == "what_changes" else "now"].answered
        case = json.loads(answered.case.to_json())
        judge = Judge(CATALOGUE, case, json.loads(answered.advice.to_json()))
        before = json.loads(cases["now"].answered.advice.to_json())
        sides = {
            item["exercise"]: (item["side"], phase["phase"])
            for phase in before["program"]["phases"]
            for item in phase["items"]
        }
        for option in question.options:
            safe = option.right if question.kind == "exercise_not_that_one" else not option.right
            if safe:
                side, phase = sides[option.id]
                found = judge.judge_exercise("key", option.id, side, phase)
                assert not found, (question.id, *map(str, found))
