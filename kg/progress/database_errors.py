"""What a database complains about, as one message of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from kg.errors import BadInput, ContinuumError, InternalError
from kg.progress.location import Place

__all__ = ["RESTORE", "Damage", "damage", "reading_faults", "told"]

#: What helps against damage.
RESTORE: Final = "restore it from a backup; continuum progress check shows all damage"
_DAMAGED: Final = "is damaged"
#: What SQLite says, what that means to the user, and whether the input is at fault.
_COMPLAINTS: Final = (
    ("unable to open database file", "cannot be opened", True),
    ("readonly database", "cannot be written", True),
    ("file is not a database", "is no history: the file is damaged or of another kind", True),
    ("file is encrypted", "is no history: the file is damaged or of another kind", True),
    ("malformed", _DAMAGED, True),
    ("no such table", _DAMAGED, True),
    ("no such column", _DAMAGED, True),
    ("could not decode", _DAMAGED, True),
    ("already exists", _DAMAGED, True),
    ("database corruption", _DAMAGED, True),
    ("unsupported file format", _DAMAGED, True),
    ("no query solution", _DAMAGED, True),
    ("database is locked", "is in use by another program; try again when that is done", False),
    ("database or disk is full", "cannot grow: the disk is full; nothing was written", False),
    ("disk i/o error", "cannot be read or written: the disk reports an error", False),
    ("lock timeout", "is in use by another program; try again when that is done", False),
)


class Damage(BadInput):
    """A store that does not hold what was written to it.

    Attributes:
        details: what is damaged, one sentence each.
    """

    def __init__(self, details: Iterable[str], place: Place) -> None:
        """Keep the details; the message names the first."""
        self.details = tuple(details)
        more = f" (and {len(self.details) - 1} more)" if len(self.details) > 1 else ""
        super().__init__(
            f"the history is damaged: {self.details[0]}{more}", allowed=RESTORE, file=place.name
        )


def damage(detail: str, place: Place) -> Damage:
    """Return the error for a store that is damaged in one way."""
    return Damage((detail,), place)


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what a database complains about into one message.

    Raises:
        BadInput: when the store cannot be used as it is.
        InternalError: when it cannot be used now.
        sqlalchemy.exc.IntegrityError: as it is; the caller knows which rule of the tables it broke.
    """
    try:
        yield
    except (ContinuumError, exc.IntegrityError):
        raise
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        raise _fault(error, place) from error


@contextmanager
def reading_faults(place: Place) -> Iterator[None]:
    """Turn every complaint about what is read into one message: values of no sense are damage.

    Raises:
        BadInput: when the store cannot be used as it is.
        InternalError: when it cannot be used now.
    """
    try:
        with told(place):
            yield
    except exc.IntegrityError as error:
        raise _fault(error, place) from error
    except (ValueError, TypeError, AttributeError, OverflowError, LookupError) as error:
        kind = type(error).__name__
        raise damage(f"a value in it cannot be read ({kind})", place) from error


def _fault(error: Exception, place: Place) -> ContinuumError:
    complaint = _complaint(error)
    for words, meaning, at_fault in _COMPLAINTS:
        if words in complaint.lower():
            if meaning == _DAMAGED:
                # such a complaint repeats the text that it could not read
                detail = "text in it is no UTF-8" if "decode" in words else complaint
                return damage(detail, place)
            message = f"the history {meaning}"
            if at_fault:
                return BadInput(message, file=place.name)
            return InternalError(f"{place.name}: {message}")
    return InternalError(f"{place.name}: the store of the history failed ({complaint})")


def _complaint(error: Exception) -> str:
    """Return what a database said, in one line."""
    original = getattr(error, "orig", None) or error
    parts = original.args[0] if original.args else None
    # pg8000 gives the fields of the message of the server: M is its sentence
    words = str(parts["M"]) if isinstance(parts, dict) and "M" in parts else str(original)
    lines = words.strip().splitlines()
    return lines[0] if lines else type(error).__name__
