"""The closure: the rules of OWL 2 RL that our axioms need, and each clash in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from tests.knowledge.small import small


def asks(root: Path, query: str) -> bool:
    table = KnowledgeBase.load(root, cache=False).select(f"ASK {{ {query} }}")
    return bool(table.rows[0][0])


@pytest.mark.parametrize(
    ("says", "follows"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .", ":x a :C"),
        (":A owl:equivalentClass :B . :x a :B .", ":x a :A"),
        (":p rdfs:subPropertyOf :q . :x :p :y .", ":x :q :y"),
        (
            ":p a owl:ObjectProperty ; rdfs:domain :A ; rdfs:range :B . :x :p :y .",
            ":x a :A . :y a :B",
        ),
        (":p owl:inverseOf :q . :x :p :y .", ":y :q :x"),
        (":p a owl:SymmetricProperty . :x :p :y .", ":y :p :x"),
        (":p a owl:TransitiveProperty . :x :p :y . :y :p :z .", ":x :p :z"),
        (":r owl:propertyChainAxiom ( :p :q ) . :x :p :y . :y :q :z .", ":x :r :z"),
        (
            ":A owl:equivalentClass [ owl:intersectionOf ( :M [ a owl:Restriction ; "
            "owl:onProperty :p ; owl:hasValue :v ] ) ] . :x a :M ; :p :v .",
            ":x a :A",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; "
            "owl:hasValue :v ] . :x a :A .",
            ":x :p :v",
        ),
        (
            "[] rdfs:subClassOf :A ; a owl:Restriction ; owl:onProperty :p ; "
            "owl:someValuesFrom :B . :x :p :y . :y a :B .",
            ":x a :A",
        ),
    ],
)
def test_what_follows(tmp_path: Path, says: str, follows: str) -> None:
    root = small(tmp_path, says.replace(" . ", " .\n"))
    assert asks(root, follows)


@pytest.mark.parametrize(
    "says",
    [
        ":A a owl:Class ; owl:disjointWith :B . :x a :A , :B .",
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :x a :A , :C .",
        ":p a owl:IrreflexiveProperty . :x :p :x .",
        ":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .",
        ":p owl:propertyDisjointWith :q . :x :p :y ; :q :y .",
    ],
)
def test_a_clash_is_told(tmp_path: Path, says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(small(tmp_path, says), cache=False).select("ASK { ?s ?p ?o }")
    assert caught.value.exit_code == 2


def test_the_real_closure_knows_antagonists_through_opposed_actions() -> None:
    knowledge = KnowledgeBase.load()
    antagonists = knowledge.facts.relations["antagonist"]
    assert ("gluteus_maximus", "psoas_major") in antagonists
    assert ("psoas_major", "gluteus_maximus") in antagonists
    assert all(one != other for one, other in antagonists)
