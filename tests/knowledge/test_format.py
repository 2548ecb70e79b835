"""The one look of a Turtle file: it says the same, and formatting again changes nothing."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.knowledge.format import format_turtle
from tests.knowledge.small import PREFIXES, ROOT


def graph(text: str) -> ox.Dataset:
    found = ox.Dataset(ox.parse(text, ox.RdfFormat.TURTLE))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


NAMES = st.sampled_from([":a", ":b", ":C", "rdfs:label", "owl:Class"])
VALUES = st.one_of(
    NAMES,
    st.integers(-9, 99).map(str),
    st.sampled_from(
        [
            '"x"@en',
            '"two\\nlines"',
            "true",
            '"1.5"^^xsd:decimal',
            "( :a ( :b ) )",
            "[ :p :a ]",
            "[]",
        ]
    ),
)


@given(st.lists(st.tuples(NAMES, NAMES, VALUES), max_size=12))
def test_formatting_is_faithful_and_stable(rows: list[tuple[str, str, str]]) -> None:
    xsd = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    text = PREFIXES + xsd + "".join(f"{s} {p} {o} .\n" for s, p, o in rows)
    formatted = format_turtle(text)
    assert graph(formatted) == graph(text)
    assert format_turtle(formatted) == formatted


def test_the_order_of_the_statements_does_not_matter() -> None:
    one = PREFIXES + ":a :p :b ; a :C .\n:b a :C .\n"
    other = PREFIXES + ":b a :C .\n:a a :C .\n:a :p :b .\n"
    assert format_turtle(one) == format_turtle(other)


def test_a_syntax_error_names_the_line() -> None:
    with pytest.raises(KnowledgeError, match=r"part\.ttl:\d+"):
        format_turtle(PREFIXES + ":a :b", "part.ttl")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ontology").rglob("*.ttl")), ids=lambda path: path.name
)
def test_every_module_is_in_form(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert format_turtle(text, str(path)) == text
