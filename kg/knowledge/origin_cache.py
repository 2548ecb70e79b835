"""Where every fact came from, as it is kept beside the snapshot: read one fact at a time.

The content has two parts with an empty line between them: the statements, each a JSON list, and
the facts, each with its query, the numbers of its statements, its documents and its grades.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from kg.knowledge.terms import Term, term_source

__all__ = ["KeptOrigins", "Origin", "StatedTriple"]


@dataclass(frozen=True)
class StatedTriple:
    """A statement of the ontology.

    Attributes:
        subject: the id of what it speaks of.
        predicate: the property, in short.
        object: the value: an id, or a text or number as it is written.
        asserted: whether a file makes it; otherwise it follows from others.
        file: the file that makes the statement, or, when it follows from others, the one that
            describes the subject; ``None`` when that is not known.
        line: the line where the description of the subject begins there, counted from 1, or
            ``None``; of a table, the row.
        statement: the statement as an N-Triples line.
    """

    subject: str
    predicate: str
    object: str
    asserted: bool
    file: str | None
    line: int | None
    statement: str


@dataclass(frozen=True)
class Origin:
    """Where a fact came from.

    Attributes:
        query: the file of the bridge that gives the fact.
        triples: the statements behind it.
        sources: the ids of the documents that these entries cite, sorted.
        grades: the ids of the grades of evidence that they bear, sorted.
    """

    query: str
    triples: tuple[StatedTriple, ...]
    sources: tuple[str, ...]
    grades: tuple[str, ...]


class KeptOrigins:
    """The origins of all facts, from what was kept of them."""

    def __init__(self, content: bytes) -> None:
        """Take the content; raise ``ValueError`` when it has another form."""
        statements, found, facts = content.decode().partition("\n\n")
        if not found:
            raise ValueError("no facts")
        self._statements = statements.split("\n")
        self._facts = dict(line.split("\t", 1) for line in facts.splitlines())
        self._read: dict[int, StatedTriple] = {}

    @staticmethod
    def written(origins: Iterable[tuple[str, tuple[Term, ...], Origin]]) -> bytes:
        """Return the origins of facts, each with its predicate and row, as they are kept."""
        numbers: dict[StatedTriple, int] = {}
        facts = []
        for predicate, row, origin in origins:
            places = [str(numbers.setdefault(triple, len(numbers))) for triple in origin.triples]
            lists = (",".join(part) for part in (places, origin.sources, origin.grades))
            facts.append("\t".join((fact_key(predicate, row), origin.query, *lists)))
        statements = [json.dumps(astuple(triple)) for triple in numbers]
        return "\n".join((*statements, "", *facts, "")).encode()

    def of(self, predicate: str, row: tuple[Term, ...]) -> Origin | None:
        """Return where a fact came from, or ``None`` when there is no such fact."""
        kept = self._facts.get(fact_key(predicate, row))
        if kept is None:
            return None
        query, numbers, sources, grades = kept.split("\t")
        triples = tuple(self._statement(int(number)) for number in _parts(numbers))
        return Origin(query, triples, _parts(sources), _parts(grades))

    def inferred(self) -> Iterator[StatedTriple]:
        """Yield the statements that no file makes."""
        for number in range(len(self._statements)):
            triple = self._statement(number)
            if not triple.asserted:
                yield triple

    def _statement(self, number: int) -> StatedTriple:
        if number not in self._read:
            self._read[number] = StatedTriple(*json.loads(self._statements[number]))
        return self._read[number]


def fact_key(predicate: str, row: Iterable[Term]) -> str:
    """Return a fact on one line without tabs."""
    return json.dumps(f"{predicate}({','.join(map(term_source, row))})")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
