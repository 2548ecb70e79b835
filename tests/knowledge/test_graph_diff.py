"""Things are told apart by axioms that are written from the graph, kind by kind."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from kg.knowledge import KnowledgeBase, graph_diff
from kg.knowledge.graph_diff import all_different
from kg.knowledge.terms import BASE, compact
from tests.knowledge.small import small

BODY = """
:Top a owl:Class . :Muscle a owl:Class ; rdfs:subClassOf :Top .
:Part a owl:Class ; rdfs:subClassOf :Muscle . :Joint a owl:Class ; rdfs:subClassOf :Top .
:b a :Muscle . :a a :Part . :knee a :Joint . :hip a :Joint . :alone a :Stray .
"""
OWL, RDF = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def members(lines: list[str]) -> list[list[str]]:
    """Return the members of each axiom, in order."""
    store = ox.Store()
    store.bulk_load("\n".join(lines).encode(), ox.RdfFormat.N_QUADS)

    def items(cell: object) -> list[str]:
        names = []
        while isinstance(cell, ox.BlankNode):
            values = {
                quad.predicate.value: quad.object
                for quad in store.quads_for_pattern(cell, None, None)
            }
            member = values[f"{RDF}first"]
            assert isinstance(member, ox.NamedNode)
            names.append(compact(member.value))
            cell = values[f"{RDF}rest"]
        return names

    heads = store.quads_for_pattern(None, ox.NamedNode(f"{OWL}distinctMembers"), None)
    return sorted(items(quad.object) for quad in heads)


def test_each_kind_has_one_axiom_with_the_kinds_below_it(tmp_path: Path) -> None:
    lines = KnowledgeBase.load(small(tmp_path, BODY), cache=False).graphs.lines
    axioms = all_different(lines)
    assert members(axioms) == [["a", "b"], ["hip", "knee"]]
    assert axioms == all_different(sorted(lines, reverse=True))


def test_a_kind_too_large_for_a_reasoner_gets_none() -> None:
    type_ = f"<{RDF}type> <{BASE}Thing> ."
    lines = [f"<{BASE}x{number}> {type_}" for number in range(graph_diff._LARGEST_KIND + 1)]
    assert all_different(lines) == []
    assert len(all_different(lines[1:])) == 2 + 2 * graph_diff._LARGEST_KIND


def test_the_things_of_the_ontology_are_told_apart() -> None:
    told_apart = members(all_different(KnowledgeBase.load().graphs.lines))
    pairs = {pair for axiom in told_apart for pair in combinations(axiom, 2)}
    assert ("gluteus_maximus", "gluteus_medius") in pairs
    assert ("inhibit", "lengthen") in pairs
    assert ("left", "right") in pairs
    assert len(told_apart) > 100
