"""What a history keeps, as frozen values: cases and photos."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

__all__ = ["Assessment", "HistoryEntry", "Photo"]


@dataclass(frozen=True)
class HistoryEntry:
    """A case that is to be kept.

    Attributes:
        client: the pseudonym.
        day: the day of the assessment.
        file_text: the case file, letter by letter.
        case_json: what was read from it.
        ontology_hash: the ontology that read it.
        rules_hash: the rules that accepted it.
    """

    client: str
    day: dt.date
    file_text: str
    case_json: str
    ontology_hash: str
    rules_hash: str

    @property
    def digest(self) -> str:
        """What tells whether two cases are the same."""
        return hashlib.sha256(self.case_json.encode()).hexdigest()


@dataclass(frozen=True)
class Assessment(HistoryEntry):
    """A case that is kept.

    Attributes:
        number: its number, never used again.
        photos: how many photos are attached to it.
    """

    number: int
    photos: int


@dataclass(frozen=True)
class Photo:
    """A photo of an assessment.

    Attributes:
        number: its number, never used again.
        client: the pseudonym.
        day: the day of the assessment.
        assessment: the number of the assessment.
        view: the view from which it was taken, an id of the ontology.
        side: left or right, if one was named.
        file: its file in the directory of the photos.
        width: pixels across.
        height: pixels down.
        size: bytes of the file.
        digest: SHA-256 of the file.
    """

    number: int
    client: str
    day: dt.date
    assessment: int
    view: str
    side: str | None
    file: str
    width: int
    height: int
    size: int
    digest: str
