"""Every atom gets the smallest proof, whatever construct its rules use."""

from __future__ import annotations

from pathlib import Path

import clingo
import pytest

from kg.advice.advise import advise
from kg.errors import BadInput
from kg.proof.argument_index import Extensions
from kg.proof.compile import compile_rules
from kg.proof.derive import Derivation
from kg.proof.supports import Supports
from kg.proof.true_atoms import Truth
from kg.rulebase.annotations import read_annotations
from kg.rulebase.rule_set import RuleFile, Rules
from kg.solve.search import ground
from tests.proof.answers import EXAMPLES, KNOWLEDGE, annotated, consultation, steps_of


def premises(program: str, atom: str) -> list[str]:
    steps, _ = steps_of(program)
    return [str(one) for one in steps[atom].premises()]


def rule(program: str, atom: str) -> str | None:
    steps, _ = steps_of(program)
    return steps[atom].rule


@pytest.mark.parametrize(
    ("program", "atom", "expected"),
    [
        ("q(1).\np(X) :- q(X).", "p(1)", ["q(1)"]),
        ("q(1..3).\np(X+1) :- q(X), X > 2.", "p(4)", ["q(3)"]),
        ("q(1..3).\np(X-1, |X-5|) :- q(X), X < 2.", "p(0,4)", ["q(1)"]),
        ("q(1,2).\np :- q(_,X), X = 1..2.", "p", ["q(1,2)"]),
        ("q(a).\np(X) :- q((a;b)), X = (1;2).", "p(2)", ["q(a)"]),
        ("#const n = 3.\nq(3).\np :- q(n).", "p", ["q(3)"]),
        ("q(1).\n{ p(X) : q(X) } 1.\n:- not p(1).", "p(1)", ["q(1)"]),
        ("q.\np | r :- q.\n:- r.", "p", ["q"]),
        ("e(1,2). e(2,3).\nr(X,Y) :- e(X,Y).\nr(X,Z) :- r(X,Y), e(Y,Z).", "r(1,3)",
         ["r(1,2)", "e(2,3)"]),
        ("-q(1).\np(X) :- -q(X).", "p(1)", ["-q(1)"]),
        ("q(1..3).\np(N) :- N = #count{ X : q(X) }.", "p(3)", ["q(1)", "q(2)", "q(3)"]),
        ("q(1..3).\np :- #count{ X : q(X) } >= 2.", "p", ["q(1)", "q(2)"]),
        ("q(1..3).\np(N) :- N = #max{ X : q(X) }.", "p(3)", ["q(3)"]),
        ("q(1..3).\np(N) :- N = #min{ X : q(X) }.", "p(1)", ["q(1)"]),
        ("q(1..3).\np :- #min{ X : q(X) } <= 2.", "p", ["q(1)"]),
        ("q(1..3).\np :- 5 < #sum{ X : q(X) }.", "p", ["q(1)", "q(2)", "q(3)"]),
        ("q(1). q(-4).\np :- #sum{ X : q(X) } < 0.", "p", ["q(-4)"]),
        ("q(1).\np :- #count{ X : q(X) } < 3.", "p", []),
        ("q(1..2). s(1..2).\np :- s(X) : q(X).", "p", ["s(1)", "s(2)"]),
        ("q(1..2). s(1,a). s(2,b).\np :- s(X,_) : q(X).", "p", ["s(1,a)", "s(2,b)"]),
        ("q(1).\np :- not not q(1).", "p", []),
        ("q(1).\np :- not r(_), q(_).", "p", ["q(1)"]),
        ("q(1..2).\np :- 2 { q(X) }.", "p", ["q(1)", "q(2)"]),
        ("{ p } :- not 3 = #max{ 3 : p } != 0.\n:- p.\nq :- not p.", "q", []),
        ("{ q(Y) : s(Y) } :- #min{ Y : p(Y) } != 4.\ns(1..2). p(3).\n:- not q(2).", "q(2)",
         ["s(2)"]),
        ("{ q(Y) : s(Y) } :- #min{ Y : p(Y) } != 5.\ns(1..2). p(3). p(5).\n:- not q(2).", "q(2)",
         ["s(2)", "p(3)"]),
        ("{ b; c }.\n:- not b.\n:- c.\na :- #sum{ 2,x : b; 2,y : c } != 3.", "a", []),
        ("d(f(1)).\nb :- not d(g(_)), not d((_,_)).", "b", []),
        ("d(f(1)). e(2).\nb :- 1 <= #count{ X : e(X), not d(g(_)) }.", "b", ["e(2)"]),
        ("-p(1).\na :- 1 <= #count{ Y : -p(Y) }.", "a", ["-p(1)"]),
        ("-p(1). q(1).\na :- q(X) : -p(X).", "a", ["q(1)"]),
        ("#const m = n+1.\n#const n = 2.\np(m).\nq :- p(3).", "q", ["p(3)"]),
        ("d(1).\nlim(4).\nq(Y) : d(Y) ; c :- lim(_).\n:- c.", "q(1)", ["lim(4)", "d(1)"]),
        ("d(1).\nlim(4).\nq(Y) : d(Y) ; c :- lim(_).\n:- not c.", "c", ["lim(4)"]),
        ("d(1..2).\np(X) ; p(Y) :- d(X), d(Y), X < Y.\n:- not p(2).", "p(2)", ["d(1)", "d(2)"]),
    ],
)  # fmt: skip
def test_each_construct(program: str, atom: str, expected: list[str]) -> None:
    assert premises(program, atom) == expected


