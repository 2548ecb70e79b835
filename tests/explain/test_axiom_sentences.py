"""Axioms of the ontology read as sentences."""

from __future__ import annotations

import pytest

from kg.explain.axiom_sentences import axiom

LABELS = {"partOf": "Part of", "Muscle": "Muscle", "psoas": "Psoas", "opposes": "Opposes"}


@pytest.mark.parametrize(
    ("subject", "predicate", "target", "told"),
    [
        ("partOf", "rdf:type", "owl:TransitiveProperty",
         "“Part of” carries on from each thing to the next."),
        ("partOf", "rdfs:domain", "Muscle", "Whatever has “Part of” is of the kind “muscle”."),
        ("psoas", "rdf:type", "Muscle", "Psoas: muscle."),
        ("opposes", "owl:propertyChainAxiom", "", "“Opposes” follows from a chain of relations."),
        ("psoas", "partOf", "Muscle", None),
    ],
)  # fmt: skip
def test_each_kind(subject: str, predicate: str, target: str, told: str | None) -> None:
    assert axiom(subject, predicate, target, LABELS) == told
