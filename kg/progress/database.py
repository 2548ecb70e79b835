"""Opens the database of a history: to read without changing a byte, or to write.

A file is first read alone (``mode=ro``, and ``immutable`` where no journal waits), so that neither
a foreign database nor an older history is changed by a look. A new file is put together under
another name and appears in one piece.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Engine

from kg.errors import BadInput, InternalError
from kg.paths import flush_directory
from kg.progress.database_errors import damage, reading_faults, told
from kg.progress.location import STORE_VARIABLE, Place, no_url, place_of
from kg.progress.tables import HEAD, METADATA
from kg.progress.versions import upgrade, version_of

__all__ = ["STORE_VARIABLE", "Database", "place_of"]

#: How long a writer waits for another, in milliseconds.
_PATIENCE: Final = 30_000
#: How long it waits for readers once its change is kept, in milliseconds.
_SHORT_PATIENCE: Final = 500
#: Any number will do, as long as all who bring a history forward take the same.
_MIGRATION_LOCK: Final = 4_617_362


class Database:
    """The database of a history, opened as late as possible and only as far as needed."""

    def __init__(self, place: Place) -> None:
        """Use a place; nothing is opened yet."""
        self._place = place
        self._server: Engine | None = None
        self._writer: Engine | None = None

    def close(self) -> None:
        """Let go of the database."""
        for engine in (self._server, self._writer):
            if engine is not None:
                engine.dispose()
        self._server = self._writer = None

    def exists(self) -> bool:
        """Return whether there is a store to read; a server always is.

        Raises:
            BadInput: when the place cannot hold one, or holds an empty file.
        """
        file = self._place.file
        if file is None:
            return True
        try:
            size = file.stat().st_size
        except FileNotFoundError:
            return False
        except OSError as error:
            raise BadInput(f"cannot be opened ({error.strerror})", file=str(file)) from error
        if not file.is_file():
            raise BadInput("is no file", allowed="a file, or a URL", file=str(file))
        if size == 0:
            raise damage(
                "the file is empty (0 bytes), so it was cut off or never filled", self._place
            )
        return True

    def state(self) -> object:
        """Return what changes when a file is written to; of a server, something new each time."""
        file = self._place.file
        if file is None:
            return object()
        return tuple(_stamp(path) for path in (file, _journal(file)))

    @contextmanager
    def reading(self, *, locked: bool = False) -> Iterator[tuple[sa.Connection, str | None]]:
        """Give a transaction that sees one state and changes nothing, and the version it sees.

        Args:
            locked: whether writers of a file wait meanwhile, where that is possible; without it,
                what is read while somebody writes may not fit together.

        Raises:
            BadInput, InternalError: when the store cannot be read.
        """
        file = self._place.file
        engine = self._server_engine() if file is None else _reader(file, locked=locked)
        try:
            with reading_faults(self._place), engine.connect() as connection, connection.begin():
                yield connection, version_of(connection, self._place)
        finally:
            if file is not None:
                engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a transaction on a store of the newest version, which it may change.

        Raises:
            BadInput, InternalError: when the store cannot be written.
        """
        with told(self._place):
            if self._writer is None:
                self._writer = self._write_engine()
            connection = self._writer.connect().execution_options(writes=True)
            with connection:
                with connection.begin():
                    yield connection
                if self._place.file is not None:
                    _empty_journal(connection)

    def integrity(self) -> list[str]:
        """Return what the database itself finds wrong with a file; a server looks after itself.

        Raises:
            BadInput, InternalError: when it cannot be read.
        """
        if self._place.file is None or not self.exists():
            return []
        with self.reading() as (connection, _):
            rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
            foreign = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        found = [" ".join(str(row).split()) for row in rows if row != "ok"]
        return found + [f"a row of {row[0]} belongs to no row of {row[2]}" for row in foreign]

    def copy_to(self, file: Path) -> None:
        """Copy the store to a new file of SQLite, as it is at one moment.

        Raises:
            BadInput, InternalError: when it cannot be read, or the file cannot be written.
        """
        source = self._place.file
        if source is None:
            self._copy_rows(file)
            return
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        engine = _reader(source, locked=True)
        try:
            with told(self._place), engine.connect() as connection:
                raw = connection.connection.cursor()
                raw.execute("VACUUM INTO ?", (str(file),))
                raw.close()
        except InternalError as error:
            if _is_full(error):
                raise InternalError(f"{file}: the copy cannot grow: the disk is full") from error
            raise
        finally:
            engine.dispose()

    def _copy_rows(self, file: Path) -> None:
        """Copy the rows of a server to a new file."""
        place = Place(URL.create("sqlite", database=str(file)), self._place.photos, file.parent)
        with self.reading() as (connection, version):
            if version != HEAD:
                raise BadInput(
                    f"found a history of version {version}",
                    allowed=f"version {HEAD}; the next change brings it there",
                    file=self._place.name,
                )
            tables = METADATA.sorted_tables
            rows = {
                table: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                for table in tables
            }
        copy = Database(place)
        try:
            with copy.writing() as target:
                for table in tables:
                    target.execute(table.delete())
                    if rows[table]:
                        target.execute(table.insert(), rows[table])
        finally:
            copy.close()

    def forget_journal(self) -> None:
        """Remove what the journal of a file still knows of removed rows."""
        if self._place.file is not None and self._writer is not None:
            with told(self._place), self._writer.connect() as connection:
                _checkpoint(connection)

    def _server_engine(self) -> Engine:
        if self._server is None:
            self._server = _engine_of(self._place)
        return self._server

    def _write_engine(self) -> Engine:
        """Return the engine of a store that is there and of the newest version."""
        file = self._place.file
        if file is None:
            engine = self._server_engine()
            _migrate(engine, self._place)
            return engine
        if self.exists():
            with self.reading():  # a foreign or newer store is refused before anything is written
                pass
        else:
            _make_store(file, self._place)
        engine = _file_engine(file)
        try:
            _migrate(engine, self._place)
        except BaseException:
            engine.dispose()
            raise
        return engine


