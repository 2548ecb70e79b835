"""The body map as a view model: what it shows is what the advice says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.errors import BadInput
from kg.knowledge import KnowledgeBase
from kg.present.figure.body_map import STATUSES, BodyMap, body_map

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
NAMES = [path.stem for path in EXAMPLES]
KNOWLEDGE = KnowledgeBase.load()


@cache
def advice_of(name: str) -> Advice:
    path = next(one for one in EXAMPLES if one.stem == name)
    return advise(read_file(str(path)).case(Vocabulary.of(KNOWLEDGE)), KNOWLEDGE)


def shown(name: str) -> BodyMap:
    return body_map(advice_of(name), KNOWLEDGE)


@pytest.mark.parametrize("name", NAMES)
def test_the_statuses_are_those_of_the_advice(name: str) -> None:
    said = {
        (one.id, side): one.status
        for one in advice_of(name).muscles
        for side in (("left", "right") if one.side == "both" else (one.side,))
    }
    for spot in shown(name).spots:
        assert spot.status == said.get((spot.muscle, spot.side))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_the_advice_says_of_a_muscle_is_lost(name: str) -> None:
    model = shown(name)
    for one in advice_of(name).muscles:
        spots = model.drawn(one.id, one.side)
        assert spots, one.id
        # What is drawn itself shows its status; a whole is shown by parts that all have one.
        if {spot.muscle for spot in spots} == {one.id}:
            assert {spot.status for spot in spots} == {one.status}
        else:
            assert None not in {spot.status for spot in spots}, one.id


def test_a_line_names_muscle_side_status_and_the_group_it_follows_from() -> None:
    by_place = shown("upper_crossed_office_worker").by_place
    assert by_place["levator_scapulae", "left"].title == "Levator scapulae, left: likely overactive"
    derived = by_place["longus_colli", "right"].title
    assert derived == "Longus colli, right: likely underactive, as part of Deep cervical flexors"
    assert by_place["diaphragm", "midline"].title == "Diaphragm, midline"


def test_without_an_advice_nothing_has_a_status() -> None:
    model = body_map(None, KNOWLEDGE)
    assert all(spot.status is None for spot in model.spots)
    assert [model.of_status(status) for status in STATUSES] == [(), (), ()]
    assert len(model.spots) == len(shown("flat_feet").spots)


def test_a_whole_is_shown_by_its_parts_on_the_side_asked_for() -> None:
    model = body_map(None, KNOWLEDGE)
    both = model.drawn("medial_hamstrings")
    assert {spot.muscle for spot in both} == {"semimembranosus", "semitendinosus"}
    assert {spot.side for spot in both} == {"left", "right"}
    assert both == model.drawn("medial_hamstrings", "both")
    assert {spot.side for spot in model.drawn("medial_hamstrings", "left")} == {"left"}
    core = model.drawn("intrinsic_core_stabilizers", "left")
    assert {spot.side for spot in core} == {"left", "midline"}
    assert [spot.label for spot in model.drawn("piriformis", "right")] == ["Piriformis"]


def test_every_muscle_of_the_ontology_is_shown_by_something() -> None:
    model = body_map(None, KNOWLEDGE)
    muscles = [str(row[0]) for row in KNOWLEDGE.facts.relations["muscle"]]
    assert len(muscles) > 100
    for one in muscles:
        assert model.drawn(one), one


def test_an_unknown_muscle_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="did you mean piriformis"):
        body_map(None, KNOWLEDGE).drawn("piriformes")
