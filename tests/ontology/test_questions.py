"""The ontology answers its competency questions, and three engines give the same answers."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase, Problem
from kg.knowledge.load import document
from kg.paths import places
from kg.quality import competency
from kg.quality.competency import (
    CompetencyQuestion,
    QuestionAnswer,
    Select,
    differences,
    parse_csv,
    read_questions,
    select_from,
)

DIRECTORY = places().ontology / "questions"
QUESTIONS = read_questions(DIRECTORY)
SERVER = f"{sysconfig.get_path('scripts')}/oxigraph"
PATIENCE = 30.0  # seconds until a server must answer

Engine = Mapping[str, Select]
"""How to ask what is stated (``asserted``) and also what follows (``inferred``)."""


class Rdflib:
    """rdflib on one graph, loaded when the first question comes."""

    def __init__(self, triples: bytes) -> None:
        self._triples = triples

    @cached_property
    def _graph(self) -> rdflib.Graph:
        return rdflib.Graph().parse(data=self._triples, format="nt")

    def __call__(self, query: str) -> QuestionAnswer:
        answer = parse_csv((self._graph.query(query).serialize(format="csv") or b"").decode())
        # it writes a decimal as it was read, others in the shortest way
        rows = (tuple(cell.removesuffix(".0") for cell in row) for row in answer.rows)
        return QuestionAnswer(answer.columns, tuple(rows))


class Served:
    """A SPARQL endpoint on this machine, asked as any client would."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/query"

    def __call__(self, query: str) -> QuestionAnswer:
        headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
        request = urllib.request.Request(self._address, query.encode(), headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return parse_csv(response.read().decode())

    def is_ready(self) -> bool:
        """Return whether the server answers."""
        try:
            return self("SELECT ?one { VALUES ?one { 1 } }") == QuestionAnswer(("one",), (("1",),))
        except urllib.error.URLError:
            return False


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def served(triples: bytes, directory: Path) -> Iterator[Served]:
    """Load some triples into an Oxigraph server; it ends with the block, whatever happens."""
    directory.mkdir()
    file = directory / "graph.nt"
    file.write_bytes(triples)
    store = f"{directory}/store"
    load = [SERVER, "load", "--location", store, "--file", f"{file}", "--format", "nt"]
    subprocess.run(load, check=True, capture_output=True, timeout=60)
    port = free_port()
    serve = [SERVER, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        endpoint = Served(port)
        end = time.monotonic() + PATIENCE
        while not endpoint.is_ready():
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)
        yield endpoint
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return KnowledgeBase.load()


@pytest.fixture(scope="module")
def triples(knowledge: KnowledgeBase) -> dict[str, bytes]:
    """Return both graphs as N-Triples."""
    stated = document(knowledge.graphs.lines)
    return {"asserted": stated, "inferred": stated + document(knowledge.graphs.inferred)}


@pytest.fixture(scope="module")
def pyoxigraph(knowledge: KnowledgeBase) -> Engine:
    return {
        "asserted": select_from(knowledge.asserted),
        "inferred": select_from(knowledge.store),
    }


@pytest.fixture(scope="module")
def in_rdflib(triples: dict[str, bytes]) -> Engine:
    return {graph: Rdflib(content) for graph, content in triples.items()}


@pytest.fixture(scope="module")
def over_http(
    triples: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    directory = tmp_path_factory.mktemp("endpoint")
    with contextlib.ExitStack() as stack:
        yield {
            graph: stack.enter_context(served(content, directory / graph))
            for graph, content in triples.items()
        }


def hold(question: CompetencyQuestion, engine: Engine) -> None:
    """Assert that an engine gives exactly the expected rows."""
    assert question.expected is not None, "no CSV file beside the query"
    assert differences(question.expected, engine[question.graph](question.query)) == []


asked = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)


@asked
def test_pyoxigraph_answers(question: CompetencyQuestion, pyoxigraph: Engine) -> None:
    hold(question, pyoxigraph)
    given = pyoxigraph[question.graph](question.query)
    assert given == question.expected, "the expected rows stand in the order of the query"


@asked
def test_rdflib_answers(question: CompetencyQuestion, in_rdflib: Engine) -> None:
    hold(question, in_rdflib)


@asked
def test_a_sparql_server_answers(question: CompetencyQuestion, over_http: Engine) -> None:
    hold(question, over_http)


def test_there_are_enough_questions_of_both_kinds() -> None:
    graphs = [one.graph for one in QUESTIONS]
    assert len(QUESTIONS) >= 34
    assert min(graphs.count("asserted"), graphs.count("inferred")) >= 10
    assert [int(one.name.split("_")[0]) for one in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))


@asked
def test_a_question_is_a_question_with_an_answer(question: CompetencyQuestion) -> None:
    assert question.question.endswith("?")
    assert question.question[0].isupper()
    assert question.expected is not None
    assert question.expected.rows


