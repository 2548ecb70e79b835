"""A graph as a chart: every node and edge is drawn, each row spread over the width."""

from __future__ import annotations

import pytest

from kg.explorer.views.explore.graph_chart import ACROSS, DOWN, graph_height, graph_spec, places
from kg.present.proof_graph import ProofGraph, proof_graph
from kg.proof.narrative import Line, RuleNote, Story

NOTE = RuleNote("why", "a book", "p :- q.", "rules/a.lp", 3)


def fan(leaves: int) -> ProofGraph:
    """Return the graph of a statement that rests on some observations."""
    seen = [
        Line(f"q{n}", f"Sign {n} was seen in the overhead squat.", "case") for n in range(leaves)
    ]
    top = Line("p", "P follows.", "rule", tuple(one.key for one in seen), NOTE)
    return proof_graph(Story("p", {one.key: one for one in [*seen, top]}))


@pytest.mark.parametrize("leaves", [1, 2, 3, 4, 9])
def test_every_line_is_drawn_once_at_a_place_of_its_own(leaves: int) -> None:
    graph = fan(leaves)
    (series,) = graph_spec(graph, dark=False)["series"]
    assert len(series["data"]) == leaves + 1
    assert len(series["links"]) == leaves
    spots = [(one["x"], one["y"]) for one in series["data"]]
    assert len(set(spots)) == len(spots)
    assert spots == [(across * ACROSS, down * DOWN) for across, down in places(graph)]
    assert all(0 < across < 1 for across, _ in places(graph))


def test_the_statement_stands_in_the_middle_and_on_top() -> None:
    assert places(fan(5))[0] == (0.5, 0.0)


def test_crowded_rows_are_staggered_and_their_labels_narrow() -> None:
    few, many = fan(3), fan(9)
    assert {down for _, down in places(few)[1:]} == {1.0}
    assert len({down for _, down in places(many)[1:]}) == 2

    def widest(graph: ProofGraph) -> int:
        (series,) = graph_spec(graph, dark=True)["series"]
        texts = [one["label"]["formatter"] for one in series["data"][1:]]
        return max(len(line) for text in texts for line in text.splitlines())

    assert widest(many) < widest(few)


def test_a_deep_graph_is_no_higher_than_a_screen() -> None:
    lines = [Line(f"p{n}", f"P{n}.", "rule", (f"p{n + 1}",), NOTE) for n in range(40)]
    lines.append(Line("p40", "Seen.", "case"))
    deep = proof_graph(Story("p0", {one.key: one for one in lines}))
    assert graph_height(fan(2)) < graph_height(deep) <= 900
