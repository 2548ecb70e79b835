"""The prover works on programs that are not ours."""

from __future__ import annotations

import doctest

import clingo
import pytest

import kg.proof.program
from kg.proof.program import justify
from tests.proof.answers import ROOT

COLOURING = """
node(1..4). edge(1,2). edge(2,3). edge(3,4). edge(4,1).
colour(red; green; blue).
%@ id=paint label="{N} is {C}" source="the puzzle"
1 { paint(N,C) : colour(C) } 1 :- node(N).
:- edge(N,M), paint(N,C), paint(M,C).
%@ id=used label="{C} is used" source="the puzzle"
used(C) :- paint(_,C).
:~ used(C). [1@1,C]
few :- #count{ C : used(C) } <= 2.
"""


def test_the_example_of_the_entry_runs() -> None:
    found = doctest.testmod(kg.proof.program)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_the_example_of_the_docs_runs() -> None:
    found = doctest.testfile(str(ROOT / "docs" / "explaining.md"), module_relative=False)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_every_atom_of_a_graph_colouring_has_a_right_proof() -> None:
    answer = justify(COLOURING)
    assert answer.steps.keys() == answer.atoms
    for atom in answer.atoms:
        assert answer.faults(answer.why(str(atom))) == []
    assert clingo.Function("few") in answer.atoms
    used = next(atom for atom in sorted(answer.atoms) if atom.name == "used")
    assert answer.why(str(used)).top.rule == "used"


def test_a_program_without_an_answer_is_named() -> None:
    with pytest.raises(ValueError, match="no answer set"):
        justify("a. :- a.")
