"""Facts: written as the rules read them, read back as they were, in one order."""

from __future__ import annotations

import clingo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.knowledge.facts import Facts, Row
from kg.knowledge.terms import Term, Text, compact, expand, is_constant, is_id, term_source

LETTERS = st.characters(codec="utf-8", exclude_characters="\x00")
TERMS = st.one_of(
    st.integers(-(2**31) + 1, 2**31 - 1),
    st.sampled_from(["knee", "tag_smr", "a1"]),
    st.text(LETTERS, max_size=12).map(Text),
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=8)


def facts(**relations: list[Row]) -> Facts:
    return Facts.of(relations, dict.fromkeys(relations, ("One", "Other")), {})


@given(ROWS, ROWS)
def test_rows_come_back_as_they_were(some: list[Row], more: list[Row]) -> None:
    found = facts(near=some, nearby=more).relations
    assert set(found["near"]) == set(some)
    assert set(found["nearby"]) == set(more)
    for rows in (some, more):
        kinds = {(row, tuple(type(term) for term in row)) for row in rows}
        name = "near" if rows is some else "nearby"
        assert {(row, tuple(type(term) for term in row)) for row in found[name]} <= kinds


@given(ROWS)
def test_the_solver_reads_every_fact(rows: list[Row]) -> None:
    written = facts(near=rows).text
    control = clingo.Control(["--warn=none"])
    control.add("base", [], written)
    control.ground([("base", [])])
    atoms = control.symbolic_atoms.by_signature("near", 2)
    read = {tuple(_value(term) for term in atom.symbol.arguments) for atom in atoms}
    assert read == {tuple(_told(term) for term in row) for row in rows}


def _value(symbol: clingo.Symbol) -> object:
    if symbol.type is clingo.SymbolType.Number:
        return symbol.number
    if symbol.type is clingo.SymbolType.String:
        return ("text", symbol.string)
    return symbol.name


def _told(term: Term) -> object:
    return ("text", str(term)) if isinstance(term, Text) else term


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Row], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert facts(near=mixed).text == facts(near=rows).text


def test_a_predicate_without_rows_is_there_and_an_unknown_one_is_not() -> None:
    found = facts(empty=[], near=[("a", 1)]).relations
    assert found["empty"] == ()
    assert list(found) == ["empty", "near"]
    with pytest.raises(KeyError):
        found["far"]


def test_numbers_are_ordered_by_size() -> None:
    assert facts(near=[("a", 10), ("a", 9)]).text == "near(a,9).\nnear(a,10).\n"


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/corrective-exercise/gluteus_medius", "gluteus_medius"),
        ("http://www.w3.org/2002/07/owl#Class", "owl:Class"),
        ("http://purl.obolibrary.org/obo/UBERON_0001382", "UBERON:0001382"),
        ("https://example.org/thing", "https://example.org/thing"),
        (
            "https://w3id.org/corrective-exercise/module/fms",
            "https://w3id.org/corrective-exercise/module/fms",
        ),
    ],
)
def test_a_short_name_leads_back_to_its_iri(iri: str, short: str) -> None:
    assert compact(iri) == short
    assert expand(short) == iri


def test_what_can_be_a_constant() -> None:
    assert [name for name in ("a", "aB", "not", "A", "1a", "a-b", "") if is_constant(name)] == [
        "a",
        "aB",
    ]
    assert not is_id("partOf")
    assert is_id("part_of")
    assert term_source(Text('a "b"\n\\')) == r'"a \"b\"\n\\"'
