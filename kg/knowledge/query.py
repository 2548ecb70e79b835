"""SPARQL for people: read-only queries on a store, and their answers as plain tables."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import BadInput
from kg.knowledge.terms import PREFIXES, compact

__all__ = [
    "ResultTable",
    "Value",
    "answer_table",
    "is_update",
    "parse_query",
    "refuse_outside",
    "run_query",
]

Value: TypeAlias = str | int | float | bool | None
"""An IRI or blank node in short, a number, a truth value, a text, or nothing."""

_Values: TypeAlias = dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
_XSD = "http://www.w3.org/2001/XMLSchema#"
#: What may hold any word: texts, addresses, comments, variables, local names. A comment and a short
#: text end at either kind of line break; a local name neither begins nor ends with a dot. A group
#: is what a parser may read in another way: a text without an end, a mark after a backslash, an
#: address with a bracket (``1<2)SERVICE:x#>``).
_SKIPPED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|())'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|())"
    r'|"(?:[^"\\\r\n]|\\[^\r\n])*+(?:"|())'
    r"|'(?:[^'\\\r\n]|\\[^\r\n])*+(?:'|())"
    r'|<[^<>"{}|^`\\\x00-\x20)]*(?:>|\)[^<>"{}|^`\\\x00-\x20]*>())'
    r"|\#[^\r\n]*"
    r"|[?$]\w+"
    r"|:[\w:%](?:[\w.:%-]*[\w:%-])?"
    r"|(\\)(?![uU])",
    re.DOTALL,
)
#: A query parser may read a keyword without a space around it: ``SERVICEs:x``, ``1SERVICE<x>``.
_OUTSIDE = re.compile(r"service", re.IGNORECASE)
_OTHER_GRAPH = re.compile(r"from", re.IGNORECASE)
_UPDATE = re.compile(r"\b(?:insert|delete|load|clear|drop|create|add|move|copy)\b", re.IGNORECASE)
#: A character may be written by its number; a parser reads it before anything else.
_NUMBERED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LONGEST = 100_000
_LONGEST_PARSED = 2_000
_DEEPEST = 100


@dataclass(frozen=True)
class ResultTable:
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


def run_query(store: ox.Store, query: str, limit: int | None = None) -> ResultTable:
    """Answer a SPARQL query; the prefixes of this ontology need no declaration.

    Args:
        store: the graph, in the default graph.
        query: a SELECT, ASK, CONSTRUCT or DESCRIBE query.
        limit: the most rows to return; without it, all.

    Raises:
        BadInput: if the text is no query, would change the graph, or would leave this machine.
    """
    refuse_outside(query)
    return answer_table(_solve(store, query), limit)


def _solve(
    store: ox.Store, query: str, values: _Values | None = None
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Begin to answer a query, with values put in place of some variables."""
    try:
        return store.query(query, prefixes=PREFIXES, substitutions=values)
    except SyntaxError as error:
        kind = "it is an update" if is_update(query) else error.msg
        problem = f"not a SPARQL query: {kind}"
        allowed = "SELECT, ASK, CONSTRUCT and DESCRIBE are allowed"
        raise BadInput(problem, allowed=allowed) from error


def refuse_outside(query: str) -> None:
    """Raise if a query does more than read the graph that it is asked of.

    What stands in texts, addresses, comments, variables and local names does not count. Nothing is
    parsed, so this may be done anywhere.

    Raises:
        BadInput: if it calls another server, names another graph, would change the graph, or is
            longer or more deeply nested than a question needs to be.
    """
    if len(query) > _LONGEST:
        problem = f"a query of {len(query):,} characters"
        raise BadInput(problem, allowed=f"at most {_LONGEST:,} characters")
    try:
        query.encode()
    except UnicodeEncodeError:
        raise BadInput("a query with bytes that are no text", allowed="text in UTF-8") from None
    for text in {query: None, _NUMBERED.sub(_numbered_character, query): None}:
        bare = _keywords(text)
        if _OUTSIDE.search(bare):
            raise BadInput("SERVICE calls another server", allowed="a query reads this graph only")
        if _OTHER_GRAPH.search(bare):
            raise BadInput("FROM names another graph", allowed="a query reads this graph only")
        if _nesting(bare) > _DEEPEST:
            raise BadInput(f"more than {_DEEPEST} brackets inside one another", allowed="fewer")


def is_update(query: str) -> bool:
    """Return whether a text begins like a request to change a graph."""
    first = re.search(r"\b(?!prefix\b|base\b)[a-z]+\b", _keywords(query), re.IGNORECASE)
    return first is not None and _UPDATE.fullmatch(first[0]) is not None


def _keywords(query: str) -> str:
    """Return a query without what may hold any word; all of it where that is not certain."""
    parts, end = [], 0
    for match in _SKIPPED.finditer(query):
        if match.lastindex is not None:
            return query
        parts.append(query[end : match.start()])
        end = match.end()
    return " ".join([*parts, query[end:]])


def parse_query(query: str) -> None:
    """Read a query without answering it, in about a millisecond; a long one is only looked through.

    The engine reads an operator within the one before, so a long row of them takes more stack than
    a process has. A long query is therefore read where it is answered: in the closed process.

    Raises:
        BadInput: if the text is no query that may be asked here.
    """
    refuse_outside(query)
    if len(query) > _LONGEST_PARSED:
        return
    # An engine that is to put a value in place of a variable that the query does not have reads the
    # query, and refuses before it answers.
    name = "absent"
    while name in query:
        name += "_"
    value: _Values = {ox.Variable(name): ox.Literal("")}
    with contextlib.suppress(RuntimeError):
        _solve(ox.Store(), query, value)


def _numbered_character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 else match[0]


def _nesting(text: str) -> int:
    """Return how deep the brackets of a text are nested."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def answer_table(
    answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, limit: int | None = None
) -> ResultTable:
    """Return the answer of any query as a table of at most ``limit`` rows."""
    if isinstance(answer, ox.QueryBoolean):
        return ResultTable(("answer",), ((bool(answer),),))
    if isinstance(answer, ox.QueryTriples):
        triples = ((one.subject, one.predicate, one.object) for one in answer)
        return _table(("subject", "predicate", "object"), triples, limit)
    columns = tuple(variable.value for variable in answer.variables)
    rows = ([one[index] for index in range(len(columns))] for one in answer)
    return _table(columns, rows, limit)


def _table(
    columns: tuple[str, ...], rows: Iterable[Iterable[object]], limit: int | None
) -> ResultTable:
    """Return a table of readable values."""
    taken = iter(rows)
    limited = tuple(tuple(_readable(value) for value in row) for row in islice(taken, limit))
    return ResultTable(columns, limited, complete=limit is None or next(taken, None) is None)


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
