"""When nothing keeps every requirement: the fewest are broken, and they are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import RuleFile, Rules

KNOWLEDGE = KnowledgeBase.load()
OURS = Rules.load(Path(KNOWLEDGE.places.rules))
CASE = Case.model_validate({"findings": [{"finding": "knees_move_inward", "side": "right"}]})

PLANK = """
%@ id=house_plank label="The house wants {E} in every program." source="the house"
:- exercise(E), E = ac_plank, not choose(E, _).
"""
FIVE = """
%@ id=house_five label="The house wants at least {N} exercises to activate." source="the house"
:- N = 5, #count{E : choose(E, activate)} < N.
"""
NEVER = """
%@ id=house_never label="The house wants no session at all." source="the house"
:- not stopped.
"""


def answer(*more: str) -> tuple[str, list[str], list[str]]:
    files = (*OURS.files, *(RuleFile(f"house_{n}.lp", text) for n, text in enumerate(more)))
    advice = advise(CASE, KNOWLEDGE, rules=Rules(files))
    chosen = [item.exercise for phase in advice.program.phases for item in phase.items]
    return advice.result, [one.rule for one in advice.violated], chosen


def test_what_can_be_kept_is_kept() -> None:
    result, violated, _ = answer()
    assert (result, violated) == ("solved", [])


def test_a_requirement_that_nothing_keeps_is_named_with_the_best_effort() -> None:
    result, violated, chosen = answer(PLANK)
    assert (result, violated) == ("infeasible", ["house_plank"])
    assert chosen == answer()[2], "the rest is as good as ever"


def test_the_fewest_are_broken() -> None:
    result, violated, chosen = answer(PLANK, FIVE)
    assert result == "infeasible"
    assert violated == ["room_kept", "house_plank"]
    assert sum(one.startswith("ac_") for one in chosen) >= 5


def test_one_without_variables_is_named_too() -> None:
    result, violated, chosen = answer(NEVER)
    assert (result, violated) == ("infeasible", ["house_never"])
    assert chosen


@pytest.mark.parametrize("more", [(PLANK,), (PLANK, FIVE)])
def test_it_is_the_same_every_time(more: tuple[str, ...]) -> None:
    assert answer(*more) == answer(*more)
