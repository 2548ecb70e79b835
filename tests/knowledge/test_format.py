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


def test_comments_keep_their_place() -> None:
    text = (
        "# the licence\n\n" + PREFIXES + "# about b,\n# at length\n:b a :C .\n\n"
        "# about a\n:a a :C ; rdfs:label 'a # in a text' .\n# the end\n"
    )
    formatted = format_turtle(text)
    assert formatted.startswith("# the licence\n\n@prefix")
    assert "\n# about a\n:a\n" in formatted
    assert "\n# about b,\n# at length\n:b\n" in formatted
    assert formatted.endswith("\n# the end\n")
    assert (
        formatted.count("#") == 7 + formatted.count("<http://www.w3.org/2000/01/rdf-schema#>") - 1
    )
    assert format_turtle(formatted) == formatted


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (":a :p :b ; # inside\n    :q :c .\n", 5),
        (":a a :C .\n# above nothing with a name\n[] :p :a .\n", 6),
        (":a :p ( :b # inside\n :c ) .\n", 5),
    ],
)
def test_a_comment_that_would_be_lost_is_refused(body: str, line: int) -> None:
    with pytest.raises(KnowledgeError, match=f"part.ttl:{line}: the comment"):
        format_turtle(PREFIXES + body, "part.ttl")


def test_only_used_prefixes_are_kept_and_long_entries_are_broken() -> None:
    words = "word " * 30
    body = f':a a :C ; :note "{words}" ; :p [ :q ( {" ".join([":item_with_a_name"] * 9)} ) ] .\n'
    assert format_turtle(PREFIXES + body) == (
        "@prefix : <https://w3id.org/corrective-exercise/> .\n\n"
        ":a\n    a :C ;\n"
        f'    :note\n        "{words}" ;\n'
        "    :p [\n        :q (\n" + "            :item_with_a_name\n" * 9 + "        )\n    ] .\n"
    )


def test_shared_and_circular_nameless_nodes_survive() -> None:
    text = PREFIXES + "_:x :p _:y . _:y :p _:x . :a :q _:z . :b :q _:z . _:z a :C .\n"
    formatted = format_turtle(text)
    assert graph(formatted) == graph(text)
    assert format_turtle(formatted) == formatted


def test_the_order_within_a_file() -> None:
    text = PREFIXES + (
        "[] a :Z . owl:x a :C . :b a :C . <https://w3id.org/corrective-exercise> a owl:Ontology ."
        ":a :z 1 ; :p 10, 9, :b, 'text', true ; rdfs:label 'x' ; a :C, :B .\n"
    )
    lines = format_turtle(text).splitlines()
    assert [line for line in lines[3:] if line and not line.startswith(" ")] == [
        "<https://w3id.org/corrective-exercise>",
        ":a",
        ":b",
        "owl:x",
        "[]",
    ]
    assert (
        '    :p :b, 9, 10, true, "text" ;' in lines or '    :p :b, true, 9, 10, "text" ;' in lines
    )
