"""What is kept of facts and inferences says the same as what is found when it is asked for."""

from __future__ import annotations

import random

import pytest

from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge.origin import Origins
from kg.knowledge.origin_cache import KeptOrigins
from tests.depth import some_of, tries
from tests.proof.answers import KNOWLEDGE

PREDICATES = sorted(name for name, rows in KNOWLEDGE.facts.relations.items() if rows)
INFERENCES = tries("CONTINUUM_INFERENCES", push=60, deep=2000)


def test_kept_origins_are_those_that_are_found_one_by_one() -> None:
    kept, live = Origins(KNOWLEDGE).cached, Origins(KNOWLEDGE)
    live.__dict__["cached"] = None
    assert kept is not None
    chance = random.Random(0)
    for predicate in some_of(PREDICATES, push=25):
        row = chance.choice(KNOWLEDGE.facts.relations[predicate])
        assert kept.of(predicate, row) == live.of(predicate, row), (predicate, row)


def test_kept_inferences_are_those_that_are_found_when_asked() -> None:
    kept, live = OntologyProofs(KNOWLEDGE), OntologyProofs(KNOWLEDGE)
    live.__dict__["_cached_inferences"] = {}
    origins = kept.origins.cached
    assert origins is not None
    every = sorted(origins.inferred(), key=lambda triple: triple.statement)
    asked = random.Random(0).sample(every, INFERENCES)
    assert kept.inferences(asked) == live.inferences(asked)


def test_there_is_no_origin_of_what_is_no_fact() -> None:
    kept = Origins(KNOWLEDGE).cached
    assert kept is not None
    assert kept.of("evidence", ("nothing",)) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff"])
def test_origins_of_another_form_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"no facts|codec"):
        KeptOrigins(content)
