"""What a case is given of the rules and facts leaves every answer as the whole program has it."""

from __future__ import annotations

from pathlib import Path

import clingo
import pytest

from kg.advice.advise import case_program, ground_case
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import ContinuumError
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import RuleFile, Rules
from kg.solve.relevance import relevance
from tests.safety.draw import draw_case
from tests.safety.product import CATALOGUE, case_fields

KNOWLEDGE = KnowledgeBase.load()
RULES = Rules.of(KNOWLEDGE)
FACTS = {(name, len(names)) for name, names in KNOWLEDGE.facts.signature.items()}
GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "cases").glob("*.yaml"))


def derived(control: clingo.Control) -> set[tuple[clingo.Symbol, bool]]:
    """Return the atoms that rules derive, and whether each certainly holds."""
    return {
        (atom.symbol, atom.is_fact)
        for name, arity, positive in control.symbolic_atoms.signatures
        if (name, arity) not in FACTS
        for atom in control.symbolic_atoms.by_signature(name, arity, positive)
    }


def assert_same(case: Case, extra: tuple[str, ...] = ()) -> None:
    whole = case_program(case, KNOWLEDGE, RULES, extra).ground()
    assert derived(ground_case(case, KNOWLEDGE, RULES, extra=extra)) == derived(whole)


@pytest.mark.parametrize("path", GOLDEN[::6], ids=lambda path: path.stem)
def test_a_golden_case_grounds_to_the_same_atoms(path: Path) -> None:
    assert_same(read_file(str(path)).case(Vocabulary.of(KNOWLEDGE)))


@pytest.mark.parametrize("number", range(12))
def test_a_random_case_grounds_to_the_same_atoms(number: int) -> None:
    try:
        case = Case.model_validate(draw_case(CATALOGUE, f"relevance {number}", case_fields()))
    except ContinuumError:
        return
    assert_same(case)


def test_most_of_the_facts_are_left_out() -> None:
    case = Case.model_validate({"findings": [{"finding": "knees_move_inward"}]})
    program = relevance(RULES, KNOWLEDGE).program(case.to_facts())
    rules, facts, _ = case_program(case, KNOWLEDGE, RULES).texts
    assert len(program.facts) < len(facts) / 2
    assert len("".join(program.rules.split("\n"))) < len(rules) / 4
    assert program.rules.count("\n") == rules.count("\n")


TOY = """
%@ id=chain label="x" source="y"
met(X) :- case_condition(X).
%@ id=dead label="x" source="y"
never(X) :- met(X), nothing_fills_this(X).
%@ id=two_lines label="x" source="y"
care(E, X) :-
    met(X),
    caution_of(E, X, _).
"""


def test_a_rule_set_of_its_own() -> None:
    rules = Rules((RuleFile("toy.lp", TOY),))
    found = relevance(rules, KNOWLEDGE)
    assert found.keys["caution_of"].position == 1
    program = found.program(["case_condition(pregnancy_first_trimester)."])
    assert "never" not in program.rules
    assert ("never", 1) in program.unfilled
    rows = KNOWLEDGE.facts.relations["caution_of"]
    expected = sum(row[1] == "pregnancy_first_trimester" for row in rows)
    assert program.facts.count("caution_of(") == expected > 0
    assert "caution_of(" not in found.program(["case_condition(nothing_of_ours)."]).facts


APART = """
%@ id=any_care label="x" source="y"
any_care(E) :- case_condition(_), caution_of(E, _, _).
"""


def test_what_goes_without_a_name_is_another_thing_each_time() -> None:
    rules = Rules((RuleFile("toy.lp", APART),))
    assert "caution_of" not in relevance(rules, KNOWLEDGE).keys
