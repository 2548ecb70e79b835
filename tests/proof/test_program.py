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
%! paint(Node,Colour): Node {Node} is {colour}.
%~ paint(Node,Colour): Node {Node} is not {colour}.
%@ id=paint label="{N} is {C}" source="the puzzle"
1 { paint(N,C) : colour(C) } 1 :- node(N).
%@ id=neighbours label="Neighbours {N} and {M} may not both be {C}."
:- edge(N,M), paint(N,C), paint(M,C).
%! used(Colour): {Colour} is used.
%~ used(Colour): {Colour} is not used.
used(C) :- paint(_,C).
%@ id=cost label="{C} is one colour more."
:~ used(C). [1@1,C]
few :- #count{ C : used(C) } <= 2.
"""
#: Rules of somebody else: no ids, no sentences, a comment that only looks like one of ours.
BARE = """
%@ "open
wet :- rain, not roof.   rain.   { roof }.
:~ wet. [3]   :~ roof. [1]
dry :- not wet.
#const n = 2.
high(X) :- X = 1..n, X > 1.
"""


def test_the_example_of_the_entry_runs() -> None:
    found = doctest.testmod(kg.proof.program)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_the_example_of_the_docs_runs() -> None:
    found = doctest.testfile(str(ROOT / "docs" / "explaining.md"), module_relative=False)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_every_atom_of_a_graph_colouring_has_a_right_proof() -> None:
    answer = justify(COLOURING)
    for atom in answer.atoms:
        assert answer.faults(answer.why(str(atom))) == []
    assert clingo.Function("few") in answer.atoms
    used = next(atom for atom in sorted(answer.atoms) if atom.name == "used")
    assert answer.why(str(used)).top.rule == "rule_12"


def test_what_does_not_hold_is_explained_down_to_a_choice_and_its_price() -> None:
    answer = justify(COLOURING)
    (unused,) = {"red", "green", "blue"} - {
        str(atom.arguments[0]) for atom in answer.atoms if atom.name == "used"
    }
    lines = answer.why_not(f"used({unused})").outline().splitlines()
    assert lines[0] == f"{unused.capitalize()} is not used."
    assert f"    Node 1 is not {unused}." in lines
    assert "      It could be chosen; the best answer with it is equally good." in lines


def test_a_choice_that_breaks_a_requirement_names_it() -> None:
    answer = justify('{p(1..2)}.\n%@ id=two label="{X} is too much."\n:- p(X), X > 1.')
    assert answer.price("p(2)").outline().splitlines() == [
        "No valid answer has it.",
        "  2 is too much.",
    ]
    assert justify("{p}. :- p.").price("p").outline().splitlines()[1] == "  :- p."


def test_a_bare_program_is_explained_in_its_own_symbols() -> None:
    answer = justify(BARE)
    assert answer.explain("dry").outline().splitlines() == ["dry.", "  There is no wet."]
    assert answer.why_not("wet").outline().splitlines() == ["There is no wet.", "  roof."]
    assert answer.price("roof").outline().splitlines() == [
        "The best answer without it is 2 points worse, 3 instead of 1 (level 0).",
        "  +3: :~ wet. [3@0]",
        "  −1: :~ roof. [1@0]",
    ]
    assert answer.faults(answer.why("high(2)")) == []
    with pytest.raises(KeyError):
        answer.why("wet")
    with pytest.raises(ValueError, match="holds"):
        answer.why_not("dry")


def test_charges_beyond_the_first_are_summed_up() -> None:
    answer = justify("1 { p; q } 1.  n(1..10).  :~ q, n(X). [X@1,X]")
    story = answer.price("q").outline().splitlines()
    assert story[0].endswith("is 55 points worse, 55 instead of 0 (level 1).")
    assert story[1].startswith("  +10: ")
    assert story[9] == "  And 2 more of the same level, which come to +3."


def test_charges_that_cancel_are_left_out() -> None:
    answer = justify("1 { p; q } 1.  :~ p. [3@1,p]  :~ q. [4@1,q]  :~ 1 { p; q }. [5@1,any]")
    assert answer.price("q").outline().splitlines()[1:3] == [
        "  +4: :~ q. [4@1,q]",
        "  −3: :~ p. [3@1,p]",
    ]


def test_no_loop_is_claimed_where_the_search_ends_for_depth() -> None:
    chain = " ".join(f"a{n} :- a{n - 1}." for n in range(1, 40))
    story = justify(f"{chain} a0 :- x. #defined x/0.").why_not("a39").outline()
    assert "rest on itself" not in story
    assert "not looked into any further" in story
    looped = justify("a :- b. b :- a.").why_not("a").outline()
    assert "It would have to rest on itself." in looped


def test_an_input_could_have_been_given_otherwise() -> None:
    answer = justify("late(X) :- train(X), snow.  train(1).  #defined snow/0.", inputs=("snow",))
    assert answer.why_not("late(1)").outline().splitlines() == [
        "There is no late(1).",
        "  There is no snow.",
    ]


def test_of_equally_good_premises_the_preferred_one_is_shown() -> None:
    answer = justify(
        """
        %^ row(Name, Grade, Rank): good {Grade}, lowest {Rank}
        row(a, poor, 1). row(b, good, 3). row(c, good, 2).
        some :- row(_, _, _).
        both :- some, row(b, _, _).
        """
    )
    assert "row(c,good,2)" in map(str, answer.why("some").steps)
    assert list(map(str, answer.why("both").steps)) == ["row(b,good,3)", "some", "both"]


def test_a_program_without_an_answer_is_named() -> None:
    with pytest.raises(ValueError, match="no answer set"):
        justify("a. :- a.")
