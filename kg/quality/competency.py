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
from kg.paths import write_atomically
from kg.quality.query_files import QueryFile, read_query_files

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = [
    "AcceptedAnswer",
    "CompetencyQuestion",
    "QuestionAnswer",
    "Select",
    "accept",
    "check",
    "differences",
    "parse_csv",
    "read_questions",
    "select_from",
    "without_question",
]

Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class QuestionAnswer:
    """The rows of a query, as the SPARQL 1.1 CSV format writes them.

    Attributes:
        columns: the names of the variables.
        rows: IRIs in full, literals by their text, nothing as the empty text.
    """

    columns: Row
    rows: tuple[Row, ...]


Select: TypeAlias = Callable[[str], QuestionAnswer]
"""Answers a SPARQL query on one graph by one engine."""


@dataclass(frozen=True)
class CompetencyQuestion:
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
    expected: QuestionAnswer | None
    file: str


def read_questions(directory: Path) -> tuple[CompetencyQuestion, ...]:
    """Return the questions of a directory, sorted by name.

    Raises:
        KnowledgeError: if a header lacks the question or its graph, or a file cannot be read.
    """
    return tuple(_question(file, directory) for file in read_query_files(directory))


def _question(file: QueryFile, directory: Path) -> CompetencyQuestion:
    """Return a query file with the expected rows beside it."""
    graph = file.choice("graph", ("asserted", "inferred"))
    path = directory / f"{file.name}.csv"
    return CompetencyQuestion(
        name=file.name,
        question=file.sentence("question"),
        graph="asserted" if graph == "asserted" else "inferred",
        query=file.text,
        expected=parse_csv(path.read_text(encoding="utf-8")) if path.is_file() else None,
        file=file.file,
    )


def without_question(directory: Path) -> tuple[str, ...]:
    """Return the names of the CSV files that belong to no question, sorted."""
    question_names = {path.stem for path in directory.glob("*.rq")}
    return tuple(
        path.name for path in sorted(directory.glob("*.csv")) if path.stem not in question_names
    )


def parse_csv(text: str) -> QuestionAnswer:
    """Return the answer that a document in the SPARQL 1.1 CSV format holds."""
    lines = list(csv.reader(StringIO(text, newline="")))
    columns = tuple(lines[0]) if lines else ()
    return QuestionAnswer(columns, tuple(tuple(line) for line in lines[1:] if line))


def select_from(store: ox.Store) -> Select:
    """Return a way to ask a store.

    The function raises ``KnowledgeError`` for what is no SELECT query.
    """

    def select(query: str) -> QuestionAnswer:
        try:
            answer = store.query(query)
        except SyntaxError as error:
            raise KnowledgeError(f"not a SPARQL query: {error.msg}") from error
        if not isinstance(answer, ox.QuerySolutions):
            raise KnowledgeError("is no SELECT query")
        document = answer.serialize(format=ox.QueryResultsFormat.CSV)
        return parse_csv((document or b"").decode())

    return select


def differences(expected: QuestionAnswer, given: QuestionAnswer) -> list[str]:
    """Return how an answer differs from the expected one, as sentences; rows have no order."""
    if expected.columns != given.columns:
        columns, wanted_columns = ", ".join(given.columns), ", ".join(expected.columns)
        return [f"The columns are {columns}; expected are {wanted_columns}."]
    gone, new = _changed_rows(expected, given)
    return [f"The row {row} is missing." for row in gone] + [
        f"The row {row} is not expected." for row in new
    ]


def _changed_rows(expected: QuestionAnswer, given: QuestionAnswer) -> tuple[list[str], list[str]]:
    """Return the rows that only the expected answer has, and those that only the given one has."""
    expected_rows, got = Counter(expected.rows), Counter(given.rows)
    return (
        sorted(map(_row_text, (expected_rows - got).elements())),
        sorted(map(_row_text, (got - expected_rows).elements())),
    )


def _row_text(row: Iterable[str]) -> str:
    """Return a row as messages show it."""
    return "(" + ", ".join(compact(value) or "nothing" for value in row) + ")"


def check(knowledge: KnowledgeBase) -> list[Problem]:
    """Ask every question and return what differs from the expected answers, sorted.

    Raises:
        KnowledgeError: if a question cannot be read.
    """
    directory, graphs = _directory(knowledge), _graphs(knowledge)
    problems = [
        _problem(question, sentence)
        for question in read_questions(directory)
        for sentence in _faults(question, graphs[question.graph])
    ]
    problems.extend(
        Problem("error", "questions", name, "No query belongs to these expected rows.")
        for name in without_question(directory)
    )
    return sorted(problems)


@dataclass(frozen=True)
class AcceptedAnswer:
    """An answer that was written down as the expected one.

    Attributes:
        file: the CSV file as messages show it.
        gone: the rows that are no longer expected, as messages show them, sorted.
        new: the rows that are expected now, sorted.
    """

    file: str
    gone: tuple[str, ...]
    new: tuple[str, ...]

    def __str__(self) -> str:
        """Return the file, what changed in numbers, and each row on a line of its own."""
        rows = [*(f"  - {row}" for row in self.gone), *(f"  + {row}" for row in self.new)]
        head = f"{self.file}: accepted; rows new: {len(self.new)}, gone: {len(self.gone)}"
        return "\n".join([head, *rows])


def accept(knowledge: KnowledgeBase) -> tuple[AcceptedAnswer, ...]:
    """Write down the answers that differ from the expected ones, and return them by file.

    A query that cannot be run is left as it is; ``check`` reports it.

    Raises:
        KnowledgeError: if a question cannot be read, or an answer cannot be written.
    """
    directory, graphs = _directory(knowledge), _graphs(knowledge)
    accepted = []
    for question in read_questions(directory):
        try:
            given = graphs[question.graph](question.query)
        except KnowledgeError:
            continue
        known = question.expected or QuestionAnswer((), ())
        if question.expected is not None and not differences(known, given):
            continue
        path = directory / f"{question.name}.csv"
        file = str(Path(question.file).with_suffix(".csv"))
        try:
            write_atomically(path, _csv_of(given).encode())
        except OSError as error:
            raise KnowledgeError(f"cannot be written ({error.strerror})", file=file) from error
        gone, new = _changed_rows(known, given)
        accepted.append(AcceptedAnswer(file, tuple(gone), tuple(new)))
    return tuple(accepted)


def _csv_of(answer: QuestionAnswer) -> str:
    document = StringIO()
    writer = csv.writer(document, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows(answer.rows)
    return document.getvalue()


def _directory(knowledge: KnowledgeBase) -> Path:
    return knowledge.places.ontology / "questions"


def _graphs(knowledge: KnowledgeBase) -> dict[str, Select]:
    return {
        "asserted": select_from(knowledge.asserted),
        "inferred": select_from(knowledge.store),
    }


def _faults(question: CompetencyQuestion, select: Select) -> Iterator[str]:
    """Yield what is wrong with a question or its answer."""
    if question.expected is None:
        yield "No CSV file beside the query holds the expected rows."
        return
    try:
        yield from differences(question.expected, select(question.query))
    except KnowledgeError as error:
        yield f"The query cannot be run: {error.message}."


def _problem(question: CompetencyQuestion, sentence: str) -> Problem:
    """Return a fault of a question as a problem."""
    return Problem("error", "questions", question.name, sentence, question.file)
