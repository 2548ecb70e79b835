"""Everything that a store holds, read in one transaction, each row compared with its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import sqlalchemy as sa

from kg.progress.digests import EMPTY, assessment_digest, changed_sum, photo_digest
from kg.progress.photo_files import is_photo_name
from kg.progress.records import Assessment, HistoryEntry, Photo
from kg.progress.tables import ASSESSMENTS, PHOTOS, STORE
from kg.progress.versions import HAS_DIGESTS, HAS_PHOTOS

__all__ = ["NOTHING", "Contents", "read_contents"]

_DIGEST: Final = "row_digest"
_ENTRY: Final = tuple(field.name for field in fields(HistoryEntry))
#: What a pseudonym and an id consist of: both become parts of file names when photos are exported.
_CLIENT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID: Final = re.compile(r"[a-z0-9_]{1,64}")
_SIDES: Final = ("left", "right", None)


@dataclass(frozen=True)
class Contents:
    """What a store holds.

    Attributes:
        version: the version of its tables; ``None`` where there is no store yet.
        store_id: its id; ``None`` for an older one.
        assessments: by client and day, then as they were added.
        photos: by day and number.
        damages: what is damaged, one sentence each.
    """

    version: str | None
    store_id: str | None
    assessments: tuple[Assessment, ...]
    photos: tuple[Photo, ...]
    damages: tuple[str, ...]

    @property
    def files(self) -> frozenset[str]:
        """The files of the photos."""
        return frozenset(photo.file for photo in self.photos)


#: What a store holds that is not there yet.
NOTHING: Final = Contents(None, None, (), (), ())


def read_contents(connection: sa.Connection, version: str | None) -> Contents:
    """Return what a store holds; a damaged row is left out and named.

    Args:
        connection: a transaction that sees one state.
        version: the version of the tables.
    """
    if version is None:
        return NOTHING
    reader = _ContentsReader(connection, version)
    cases = list(reader.cases())
    photos = list(reader.photos({row["number"]: row for row in cases}))
    store_id = reader.store()
    counts = Counter(photo.assessment for photo in photos)
    # Sorted here: each database has its own order of letters.
    assessments = sorted(
        (
            Assessment(
                **{name: row[name] for name in _ENTRY},
                number=row["number"],
                photos=counts[row["number"]],
            )
            for row in cases
        ),
        key=lambda one: (one.client, one.day, one.number),
    )
    photos.sort(key=lambda one: (one.day, one.number))
    return Contents(version, store_id, tuple(assessments), tuple(photos), tuple(reader.damages))


class _ContentsReader:
    """Reads the rows of a store and compares them with their digests."""

    def __init__(self, connection: sa.Connection, version: str) -> None:
        self._connection = connection
        self._version = version
        self._sum = EMPTY
        self.damages: list[str] = []

    def cases(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows of assessments that are as they were written."""
        for row in self._rows(ASSESSMENTS):
            name = f"assessment {row['number']}"
            if not self._fits(row, name, assessment_digest):
                continue
            try:
                row["day"] = _day(row["day"])
                digest = hashlib.sha256(row["case_json"].encode()).hexdigest()
                is_case = isinstance(json.loads(row["case_json"], strict=False), dict)
            except (TypeError, ValueError, AttributeError, RecursionError):
                self.damages.append(f"{name} holds a value that cannot be read")
                continue
            if not is_case or _CLIENT.fullmatch(row["client"]) is None:
                self.damages.append(f"{name} holds what no history writes")
                continue
            if digest != row["case_digest"]:
                self.damages.append(f"{name}: its case does not fit its digest")
            else:
                yield row

    def photos(self, cases: Mapping[int, Mapping[str, Any]]) -> Iterator[Photo]:
        """Yield the photos whose rows are as they were written.

        Args:
            cases: the rows of assessments by number.
        """
        if self._version < HAS_PHOTOS:
            return
        columns = [field.name for field in fields(Photo) if field.name not in ("client", "day")]
        for row in self._rows(PHOTOS):
            name = f"photo {row['number']}"
            if not self._fits(row, name, photo_digest):
                continue
            case = cases.get(row["assessment"])
            if not _is_photo(row):
                self.damages.append(f"{name} holds what no history writes")
            elif case is None:
                self.damages.append(
                    f"{name} is of assessment {row['assessment']}, which is missing or damaged"
                )
            else:
                values = {name: row[name] for name in columns}
                yield Photo(**values, client=case["client"], day=case["day"])

    def store(self) -> str | None:
        """Return the id of the store; compare the sum of the rows that were read."""
        if self._version < HAS_DIGESTS:
            return None
        rows = [dict(row) for row in self._connection.execute(sa.select(STORE)).mappings()]
        if len(rows) != 1:
            self.damages.append(f"the table {STORE.name} holds {len(rows)} rows, not one")
            return None
        if rows[0]["digest_sum"] != self._sum and not self.damages:
            self.damages.append("rows are missing, or are there twice: their sum does not fit")
        return str(rows[0]["id"])

    def _rows(self, table: sa.Table) -> Iterator[dict[str, Any]]:
        has_digest = self._version >= HAS_DIGESTS
        # A day is read as it is written: where it is damaged, its row can be named.
        columns = [
            sa.type_coerce(column, sa.String).label(column.name)
            if isinstance(column.type, sa.Date)
            else column
            for column in table.c
            if has_digest or column.name != _DIGEST
        ]
        for row in self._connection.execute(sa.select(*columns)).mappings():
            yield dict(row)

    def _fits(self, row: Mapping[str, Any], name: str, digest: Any) -> bool:  # noqa: ANN401
        try:
            "".join(value for value in row.values() if isinstance(value, str)).encode()
            made = digest(row) if self._version >= HAS_DIGESTS else ""
        except (TypeError, ValueError):
            self.damages.append(f"{name} holds a value that cannot be read")
            return False
        if self._version < HAS_DIGESTS:
            return True
        if made != row[_DIGEST]:
            self.damages.append(f"{name} does not fit its digest")
            return False
        self._sum = changed_sum(self._sum, added=[made])
        return True


def _is_photo(row: Mapping[str, Any]) -> bool:
    """Return whether a row of a photo has our form; a store may come from somebody else."""
    view, file = str(row["view"]), str(row["file"])
    has_form = _ID.fullmatch(view) is not None and is_photo_name(file)
    return has_form and row["side"] in _SIDES


def _day(value: dt.date | str) -> dt.date:
    """Return a day that a server gives as one, and a file as text."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
