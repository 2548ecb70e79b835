"""Queries from outside: read only, in this graph only, within their limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from kg.cli.main import main
from kg.errors import BadInput, TimeLimit
from kg.knowledge import KnowledgeBase
from kg.knowledge.asking import Request, ask
from kg.knowledge.query import Table, refuse_outside
from tests.knowledge.small import small

BODY = """
:Muscle a owl:Class ; rdfs:subClassOf :Tissue . :Tissue a owl:Class .
:one a :Muscle ; rdfs:label "One"@en ; :weight 3 ; :share 0.5 ; :paired true .
:two a :Muscle .
:weight a owl:DatatypeProperty . :share a owl:DatatypeProperty . :paired a owl:DatatypeProperty .
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(small(tmp_path_factory.mktemp("asked"), BODY))


def test_values_are_plain(root: str) -> None:
    query = "SELECT ?x ?l ?w ?s ?p ?n { ?x rdfs:label ?l ; :weight ?w ; :share ?s ; :paired ?p }"
    table = ask(Request(query, root=root))
    assert table == Table(("x", "l", "w", "s", "p", "n"), (("one", "One", 3, 0.5, True, None),))


def test_what_is_stated_and_what_follows_can_be_told_apart(root: str) -> None:
    query = "SELECT ?c { :one a ?c } ORDER BY ?c"
    assert ask(Request(query, root=root)).rows == (("Muscle",), ("Tissue",))
    assert ask(Request(query, graph="asserted", root=root)).rows == (("Muscle",),)
    assert ask(Request(query, graph="inferred", root=root)).rows == (("Tissue",),)


def test_ask_and_construct_are_tables_too(root: str) -> None:
    assert ask(Request("ASK { :one a :Tissue }", root=root)).rows == ((True,),)
    query = "CONSTRUCT { ?x :is :here } WHERE { ?x :weight 3 }"
    assert ask(Request(query, root=root)).rows == (("one", "is", "here"),)


def test_a_limit_of_rows_is_told(root: str) -> None:
    table = ask(Request("SELECT ?x { ?x a :Muscle } ORDER BY ?x", limit=1, root=root))
    assert (table.rows, table.complete) == ((("one",),), False)
    assert ask(Request("SELECT ?x { ?x a :Muscle }", limit=2, root=root)).complete


def test_a_query_is_stopped_in_time(root: str) -> None:
    # a cross product of every statement with every other, five times over
    pattern = " ".join(f"?s{one} ?p{one} ?o{one} ." for one in range(6))
    with pytest.raises(TimeLimit, match="stopped"):
        ask(Request(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", seconds=2, root=root))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        '# "\nSELECT * { SERVICE ?x { ?s ?p ?o } } # "',
        "SELECT * { ?s ?p '''it's''' . SERVICE ?x { ?s ?p ?o } }",
    ],
)
def test_a_call_to_another_server_is_refused(query: str) -> None:
    with pytest.raises(BadInput, match="SERVICE"):
        refuse_outside(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?service :service "SERVICE" }',
        "SELECT * { ?s <http://x/service> ex:service } # SERVICE",
        'SELECT * { ?s ?p \'a \\\' SERVICE\' , """ " SERVICE """ }',
    ],
)
def test_the_word_alone_is_no_call(query: str) -> None:
    refuse_outside(query)


@pytest.mark.parametrize(
    "query", ["INSERT DATA { :a :b :c }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "nonsense", ""]
)
def test_only_questions_are_answered(query: str, root: str) -> None:
    with pytest.raises(BadInput, match="not a SPARQL query"):
        KnowledgeBase.load(root).select(query)
    with pytest.raises(BadInput, match="not a SPARQL query"):
        ask(Request(query, root=root))


class Server(BaseHTTPRequestHandler):
    """A SPARQL server with one answer."""

    answer = json.dumps(
        {
            "head": {"vars": ["x"]},
            "results": {"bindings": [{"x": {"type": "literal", "value": "y"}}]},
        }
    )

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(200 if "SELECT ?x" in query else 400)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(self.answer.encode() if "broken" not in self.path else b"<html>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_another_server_can_be_asked_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as url:
        assert ask(Request("SELECT ?x { ?x ?p ?o }", endpoint=url)).rows == (("y",),)
        for query, endpoint in (
            ("SELECT ?y { ?y ?p ?o }", url),
            ("SELECT ?x { ?x ?p ?o }", f"{url}/broken"),
            ("SELECT ?x { ?x ?p ?o }", "file:///etc/hostname"),
        ):
            with pytest.raises(BadInput):
                ask(Request(query, endpoint=endpoint))


def test_the_command_prints_a_table_or_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "question.rq"
    file.write_text("SELECT ?m { ?m a :HipAbductor } ORDER BY ?m", encoding="utf-8")
    assert main(["ontology", "query", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "m"
    assert "gluteus_medius" in lines
    assert main(["ontology", "query", str(file), "--json", "--limit", "1"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == [{"m": lines[2]}]
    assert "--limit" in printed.err
    assert main(["ontology", "query", str(tmp_path / "none.rq")]) == 2
    assert "none.rq: no query can be read" in capsys.readouterr().err
