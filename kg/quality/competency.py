"""Competency questions: what the ontology must be able to answer, with the answers it must give.

A question is a SPARQL 1.1 query in ``ontology/questions`` beside a CSV file of the same name with
the expected rows. It runs on any engine that can be wrapped as ``select(query) -> Answer``.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import pyoxigraph as ox

from kg.errors import KnowledgeError
from kg.knowledge.problems import Problem
from kg.knowledge.terms import compact
from kg.quality.query_files import QueryFile, read_query_files

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = [
    "Answer",
    "Question",
    "Select",
    "check",
    "differences",
    "parse_csv",
    "read_questions",
    "select_from",
    "without_question",
]

Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The rows of a query, as the SPARQL 1.1 CSV format writes them.

    Attributes:
        columns: the names of the variables.
        rows: IRIs in full, literals by their text, nothing as the empty text.
    """

    columns: Row
    rows: tuple[Row, ...]


Select: TypeAlias = Callable[[str], Answer]
"""Answers a SPARQL query on one graph by one engine."""


@dataclass(frozen=True)
class Question:
    """A question with its expected answer.

    Attributes:
        name: the stem of the file, such as ``01_overactive_when_knees_move_inward``.
        question: the question in words.
        graph: whether it is asked of what is stated only, or also of what follows.
        query: the SPARQL query.
        expected: the rows it must give, or ``None`` if there is no CSV file.
        file: the query file as messages show it.
    """

    name: str
    question: str
    graph: Literal["asserted", "inferred"]
    query: str
    expected: Answer | None
    file: str


def read_questions(directory: Path) -> tuple[Question, ...]:
    """Return the questions of a directory, sorted by name.

    Raises:
        KnowledgeError: if a header lacks the question or its graph, or a file cannot be read.
    """
    return tuple(_question(file, directory) for file in read_query_files(directory))


def _question(file: QueryFile, directory: Path) -> Question:
    """Return a query file with the expected rows beside it."""
    graph = file.choice("graph", ("asserted", "inferred"))
    path = directory / f"{file.name}.csv"
    return Question(
        name=file.name,
        question=file.sentence("question"),
        graph="asserted" if graph == "asserted" else "inferred",
        query=file.text,
        expected=parse_csv(path.read_text(encoding="utf-8")) if path.is_file() else None,
        file=file.file,
    )


def without_question(directory: Path) -> tuple[str, ...]:
    """Return the names of the CSV files that belong to no question, sorted."""
    asked = {path.stem for path in directory.glob("*.rq")}
    return tuple(path.name for path in sorted(directory.glob("*.csv")) if path.stem not in asked)


def parse_csv(text: str) -> Answer:
    """Return the answer that a document in the SPARQL 1.1 CSV format holds."""
    lines = list(csv.reader(StringIO(text, newline="")))
    columns = tuple(lines[0]) if lines else ()
    return Answer(columns, tuple(tuple(line) for line in lines[1:] if line))


def select_from(store: ox.Store) -> Select:
    """Return a way to ask a store.

    The function raises ``KnowledgeError`` for what is no SELECT query.
    """

    def select(query: str) -> Answer:
        try:
            answer = store.query(query)
        except SyntaxError as error:
            raise KnowledgeError(f"not a SPARQL query: {error.msg}") from error
        if not isinstance(answer, ox.QuerySolutions):
            raise KnowledgeError("is no SELECT query")
        document = answer.serialize(format=ox.QueryResultsFormat.CSV)
        return parse_csv((document or b"").decode())

    return select


def differences(expected: Answer, given: Answer) -> list[str]:
    """Return how an answer differs from the expected one, as sentences; rows have no order."""
    if expected.columns != given.columns:
        columns, wanted_columns = ", ".join(given.columns), ", ".join(expected.columns)
        return [f"The columns are {columns}; expected are {wanted_columns}."]
    wanted, got = Counter(expected.rows), Counter(given.rows)
    missing = [f"The row {_shown(row)} is missing." for row in (wanted - got).elements()]
    surplus = [f"The row {_shown(row)} is not expected." for row in (got - wanted).elements()]
    return sorted(missing) + sorted(surplus)


def _shown(row: Iterable[str]) -> str:
    """Return a row as messages show it."""
    return "(" + ", ".join(compact(value) or "nothing" for value in row) + ")"


def check(knowledge: KnowledgeBase) -> list[Problem]:
    """Ask every question and return what differs from the expected answers, sorted.

    Raises:
        KnowledgeError: if a question cannot be read.
    """
    directory = knowledge.places.ontology / "questions"
    graphs = {
        "asserted": select_from(knowledge.asserted),
        "inferred": select_from(knowledge.store),
    }
    found = [
        _problem(one, sentence)
        for one in read_questions(directory)
        for sentence in _faults(one, graphs[one.graph])
    ]
    found.extend(
        Problem("error", "questions", name, "No query belongs to these expected rows.")
        for name in without_question(directory)
    )
    return sorted(found)


def _faults(question: Question, select: Select) -> Iterator[str]:
    """Yield what is wrong with a question or its answer."""
    if question.expected is None:
        yield "No CSV file beside the query holds the expected rows."
        return
    try:
        yield from differences(question.expected, select(question.query))
    except KnowledgeError as error:
        yield f"The query cannot be run: {error.message}."


def _problem(question: Question, sentence: str) -> Problem:
    """Return a fault of a question as a problem."""
    return Problem("error", "questions", question.name, sentence, question.file)
