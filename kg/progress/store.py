"""The history: cases of clients, kept as they were given, with their photos.

Every change is one transaction that has the store to itself, so nothing of another writer is lost,
and of a writer that dies nothing stays. Photos are files beside the store; a file that no row names
is a leftover of such a death and is removed when the store is opened.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Engine

from kg.errors import BadInput, InternalError, nearest
from kg.progress.opening import Place, open_engine, place_of, told
from kg.progress.photo_files import PhotoFiles
from kg.progress.photos import Picture
from kg.progress.tables import ASSESSMENTS, PHOTOS, TURN

__all__ = ["Assessment", "Entry", "History", "Photo"]


@dataclass(frozen=True)
class Entry:
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
class Assessment(Entry):
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


class History:
    """A history of cases; several processes may use one at the same time."""

    def __init__(self, engine: Engine, place: Place) -> None:
        """Use an opened store; ``History.open`` is the door."""
        self._engine = engine
        self._place = place
        self._files = PhotoFiles(place.photos)

    @classmethod
    def open(cls, wanted: str | None = None) -> Self:
        """Open a history; an older one is brought to the newest version, a missing one is made.

        Args:
            wanted: a file or a URL; by default that of the environment or of the user.

        Raises:
            BadInput: when the store cannot be used as it is.
            InternalError: when it cannot be used now.
        """
        place = place_of(wanted)
        history = cls(open_engine(place), place)
        try:
            history._clean()
        except BaseException:
            history.close()
            raise
        return history

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    @property
    def name(self) -> str:
        """What messages call the store."""
        return self._place.name

    # --- cases ---

    def add(self, entry: Entry) -> Assessment:
        """Keep a case.

        Raises:
            BadInput: when the same case of the same client and day is there already.
            InternalError: when the store cannot be used now.
        """
        row = {**vars(entry), "case_digest": entry.digest}
        try:
            with self._writing() as connection:
                made = connection.execute(ASSESSMENTS.insert().values(row)).inserted_primary_key
        except exc.IntegrityError:
            raise BadInput(
                f"the same case of {entry.client} of {entry.day} is in the history already",
                allowed="each case once",
            ) from None
        return Assessment(**vars(entry), number=0 if made is None else int(made[0]), photos=0)

    def clients(self) -> tuple[str, ...]:
        """Return the clients, sorted."""
        with self._reading() as connection:
            found = connection.execute(sa.select(ASSESSMENTS.c.client).distinct())
            return tuple(sorted(found.scalars()))

    def assessments(self, client: str | None = None) -> tuple[Assessment, ...]:
        """Return the cases of a client, or of all, by client and day, then as they were added."""
        counted = (
            sa.select(sa.func.count())
            .where(PHOTOS.c.assessment == ASSESSMENTS.c.number)
            .scalar_subquery()
        )
        kept = [ASSESSMENTS.c[name] for name in Entry.__dataclass_fields__]
        query = sa.select(*kept, ASSESSMENTS.c.number, counted.label("photos"))
        if client is not None:
            query = query.where(ASSESSMENTS.c.client == client)
        with self._reading() as connection:
            kept_rows = [Assessment(**row) for row in connection.execute(query).mappings()]
        # Sorted here: each database has its own order of letters.
        return tuple(sorted(kept_rows, key=lambda one: (one.client, one.day, one.number)))

    def of(self, client: str) -> tuple[Assessment, ...]:
        """Return the cases of a client who has some, by day.

        Raises:
            BadInput: when there is none.
        """
        found = self.assessments(client)
        if not found:
            clients = self.clients()
            raise BadInput(
                f"no case of the client {client!r} in the history",
                allowed="; ".join(
                    ["a client that list shows"] if clients else ["add a case first"]
                ),
                suggestions=nearest(client, clients),
            )
        return found

    def one(self, client: str, number: int | None = None) -> Assessment:
        """Return a case of a client, by default the latest.

        Raises:
            BadInput: when there is none.
        """
        found = self.of(client)
        if number is None:
            return found[-1]
        for one in found:
            if one.number == number:
                return one
        numbers = ", ".join(str(one.number) for one in found)
        raise BadInput(f"{client} has no assessment number {number}", allowed=numbers)

    def remove(self, client: str, number: int | None = None) -> tuple[Assessment, ...]:
        """Remove a case of a client, or all of them, with their photos; nothing of them stays.

        Returns:
            What was removed.

        Raises:
            BadInput: when there is none.
        """
        found = self.of(client) if number is None else (self.one(client, number),)
        numbers = [one.number for one in found]
        with self._writing() as connection:
            named = sa.select(PHOTOS.c.file).where(PHOTOS.c.assessment.in_(numbers))
            files = connection.execute(named).scalars().all()
            connection.execute(PHOTOS.delete().where(PHOTOS.c.assessment.in_(numbers)))
            connection.execute(ASSESSMENTS.delete().where(ASSESSMENTS.c.number.in_(numbers)))
        self._forget(files)
        return found

    # --- photos ---

    def add_photo(
        self, client: str, picture: Picture, *, view: str, side: str | None, number: int | None
    ) -> Photo:
        """Attach a photo to an assessment.

        Args:
            client: the pseudonym.
            picture: the photo, freed of everything but its pixels.
            view: an id of the ontology.
            side: left, right or ``None``.
            number: the assessment; by default the latest.

        Raises:
            BadInput: when there is no such assessment, or its directory cannot be written.
        """
        case = self.one(client, number)
        name = self._files.new_name()
        row = {
            "assessment": case.number,
            "view": view,
            "side": side,
            "file": name,
            "width": picture.width,
            "height": picture.height,
            "size": len(picture.content),
            "digest": hashlib.sha256(picture.content).hexdigest(),
        }
        try:
            with self._writing() as connection:
                made = connection.execute(PHOTOS.insert().values(row)).inserted_primary_key
                self._files.write(name, picture.content)
        except exc.IntegrityError:
            raise BadInput(f"assessment {case.number} was removed meanwhile") from None
        except BaseException:
            self._files.remove([name])
            raise
        found = self.photos(client, 0 if made is None else int(made[0]))
        return found[0]

    def photos(self, client: str, number: int | None = None) -> tuple[Photo, ...]:
        """Return the photos of a client, or one of them, by day and number.

        Raises:
            BadInput: when there is no such client, or no such photo.
        """
        self.of(client)
        joined = PHOTOS.join(ASSESSMENTS, PHOTOS.c.assessment == ASSESSMENTS.c.number)
        columns = [
            (ASSESSMENTS if name in {"client", "day"} else PHOTOS).c[name]
            for name in Photo.__dataclass_fields__
        ]
        query = sa.select(*columns).select_from(joined).where(ASSESSMENTS.c.client == client)
        if number is not None:
            query = query.where(PHOTOS.c.number == number)
        with self._reading() as connection:
            ordered = query.order_by(ASSESSMENTS.c.day, PHOTOS.c.number)
            found = tuple(Photo(**row) for row in connection.execute(ordered).mappings())
        if number is not None and not found:
            known = ", ".join(str(one.number) for one in self.photos(client)) or "none is there"
            raise BadInput(f"{client} has no photo number {number}", allowed=known)
        return found

    def content(self, photo: Photo) -> bytes:
        """Return the bytes of a photo.

        Raises:
            BadInput: when its file is missing or was changed.
        """
        return self._files.read(photo.file, photo.digest)

    def remove_photo(self, client: str, number: int) -> Photo:
        """Remove a photo and its file.

        Raises:
            BadInput: when there is none.
        """
        (photo,) = self.photos(client, number)
        with self._writing() as connection:
            connection.execute(PHOTOS.delete().where(PHOTOS.c.number == number))
        self._forget([photo.file])
        return photo

    # --- how it is done ---

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with told(self._place), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """Give a transaction that has the store to itself."""
        with told(self._place):
            connection = self._engine.connect().execution_options(writes=True)
            with connection, connection.begin():
                connection.execute(TURN.update().values(count=TURN.c.count + 1))
                yield connection

    def _forget(self, files: Sequence[str]) -> None:
        """Remove files, and what the journal of the store still knows of removed rows."""
        self._files.remove(files)
        if self._place.file is not None:
            with told(self._place), self._engine.connect() as connection:
                raw = connection.connection.cursor()
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.close()

    def _clean(self) -> None:
        """Remove the files that no row names: leftovers of a writer that died."""
        if not self._files.names():
            return
        named = sa.select(PHOTOS.c.file)
        with self._reading() as connection:
            strays = self._files.names() - set(connection.execute(named).scalars())
        if strays:
            with (
                contextlib.suppress(InternalError),  # somebody writes for long: the next one cleans
                self._writing() as connection,  # nobody is in the middle of adding a photo now
            ):
                strays = self._files.names() - set(connection.execute(named).scalars())
                self._files.remove(sorted(strays))
