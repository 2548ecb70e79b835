"""Sentences that say that something does not hold are true whichever way it fails."""

from __future__ import annotations

import pytest

from kg.rulebase.rule_set import RuleFile, Rules
from tests.rules.absences import TABLE, asserting, denies, shipped, table


def test_no_absence_asserts_one_cause_of_several() -> None:
    knowledge, rules = shipped()
    assert list(asserting(rules, dict(knowledge.facts.absences))) == []


@pytest.mark.parametrize(
    ("sentence", "is_denial"),
    [
        ("Something rules {exercise} out on the {side}.", False),
        ("The minutes are too few for {phase}.", False),
        ("{Exercise} cannot be used on the {side} for this client.", True),
        ("Nothing rules out {exercise}.", True),
    ],
)
def test_a_denial_is_known_by_its_words(sentence: str, *, is_denial: bool) -> None:
    assert denies(sentence) is is_denial


def test_an_absence_that_asserts_is_found() -> None:
    text = "%! free(Exercise): it is free.\n%~ free(Exercise): Something rules {exercise} out.\n"
    found = list(asserting(Rules((RuleFile("planted.lp", text),)), {"bare": "It has two sides."}))
    assert found == [
        "rules/planted.lp:2: free/1: Something rules {exercise} out.",
        "rules/facts/bare.rq: It has two sides.",
    ]


def test_every_absence_was_read_with_each_way_to_fail() -> None:
    assert table() == TABLE.read_text(encoding="utf-8"), "read the sentence, then write the table"
