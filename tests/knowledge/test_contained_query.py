"""Queries from outside: read only, in this graph only, within their limits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from kg.cli.main import main
from kg.errors import BadInput, TimeLimit
from kg.knowledge import KnowledgeBase
from kg.knowledge.contained_query import Request, ask
from kg.knowledge.query import Table, parse_query, refuse_outside
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


CALLS = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    '# "\nSELECT * { SERVICE ?x { ?s ?p ?o } } # "',
    "SELECT * { ?s ?p '''it's''' . SERVICE ?x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT ?s { SERVICE:x{ ?s ?p ?o } }",
    "SELECT ?s { SERVICEs:x{ ?s ?p ?o } }",
    "SELECT ?s { sErViCe<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { SERVICESILENT<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { SERVICE SILENT:x{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b 1SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b 1.0SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b 1e0SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b trueSERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b falseSERVICE ?x { ?s ?p ?o } }",
    "SELECT ?s { ?a ?b 'x'SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b 'x'@enSERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b <http://x/>SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b [] .SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { { }SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { # a comment ends here\rSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT ?s { # '\r SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } # '\n }",
    "SELECT ?s { ?a ?b '\\\\' . SERVICE ?x { ?s ?p ?o } }",
    'SELECT ?s { ?a ?b """""" . SERVICE ?x { ?s ?p ?o } }',
    "SELECT ?s { FILTER(?a<?b) SERVICE ?x { ?s ?p ?o } FILTER(?a>?b) }",
    r"SELECT ?s { \u0053ERVICE ?x { ?s ?p ?o } }",
    r"SELECT ?s { \U00000053ERVICE ?x { ?s ?p ?o } }",
    r"SELECT ?s { ?a ?b \u0027x\u0027 . SERVICE ?x { ?s ?p ?o } }",
    "SELECT ?s { ?a ?b :.SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "PREFIX a: <http://x/> SELECT ?s { ?a a:|a: a:.SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT ?s { FILTER(1<2)SERVICE:x#>\n{ ?s ?p ?o } }",
    "SELECT ?s { ?a ?b <http://x/')> . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #'\n }",
    "SELECT ?s { OPTIONAL { ?a ?b :it\\'s } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #'\n }",
    "SELECT ?s { VALUES ?x { '''a' } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #''\n }",
    "SELECT ?s { GRAPH ?g { SERVICE ?x { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE ?x { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE ?x { ?s ?p ?o } } }",
    "SELECT ?s { { SELECT ?s { SERVICE ?x { ?s ?p ?o } } } }",
]


@pytest.mark.parametrize("query", CALLS)
def test_a_call_to_another_server_is_refused(query: str) -> None:
    with pytest.raises(BadInput, match="SERVICE"):
        refuse_outside(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT *FROM:x { ?s ?p ?o }",
        "SELECT(?s<1AS?x)FROM:x#>\n{ ?s ?p ?o }",
        r"SELECT * \u0046ROM <http://127.0.0.1:9/> { ?s ?p ?o }",
    ],
)
def test_another_graph_is_refused_by_name(query: str) -> None:
    with pytest.raises(BadInput, match="FROM names another graph"):
        refuse_outside(query)


def test_a_query_that_is_too_long_or_too_deep_is_refused_unread() -> None:
    with pytest.raises(BadInput, match="characters"):
        refuse_outside("SELECT * { } #" + "x" * 200_000)
    with pytest.raises(BadInput, match="brackets"):
        parse_query("SELECT * " + "{" * 9_000)
    with pytest.raises(BadInput, match="no text"):
        parse_query("SELECT * { ?s ?p '\udcff' }")


@pytest.mark.parametrize("part", ['"\\', "'\\", '"""\\', "'''\\", "<a", "<a)", ":a.", "\\", "?"])
def test_no_text_takes_long_to_look_through(part: str) -> None:
    begun = time.process_time()
    refuse_outside(part * (99_000 // len(part)))
    assert time.process_time() - begun < 5  # in proportion to its length: hundredths of a second


ROWS = [
    ("SELECT ({}1 AS ?x) {{}}", "!"),
    ("SELECT ({}1 AS ?x) {{}}", "1+"),
    ("SELECT * {{ FILTER({}?b) }}", "?a&&"),
    ("SELECT * {{ {} }}", "OPTIONAL{}"),
]


@pytest.mark.parametrize(("query", "part"), ROWS)
def test_a_long_row_of_operators_ends_no_process_but_the_closed_one(
    query: str, part: str, root: str
) -> None:
    with pytest.raises(BadInput, match="nested too deeply"):
        ask(Request(query.format(part * (90_000 // len(part))), root=root))
    parse_query(query.format(part * (1_900 // len(part))))


@pytest.mark.parametrize(
    "query", ["SELEC ?x", "INSERT DATA { :a :b :c }", CALLS[5], "SELECT * FROM <x> { }", "SELECT {"]
)
def test_what_is_no_question_is_refused_before_a_process_starts(
    query: str, root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("kg.sandbox.warm.subprocess.Popen", start)
    with pytest.raises(BadInput):
        ask(Request(query, root=f"{root}/elsewhere"))


def test_reading_a_query_does_not_answer_it() -> None:
    # ten to the power of fourteen rows, from no graph at all
    tables = " ".join(f"VALUES ?v{number} {{ 0 1 2 3 4 5 6 7 8 9 }}" for number in range(14))
    parse_query(f"SELECT (COUNT(*) AS ?absent) {{ {tables} }}")
    parse_query(f"ASK {{ {tables} FILTER(?v0 > 9) }}")


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?service :service "SERVICE" }',
        "SELECT * { ?s <http://x/service> ex:service } # SERVICE",
        'SELECT * { ?s ?p \'a \\\' SERVICE\' , """ " SERVICE """ }',
        "SELECT ?from { ?x :fromTeaching ?from FILTER(?from<3) FILTER(?x > 2) }",
        "SELECT ?from { ?x :service.from-:service ?from. ?from :inService 3 }",
        "SELECT ?from { ?x :fromTeaching ?from ; :inService 'FROM' } # FROM",
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
