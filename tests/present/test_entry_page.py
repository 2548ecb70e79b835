"""Entries of the ontology as pages with links: nothing leads nowhere, the best fit comes first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kg.errors import BadInput
from kg.knowledge import KnowledgeBase
from kg.present.entry_page import ACT, Block, entry_page, kind_page, kinds_list, results_list
from kg.present.ontology_browser import Atlas

KNOWLEDGE = KnowledgeBase.load()
ATLAS = Atlas(KNOWLEDGE)
KINDS = {one.id for one in ATLAS.kinds}
SHOWN = [
    "gluteus_medius",
    "knees_move_inward",
    "ac_lateral_band_walk",
    "source_nasm_cpt7",
    "osteoporosis",
    "ankle_dorsiflexion",
    "hip_joint",
    "activate",
    "ev_knees_move_inward_gluteus_maximus_under_amberlyn",
]


def leads(value: Any) -> Iterator[str]:
    """Yield where every link of some blocks leads."""
    if isinstance(value, dict):
        if "to" in value:
            yield value["to"]
        for one in value.values():
            yield from leads(one)
    elif isinstance(value, list):
        for one in value:
            yield from leads(one)


def titles(blocks: list[Block]) -> list[str]:
    return [str(one["title"]) for one in blocks if "title" in one]


def texts(block: Block) -> list[str]:
    return [str(one["text"]) for one in block["items"]]


@pytest.mark.parametrize("one", SHOWN)
def test_every_link_of_an_entry_leads_to_a_thing_or_a_kind(one: str) -> None:
    blocks = entry_page(KNOWLEDGE, ATLAS, one)
    assert blocks[0]["kind"] == "title"
    assert blocks[0]["text"] == ATLAS.label(one)
    found = set(leads(blocks))
    assert found
    for each in found - KINDS:
        assert ATLAS.entry(each).label
    json.dumps(blocks)


def test_the_evidence_stands_by_edition_and_is_not_told_twice() -> None:
    blocks = entry_page(KNOWLEDGE, ATLAS, "knees_move_inward")
    (table,) = (one for one in blocks if one["kind"] == "table")
    assert table["columns"][1] == "Taken together"
    assert "NASM CES 1" in table["columns"]
    assert all(len(row) == len(table["columns"]) for row in table["rows"])
    marks = {cell.get("mark") for row in table["rows"] for cell in row}
    assert {"overactive", "underactive"} <= marks
    rows = set(leads([row[2:] for row in table["rows"]]))
    others = set(leads([one for one in blocks if one["kind"] != "table"]))
    assert rows
    assert rows.isdisjoint(others)


def test_what_only_follows_is_marked() -> None:
    blocks = entry_page(KNOWLEDGE, ATLAS, "gluteus_medius")
    marks = {
        one["to"]: one["follows"]
        for block in blocks
        for row in block.get("rows", ())
        if isinstance(row, dict)
        for one in row.get("items", ())
    }
    assert marks["hip_joint"] is True
    assert marks["hip_abduction"] is False


@pytest.mark.parametrize("one", ["gluteus_medius", "soleus", "knees_move_inward"])
def test_nothing_is_told_to_be_related_to_itself(one: str) -> None:
    blocks = entry_page(KNOWLEDGE, ATLAS, one)
    told = [block for block in blocks if block.get("title") == "What it is related to"]
    assert told
    assert one not in set(leads(told))


def test_what_the_advice_says_and_where_to_go_on_stands_below_the_name() -> None:
    acts = {"why": "Why in this case"}
    blocks = entry_page(KNOWLEDGE, ATLAS, "soleus", "In this case: it is so.", acts)
    assert blocks[1]["kind"] == "acts"
    assert blocks[1]["text"] == "In this case: it is so."
    assert [one["to"] for one in blocks[1]["items"]] == [f"{ACT}why"]
    assert "acts" not in {one["kind"] for one in entry_page(KNOWLEDGE, ATLAS, "soleus")}


@pytest.mark.parametrize("one", ["nobody", "Muscle", "hasDirection", f"{ACT}why", "x y"])
def test_what_is_no_thing_has_no_entry(one: str) -> None:
    with pytest.raises(BadInput, match="no thing"):
        entry_page(KNOWLEDGE, ATLAS, one)


def test_a_kind_lists_all_its_things() -> None:
    blocks = kind_page(KNOWLEDGE, ATLAS, "Exercise")
    assert blocks[0]["note"] == f"{len(list(leads(blocks)))} things"
    assert "B" in titles(blocks)
    assert titles(kind_page(KNOWLEDGE, ATLAS, "Phase")) == []


def test_what_the_rules_are_given_comes_first_among_the_kinds() -> None:
    first, others = kinds_list(KNOWLEDGE, ATLAS, "Muscle")
    assert {"Muscle", "Finding", "Exercise", "Condition"} <= set(leads(first))
    assert set(leads(first)).isdisjoint(leads(others))
    assert [one["to"] for one in first["items"] if one["chosen"]] == ["Muscle"]


# --- search -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("gluteus medius", "gluteus_medius"),  # the whole name
        ("glute med", "gluteus_medius"),  # another name
        ("Knee Valgus", "knees_move_inward"),
        ("gluteus ma", "gluteus_maximus"),  # how it begins
        ("glutes medus", "gluteus_medius"),  # nearly so
        ("banded walk", "ac_lateral_band_walk"),
    ],
)
def test_the_best_fit_comes_first(words: str, best: str) -> None:
    blocks = results_list(ATLAS, words, 10, best)
    assert blocks[0]["items"][0]["to"] == best
    assert blocks[0]["items"][0]["chosen"] is True


def test_a_synonym_that_was_found_is_named() -> None:
    first = results_list(ATLAS, "banded walk", 10, None)[0]["items"][0]
    assert first["note"] == "Exercise: banded walk"


def test_kinds_are_found_too() -> None:
    blocks = results_list(ATLAS, "exercise", 5, None)
    assert titles(blocks)[0] == "Things: the best 5"
    assert "Exercise" in set(leads(blocks[1]))


@pytest.mark.parametrize("words", ["", "   ", "qqqqqqqq", "!!"])
def test_nothing_is_found_where_nothing_is_called_so(words: str) -> None:
    assert results_list(ATLAS, words, 10, None) == []
