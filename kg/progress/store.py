"""The history: cases of clients, kept as they were given, with their photos.

Every change is one transaction that has the store to itself, so nothing of another writer is lost,
and of a writer that dies nothing stays. Reading changes nothing, on the disk or in the store: what
is read is compared with its digests, and damage is reported as damage. Photos are files beside the
store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

import sqlalchemy as sa
from sqlalchemy import exc

from kg.errors import BadInput, nearest
from kg.progress.contents import NOTHING, Contents, read_contents
from kg.progress.database import Database
from kg.progress.database_errors import Damage
from kg.progress.digests import assessment_digest, changed_sum, photo_digest
from kg.progress.location import Place, place_of
from kg.progress.photo_files import PhotoFiles
from kg.progress.photos import Picture
from kg.progress.records import Assessment, Entry, Photo
from kg.progress.tables import ASSESSMENTS, PHOTOS, STORE, TURN

__all__ = ["Assessment", "Entry", "History", "Photo"]

#: A reader that met a writer reads again; damage that is still there is damage.
_READINGS: Final = 3


class History:
    """A history of cases; several processes may use one at the same time."""

    def __init__(self, place: Place) -> None:
        """Use a place; ``History.open`` is the door."""
        self._place = place
        self.database = Database(place)
        self._checked = False

    @classmethod
    def open(cls, wanted: str | None = None) -> Self:
        """Open a history to read; the first change makes a missing one and updates an older one.

        Args:
            wanted: a file or a URL; by default that of the environment or of the user.

        Raises:
            BadInput: when the store cannot be used as it is.
            InternalError: when it cannot be used now.
        """
        history = cls(place_of(wanted))
        try:
            if history.database.exists():
                with history.database.reading():
                    pass
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
        self.database.close()

    @property
    def name(self) -> str:
        """What messages call the store."""
        return self._place.name

    # --- what it holds ---

    def contents(self) -> Contents:
        """Return everything that the store holds.

        Raises:
            Damage: when something in it is damaged.
            BadInput, InternalError: when it cannot be read.
        """
        contents = self.examined()
        if contents.damages:
            raise Damage(contents.damages, self._place)
        return contents

    def examined(self) -> Contents:
        """Return everything that can be read of the store, and what is damaged.

        Raises:
            BadInput, InternalError: when it cannot be read.
        """
        for reading in range(_READINGS):
            state = self.database.state()
            last = reading == _READINGS - 1
            try:
                contents = self._read(locked=reading > 0)
            except Damage:
                if last or (reading and self.database.state() == state):
                    raise
                continue
            if not contents.damages or last:
                break
            if reading and self.database.state() == state:
                break
        return contents

    def _read(self, *, locked: bool) -> Contents:
        if not self.database.exists():
            return NOTHING
        with self.database.reading(locked=locked) as (connection, version):
            return read_contents(connection, version)

    def files_of(self, contents: Contents) -> PhotoFiles:
        """Return the directory of the photos."""
        folder, older = self._place.photo_folders(contents.store_id)
        return PhotoFiles(folder, contents.store_id, older)

    def missing(self) -> BadInput:
        """Return the complaint about a store that is not there."""
        allowed = "the place of a history, or add a case first"
        return BadInput("there is no history yet", allowed=allowed, file=self.name)

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
                number = 0 if made is None else int(made[0])
                self._sign(connection, ASSESSMENTS, {**row, "number": number})
        except exc.IntegrityError:
            raise BadInput(
                f"the same case of {entry.client} of {entry.day} is in the history already",
                allowed="each case once",
            ) from None
        return Assessment(**vars(entry), number=number, photos=0)

    def clients(self) -> tuple[str, ...]:
        """Return the clients, sorted."""
        return tuple(sorted({one.client for one in self.assessments()}))

    def assessments(self, client: str | None = None) -> tuple[Assessment, ...]:
        """Return the cases of a client, or of all, by client and day, then as they were added."""
        every = self.contents().assessments
        return tuple(one for one in every if client is None or one.client == client)

    def of(self, client: str) -> tuple[Assessment, ...]:
        """Return the cases of a client who has some, by day.

        Raises:
            BadInput: when there is none.
        """
        return self._of(self.contents(), client)

    def _of(self, contents: Contents, client: str) -> tuple[Assessment, ...]:
        found = tuple(one for one in contents.assessments if one.client == client)
        if contents.version is None:
            raise self.missing()
        if not found:
            clients = sorted({one.client for one in contents.assessments})
            raise BadInput(
                f"no case of the client {client!r} in the history",
                allowed="a client that list shows" if clients else "add a case first",
                suggestions=nearest(client, clients),
            )
        return found

    def one(self, client: str, number: int | None = None) -> Assessment:
        """Return a case of a client, by default the latest.

        Raises:
            BadInput: when there is none.
        """
        return self._one(self.contents(), client, number)

    def _one(self, contents: Contents, client: str, number: int | None) -> Assessment:
        found = self._of(contents, client)
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
        contents = self.contents()
        one_only = number is not None
        found = (self._one(contents, client, number),) if one_only else self._of(contents, client)
        numbers = [one.number for one in found]
        if any(photo.assessment in numbers for photo in contents.photos):
            self.files_of(contents).refuse_foreign(contents.files)
        with self._writing() as connection:
            files = self._strike(connection, PHOTOS, PHOTOS.c.assessment.in_(numbers))
            self._strike(connection, ASSESSMENTS, ASSESSMENTS.c.number.in_(numbers))
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
            BadInput: when there is no such assessment, its directory cannot be written, or the
                directory belongs to another store.
        """
        case = self.one(client, number)
        contents = self.contents()
        if contents.store_id is None:
            with self._writing():  # an older store gets its id
                pass
            contents = self.contents()
        files = self.files_of(contents)
        files.claim(contents.files)
        files.bring(contents.files)
        name = files.new_name()
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
                at = 0 if made is None else int(made[0])
                self._sign(connection, PHOTOS, {**row, "number": at})
                files.write(name, picture.content)
        except exc.IntegrityError:
            raise BadInput(f"assessment {case.number} was removed meanwhile") from None
        except BaseException:
            files.remove([name])
            raise
        self._tidy()
        return self.photos(client, at)[0]

    def photos(self, client: str, number: int | None = None) -> tuple[Photo, ...]:
        """Return the photos of a client, or one of them, by day and number.

        Raises:
            BadInput: when there is no such client, or no such photo.
        """
        contents = self.contents()
        self._of(contents, client)
        every = tuple(one for one in contents.photos if one.client == client)
        found = tuple(one for one in every if number is None or one.number == number)
        if number is not None and not found:
            known = ", ".join(str(one.number) for one in every) or "none is there"
            raise BadInput(f"{client} has no photo number {number}", allowed=known)
        return found

    def content(self, photo: Photo) -> bytes:
        """Return the bytes of a photo.

        Raises:
            BadInput: when its file is missing or was changed.
        """
        return self.files_of(self.contents()).read(photo.file, photo.digest)

    def remove_photo(self, client: str, number: int) -> Photo:
        """Remove a photo and its file.

        Raises:
            BadInput: when there is none, or the directory belongs to another store.
        """
        (photo,) = self.photos(client, number)
        contents = self.contents()
        self.files_of(contents).refuse_foreign(contents.files)
        with self._writing() as connection:
            self._strike(connection, PHOTOS, PHOTOS.c.number == number)
        self._forget([photo.file])
        return photo

    def empty_trash(self) -> tuple[str, ...]:
        """Delete the photo files that no case names and that are in the trash; return their names.

        Raises:
            Damage: when the store is damaged: it might name them.
            BadInput: when there is no history, or its folder of photos belongs to another one.
        """
        contents = self.contents()
        if contents.version is None:
            raise self.missing()
        return self.files_of(contents).empty_trash(contents.files)

    # --- how it is done ---

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """Give a transaction that has the store to itself; a damaged store is not written to."""
        if not self._checked:
            self.contents()
            self._checked = True
        with self.database.writing() as connection:
            connection.execute(TURN.update().values(count=TURN.c.count + 1))
            yield connection

    def _sign(self, connection: sa.Connection, table: sa.Table, row: dict[str, object]) -> None:
        """Give a new row its digest, and add it to the sum of the store."""
        digest = assessment_digest(row) if table is ASSESSMENTS else photo_digest(row)
        same = table.c.number == row["number"]
        connection.execute(table.update().where(same).values(row_digest=digest))
        self._sum_up(connection, added=[digest])

    def _strike(
        self, connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]
    ) -> list[str]:
        """Remove rows and take them out of the sum; return the files that photos named."""
        rows = [dict(row) for row in connection.execute(sa.select(table).where(which)).mappings()]
        connection.execute(table.delete().where(which))
        self._sum_up(connection, removed=[str(row["row_digest"]) for row in rows])
        return [str(row["file"]) for row in rows if "file" in row]

    def _sum_up(
        self, connection: sa.Connection, *, added: Sequence[str] = (), removed: Sequence[str] = ()
    ) -> None:
        total = connection.execute(sa.select(STORE.c.digest_sum)).scalar_one()
        changed = changed_sum(str(total), added=added, removed=removed)
        connection.execute(STORE.update().values(digest_sum=changed))

    def _forget(self, files: Sequence[str]) -> None:
        """Remove files, and what the journal of the store still knows of removed rows."""
        contents = self.contents()
        self.files_of(contents).remove(files)
        self.database.forget_journal()
        self._tidy()

    def _tidy(self) -> None:
        """Move the leftovers of writers that died to the trash; done after a write alone."""
        contents = self.contents()
        self.files_of(contents).tidy(contents.files)
