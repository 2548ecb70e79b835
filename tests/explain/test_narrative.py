"""Proofs as sentences: none is missing, none is raw, and every leaf says where it is from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.explain.narrative import Story, Teller
from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge.origin import Origins
from kg.proof.proof import Proof
from tests.proof.answers import EXAMPLES, KNOWLEDGE, consultation

ONTOLOGY = OntologyProofs(KNOWLEDGE)
LEAVES = {"case", "knowledge", "absence", "statement", "rule", "count", "inference"}
RAW = re.compile(r"[{}]|\b[a-z]+_[a-z_]+\b|\b\w+\([a-z_]+,")


def story(name: str, atom: str) -> Story:
    found = consultation(name)
    return Teller(KNOWLEDGE, found.rulebook, found.answered.say, ONTOLOGY).tell(found.why(atom))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_line_is_a_sentence_and_stands_after_what_it_rests_on(path: Path) -> None:
    found = consultation(path.stem)
    teller = Teller(KNOWLEDGE, found.rulebook, found.answered.say, ONTOLOGY)
    proofs = found.proofs()
    steps = {atom: step for one in proofs.values() for atom, step in one.steps.items()}
    for proof in (Proof(next(reversed(steps)), steps), *list(proofs.values())[:5]):
        told = teller.tell(proof)
        assert told.root in told.lines
        before: set[str] = set()
        for line in told.lines.values():
            assert set(line.because) <= before
            before.add(line.key)
            assert line.text[:1] == line.text[:1].upper()
            if line.kind not in ("statement", "inference"):
                assert not RAW.search(line.text), line.text
            assert line.because or line.kind in LEAVES
            if line.kind == "knowledge":
                assert line.origin is not None
                assert line.place
            if line.kind in ("rule", "choice"):
                assert line.rule is not None
                assert line.rule.source


def test_evidence_is_cited_with_its_documents() -> None:
    told = story("knees_in_right", "status(gluteus_medius,right,underactive)")
    rows = [line for line in told.lines.values() if line.key.startswith("evidence(")]
    assert rows
    file = "ontology/tables/evidence.tsv:"
    assert all(line.sources and line.place.startswith(file) for line in rows)


def test_an_inferred_fact_shows_the_axioms_it_comes_from() -> None:
    origins = Origins(KNOWLEDGE)
    relations = KNOWLEDGE.facts.relations
    for predicate in ("part_of", "unsuited", "loads_region", "antagonist"):
        row = relations[predicate][3]
        for triple in origins.of(predicate, row).triples:
            if not triple.asserted:
                proof = ONTOLOGY.of(triple)
                assert proof is not None
                assert {step.rule for step in proof.steps.values()} >= {None, "stated"}


def test_what_holds_for_everybody_is_known_apart() -> None:
    told = story("knees_in_right", "choose(ac_glute_bridge,activate)")
    assert "treats(activate,underactive)" in told.general
    assert told.root not in told.general
    assert not any(told.lines[key].kind in ("case", "knowledge") for key in told.general)
