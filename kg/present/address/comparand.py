"""What a case is compared with, as one word of an address; and back, forgiving what is unknown."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from kg.case.changes import Change, changed, read_change
from kg.case.file import LARGEST, read_case
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError
from kg.present.address.case import case_word, read_case_word
from kg.present.example_cases import example_names, example_path

__all__ = ["KINDS", "Another", "Kind", "example_packs", "pack_name", "pack_place", "read_another"]

Kind = Literal["edition", "example", "changes", "packs", "case"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_IGNORED: Final = "Ignored in this address: against, found {found}."
_MANIFEST: Final = "pack.toml"
_APART: Final = "+"
#: An address may come from anybody; nobody makes more changes than this by hand.
_MOST_CHANGES: Final = 40
_VERBS: Final = ("add", "drop", "set")


@dataclass(frozen=True)
class Another:
    """What a case is compared with.

    Attributes:
        kind: the same case under another edition, an example, the same case with some changes, the
            same case with rule packs, or a case of its own.
        edition: the id of the edition.
        example: the name of the example.
        changes: the changes, in order.
        packs: the names of the packs, sorted.
        case: the case.
    """

    kind: Kind
    edition: str = ""
    example: str = ""
    changes: tuple[Change, ...] = ()
    packs: tuple[str, ...] = ()
    case: Case | None = None

    @property
    def word(self) -> str:
        """What an address says of it: the same, the same word."""
        said = {
            "edition": self.edition,
            "example": self.example,
            "changes": _packed([[one.verb, str(one)] for one in self.changes]),
            "packs": _APART.join(self.packs),
            "case": "" if self.case is None else case_word(self.case),
        }
        return f"{self.kind}.{said[self.kind]}"

    def of(self, case: Case, vocabulary: Vocabulary) -> Case:
        """Return the other case.

        Args:
            case: the case that it is compared with.
            vocabulary: the words that a case may use.

        Raises:
            CaseError: when a change does not fit the case.
        """
        if self.case is not None:
            return self.case
        if self.kind == "example":
            return read_case(example_path(self.example), vocabulary)
        if self.kind == "edition":
            return changed(case, [Change("set", ("edition",), self.edition)], vocabulary)
        return changed(case, self.changes, vocabulary)

    def name(self, label: Callable[[str], str]) -> str:
        """Return what it is called."""
        if self.kind == "edition":
            return f"Under the edition {label(self.edition)}"
        if self.kind == "example":
            return f"The example {self.example.replace('_', ' ')}"
        if self.kind == "packs":
            return f"With {', '.join(map(label, self.packs))}"
        return "With the changes" if self.kind == "changes" else "The other case"


def read_another(
    word: str, vocabulary: Vocabulary, packs: Container[str]
) -> tuple[Another | None, tuple[str, ...]]:
    """Return what a word of an address compares with, and what of it was ignored.

    Args:
        word: what ``Another.word`` said, or anything else.
        vocabulary: the words that a case may use.
        packs: the names of the rule packs that there are.
    """
    kind, _, said = word.partition(".")
    if kind == "case":
        read = read_case_word(said, vocabulary)
        return (Another("case", case=read.case) if read.case else None), read.notices
    if kind == "edition" and said in vocabulary.ids.get("edition", ()):
        return Another("edition", edition=said), ()
    if kind == "example" and said in example_names():
        return Another("example", example=said), ()
    if kind == "packs":
        names = tuple(sorted(one for one in said.split(_APART) if one in packs))
        if names:
            return Another("packs", packs=names), ()
    if kind == "changes":
        changes = _unpacked(said)
        if changes:
            return Another("changes", changes=changes), ()
    return None, (_IGNORED.format(found=repr(word[:40])),)


# --- rule packs ---------------------------------------------------------------------------------


def example_packs() -> tuple[str, ...]:
    """Return the names of the rule packs that come as examples, sorted."""
    return tuple(sorted(one.parent.name for one in _packs().glob(f"*/{_MANIFEST}")))


def pack_place(name: str) -> str:
    """Return where a pack is: the folder of an example, or the name of an installed one."""
    return str(_packs() / name) if name in example_packs() else name


def pack_name(name: str) -> str:
    """Return how a pack is named on the command line, seen from the folder of the knowledge."""
    return f"examples/packs/{name}" if name in example_packs() else name


def _packs() -> Path:
    return example_path(example_names()[0]).parent / "packs"


# --- changes as a word --------------------------------------------------------------------------


def _packed(data: Sequence[Sequence[str]]) -> str:
    packed = zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _unpacked(word: str) -> tuple[Change, ...]:
    """Return the changes of a word; none when it is damaged."""
    try:
        packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        data = json.loads(unpacker.decompress(packed, LARGEST))
        return tuple(
            read_change(verb, text)
            for verb, text in list(data)[:_MOST_CHANGES]
            if verb in _VERBS and isinstance(text, str)
        )
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError, CaseError):
        return ()
