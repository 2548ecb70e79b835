"""What is never done with a condition leaves by no way; what asks for care leaves with its care."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import clingo
import pytest

from kg.case.model import Case
from kg.explain.consultation import Consultation
from kg.plan.judge import Judge as PlanJudge
from kg.plan.model import Plan
from tests.depth import UNHURRIED
from tests.safety.catalogue import SIDES
from tests.safety.golden_rows import GoldenRow, Plain, rows
from tests.safety.judge import Judge
from tests.safety.product import CATALOGUE, KNOWLEDGE, RULES, advise_plainly

#: One row in so many is looked at in a whole advice.
SAMPLED: Final = 12


def findings_for(exercise: str) -> Iterator[str]:
    """Yield findings that would make an exercise one that could serve."""
    known = CATALOGUE.exercises[exercise]
    for choice in CATALOGUE.having("choosesExercise", exercise):
        if "IntegrationChoice" in CATALOGUE.values(choice, "type"):
            yield from CATALOGUE.values(choice, "forTarget")
    if known.phases == {"integrate"}:
        return
    relation = "underactiveFor" if "activate" in known.phases else "overactiveFor"
    muscles = sorted(known.targets)
    for choice in CATALOGUE.having("choosesExercise", exercise):
        muscles += CATALOGUE.values(choice, "aboutMuscle")
    for muscle in dict.fromkeys(muscles):
        for evidence in CATALOGUE.having("aboutMuscle", muscle):
            if "main_list" in CATALOGUE.values(evidence, "inEdition"):
                yield from CATALOGUE.values(evidence, relation)


def serving_case(row: GoldenRow) -> Plain | None:
    """Return a case in which the exercise of a row could serve, or ``None`` if none is known."""
    known = set(CATALOGUE.all_of("Finding"))
    finding = next((one for one in findings_for(row.exercise) if one in known), None)
    if finding is None:
        return None
    seen: Plain = {"finding": finding, "severity": "severe"}
    if CATALOGUE.value(finding, "canBeOneSided") == "true":
        sides = row.sides if len(row.sides) == 1 else ("right",)
        seen["side"] = sides[0]
    return {**row.case, "findings": [seen], "level": 5}


NEVER: Final = [row for row in rows() if row.exercise and row.verdict == "never"]
CAREFUL: Final = [row for row in rows() if row.exercise and row.verdict == "careful"]


@pytest.mark.parametrize("row", NEVER[::SAMPLED], ids=lambda row: row.name)
def test_what_is_never_done_leaves_by_no_way(row: GoldenRow) -> None:
    case = serving_case(row)
    if case is None:
        pytest.skip("no finding of the main lists asks for it")
    consultation = Consultation.of(
        Case.model_validate(case), KNOWLEDGE, rules=RULES, time_limit=UNHURRIED
    )
    serving = {one.arguments[0].name for one in consultation.truth.of("serves", 3)}
    assert row.exercise in serving, "the case does not ask for it, so nothing is shown"
    judge = Judge(CATALOGUE, case, json.loads(consultation.advice.to_json()))
    assert not judge.judge()
    # not in the program, a session or a step, nor by a swap: it is usable on no such side
    two_sided = not CATALOGUE.exercises[row.exercise].unilateral
    usable = {
        one.arguments[1].name
        for one in consultation.truth.of("side_of", 2)
        if one.arguments[0].name == row.exercise
    }
    side = row.sides[0] if len(row.sides) == 1 and not two_sided else "both"
    assert not usable & set(row.sides) if side != "both" else usable != set(SIDES)
    if not usable:
        assert row.exercise not in set(exercises_offered(judge.advice))
    # not by a repair of a plan that holds it, in which it is a mistake and never praised
    phase = min(CATALOGUE.exercises[row.exercise].phases)
    item = {"exercise": row.exercise, "phase": phase, "side": side}
    judged = PlanJudge.of(
        Case.model_validate(case), KNOWLEDGE, rules=RULES, time_limit=UNHURRIED
    ).judge(Plan.model_validate({"items": [item]}))
    mistakes = {flaw.mistake for flaw in judged.flaws if row.exercise in str(flaw.reason)}
    assert "mistake_contraindicated_exercise" in mistakes
    for flaw in judged.flaws:
        for change, _ in flaw.changes:
            assert row.exercise not in brought_in(change)
    praise = [str(one[0]) for one in judged.answer.rows("credit")]
    assert not [
        text for text in praise if row.exercise in text or f"heeds({row.condition})" in text
    ]


def brought_in(change: clingo.Symbol) -> list[str]:
    """Return the exercises that a change of a plan would bring in."""
    places = {"swap_item": 2, "add_item": 0}
    return [change.arguments[places[change.name]].name] if change.name in places else []


def exercises_offered(advice: Mapping[str, Any]) -> Iterator[str]:
    """Yield every exercise that an advice says to do, now or later."""
    for phase in advice["program"]["phases"]:
        yield from (item["exercise"] for item in phase["items"])
    for session in advice["sessions"]:
        for part in session["parts"]:
            yield from (item["exercise"] for item in part["items"])
    for steps in advice["progression"]["steps"]:
        yield from (step["exercise"] for kind in ("harder", "easier") for step in steps[kind])


@pytest.mark.parametrize("row", CAREFUL[::4], ids=lambda row: row.name)
def test_what_asks_for_care_is_given_with_its_care_only(row: GoldenRow) -> None:
    case = serving_case(row)
    if case is None:
        pytest.skip("no finding of the main lists asks for it")
    phases = CATALOGUE.exercises[row.exercise].phases
    others = [
        one.id
        for one in CATALOGUE.exercises.values()
        if one.phases & phases and one.id != row.exercise
    ]
    judge = Judge(CATALOGUE, case, advise_plainly({**case, "refuses": others[:200]}))
    assert not [violation for violation in judge.judge() if violation.kind == "care"]
    if row.exercise in judge.items:
        assert row.condition in json.dumps(judge.items[row.exercise])
