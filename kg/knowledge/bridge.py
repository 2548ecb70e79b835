"""The bridge from the graph to the rules: one SPARQL SELECT a predicate, and strict typing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

import pyoxigraph as ox

from kg.errors import KnowledgeError
from kg.knowledge.additions import MARKUP
from kg.knowledge.facts import Facts, Row
from kg.knowledge.sources import Source
from kg.knowledge.terms import Term, Text, is_id, local_name
from kg.plain_text import find_hidden

__all__ = ["FactQuery", "build_facts", "read_fact_query"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER_TYPES = frozenset(
    _XSD + name for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long")
)
_TEXT_TYPES = frozenset([_XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"])
_HEADER = re.compile(r"# *([a-z][a-z0-9_]*)\(([^()]+)\) *")
_ARGUMENT = re.compile(r"[A-Z][A-Za-z0-9]*")
_PLACE = re.compile(r"\{([^{}]*)\}")
_ABSENCE = "# not:"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_LARGEST = 2**31 - 1
#: Letters of a value that a message shows.
_SHOWN = 40


@dataclass(frozen=True)
class FactQuery:
    """One file of the bridge.

    Attributes:
        predicate: the predicate it fills; also the file's stem.
        arguments: the names of its arguments, in order.
        meaning: the sentence below the header.
        absence: the sentence of the line ``# not: …``, for when no such fact is there; may be
            empty.
        source: the file.
    """

    predicate: str
    arguments: tuple[str, ...]
    meaning: str
    absence: str
    source: Source


def read_fact_query(source: Source) -> FactQuery:
    """Read the header of a facts query.

    Raises:
        KnowledgeError: if the first line is not ``# predicate(Argument, …)``, or names another
            predicate than the file; if a sentence below it speaks of something else; or if there
            are two sentences for an absence.
    """
    lines = source.text.split("\n")
    header = _HEADER.fullmatch(lines[0])
    if header is None:
        raise KnowledgeError(
            f"begins with “{lines[0]}”",
            allowed="the first line is “# predicate(Argument, …)”",
            file=source.name,
            line=1,
        )
    stem = PurePath(source.name).stem
    if header[1] != stem:
        raise KnowledgeError(
            f"the header names {header[1]}",
            allowed=f"the file's own predicate is {stem}",
            file=source.name,
            line=1,
        )
    arguments = tuple(name.strip() for name in header[2].split(","))
    odd = [name for name in arguments if not _ARGUMENT.fullmatch(name)]
    if odd or len(set(arguments)) != len(arguments):
        raise KnowledgeError(
            f"the header's arguments are {', '.join(arguments)}",
            allowed="each argument is one capitalised word of its own",
            file=source.name,
            line=1,
        )
    below = list(itertools.takewhile(lambda line: line.startswith("#"), lines[1:]))
    meaning = " ".join(_words(line) for line in below if not line.startswith(_ABSENCE))
    absences = [_words(line.removeprefix(_ABSENCE)) for line in below if line.startswith(_ABSENCE)]
    if len(absences) > 1 or not all(absences):
        raise KnowledgeError(
            f"{len(absences)} lines `{_ABSENCE}`" if all(absences) else f"`{_ABSENCE}` and no more",
            allowed=f"one line `{_ABSENCE} sentence`, or none",
            file=source.name,
        )
    for place in _PLACE.findall(" ".join((meaning, *absences))):
        if place[:1].upper() + place[1:] not in arguments:
            raise KnowledgeError(
                f"a sentence speaks of `{place}`",
                allowed=f"its arguments: {', '.join(arguments)}",
                file=source.name,
            )
    return FactQuery(stem, arguments, meaning, "".join(absences), source)


def _words(line: str) -> str:
    """Return a comment line without its mark."""
    return line.lstrip("# ").rstrip()


def build_facts(store: ox.Store, queries: Iterable[Source]) -> Facts:
    """Run every facts query on the closed graph.

    Args:
        store: what is stated and what follows, in the default graph.
        queries: the files of the bridge.

    Raises:
        KnowledgeError: if a query cannot be run, has other columns than its header says, or gives
            what no fact can hold; the message names file and row.
    """
    read = [read_fact_query(source) for source in queries]
    typed = cache(_typed)
    return Facts.of(
        {query.predicate: list(_rows(store, query, typed)) for query in read},
        {query.predicate: query.arguments for query in read},
        {query.predicate: query.meaning for query in read},
        {query.predicate: query.absence for query in read if query.absence},
    )


def _rows(
    store: ox.Store, query: FactQuery, typed: Callable[[Hashable], Term | _Refusal]
) -> Iterator[Row]:
    """Yield the rows of one query, each value as ``typed`` gives it."""
    columns, answers = _answers(store, query)
    _refuse_other_columns(columns, query)
    for number, answer in enumerate(answers, 1):
        row = []
        for value, column in zip(answer, columns, strict=True):
            term = typed(value)
            if isinstance(term, _Refusal):
                raise KnowledgeError(
                    f"row {number} ({_row_text(answer)}): ?{column} {term.found}",
                    allowed=term.allowed,
                    file=query.source.name,
                )
            row.append(term)
        yield tuple(row)


def _answers(store: ox.Store, query: FactQuery) -> tuple[list[str], list[tuple[Hashable, ...]]]:
    """Run the query of a file, which must be a SELECT; return its columns and rows.

    The engine's own object ends here: an error that kept it could drop it in another thread, which
    it does not allow.
    """
    try:
        result = store.query(query.source.text)
    except SyntaxError as error:
        raise KnowledgeError(f"not a SPARQL query: {error.msg}", file=query.source.name) from error
    if not isinstance(result, ox.QuerySolutions):
        raise KnowledgeError(
            "not a SELECT", allowed="a facts query is one SELECT", file=query.source.name
        )
    columns = [variable.value for variable in result.variables]
    width = range(len(columns))
    return columns, [tuple(solution[index] for index in width) for solution in result]


def _refuse_other_columns(columns: list[str], query: FactQuery) -> None:
    """Raise if the columns differ from the header in number or in order."""
    names = [name.casefold() for name in query.arguments]
    columns_read = [column.replace("_", "").casefold() for column in columns]
    if len(columns_read) != len(names) or (
        columns_read != names and sorted(columns_read) == sorted(names)
    ):
        raise KnowledgeError(
            f"selects {', '.join(f'?{column}' for column in columns) or 'nothing'}",
            allowed=f"the header says {query.predicate}({', '.join(query.arguments)})",
            file=query.source.name,
        )


@dataclass(frozen=True)
class _Refusal:
    """Why a value cannot stand in a fact."""

    found: str
    allowed: str


def _typed(value: Hashable) -> Term | _Refusal:
    """Return a value of a query as a term of a fact, or why it cannot be one."""
    if isinstance(value, ox.NamedNode):
        return _constant(value.value)
    if isinstance(value, ox.Literal):
        return _number_or_text(value)
    if value is None:
        return _Refusal("is unbound", "every column of every row has a value")
    return _Refusal(f"is the blank node {value}", "only named things, integers and texts pass")


def _constant(iri: str) -> str | _Refusal:
    """Return the constant of one of our individuals."""
    name = local_name(iri)
    if name is None:
        return _Refusal(f"is <{iri}>", "only things of this ontology become constants")
    if not is_id(name):
        return _Refusal(
            f"is {name}", "a constant is small letters, digits and _, and begins with a letter"
        )
    return name


def _number_or_text(literal: ox.Literal) -> Term | _Refusal:
    """Return an integer or a plain text."""
    kind = literal.datatype.value
    if kind in _INTEGER_TYPES:
        if not _INTEGER.fullmatch(literal.value):
            return _Refusal(
                f"is “{literal.value[:_SHOWN]}”, which is no whole number",
                "plain digits, with a sign or without",
            )
        digits = literal.value.lstrip("+-").lstrip("0")
        if len(digits) > len(str(_LARGEST)) or int(digits or "0") > _LARGEST:
            return _Refusal(
                f"is {literal.value[:_SHOWN]}", f"numbers lie between -{_LARGEST} and {_LARGEST}"
            )
        return int(literal.value)
    odd = find_hidden(literal.value)
    if odd is not None:
        return _Refusal(
            f"holds a character that nobody sees (U+{ord(odd[0]):04X})", "plain text on one line"
        )
    if MARKUP.search(literal.value):
        return _Refusal("holds markup", "plain text without HTML")
    if kind in _TEXT_TYPES:
        return Text(literal.value)
    return _Refusal(
        f"is “{literal.value}” of type {kind.rpartition('#')[2]}",
        "only integers and texts pass; a fraction is counted in a smaller unit",
    )


def _row_text(answer: tuple[object, ...]) -> str:
    """Return a row for a message."""
    return ", ".join("—" if value is None else _short(value) for value in answer)


def _short(value: object) -> str:
    """Return one value of a row for a message."""
    if isinstance(value, ox.NamedNode):
        return local_name(value.value) or value.value
    return value.value[:_SHOWN] if isinstance(value, ox.Literal) else str(value)
