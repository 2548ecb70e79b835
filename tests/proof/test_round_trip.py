"""A rule written as text is read back as the same rule: what is compiled is what was written."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from kg.rulebase.annotations import read_annotations
from kg.rulebase.parsing import ParsedRule, parse
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Rule
from tests.depth import tries
from tests.proof.answers import KNOWLEDGE
from tests.proof.programs import priced_programs, rules_of


def read_back(rule: Rule) -> list[Rule]:
    """Return the rules that the text of a rule holds."""
    parsed = list(parse(str(rule)))
    assert all(isinstance(one, ParsedRule) for one in parsed)
    return [inner for one in parsed if isinstance(one, ParsedRule) for inner in one.rules]


def test_every_rule_of_ours_is_read_back() -> None:
    for annotation in read_annotations(Rules.of(KNOWLEDGE)):
        for rule in annotation.rules:
            assert read_back(rule) == [rule], annotation.id


@settings(
    max_examples=tries("CONTINUUM_SMALL_PROGRAMS", push=200, deep=200),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(priced_programs())
def test_generated_rules_are_read_back(program: str) -> None:
    for rule in (one for variants in rules_of(program).values() for one in variants):
        assert read_back(rule) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        *("a :- 1 <= #count { Y: -p(Y) }.", "a :- q(X): -p(X).", "-a: -b; c :- d.", "a: b :- c."),
        *("1 { a: -b; -c } 2 :- d.", "3 = #sum { 1,x: a: b; 2: -c } :- d.", "a: ."),
        *("p(X) :- X < -1, q(X).", "p(-1, ~X, |X|, -f(1)) :- q(X).", "p((1,), (), (1, 2))."),
        *("a :- not not -b, #true, not 1 < 2 < 3.", "a :- not 1 = #sum { -1: -b } < 3."),
        *("p(2**2**3, 1..2, (1..2)+1).", 'p("a\\"\\n", #inf, #sup).', "a :- 1 { b; not -c: d }."),
        *(":~ a. [-1@2, x, -1]", ":~ . [1]", "#minimize { W@1, X: w(X,W) }.", ":- not a.", "{ }."),
        *("a :- not p(f(_)), p((_, g(_))).", "a; b: -c; d."),
    ],
)  # fmt: skip
def test_what_is_hard_to_write_is_read_back(text: str) -> None:
    rules = [rule for one in parse(text) if isinstance(one, ParsedRule) for rule in one.rules]
    assert rules
    for rule in rules:
        assert read_back(rule) == [rule]