def test_the_shallowest_derivation_wins_then_the_smallest_then_the_first_rule() -> None:
    deep = "a.\nb :- a.\nc :- b.\nc :- a."
    assert rule(deep, "c") == "r3"
    wide = "a. b.\nc :- a, b.\nc :- a."
    assert rule(wide, "c") == "r3"
    alike = "a. b.\nc :- b.\nc :- a."
    assert rule(alike, "c") == "r2"


def test_what_supports_itself_is_not_explained_by_itself() -> None:
    steps, answer = steps_of("a.\nb :- c.\nc :- b.\nb :- d.\nd :- a.\n{ e }.\n:- not e.")
    assert steps["b"].rule == "r3"
    assert steps["c"].rule == "r2"
    assert len(steps) == len(answer)


def test_a_choice_is_marked_and_a_fact_that_is_given_is_a_leaf() -> None:
    steps, _ = steps_of("{ a }.\n:- not a.\nb :- a.", lambda atom: atom.name == "given")
    assert steps["a"].choice
    assert not steps["b"].choice


def test_absences_are_patterns() -> None:
    steps, _ = steps_of("q(1).\np(X) :- q(X), not r(X,_), not s(X+1).")
    assert [str(one) for one in steps["p(1)"].absences] == ["r(1,_)", "s(2)"]


def test_an_absence_keeps_what_is_known_inside_a_term() -> None:
    steps, _ = steps_of("q(1).\nr(f(2,3)). r((1,5)).\np(X) :- q(X), not r(f(X,_)), not r((_,2)).")
    assert [str(one) for one in steps["p(1)"].absences] == ["r(f(1,_))", "r((_,2))"]


def derivation(program: str, true: str) -> Derivation:
    """Return what can be derived of some atoms, which need not be an answer."""
    annotations = read_annotations(Rules((RuleFile("test.lp", annotated(program)),)))
    compiled = compile_rules({one.id: one.rules for one in annotations})
    atoms = frozenset(map(clingo.parse_term, true.split()))
    found = Derivation(compiled.codes, lambda _: False)
    found.settle(Supports(ground([program]), compiled).behind(sorted(atoms), Truth(atoms)))
    assert not found.steps
    return found


@pytest.mark.parametrize(
    ("program", "true", "reason"),
    [
        ("{ e }.\na :- b.\nb :- a.\na :- e.", "a b", "only because it supports itself"),
        ("{ e }.\na :- b.\nb :- a.\nb :- c, not e.\nc :- e.", "a b c", "an atom that no rule"),
        ("{ e; b }.\na :- b.\nb :- a, e.", "a", "no rule instance that gives it"),
        ("a :- 0 = #sum{ 1,x : a; -1,y : a }.", "a", "a total that no part of it decides"),
    ],
)
def test_no_loop_is_named_that_was_not_found(program: str, true: str, reason: str) -> None:
    assert reason in derivation(program, true).reason_unproved(clingo.Function("a"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_statement_of_an_example_has_a_proof(path: Path) -> None:
    found = consultation(path.stem)
    every = Extensions(found.truth)
    for atom, proof in found.proofs().items():
        assert str(proof.root) == atom
        seen: set[object] = set()
        for one, step in proof.steps.items():
            assert one in found.truth.atoms
            assert set(step.premises()) <= seen
            assert (step.rule is None) == found.is_given(one)
            assert not any(map(every.of, step.absences))
            seen.add(one)


@pytest.mark.parametrize("path", EXAMPLES[:4], ids=lambda path: path.stem)
def test_every_atom_at_all_has_a_proof(path: Path) -> None:
    found = consultation(path.stem)
    derived = [one for one in found.truth.atoms if not found.is_given(one)]
    assert found.proofs_of(derived).keys() == set(derived)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_being_asked_changes_nothing(path: Path) -> None:
    found = consultation(path.stem)
    found.proofs()
    assert found.advice.to_json() == advise(found.answered.case, KNOWLEDGE).to_json()


@pytest.mark.parametrize("name", ["flat_feet", "older_adult", "two_screens"])
def test_a_proof_does_not_hang_on_what_was_asked_before(name: str) -> None:
    together = consultation(name).proofs()
    one_by_one = consultation(name)
    for atom, proof in reversed(list(together.items())):
        assert dict(one_by_one.why(atom).steps) == dict(proof.steps)


@pytest.mark.parametrize(
    ("atom", "told"),
    [
        ("status(soleus,left,overactive)", "does not hold"),
        ("status(soleus", "is no atom"),
        ("17", "is no atom"),
    ],
)
def test_what_does_not_hold_has_no_proof(atom: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        consultation("knees_in_right").why(atom)
