"""Values of records: numbers, distances and ways.

A record is what is stated of one thing: property to value, without prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from kg.movement.positions import Vector

__all__ = [
    "HERE",
    "THERE",
    "THOUSAND",
    "Record",
    "RecordsOf",
    "part_number",
    "states_any",
    "stature_share",
    "vector_of",
]

Record: TypeAlias = Mapping[str, Any]
"""What is stated of a thing: its ``id``, and property to value, or to several in a tuple."""

RecordsOf: TypeAlias = Callable[[str], Iterable[Record]]
"""Gives the records of a class."""

THOUSAND: Final = 1000.0
HERE: Final = ("forwardBy", "leftBy", "upBy")
THERE: Final = ("endForwardBy", "endLeftBy", "endUpBy")


def part_number(record: Record) -> int:
    """Return the number of a record within its whole."""
    return int(record.get("partNumber", 0))


def stature_share(record: Record, name: str) -> float | None:
    """Return a distance in shares of stature."""
    value = record.get(name)
    return None if value is None else value / THOUSAND


def vector_of(record: Record, names: tuple[str, str, str]) -> Vector:
    """Return a way of three distances in shares of stature."""
    x, y, z = (record.get(name, 0) / THOUSAND for name in names)
    return x, y, z


def states_any(record: Record, names: Iterable[str]) -> bool:
    """Return whether a record states one of some properties."""
    return any(name in record for name in names)
