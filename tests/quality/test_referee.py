"""The referee: HermiT agrees with a sound ontology and our closure, and fails planted faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.load import content_hash
from kg.quality.referee import LOCK, check, judge
from tests.knowledge.small import ROOT, small

SOUND = """
:Muscle a owl:Class . :Action a owl:Class ; owl:disjointWith :Muscle .
:performs a owl:ObjectProperty ; owl:inverseOf :performedBy . :performedBy a owl:ObjectProperty .
:opposes a owl:ObjectProperty , owl:SymmetricProperty .
:antagonistOf a owl:ObjectProperty ; owl:propertyChainAxiom ( :performs :opposes :performedBy ) .
:Flexor a owl:Class ; owl:equivalentClass [ owl:intersectionOf ( :Muscle
    [ a owl:Restriction ; owl:onProperty :performs ; owl:hasValue :flexion ] ) ; a owl:Class ] .
:flexion a :Action , owl:NamedIndividual . :extension a :Action , owl:NamedIndividual ; :opposes
    :flexion .
:one a :Muscle , owl:NamedIndividual ; :performs :flexion .
:two a :Muscle , owl:NamedIndividual ; :performs :extension .
"""
CHAIN = "; owl:propertyChainAxiom ( :performs :opposes :performedBy )"


def load(folder: Path, body: str) -> KnowledgeBase:
    return KnowledgeBase.load(small(folder, body), cache=False)


def test_a_sound_ontology_passes_and_the_chain_is_derived_by_both(tmp_path: Path) -> None:
    graphs = load(tmp_path, SOUND).graphs
    verdict = judge(graphs.lines, graphs.inferred)
    assert verdict.holds, verdict
    assert verdict.derived["antagonistOf"] == 2


def test_a_closure_without_the_chain_is_found_out(tmp_path: Path) -> None:
    whole = load(tmp_path / "whole", SOUND).graphs
    poorer = load(tmp_path / "poorer", SOUND.replace(CHAIN, "")).graphs
    verdict = judge(whole.lines, poorer.inferred)
    assert not verdict.holds
    assert any("antagonistOf" in line for line in verdict.missing)


def test_an_impossible_class_is_found_out(tmp_path: Path) -> None:
    sound = load(tmp_path, SOUND).graphs
    base, rdfs = "https://w3id.org/corrective-exercise/", "http://www.w3.org/2000/01/rdf-schema#"
    kind = (
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Class> ."
    )
    clash = [f"<{base}Both> {kind}"]
    clash += [f"<{base}Both> <{rdfs}subClassOf> <{base}{one}> ." for one in ("Muscle", "Action")]
    verdict = judge([*sound.lines, *clash], sound.inferred)
    assert verdict.unsatisfiable == ("Both",)
    assert not verdict.holds


def test_a_contradiction_is_found_out(tmp_path: Path) -> None:
    sound = load(tmp_path / "sound", SOUND).graphs
    clash = [
        "<https://w3id.org/corrective-exercise/one> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://w3id.org/corrective-exercise/Action> ."
    ]
    verdict = judge([*sound.lines, *clash], sound.inferred)
    assert not verdict.consistent
    assert not verdict.holds


def test_the_lock_is_current_and_a_stale_one_is_not_believed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    knowledge = KnowledgeBase.load()
    kept = json.loads((ROOT / "ontology" / LOCK).read_text(encoding="utf-8"))
    assert kept["hash"] == content_hash(knowledge.graphs.reasoned)
    assert kept["consistent"]
    assert kept["unsatisfiable"] == []
    assert check(knowledge) == []
    other = load(tmp_path, SOUND)
    assert [problem.rule for problem in check(other)] == ["hermit_lock"]
    assert check(other, update=True) == []
    assert check(other) == []
    capsys.readouterr()


def statement(one: str, predicate: str, other: str) -> str:
    base = "https://w3id.org/corrective-exercise/"
    return f"<{base}{one}> <{base}{predicate}> <{base}{other}> ."


def test_a_closure_that_claims_too_much_is_found_out(tmp_path: Path) -> None:
    sound = load(tmp_path, SOUND).graphs
    claimed = statement("one", "antagonistOf", "one")
    verdict = judge(sound.lines, [*sound.inferred, claimed])
    assert verdict.unfounded == ("one antagonistOf one",)
    assert not verdict.holds


def test_inverses_and_wider_kinds_that_hermit_leaves_out_are_not_held_against_it(
    tmp_path: Path,
) -> None:
    body = """
    :A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class ; rdfs:subClassOf :C . :C a owl:Class .
    :p a owl:ObjectProperty ; rdfs:subPropertyOf :q . :q a owl:ObjectProperty ; owl:inverseOf :r .
    :r a owl:ObjectProperty . :x a :A ; :p :y . :y a :B .
    """
    graphs = load(tmp_path, body).graphs
    assert statement("y", "r", "x") in graphs.inferred
    verdict = judge(graphs.lines, graphs.inferred)
    assert verdict.holds, verdict


def test_an_impossible_property_is_found_out(tmp_path: Path) -> None:
    body = """
    :p a owl:ObjectProperty ; owl:propertyDisjointWith :q . :q a owl:ObjectProperty .
    :both a owl:ObjectProperty ; rdfs:subPropertyOf :p, :q . :x a :A . :A a owl:Class .
    """
    graphs = load(tmp_path, body).graphs
    assert judge(graphs.lines, graphs.inferred).unsatisfiable == ("both",)


def test_what_is_no_owl_2_dl_is_refused_in_one_line(tmp_path: Path) -> None:
    body = """
    :p a owl:ObjectProperty, owl:FunctionalProperty ; owl:propertyChainAxiom ( :q :q ) .
    :q a owl:ObjectProperty . :x :q :y .
    """
    graphs = load(tmp_path, body).graphs
    with pytest.raises(KnowledgeError, match="Non-simple property") as caught:
        judge(graphs.lines, graphs.inferred)
    assert len(caught.value.message.splitlines()) == 1


def test_a_changed_closure_makes_the_verdict_stale(tmp_path: Path) -> None:
    knowledge = load(tmp_path, SOUND)
    assert check(knowledge, update=True) == []
    rules = tmp_path / "rules" / "closure" / "owl_rl.lp"
    lines = rules.read_text(encoding="utf-8").splitlines()
    poorer = [
        line for line in lines if not line.startswith('triple(O, P, S) :- triple(P, "owl:inv')
    ]
    assert len(poorer) == len(lines) - 1
    rules.write_text("\n".join(poorer), encoding="utf-8")
    edited = KnowledgeBase.load(tmp_path, cache=False)
    assert edited.ontology_hash == knowledge.ontology_hash
    assert {problem.rule for problem in check(edited)} <= {"hermit", "hermit_lock"} != set()


def test_a_damaged_lock_is_named(tmp_path: Path) -> None:
    knowledge = load(tmp_path, SOUND)
    (tmp_path / "ontology" / LOCK).write_text("{", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=f"ontology/{LOCK}: no verdict"):
        check(knowledge)
