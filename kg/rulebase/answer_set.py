"""An answer set read by predicate: plain values in a stable order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import clingo

__all__ = ["Answer", "Value", "proof"]

#: An argument of an atom: a number, an id or text, or a term that a sentence says.
Value = int | str | clingo.Symbol


class Answer:
    """The true atoms of one answer, by predicate.

    Rows come in the order of their values: numbers by size, then ids by letter.
    """

    def __init__(self, atoms: Iterable[clingo.Symbol]) -> None:
        """Sort the atoms into rows."""
        rows: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
        for atom in atoms:
            rows[atom.name].append(tuple(_value(argument) for argument in atom.arguments))
        self._rows = {name: tuple(sorted(found, key=_order)) for name, found in rows.items()}
        self._pairs: dict[str, Mapping[str, Value]] = {}

    def rows(self, predicate: str) -> tuple[tuple[Value, ...], ...]:
        """Return the rows of a predicate, none if nothing holds."""
        return self._rows.get(predicate, ())

    def holds(self, predicate: str) -> bool:
        """Return whether any atom of a predicate holds."""
        return predicate in self._rows

    def pairs(self, predicate: str) -> Mapping[str, Value]:
        """Return the second argument by the first, for a predicate that gives one each."""
        if predicate not in self._pairs:
            found = {text(row[0]): row[1] for row in self.rows(predicate)}
            self._pairs[predicate] = MappingProxyType(found)
        return self._pairs[predicate]


def text(value: Value) -> str:
    """Return a value as text: an id as it is, a term as the rules write it."""
    return str(value)


def number(value: Value) -> int:
    """Return a value that is a number.

    Raises:
        TypeError: when it is none.
    """
    if not isinstance(value, int):
        raise TypeError(f"not a number: {value}")
    return value


def term(value: Value) -> clingo.Symbol:
    """Return a value as a symbol again, for its sentence."""
    if isinstance(value, clingo.Symbol):
        return value
    return clingo.Number(value) if isinstance(value, int) else clingo.Function(value)


def proof(predicate: str, *values: Value) -> str:
    """Return the atom that an explanation starts from, as the rules write it."""
    return f"{predicate}({','.join(str(value) for value in values)})" if values else predicate


def _value(symbol: clingo.Symbol) -> Value:
    if symbol.type is clingo.SymbolType.Number:
        return symbol.number
    if symbol.type is clingo.SymbolType.Function and not symbol.arguments and symbol.name:
        return symbol.name
    return symbol


def _order(row: tuple[Value, ...]) -> list[tuple[bool, int, str]]:
    return [(False, one, "") if isinstance(one, int) else (True, 0, str(one)) for one in row]
