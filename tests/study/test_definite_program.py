"""What holds is read from the grounder as from the solver, also where a choice is left."""

from __future__ import annotations

import pytest

from kg.solve.search import FactAtoms, Truths, ground, search
from kg.study.definite_program import held_in, named


@pytest.mark.parametrize(
    "program",
    ["a(1..3). b(X) :- a(X), not c(X). c(2).", "a(1). {b(1)}. :- not b(1).", "d :- d. e. -f(1)."],
)
def test_the_same_atoms_as_the_solver_finds(program: str) -> None:
    expected = search(ground([program]), 1.0, whole=True).whole
    control = ground([program])
    found = held_in(control)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert all(one in found for one in expected)
    assert set(named(found, "b", 1)) == {
        one for one in expected if one.name == "b" and one.positive
    }


def test_what_a_question_adds_is_no_part_of_the_program() -> None:
    control = ground(["a(1)."])
    found = held_in(control)
    control.add("more", [], "_asked(X) :- a(X).")
    control.ground([("more", [])])
    assert [str(one) for one in found] == ["a(1)"]


def test_facts_known_from_elsewhere_hold_in_every_program() -> None:
    facts = FactAtoms(["a"], "a(1). a(2).")
    first = Truths(ground(["a(1). b(1)."]), facts=facts)
    second = Truths(ground(["#defined a/1. b(2)."]), facts=facts)
    assert sorted(map(str, first.certain)) == ["a(1)", "a(2)", "b(1)"]
    assert sorted(map(str, second.certain)) == ["a(1)", "a(2)", "b(2)"]