# --- engines ------------------------------------------------------------------


def _reader(file: Path, *, locked: bool = False) -> Engine:
    """Return an engine that reads a file and leaves nothing beside it.

    Without a journal the file is read as if nobody wrote to it. Only a connection that may write
    can lock such a file; it is asked for reading alone.
    """
    journal = _stamp(_journal(file))
    if journal is not None and journal[0] > 0:
        options = "mode=ro"
    elif locked and os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
        options = "mode=rw"
    else:
        options = "mode=ro&immutable=1"
    return _engine(file, options, sa.NullPool, _text)


def _text(content: bytes) -> str:
    """Return text even where it is damaged; its digest shows that."""
    return content.decode("utf-8", "surrogateescape")


def _file_engine(file: Path, *, new: bool = False) -> Engine:
    """Return an engine that writes to a file that is there."""
    return _engine(
        file,
        "mode=rw",
        sa.QueuePool,
        str,
        "foreign_keys = ON",
        "secure_delete = ON",  # what is removed leaves no traces in the file
        "synchronous = FULL",
        f"journal_mode = {'DELETE' if new else 'WAL'}",
    )


def _engine(
    file: Path,
    options: str,
    pool: type[sa.Pool],
    texts: Callable[[bytes], str] | type,
    *settings: str,
) -> Engine:
    """Return an engine of a file, by the options of its URI, with pragmas of each connection."""

    def connect() -> sqlite3.Connection:
        uri = f"{file.as_uri()}?{options}"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.isolation_level = None  # transactions are begun by ``_begin`` and nobody else
        connection.text_factory = texts
        for setting in (f"busy_timeout = {_PATIENCE}", "trusted_schema = OFF", *settings):
            connection.execute(f"PRAGMA {setting}").close()
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=pool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def _empty_journal(connection: sa.Connection) -> None:
    """Bring what was committed from the journal to the file, where no reader is in the way.

    What is in the file has digests that show damage; what is only in the journal is lost without a
    word when that is damaged.
    """
    raw = connection.connection.cursor()
    with contextlib.suppress(sqlite3.Error):  # what was committed is kept in any case
        raw.execute(f"PRAGMA busy_timeout = {_SHORT_PATIENCE}")
        _checkpoint(connection)
    raw.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    raw.close()


def _is_full(error: Exception) -> bool:
    cause = getattr(error.__cause__, "orig", None) or error.__cause__
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _checkpoint(connection: sa.Connection) -> None:
    raw = connection.connection.cursor()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _engine_of(place: Place) -> Engine:
    """Return the engine of a server; what it is asked never gets into a log."""
    try:
        engine = sa.create_engine(place.url, hide_parameters=True)
    except exc.NoSuchModuleError as error:
        raise no_url() from error
    except ModuleNotFoundError as error:
        wanted = f"install the driver {error.name}"
        raise BadInput(f"{place.name}: its driver is missing", allowed=wanted) from error
    # it would show the traceback of a lost connection, with what was under way
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL + 1)
    if place.url.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _begin_patiently)
    return engine


def _begin(connection: sa.Connection) -> None:
    """Begin a transaction; who will write takes the lock at once, so that no write fails later."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_patiently(connection: sa.Connection) -> None:
    """Let no statement on PostgreSQL wait for a lock longer than is told, and readers only read."""
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE}")


# --- files --------------------------------------------------------------------


def _journal(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """Return size, time and number of a file, ``None`` if there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _make_store(file: Path, place: Place) -> None:
    """Make a store, for the user alone, so that nobody ever sees a part of it."""
    part = file.with_name(f".{secrets.token_hex(8)}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise BadInput(
            f"cannot be made ({error.strerror})",
            allowed="a place that you may write to: --store FILE",
            file=str(file),
        ) from error
    try:
        engine = _file_engine(part, new=True)
        try:
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                upgrade(connection)
        finally:
            engine.dispose()
        _put(part, file)
        flush_directory(file.parent)
    except OSError as error:
        raise InternalError(f"{place.name}: the history cannot be made ({error})") from error
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def _put(part: Path, file: Path) -> None:
    """Give a finished store its name, unless another process was first."""
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not file.exists():
            part.rename(file)


def _migrate(engine: Engine, place: Place) -> None:
    """Bring a store to the newest version; a second process waits and finds it done."""
    with engine.connect() as connection, connection.begin():
        if version_of(connection, place) == HEAD:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":  # it locks rows, and there may be none yet
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        if version_of(connection, place) != HEAD:
            upgrade(connection)
