"""One matching for the whole product: arguments of questions, and the search of the explorer."""

from __future__ import annotations

import pytest

from kg.explain.lookup import ids_of
from kg.knowledge import KnowledgeBase
from kg.present.ontology_browser import Atlas


@pytest.mark.parametrize(
    ("words", "identifier"),
    [
        ("FR calves", "smr_calf"),
        ("SL glute bridges", "ac_single_leg_bridge"),
        ("knees cave in", "knees_move_inward"),
        ("zorbing", None),
    ],
)
def test_a_question_names_things_as_people_do(words: str, identifier: str | None) -> None:
    knowledge = KnowledgeBase.load()
    if identifier is None:
        with pytest.raises(Exception, match="nothing is called"):
            ids_of(knowledge, words)
    else:
        assert ids_of(knowledge, words) == [identifier]


@pytest.mark.parametrize(
    ("words", "identifier"), [("FR calves", "smr_calf"), ("knees cave", "knees_move_inward")]
)
def test_the_search_of_the_explorer_knows_them(words: str, identifier: str) -> None:
    first, *_ = Atlas(KnowledgeBase.load()).search(words)
    assert first.id == identifier
