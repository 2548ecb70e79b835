"""Records: rows of measurements about which nothing is inferred.

A class with ``isRecord true`` holds rows such as the angles of a position. They are stated, asked
for and cited like everything else; the closure and the reasoner leave them out, whose work grows
with every individual.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.knowledge.terms import BASE, PREFIXES

__all__ = ["without_records"]

_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_IS_RECORD: Final = f" <{BASE}isRecord> "


def without_records(lines: Iterable[str]) -> tuple[str, ...]:
    """Return N-Quads lines without those about members of record classes."""
    lines = tuple(lines)
    classes = {line.split(" ", 1)[0] for line in lines if _IS_RECORD in line and '"true"' in line}
    records = {
        line.split(" ", 1)[0]
        for line in lines
        if f" {_TYPE} " in line and line[:-2].rsplit(" ", 1)[1] in classes
    }
    return tuple(line for line in lines if line.split(" ", 1)[0] not in records)
