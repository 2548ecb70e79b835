"""Every rule alone: it holds for the facts of its row, for nothing less, and says it in words.

Who writes a rule writes its row: ``python -m tests.rules.rule_rows`` proposes one.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules, placeholders
from kg.rulebase.sentences import Sentences
from tests.rules.rule_rows import (
    RuleAlone,
    RuleRow,
    atoms_in,
    read_rows,
    rules_with_bodies,
    rules_without_row,
)

RULES = rules_with_bodies()
ROWS = read_rows()
#: So many rules have no row yet. The number only ever gets smaller.
MOST_WITHOUT = 133
#: What no sentence may hold: a place that nothing filled, an id, a term as the rules write it.
RAW = re.compile(r"[{}]|\w_\w|\w\([^ ]*,|^\W*$")
KNOWLEDGE = KnowledgeBase.load()
WORDLESS: list[str] = []
SENTENCES = Sentences(Rules.of(KNOWLEDGE), KNOWLEDGE, WORDLESS.append)


@pytest.mark.parametrize("name", ROWS)
def test_a_rule_holds_for_its_row_and_for_nothing_less(name: str) -> None:
    assert name in RULES, "no rule has this id any more"
    assert list(RuleAlone(RULES[name]).faults(ROWS[name])) == []


@pytest.mark.parametrize("name", ROWS)
def test_a_rule_says_in_words_why_it_holds(name: str) -> None:
    WORDLESS.clear()
    label, row = RULES[name].label, ROWS[name]
    names = list(dict.fromkeys(place for place, _ in placeholders(label)))
    binding = RuleAlone(RULES[name]).bindings(row.given, names)[0] if names else {}
    assert not RAW.search(SENTENCES.instance(label, binding))
    assert not WORDLESS


def test_every_rule_has_a_row_but_those_of_the_list_which_only_gets_shorter() -> None:
    without = rules_without_row()
    assert sorted(RULES.keys() - ROWS.keys()) == without
    assert len(without) <= MOST_WITHOUT


def row(given: str, derives: str, unless: str = "", *but: tuple[str, str]) -> RuleRow:
    return RuleRow(atoms_in(given), derives, atoms_in(unless), but)


LEVEL = row(
    "difficulty(hop,5). level(4). serves(hop,integrate,calf).",
    "barred(hop,for_level(4))",
    "",
    ("level(4)", "level(5)"),
)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(LEVEL, given=LEVEL.given[1:]), "derives nothing, not barred(hop,for_level(4))"),
        (replace(LEVEL, derives="barred(hop,for_level(5))"), "derives barred(hop,for_level(4)), "),
        (replace(LEVEL, given=(*LEVEL.given, "seen(x)")), "without seen(x) too"),
        (replace(LEVEL, unless=("seen(x)",)), "although seen(x)"),
        (replace(LEVEL, but=(("level(4)", "level(3)"), ("level(4)", "level(4)"))), "with level(4)"),
        (replace(LEVEL, but=(("level(2)", "level(5)"),)), "level(2) is not given"),
    ],
)
def test_a_row_that_is_wrong_is_named(wrong: RuleRow, told: str) -> None:
    alone = RuleAlone(RULES["barred_level"])
    assert list(alone.faults(LEVEL)) == []
    assert any(told in fault for fault in alone.faults(wrong))


def test_a_rule_that_is_changed_no_longer_fits_its_row() -> None:
    """Each literal that is left out, turned round or moved by one is noticed."""
    rule = RULES["barred_level"]
    for old, new in (
        ("difficulty(E,N)", "N = 5"),
        (" > ", " >= "),
        (" > ", " < "),
        ("level(", "level_cap("),
    ):
        assert old in rule.text, rule.text
        changed = replace(rule, text=rule.text.replace(old, new))
        fits = replace(LEVEL, but=(*LEVEL.but, ("difficulty(hop,5)", "difficulty(hop,4)")))
        assert list(RuleAlone(changed).faults(fits)), (old, new)
