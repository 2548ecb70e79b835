"""Solving: proven optima, a stable choice among equals, and an end in time."""

from __future__ import annotations

import clingo
import pytest

from kg.errors import InternalError, TimeLimit
from kg.solve.search import best, ground, search, solve

#: A placement puzzle that no solver proves optimal within a moment.
HARD = """
{ at(P, 1..30) } = 1 :- P = 1..30.
cost(P, Q, |P - Q| * (P * Q \\ 17)) :- P = 1..30, Q = 1..30, P < Q.
:~ at(P, X), at(Q, Y), cost(P, Q, C), X != Y, |X - Y| < C. [C * |X - Y| @ 1, P, Q]
:~ at(P, X), at(Q, X), P < Q. [999 @ 1, P, Q, same]
"""


def test_the_optimum_is_proven_and_told_by_level() -> None:
    found = solve(["{ a; b }. :- not a, not b.", ":~ a. [2@3, one] :~ b. [1@3, two]"])
    assert [str(atom) for atom in found.atoms] == ["b"]
    assert found.cost == ((3, 1),)
    assert found.proven


def test_equals_are_chosen_by_the_order_of_their_atoms() -> None:
    program = ["1 { c(b); c(a); c(d) } 1.", ":~ c(X). [1@1, X]"]
    assert {str(solve(program).atoms[0]) for _ in range(5)} == {"c(a)"}


def test_a_program_without_objective_has_its_first_answer() -> None:
    assert [str(atom) for atom in solve(["p."]).atoms] == ["p"]


def test_inputs_may_be_absent_and_only_the_shown_is_told() -> None:
    found = solve(["p :- not q(1)."], inputs=[("q", 1)], shown=[("p", 0)])
    assert [str(atom) for atom in found.atoms] == ["p"]


def test_time_over_gives_the_best_so_far_and_says_so() -> None:
    found = solve([HARD], time_limit=1.0)
    assert not found.proven
    assert found.atoms


def test_no_time_at_all_is_said() -> None:
    with pytest.raises(TimeLimit):
        solve([HARD], time_limit=0.0)


@pytest.mark.parametrize(
    ("program", "says"),
    [
        (["p :- q."], "does not occur in any rule head"),
        (["p(X) :- not q(X)."], "do not ground"),
        (["p. :- p."], "no answer"),
    ],
)
def test_a_broken_program_is_an_internal_error(program: list[str], says: str) -> None:
    with pytest.raises(InternalError, match=says):
        solve(program)


def test_an_assumption_that_costs_something_by_itself_is_searched_to_the_end() -> None:
    control = ground(["{a}. {b}. :~ not a. [6@5] :~ a. [1@4] :~ b. [2@4] :~ not a, not b. [3@4]"])
    assert search(control, 10).cost == ((5, 0), (4, 1))
    for _ in range(2):
        for atom, holds, cost in (("a", False, [6, 2]), ("b", True, [0, 3]), ("a", True, [0, 1])):
            found, proven = best(
                control,
                10,
                order=lambda model: sorted(map(str, model.symbols(atoms=True))),
                read=lambda model, _: list(model.cost),
                assumed=[(clingo.Function(atom), holds)],
            )
            assert proven
            assert found == cost