@asked
def test_the_rows_are_ordered_by_all_columns(question: CompetencyQuestion) -> None:
    order = question.query.rsplit("ORDER BY", 1)[1]
    assert question.expected is not None
    assert order.split() == [f"?{column}" for column in question.expected.columns]


def test_a_question_tells_inferred_from_asserted(pyoxigraph: Engine) -> None:
    """Whatever is asked of the closure needs the closure."""
    for question in QUESTIONS:
        if question.graph == "inferred":
            assert pyoxigraph["asserted"](question.query) != question.expected, question.name


def test_the_check_finds_no_fault(knowledge: KnowledgeBase) -> None:
    assert competency.check(knowledge) == []


def test_differences_name_columns_and_rows() -> None:
    base = "https://w3id.org/corrective-exercise/"
    expected = parse_csv(f"muscle,side\n{base}soleus,left\n{base}soleus,left\n{base}sartorius,\n")
    given = parse_csv(f"muscle,side\n{base}soleus,left\n{base}gracilis,right\n")
    assert differences(expected, expected) == []
    assert differences(expected, QuestionAnswer(("muscle",), ())) == [
        "The columns are muscle; expected are muscle, side."
    ]
    assert differences(expected, given) == [
        "The row (sartorius, nothing) is missing.",
        "The row (soleus, left) is missing.",
        "The row (gracilis, right) is not expected.",
    ]


def test_csv_is_read_as_the_standard_writes_it() -> None:
    assert parse_csv('a,b\r\n"x, y","say ""so"""\r\n,1\r\n') == QuestionAnswer(
        ("a", "b"), (("x, y", 'say "so"'), ("", "1"))
    )


@pytest.mark.parametrize("query", ["SELECT ?x { ?x", "ASK { ?x ?y ?z }"])
def test_what_is_no_select_query_is_an_error(query: str) -> None:
    with pytest.raises(KnowledgeError):
        select_from(ox.Store())(query)


def test_faulty_questions_become_problems(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    directory = tmp_path / "ontology" / "questions"
    directory.mkdir(parents=True)
    head = "# Question: What?\n# Graph: asserted\n"
    (directory / "1_silent.rq").write_text(f"{head}SELECT ?x {{ ?x ?y ?z }}\n")
    (directory / "2_broken.rq").write_text(f"{head}SELECT ?x {{ ?x\n")
    (directory / "2_broken.csv").write_text("x\n")
    (directory / "3_orphan.csv").write_text("x\n")
    silent, broken = read_questions(directory)
    select = select_from(knowledge.asserted)
    assert list(competency._faults(silent, select)) == [
        "No CSV file beside the query holds the expected rows."
    ]
    assert "The query cannot be run" in next(competency._faults(broken, select))
    assert competency.without_question(directory) == ("3_orphan.csv",)
    assert competency._problem(silent, "Wrong.") == Problem(
        "error", "questions", "1_silent", "Wrong.", "ontology/questions/1_silent.rq"
    )


def test_new_answers_are_accepted_and_the_changed_rows_named(
    knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "# Question: Who is who?\n# Graph: asserted\n"
    rows = 'VALUES (?id ?name) { ("a" "An A") ("b" "A \\"B\\"") }'
    (tmp_path / "1_new.rq").write_text(f"{head}SELECT ?id ?name {{ {rows} }} ORDER BY ?id\n")
    (tmp_path / "2_known.rq").write_text(f"{head}SELECT ?id {{ VALUES ?id {{ 1 }} }}\n")
    (tmp_path / "2_known.csv").write_text("id\n1\n")
    (tmp_path / "3_other.rq").write_text(f"{head}SELECT ?id {{ VALUES ?id {{ 1 2 }} }}\n")
    (tmp_path / "3_other.csv").write_text("id\n0\n1\n")
    (tmp_path / "4_broken.rq").write_text(f"{head}SELECT ?id {{ ?id\n")
    monkeypatch.setattr(competency, "_directory", lambda _: tmp_path)
    new, other = competency.accept(knowledge)
    assert (new.new, new.gone) == (("(a, An A)", '(b, A "B")'), ())
    assert str(other).splitlines()[1:] == ["  - (0)", "  + (2)"]
    assert str(other).splitlines()[0].endswith("3_other.csv: accepted; rows new: 1, gone: 1")
    assert (tmp_path / "1_new.csv").read_text() == 'id,name\na,An A\nb,"A ""B"""\n'
    assert (tmp_path / "3_other.csv").read_text() == "id\n1\n2\n"
    assert competency.accept(knowledge) == ()
    assert [problem.subject for problem in competency.check(knowledge)] == ["4_broken"]


@pytest.mark.parametrize("head", ["# Graph: asserted\n", "# Question: What?\n# Graph: both\n"])
def test_a_wrong_header_is_an_error(tmp_path: Path, head: str) -> None:
    directory = tmp_path / "ontology" / "questions"
    directory.mkdir(parents=True)
    (directory / "1_own.rq").write_text(f"{head}SELECT ?x {{ ?x ?y ?z }}\n")
    with pytest.raises(KnowledgeError, match="the header"):
        read_questions(directory)
