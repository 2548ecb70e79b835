"""SPARQL for people: read-only queries on a store, and their answers as plain tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import BadInput
from kg.knowledge.terms import PREFIXES, compact

__all__ = ["Table", "Value", "answer_table", "refuse_outside", "run_query"]

Value: TypeAlias = str | int | float | bool | None
"""An IRI or blank node in short, a number, a truth value, a text, or nothing."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SKIPPED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|\#[^\n]*"
    r"|[?$]\w+"
    r"|[\w.-]*:[\w.:%-]*",
    re.DOTALL,
)
_OUTSIDE = re.compile(r"\bservice\b", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The answer to a query.

    Attributes:
        columns: the names of the columns.
        rows: the rows, in the order of the answer.
        complete: false if rows beyond the limit were left out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    complete: bool = True

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)


def run_query(store: ox.Store, query: str, limit: int | None = None) -> Table:
    """Answer a SPARQL query; the prefixes of this ontology need no declaration.

    Args:
        store: the graph, in the default graph.
        query: a SELECT, ASK, CONSTRUCT or DESCRIBE query.
        limit: the most rows to return; without it, all.

    Raises:
        BadInput: if the text is no query, would change the graph, or would leave this machine.
    """
    refuse_outside(query)
    try:
        answer = store.query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        raise BadInput(
            f"not a SPARQL query: {error.msg}",
            allowed="SELECT, ASK, CONSTRUCT and DESCRIBE are allowed",
        ) from error
    return answer_table(answer, limit)


def refuse_outside(query: str) -> None:
    """Raise if a query would call another server.

    Raises:
        BadInput: if it has a SERVICE clause.
    """
    if _OUTSIDE.search(_SKIPPED.sub(" ", query)):
        raise BadInput("SERVICE calls another server", allowed="a query reads this graph only")


def answer_table(
    answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, limit: int | None = None
) -> Table:
    """Return the answer of any query as a table of at most ``limit`` rows."""
    if isinstance(answer, ox.QueryBoolean):
        return Table(("answer",), ((bool(answer),),))
    if isinstance(answer, ox.QueryTriples):
        triples = ((one.subject, one.predicate, one.object) for one in answer)
        return _table(("subject", "predicate", "object"), triples, limit)
    columns = tuple(variable.value for variable in answer.variables)
    rows = ([one[index] for index in range(len(columns))] for one in answer)
    return _table(columns, rows, limit)


def _table(columns: tuple[str, ...], rows: Iterable[Iterable[object]], limit: int | None) -> Table:
    """Return a table of readable values."""
    taken = iter(rows)
    kept = tuple(tuple(_readable(value) for value in row) for row in islice(taken, limit))
    return Table(columns, kept, complete=limit is None or next(taken, None) is None)


def _readable(term: object) -> Value:
    """Return a term as a plain value."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "boolean":
        return term.value in ("true", "1")
    try:
        if kind in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long"):
            return int(term.value)
        if kind in ("decimal", "double", "float") and isfinite(float(term.value)):
            return float(term.value)
    except ValueError:
        return term.value
    return term.value
