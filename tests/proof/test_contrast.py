"""What a choice is worth: the ledger adds up, and the other answer is the best there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import clingo
import pytest
from hypothesis import HealthCheck, given, settings

from kg.advice.advise import case_program
from kg.explain.consultation import Consultation
from kg.proof.compile import compile_rules
from kg.proof.contrast import Contrast, Contrasts
from kg.proof.supports import Supports
from kg.rulebase.annotations import read_annotations
from kg.rulebase.rule_set import RuleFile, Rules
from kg.solve.search import NoAnswer, best, ground, search
from tests.depth import UNHURRIED, some_of, tries
from tests.proof.answers import EXAMPLES, consultation
from tests.proof.programs import priced_programs

NAMES = [path.stem for path in EXAMPLES]


def choices(answer: Consultation) -> list[clingo.Symbol]:
    found = (clingo.Function("choose", one.arguments) for one in answer.truth.of("candidate", 2))
    return sorted(found)


def contrasts(answer: Consultation, most: int) -> list[Contrast]:
    return [
        answer.contrast(one, holds=one not in answer.truth.atoms) for one in choices(answer)[:most]
    ]


def priced(program: str) -> Contrasts:
    """Return the contrasts of the best answer of an annotated program."""
    annotations = read_annotations(Rules((RuleFile("test.lp", program),)))
    compiled = compile_rules({one.id: one.rules for one in annotations})
    control = clingo.Control(["--warn=none", "--opt-mode=optN", "0"])
    control.add("base", [], program)
    control.ground([("base", [])])
    solution = search(control, 10, whole=True)
    return Contrasts(control, compiled, Supports(control, compiled), solution, 10)


def test_costs_that_differ_in_nothing_but_weight_are_both_paid() -> None:
    found = priced(
        """
        %@ id=choice label="x" source="test"
        {x}.
        %@ id=weights label="w" source="test"
        w(1..2).
        %@ id=cost label="x costs {W}" source="test"
        :~ x, w(W). [W@1,cost,c]
        %@ id=without label="no x" source="test"
        :~ not x. [5@1,without]
        """
    )
    assert [charge.weight for charge in found.charges()] == [2, 1]
    other = found.of(clingo.Function("x"), holds=False)
    assert ([one.weight for one in other.comes], [one.weight for one in other.goes]) == (
        [5],
        [2, 1],
    )


@settings(
    max_examples=tries("CONTINUUM_SMALL_PROGRAMS", push=40, deep=40),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(priced_programs())
def test_the_charges_of_a_random_program_add_up(program: str) -> None:
    try:
        found = priced(program)
    except NoAnswer:
        return
    for atom in map(clingo.Function, "abc"):
        for holds in (True, False):
            other = found.of(atom, holds=holds)
            assert other.deciding is None or other.deciding.after > other.deciding.before


@pytest.mark.parametrize("name", some_of(NAMES, push=6))
def test_the_ledger_explains_every_level_and_no_other_answer_is_better(name: str) -> None:
    for one in contrasts(consultation(name), 8):
        assert one.possible
        assert one.proven
        deciding = one.deciding
        assert deciding is None or deciding.after > deciding.before
        assert one.atom in (one.chosen if one.holds else one.dropped)
        moved: Counter[int] = Counter()
        for charge in one.comes:
            moved[charge.level] += charge.weight
        for charge in one.goes:
            moved[charge.level] -= charge.weight
        assert all(level.after - level.before == moved[level.level] for level in one.levels)


@pytest.mark.parametrize("name", ["knees_in_right", "no_equipment", "pregnant"])
def test_it_costs_what_a_fresh_program_costs_that_has_to_choose_so(name: str) -> None:
    answer = consultation(name)
    answered = answer.answered
    known = {(each, len(row)) for each, row in answered.knowledge.facts.signature.items()}
    inputs = known | answered.rules.case_signatures
    program = case_program(answered.case, answered.knowledge, answered.rules)
    for one in contrasts(answer, 4):
        forced = f":- {'not ' if one.holds else ''}{one.atom}."
        text = [*program.texts, forced]
        fresh = search(ground(text, inputs=inputs), 60)
        assert dict(fresh.cost) == {level.level: level.after for level in one.levels}


def test_an_answer_that_may_not_be_the_best_is_read_whole_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = consultation("knees_in_right").answered.case
    wanted = Consultation.of(case, time_limit=UNHURRIED)
    atom = choices(wanted)[0]
    proven = wanted.contrast(atom, holds=atom not in wanted.truth.atoms)
    ran_out = iter([True])

    def out_of_time(*args: Any, **options: Any) -> tuple[Any, bool]:
        found, _ = best(*args, **options)
        return ((*found[:2], None), False) if next(ran_out, False) else (found, True)

    monkeypatch.setattr("kg.proof.contrast.best", out_of_time)
    other = Consultation.of(case, time_limit=UNHURRIED)
    assert other.contrast(atom, holds=proven.holds) == replace(proven, proven=False)


def test_what_no_program_can_have_is_not_possible() -> None:
    answer = consultation("no_equipment")
    other = answer.contrast(answer.atom("choose(smr_tfl,inhibit)"), holds=True)
    assert not other.possible


def test_a_program_without_an_answer_says_so() -> None:
    with pytest.raises(NoAnswer):
        search(ground(["a. :- a."]), 10)


def test_asking_changes_nothing() -> None:
    answer = consultation("flat_feet")
    before = answer.advice.to_json()
    first = contrasts(answer, 5)
    again = contrasts(Consultation.of(answer.answered.case, answer.answered.knowledge), 5)
    assert [one.levels for one in first] == [one.levels for one in again]
    assert answer.advice.to_json() == before
