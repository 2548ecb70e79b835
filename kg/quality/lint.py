"""Lint of the ontology: each violation is one query of ``ontology/lint``, with its level and words.

What no query can see, the form of the queries themselves, is checked here on their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pyoxigraph as ox

from kg.errors import KnowledgeError
from kg.knowledge.problems import Level, Problem
from kg.knowledge.terms import compact
from kg.paths import shown
from kg.quality.query_files import QueryFile, read_query_files

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["LintQuery", "check", "paths_in_not_exists", "read_lint_queries", "run_lint_query"]

_Graph = Literal["asserted", "inferred"]
_PLACE = re.compile(r"\{(\w+)\}")
_TOKEN = re.compile(
    r"(?P<skip>\#[^\n]*|\s+)"
    r'|(?P<text>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r'|(?P<iri><[^<>"{}|^`\\\s]*>)'
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>[A-Za-z][\w.-]*:[\w.:%-]*|:[\w.:%-]*|_:\w+)"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<number>[0-9.]+)"
    r"|(?P<sign>\^\^|\|\||&&|!=|<=|>=|.)",
    re.DOTALL,
)
_PREDICATES = ("iri", "name")
_Token = tuple[str, str, int]


@dataclass(frozen=True)
class LintQuery:
    """One violation.

    Attributes:
        rule: its name, the stem of the file.
        level: how bad it is.
        message: the sentence of a finding, with the query's variables in braces.
        graph: whether it looks at what is stated only, or also at what follows.
        file: the file as messages show it.
        text: the query.
    """

    rule: str
    level: Level
    message: str
    graph: _Graph
    file: str
    text: str


def check(knowledge: KnowledgeBase) -> list[Problem]:
    """Return what the lint queries find, and the faults of query texts, sorted.

    Raises:
        KnowledgeError: if a lint query has a wrong header or cannot be run.
    """
    room = knowledge.places
    found = []
    for query in read_lint_queries(room.ontology / "lint"):
        store = knowledge.asserted if query.graph == "asserted" else knowledge.store
        for iri, one in _run(query, store):
            file = knowledge.graphs.graph.file_about(iri) if iri else None
            found.append(Problem(one.level, one.rule, one.subject, one.message, file))
    found.extend(
        _query_texts([*room.ontology.rglob("*.rq"), *room.rules.rglob("*.rq")], room.ontology)
    )
    return sorted(found)


def read_lint_queries(directory: Path) -> tuple[LintQuery, ...]:
    """Return the lint queries of a directory, sorted by name.

    Raises:
        KnowledgeError: if a header lacks its level or message, or names none of the levels.
    """
    return tuple(_lint_query(file) for file in read_query_files(directory))


def _lint_query(file: QueryFile) -> LintQuery:
    """Return a file as a lint query."""
    level = file.choice("level", get_args(Level))
    graph = file.choice("graph", get_args(_Graph), default="asserted")
    return LintQuery(
        rule=file.name,
        level=next(one for one in get_args(Level) if one == level),
        message=file.sentence("message"),
        graph="asserted" if graph == "asserted" else "inferred",
        file=file.file,
        text=file.text,
    )


def run_lint_query(query: LintQuery, store: ox.Store) -> list[Problem]:
    """Return what one lint query finds in a store; the first column is the subject.

    Raises:
        KnowledgeError: if it is no SELECT query, or its message names a variable it does not give.
    """
    return [problem for _, problem in _run(query, store)]


def _run(query: LintQuery, store: ox.Store) -> Iterator[tuple[str | None, Problem]]:
    """Yield each finding with the IRI of its subject."""
    try:
        answer = store.query(query.text)
    except SyntaxError as error:
        raise KnowledgeError(f"not a SPARQL query: {error.msg}", file=query.file) from error
    if not isinstance(answer, ox.QuerySolutions):
        raise KnowledgeError("is no SELECT query", file=query.file)
    columns = [variable.value for variable in answer.variables]
    unknown = sorted(set(_PLACE.findall(query.message)) - set(columns))
    if unknown:
        raise KnowledgeError(
            f"the message names {', '.join(unknown)}",
            allowed=f"the query gives {', '.join(columns)}",
            file=query.file,
        )
    for solution in answer:
        values = {column: solution[column] for column in columns}
        subject = values[columns[0]]
        words = {column: _readable(value) for column, value in values.items()}
        message = _PLACE.sub(lambda place, words=words: words[place[1]], query.message)  # type: ignore[misc]
        iri = subject.value if isinstance(subject, ox.NamedNode) else None
        yield iri, Problem(query.level, query.rule, words[columns[0]], message)


def _readable(term: object) -> str:
    """Return a term as messages show it."""
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term or "")


def _query_texts(paths: Iterable[Path], ontology: Path) -> Iterator[Problem]:
    """Yield the faults in the texts of query files."""
    for path in sorted(paths):
        name = shown(path, ontology.parent)
        for line in paths_in_not_exists(path.read_text(encoding="utf-8")):
            yield Problem(
                "error",
                "path_in_not_exists",
                name,
                f"Line {line}: a property path inside NOT EXISTS takes quadratic time; use MINUS.",
                name,
            )


def paths_in_not_exists(query: str) -> list[int]:
    """Return the lines on which a property path stands inside ``NOT EXISTS { … }``.

    Example:
        >>> paths_in_not_exists("SELECT * { ?x a ?y FILTER NOT EXISTS { ?x a/a ?z } }")
        [1]
    """
    tokens = list(_tokens(query))
    depth = 0
    inside: list[int] = []
    found = []
    for index, (_, text, line) in enumerate(tokens):
        if text == "{":
            depth += 1
            if _words_before(tokens, index) == ["not", "exists"]:
                inside.append(depth)
        elif text == "}":
            if inside and inside[-1] == depth:
                inside.pop()
            depth -= 1
        elif inside and _is_path(tokens, index):
            found.append(line)
    return sorted(set(found))


def _tokens(query: str) -> Iterator[_Token]:
    """Yield kind, text and line of each token that means something."""
    line = 1
    for match in _TOKEN.finditer(query):
        kind = str(match.lastgroup)
        if kind != "skip":
            yield kind, match[0], line
        line += match[0].count("\n")


def _words_before(tokens: list[_Token], index: int) -> list[str]:
    """Return the two tokens before one, in small letters."""
    return [text.lower() for _, text, _ in tokens[max(0, index - 2) : index]]


def _is_path(tokens: list[_Token], index: int) -> bool:
    """Return whether a token makes the predicate at its place a property path."""
    kind, text, _ = tokens[index]
    if kind != "sign" or not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    starts = after[0] in _PREDICATES or after[1] in ("a", "(", "^", "!")
    ends = before[0] in _PREDICATES or before[1] in ("a", ")")
    if text in ("^", "|"):
        return True
    if text == "/":
        return ends and starts
    if text == "!":
        return after[0] in _PREDICATES or after[1] == "^"
    return text in ("*", "+", "?") and ends and after[0] not in ("number", "word")
