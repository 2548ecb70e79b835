"""Every lint query fires on its planted fault and on nothing else; the ontology has no errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase, Problem
from kg.knowledge.closure import close
from kg.knowledge.sources import read_sources
from kg.paths import places
from kg.quality import lint
from kg.quality.lint import LintQuery, paths_in_not_exists, read_lint_queries, run_lint_query

FIXTURES = Path(__file__).parent / "fixtures"
FAULTS = sorted((FIXTURES / "lint").glob("*.ttl"))
QUERIES = {query.rule: query for query in read_lint_queries(places().ontology / "lint")}


@cache
def ground() -> tuple[ox.Quad, ...]:
    """Return the schema and the complete little world of the shapes' tests."""
    files = (places().ontology / "schema.ttl", FIXTURES / "shapes" / "complete.ttl")
    return tuple(quad for path in files for quad in read(path))


def read(path: Path) -> list[ox.Quad]:
    """Return the statements of a Turtle file."""
    return list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def store_of(quads: Iterable[ox.Quad], graph: str) -> ox.Store:
    """Return a store of some statements, and of what follows if the query looks at that."""
    stated = ox.Dataset(quads)
    store = ox.Store()
    store.bulk_extend(stated)
    if graph == "inferred":
        stated.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        document = ox.serialize(stated, format=ox.RdfFormat.N_QUADS) or b""
        found = close(document.decode().splitlines(), read_sources(places()).closure_rules)
        store.bulk_load("\n".join(found).encode(), ox.RdfFormat.N_QUADS)
    return store


@cache
def quiet(graph: str) -> ox.Store:
    """Return the ground without a fault."""
    return store_of(ground(), graph)


def query(text: str, **changes: str) -> LintQuery:
    """Return a lint query of the tests' own."""
    parts = {"rule": "own", "message": "{x} is wrong.", "file": "ontology/lint/own.rq", **changes}
    return LintQuery(level="error", graph="asserted", text=text, **parts)


def test_every_query_has_a_planted_fault_and_every_fault_a_query() -> None:
    assert [path.stem for path in FAULTS] == sorted(QUERIES)
    assert len(QUERIES) >= 25


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_a_query_fires_on_its_planted_fault_only(path: Path) -> None:
    one = QUERIES[path.stem]
    expected = set(re.findall(r"^# Finds: (.*)$", path.read_text(), re.MULTILINE))
    faulty = store_of([*ground(), *read(path)], one.graph)
    before = {problem.message for problem in run_lint_query(one, quiet(one.graph))}
    after = run_lint_query(one, faulty)
    assert expected
    assert {problem.message for problem in after} - before == expected
    assert {(problem.level, problem.rule) for problem in after} == {(one.level, one.rule)}


@pytest.fixture(scope="module")
def found() -> list[Problem]:
    """Lint the ontology itself, once."""
    return lint.check(KnowledgeBase.load())


def test_the_ontology_has_no_errors_and_few_warnings(found: list[Problem]) -> None:
    assert [str(one) for one in found if one.level == "error"] == []
    assert len([one for one in found if one.level == "warning"]) <= 25


def test_a_finding_names_the_file_that_says_most_about_its_subject(found: list[Problem]) -> None:
    own = [one for one in found if one.rule == "own_antagonist"]
    assert [(one.subject, one.file) for one in own] == [("gluteus_medius", "ontology/anatomy.ttl")]


@pytest.mark.parametrize("one", QUERIES.values(), ids=QUERIES.keys())
def test_the_rows_of_a_query_have_an_order(one: LintQuery) -> None:
    assert "ORDER BY" in one.text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("SELECT * { ?x a ?y FILTER NOT EXISTS { ?x a/a ?z } }", [1]),
        ("SELECT * {\n?x a ?y\nFILTER not exists\n{\n?x :p|:q ?z } }", [5]),
        ("SELECT * { FILTER NOT EXISTS { ?x :partOf+ ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { ?x :partOf* ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { ?x :partOf? ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { ?x ^:partOf ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { ?x !:partOf ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { ?x <http://a/b>/<http://c> ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { ?x (:p/:q)+ ?z } }", [1]),
        ("SELECT * { FILTER NOT EXISTS { { ?x :p ?z } UNION { ?x :p/:q ?z } } }", [1]),
        ("SELECT * { ?x :p/:q ?z FILTER NOT EXISTS { ?x :p ?z } ?z :p/:q ?a }", []),
        ("SELECT * { MINUS { ?x :p/:q ?z } }", []),
        ("SELECT * { FILTER NOT EXISTS { ?x :p ?z FILTER (?z / 2 > 1 || ?z * 3 = 4) } }", []),
        ("SELECT * { FILTER NOT EXISTS { ?x :p ?z FILTER (!BOUND(?z) && ?z != 1) } }", []),
        ('SELECT * { FILTER NOT EXISTS { ?x :p "a/b"^^xsd:string } }', []),
        ("SELECT * { FILTER NOT EXISTS { ?x :p ?z # :p/:q\n } }", []),
        ("SELECT * { FILTER NOT EXISTS { ?x <http://a/b> ?z } }", []),
        ("SELECT * { FILTER EXISTS { ?x :p/:q ?z } }", []),
    ],
)
def test_property_paths_inside_not_exists_are_found(text: str, lines: list[int]) -> None:
    assert paths_in_not_exists(text) == lines


def test_a_slow_query_anywhere_is_an_error(tmp_path: Path) -> None:
    slow = tmp_path / "ontology" / "questions" / "slow.rq"
    slow.parent.mkdir(parents=True)
    slow.write_text("SELECT * {\n?x ?y ?z FILTER NOT EXISTS { ?x a/a ?z } }\n")
    found = list(lint._query_texts([slow], tmp_path / "ontology"))
    assert [str(one) for one in found] == [
        "ontology/questions/slow.rq: error: ontology/questions/slow.rq: Line 2: a property path"
        " inside NOT EXISTS takes quadratic time; use MINUS. [path_in_not_exists]"
    ]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("# message: {x} is wrong.\n", "the header has no “level”"),
        ("# level: erorr\n# message: {x} is wrong.\n", r"“level: erorr”.*did you mean error"),
        ("# level: error\n", "the header has no “message”"),
        ("# level: error\n# message: {x} is wrong.\n# graph: both\n", "“graph: both”"),
    ],
)
def test_a_wrong_header_is_an_error(tmp_path: Path, header: str, message: str) -> None:
    directory = tmp_path / "ontology" / "lint"
    directory.mkdir(parents=True)
    (directory / "own.rq").write_text(f"{header}SELECT ?x {{ ?x ?y ?z }}\n")
    with pytest.raises(KnowledgeError, match=message) as raised:
        read_lint_queries(directory)
    assert raised.value.file == "ontology/lint/own.rq"


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (query("SELECT ?x { ?x"), "not a SPARQL query"),
        (query("ASK { ?x ?y ?z }"), "is no SELECT query"),
        (query("SELECT ?y { ?x ?y ?z }"), "the message names x; the query gives y"),
    ],
)
def test_a_query_that_cannot_be_used_is_an_error(one: LintQuery, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message):
        run_lint_query(one, quiet("asserted"))
