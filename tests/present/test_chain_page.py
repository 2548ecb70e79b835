"""The kinetic chain: paths, what each connection rests on, and how they are drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.explorer.views.knowledge.chain_chart import chain_spec
from kg.explorer.views.knowledge.chain_paths import reach, shortest_paths
from kg.knowledge import KnowledgeBase
from kg.present.chain_graph import Edge, chain
from kg.present.chain_page import drawn_paths, near_page, paths_page, rests_on
from kg.present.ontology_browser import Atlas

KNOWLEDGE = KnowledgeBase.load()
ATLAS = Atlas(KNOWLEDGE)
CHAIN = chain(KNOWLEDGE, ATLAS)
NODES = sorted(CHAIN.labels)


def test_what_leads_on_is_not_what_only_begins() -> None:
    assert "implicates" not in CHAIN.inner
    assert {"crossesJoint", "inRegion"} <= set(CHAIN.inner)


def test_a_finding_reaches_a_far_muscle_through_joints_and_regions() -> None:
    edges = CHAIN.between("feet_turn_out", "upper_trapezius", CHAIN.inner)
    paths = shortest_paths(edges, "feet_turn_out", "upper_trapezius")
    assert paths
    for path in paths:
        assert path.nodes[0] == "feet_turn_out"
        assert path.nodes[-1] == "upper_trapezius"
        assert path.steps[0].how == "implicates"
        assert all(step.how in CHAIN.inner for step in path.steps[1:-1])


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NODES), st.sampled_from(NODES))
def test_every_step_of_a_path_is_stated_and_as_short_as_what_is_reached(
    start: str, end: str
) -> None:
    edges = CHAIN.between(start, end, CHAIN.inner)
    far = reach(edges, start)
    paths = shortest_paths(edges, start, end) if start != end else ()
    assert bool(paths) == (end in far and start != end)
    for path in paths:
        assert len(path.steps) == far[end]
        assert len(set(path.nodes)) == len(path.nodes)
        for (one, other), step in zip(pairwise(path.nodes), path.steps, strict=True):
            assert {one, other} == {step.start, step.end}
            assert step in edges
    drawn = drawn_paths((one.nodes, one.steps) for one in paths)
    assert len(set(drawn.nodes.values())) == len(drawn.nodes)
    assert set(drawn.edges) == {step for path in paths for step in path.steps}


def test_a_connection_rests_on_the_rows_that_name_both_ends() -> None:
    rests = rests_on(KNOWLEDGE, ATLAS, Edge("knees_move_inward", "implicates", "gluteus_medius"))
    assert any(one.id.startswith("ev_knees_move_inward_gluteus_medius") for one in rests.rows)
    assert rests.sources


@pytest.mark.parametrize("how", [one for one, _ in CHAIN.relations])
def test_every_kind_of_connection_has_a_source(how: str) -> None:
    edges = CHAIN.over({how})
    for edge in edges[:: max(1, len(edges) // 12)]:
        assert rests_on(KNOWLEDGE, ATLAS, edge).sources, edge


def test_paths_are_told_step_by_step() -> None:
    edges = CHAIN.between("feet_turn_out", "upper_trapezius", CHAIN.inner)
    paths = shortest_paths(edges, "feet_turn_out", "upper_trapezius")
    first, *_ = paths_page(KNOWLEDGE, ATLAS, [one.steps for one in paths])
    assert first["title"] == f"Path 1: {len(paths[0].steps)} steps"
    assert first["steps"][0]["how"] == "implicates"
    assert "source" in first["steps"][0]["note"]


def test_what_is_near_comes_first() -> None:
    reached = reach(CHAIN.between("soleus", "soleus", CHAIN.inner), "soleus")
    blocks = near_page(CHAIN, reached)
    assert blocks[0]["title"].startswith("1 step away")
    assert sum(len(one["items"]) for one in blocks) == len(reached) - 1


@pytest.mark.parametrize("dark", [False, True])
def test_a_drawing_names_every_node_and_draws_no_edge_to_nowhere(*, dark: bool) -> None:
    edges = CHAIN.between("soleus", "latissimus_dorsi", CHAIN.inner)
    paths = shortest_paths(edges, "soleus", "latissimus_dorsi")
    drawn = drawn_paths((one.nodes, one.steps) for one in paths)
    (series,) = chain_spec(drawn, ATLAS.label, dark=dark)["series"]
    assert [one["value"] for one in series["data"]] == [ATLAS.label(one) for one in drawn.nodes]
    places = {(one["x"], one["y"]) for one in series["data"]}
    assert len(places) == len(drawn.nodes)
    for link in series["links"]:
        assert 0 <= link["source"] < len(drawn.nodes)
        assert 0 <= link["target"] < len(drawn.nodes)
