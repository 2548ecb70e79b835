"""Proofs as sentences: none is missing, none is raw, and every leaf says where it is from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge.origin import Origins
from kg.proof.narrative import Line, Story, Twins, fold_twins, merge_twins
from kg.proof.proof import Proof, merge_steps
from tests.depth import some_of
from tests.proof.answers import EXAMPLES, KNOWLEDGE, consultation

ONTOLOGY = OntologyProofs(KNOWLEDGE)
SIDES = (Twins("left", "right", "both sides"),)
LEAVES = {"case", "knowledge", "absence", "statement", "rule", "count", "inference"}
RAW = re.compile(r"[{}]|\b[a-z]+_[a-z_]+\b|\b\w+\([a-z_]+,")


def story(name: str, atom: str) -> Story:
    return consultation(name).tell(atom)


@pytest.mark.parametrize("path", some_of(EXAMPLES, push=6), ids=lambda path: path.stem)
def test_every_line_is_a_sentence_and_stands_after_what_it_rests_on(path: Path) -> None:
    found = consultation(path.stem)
    proofs = found.proofs()
    steps = merge_steps(proofs.values())
    for proof in (Proof(next(reversed(steps)), steps), *list(proofs.values())[:5]):
        told = found.explainer.narrate(proof)
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


def line(key: str, text: str, *because: str) -> Line:
    return Line(key, text, "rule", because)


def two_sides(*texts: str) -> Story:
    """Return a story whose statement rests on two lines, each with one below it."""
    top, left, right, below_left, below_right = texts
    lines = [
        line("below left", below_left),
        line("below right", below_right),
        line("left", left, "below left"),
        line("right", right, "below right"),
        line("top", top, "left", "right"),
    ]
    return Story("top", {one.key: one for one in lines})


def test_what_is_the_same_for_both_sides_is_said_once() -> None:
    story = two_sides(
        "It is done.",
        "It is free on the left.",
        "It is free on the right.",
        "Soleus (left) is tight.",
        "Soleus (right) is tight.",
    )
    assert fold_twins(story, SIDES).outline().splitlines() == [
        "It is done.",
        "  It is free on the left and right.",
        "    Soleus (both sides) is tight.",
    ]


@pytest.mark.parametrize(
    "below", [("Soleus (left) is tight.", "Gastrocnemius (right) is tight."), ("A.", "B.")]
)
def test_sides_that_rest_on_different_things_are_said_apart(below: tuple[str, str]) -> None:
    story = two_sides("It is done.", "It is left alone, left.", "It is left alone, right.", *below)
    assert fold_twins(story, SIDES) is story


def test_stories_that_agree_but_for_the_side_are_one() -> None:
    first, second, third = (
        Story(side, {side: line(side, f"Soleus ({side}) is {state}.")})
        for side, state in (("left", "tight"), ("right", "tight"), ("right", "weak"))
    )
    merged = merge_twins([first, second, third], SIDES)
    assert [one.top.text for one in merged] == [
        "Soleus (both sides) is tight.",
        "Soleus (right) is weak.",
    ]


def test_a_why_of_both_sides_is_one_story() -> None:
    found = consultation("lower_crossed")
    atoms = [
        str(atom)
        for atom in found.truth.of("status", 3)
        if str(atom.arguments[0]) == "gluteus_maximus"
    ]
    assert len(atoms) == 2
    (story,) = found.stories(atoms)
    assert story.top.text.startswith("Gluteus maximus (both sides) is likely underactive")
