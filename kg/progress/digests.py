"""Digests that show damage: one for each row, and one sum of them for the whole store.

A row that was changed does not fit its digest; a row that is missing, or is there twice, does not
fit the sum. They show accidents of a disk, not the work of somebody who can write to the store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

__all__ = ["EMPTY", "assessment_digest", "changed_sum", "photo_digest"]

_SIZE: Final = 256
#: The sum of a store without rows.
EMPTY: Final = "0" * 64
_ASSESSMENT: Final = (
    "number",
    "client",
    "day",
    "file_text",
    "case_json",
    "case_digest",
    "ontology_hash",
    "rules_hash",
)
_PHOTO: Final = (
    "number",
    "assessment",
    "view",
    "side",
    "file",
    "width",
    "height",
    "size",
    "digest",
)


def assessment_digest(row: Mapping[str, Any]) -> str:
    """Return the digest of a row of assessments, in hexadecimal.

    Raises:
        TypeError, ValueError, AttributeError: when a value has not the type of its column.
    """
    return _digest("assessment", [row[name] for name in _ASSESSMENT])


def photo_digest(row: Mapping[str, Any]) -> str:
    """Return the digest of a row of photos, in hexadecimal.

    Raises:
        TypeError, ValueError: when a value has not the type of its column.
    """
    return _digest("photo", [row[name] for name in _PHOTO])


def _digest(kind: str, values: list[Any]) -> str:
    plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    return hashlib.sha256(json.dumps([kind, *plain]).encode()).hexdigest()


def changed_sum(total: str, *, added: Iterable[str] = (), removed: Iterable[str] = ()) -> str:
    """Return the sum of a store after rows came and went.

    Args:
        total: the sum before, 64 hexadecimal digits.
        added: the digests of the new rows.
        removed: the digests of the removed rows.

    Raises:
        ValueError: when something is no hexadecimal number.

    Example:
        >>> changed_sum(changed_sum(EMPTY, added=["ff", "01"]), removed=["01", "ff"]) == EMPTY
        True
    """
    number = int(total, 16) + sum(int(one, 16) for one in added)
    number -= sum(int(one, 16) for one in removed)
    return f"{number % 2**_SIZE:064x}"
