"""A case and what is looked at, as the words of an address; and back, forgiving what is unknown."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from kg.case.file import LARGEST
from kg.case.model import Case
from kg.case.problems import Path, faults, written
from kg.case.vocabulary import Vocabulary

__all__ = ["Look", "Read", "case_word", "ignored", "read_case_word", "read_look"]

_LEVEL: Final = 9
#: A fault may hide another, so that reading is tried again; never more often than this.
_ROUNDS: Final = 8
_DAMAGED: Final = "The case in this address cannot be read; it was left out."
_NO_CASE: Final = "Nothing that was observed is left of the case in this address."
_IGNORED: Final = "Ignored in this address: {place}, found {found}."


@dataclass(frozen=True)
class Look:
    """What a visitor looks at.

    Attributes:
        about: the id of a muscle, finding, exercise …; ``None`` for nothing.
        side: its side, if it has one.
        atom: the statement within a proof that is in focus, as the rules write it.
    """

    about: str | None = None
    side: str | None = None
    atom: str | None = None

    @property
    def words(self) -> dict[str, str]:
        """What an address says of it."""
        seen = f"{self.about}.{self.side}" if self.about and self.side else self.about
        said = {"see": seen, "at": self.atom}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Read:
    """What was read from an address.

    Attributes:
        case: the case, or ``None``.
        notices: what was ignored, in sentences.
    """

    case: Case | None
    notices: tuple[str, ...] = ()


def ignored(place: str, found: str) -> str:
    """Return the sentence for something in an address that nobody knows."""
    return _IGNORED.format(place=place, found=found)


def case_word(case: Case) -> str:
    """Return a case as one word of an address: the same case, the same word.

    The pseudonym of the client is left out: addresses stay in histories and logs.
    """
    nameless = case.model_copy(update={"client": None})
    packed = zlib.compress(nameless.to_json().encode(), _LEVEL)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_case_word(word: str, vocabulary: Vocabulary) -> Read:
    """Return the case of a word; what it holds that is unknown is named and left out.

    Args:
        word: what ``case_word`` returned, or anything else.
        vocabulary: the words that a case may use.
    """
    try:
        packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, LARGEST)
        data = json.loads(text) if unpacker.eof else None
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return Read(None, (_DAMAGED,))
    return _known(data, vocabulary)


def read_look(said: Mapping[str, str], known: Iterable[str]) -> tuple[Look, tuple[str, ...]]:
    """Return what an address asks to look at, and what of it was ignored.

    Args:
        said: the words of the address.
        known: the ids that there are.
    """
    about, _, side = said.get("see", "").partition(".")
    if about and about not in known:
        return Look(), (ignored("see", repr(about[:40])),)
    side = side if side in {"left", "right", "midline"} else ""
    return Look(about or None, side or None, said.get("at", "")[:500] or None), ()


def _known(data: dict[str, Any], vocabulary: Vocabulary) -> Read:
    """Return the case in some data, without what cannot stand there."""
    notices: list[str] = []
    for _ in range(_ROUNDS):
        try:
            return Read(Case.read(data, vocabulary), tuple(notices))
        except ValidationError as error:
            wrong = list(faults(error))
        if any(not fault.path for fault in wrong):
            return Read(None, (*notices, _NO_CASE))
        notices += [ignored(written(one.path), one.found) for one in wrong]
        for path in sorted({_row(one.path, data) for one in wrong}, key=_last_first, reverse=True):
            _drop(data, path)
    return Read(None, (*notices, _DAMAGED))


def _row(path: Path, data: Any) -> Path:  # noqa: ANN401 - plain data
    """Return the path of the row or entry that a fault lies in, as far as the data have it."""
    value, there = data, []
    for step in path:
        has = (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        )
        if not has:
            break
        value = value[step]
        there.append(step)
        if isinstance(step, int):
            break
    return tuple(there)


def _last_first(path: Path) -> tuple[str, ...]:
    return tuple(f"{step:06d}" if isinstance(step, int) else step for step in path)


def _drop(data: Any, path: Path) -> None:  # noqa: ANN401 - plain data
    """Drop what stands at a path; an earlier drop may have taken it along."""
    *above, last = path
    for step in above:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        del data[last]
