"""The facts of the rules: relations by predicate, written as ASP and read back on demand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from kg.knowledge.terms import Term, Text, term_source

__all__ = ["Facts", "Relation", "Row"]

Row = tuple[Term, ...]
Relation = tuple[Row, ...]

_ARGUMENT = re.compile(r'"(?:[^"\\]|\\.)*"|[^",()]+')
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Facts:
    """What the rules are given of the ontology.

    Attributes:
        text: every fact as ASP source, one a line, sorted within its predicate.
        signature: predicate to the names of its arguments.
        meanings: predicate to the sentence that says what it means.
        absences: predicate to the sentence that says that there is no such fact; not every
            predicate has one.
        relations: predicate to its rows, sorted; read from the text when first asked for.
    """

    text: str
    signature: Mapping[str, tuple[str, ...]]
    meanings: Mapping[str, str]
    absences: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Make the mappings read-only and prepare the relations."""
        object.__setattr__(self, "signature", MappingProxyType(dict(self.signature)))
        object.__setattr__(self, "meanings", MappingProxyType(dict(self.meanings)))
        object.__setattr__(self, "absences", MappingProxyType(dict(self.absences)))
        object.__setattr__(self, "relations", _Relations(self.text, self.signature))

    @classmethod
    def of(
        cls,
        relations: Mapping[str, Iterable[Row]],
        signature: Mapping[str, tuple[str, ...]],
        meanings: Mapping[str, str],
        absences: Mapping[str, str] = MappingProxyType({}),
    ) -> Facts:
        """Return the facts of some relations; rows are sorted, and each is kept once."""
        blocks = [
            "".join(_fact_source(name, row) for row in sorted(set(relations[name]), key=_row_order))
            for name in sorted(relations)
        ]
        return cls("".join(blocks), signature, meanings, absences)

    def source(self, predicates: Iterable[str]) -> str:
        """Return the facts of some predicates as ASP source, one a line.

        Raises:
            KeyError: if there is no such predicate.
        """
        return "".join(self.text[slice(*self._places[name])] for name in predicates)

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, int]]:
        """Where the facts of each predicate begin and end; they are together and in order."""
        ordered = sorted(self.signature)
        starts = [self._first(f"{name}(") for name in ordered]
        ends = [*starts[1:], len(self.text)]
        return dict(zip(ordered, zip(starts, ends, strict=True), strict=True))

    def _first(self, opening: str) -> int:
        """Return where the first fact begins that is not before ``opening``, by bisection."""
        text, low, high = self.text, 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            start = text.rfind("\n", low, middle) + 1 or low
            end = text.find("\n", start, high) + 1 or high
            if text[start:end].partition("(")[0] < opening[:-1]:
                low = end
            else:
                high = start
        return low


class _Relations(Mapping[str, Relation]):
    """The rows of each predicate, read from the facts when first asked for."""

    def __init__(self, text: str, signature: Mapping[str, tuple[str, ...]]) -> None:
        self._text = text
        self._signature = signature
        self._read: dict[str, Relation] = {}

    def __getitem__(self, name: str) -> Relation:
        if name not in self._signature:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = tuple(self._rows(name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._signature))

    def __len__(self) -> int:
        return len(self._signature)

    def _rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of one predicate, whose facts stand together in the text."""
        opening = f"{name}("
        position = 0 if self._text.startswith(opening) else self._text.find(f"\n{opening}") + 1
        while self._text.startswith(opening, position):
            end = self._text.index("\n", position)
            yield _read_row(self._text[position + len(opening) : end - 2])
            position = end + 1


def _read_row(arguments: str) -> Row:
    """Return the terms of a fact's arguments."""
    return tuple(_read_term(source) for source in _ARGUMENT.findall(arguments))


def _read_term(source: str) -> Term:
    """Return the term that ``term_source`` wrote."""
    if source[0] == '"':
        return Text(_ESCAPE.sub(lambda match: _unescaped(match[1]), source[1:-1]))
    return source if source[0].isalpha() else int(source)


def _unescaped(letter: str) -> str:
    """Return what a backslash and a letter stand for in a quoted text."""
    return "\n" if letter == "n" else letter


def _fact_source(name: str, row: Row) -> str:
    """Return one fact as a line of ASP."""
    return f"{name}({','.join(term_source(term) for term in row)}).\n"


def _row_order(row: Row) -> list[tuple[bool, int, str]]:
    """Return a sort key: numbers by size before constants and texts by letter."""
    return [
        (False, term, "") if isinstance(term, int) else (True, isinstance(term, Text), term)
        for term in row
    ]
