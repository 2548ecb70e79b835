"""Opens the store of a history: where it is, its settings, its migrations, its faults in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Engine, make_url

from kg.errors import BadInput, ContinuumError, InternalError
from kg.paths import data_directory
from kg.progress.tables import HEAD

__all__ = ["STORE_VARIABLE", "Place", "open_engine", "place_of", "told"]

#: The environment variable that names the store.
STORE_VARIABLE: Final = "CONTINUUM_STORE"
_FILE: Final = "history.sqlite"
_VERSIONS: Final = "alembic_version"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
#: How long a writer waits for another, in milliseconds.
_PATIENCE: Final = 30_000
#: What SQLite says, what that means to the user, and whether the input is at fault.
_COMPLAINTS: Final = (
    ("unable to open database file", "cannot be opened", True),
    ("readonly database", "cannot be written", True),
    ("file is not a database", "is no history: the file is damaged or of another kind", True),
    ("malformed", "is damaged: restore it from a copy", True),
    ("file is encrypted", "is no history: the file is damaged or of another kind", True),
    ("database is locked", "is in use by another program; try again when that is done", False),
    ("database or disk is full", "cannot grow: the disk is full; nothing was written", False),
    ("disk i/o error", "cannot be read or written: the disk reports an error", False),
    ("lock timeout", "is in use by another program; try again when that is done", False),
)
#: Any number will do, as long as all who bring a history forward take the same.
_MIGRATION_LOCK: Final = 4_617_362


@dataclass(frozen=True)
class Place:
    """Where a history is kept.

    Attributes:
        url: the database.
        photos: the directory of the photos.
    """

    url: URL
    photos: Path

    @property
    def name(self) -> str:
        """What messages call the store; a password is never shown."""
        if self.file is not None:
            return str(self.file)
        return self.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite store, or ``None``."""
        if self.url.get_backend_name() == "sqlite" and self.url.database:
            return Path(self.url.database)
        return None


def place_of(wanted: str | None = None) -> Place:
    """Return where the history is.

    Args:
        wanted: a file, or a URL of SQLAlchemy; by default ``$CONTINUUM_STORE``, else
            ``history.sqlite`` in the user's data directory.

    Raises:
        BadInput: when it is no URL, or the user has no home directory.
    """
    wanted = wanted or os.environ.get(STORE_VARIABLE) or ""
    try:
        data = data_directory()
    except OSError as error:
        allowed = f"set XDG_DATA_HOME or {STORE_VARIABLE}, or give --store"
        raise BadInput(f"no place for the history ({error})", allowed=allowed) from error
    if "://" not in wanted:
        file = Path(wanted).absolute() if wanted else data / _FILE
        return Place(URL.create("sqlite", database=str(file)), _beside(file))
    try:
        url = make_url(wanted)
    except exc.ArgumentError as error:
        raise _no_url() from error
    if url.get_backend_name() != "sqlite":
        words = (url.get_backend_name(), url.host or "local", url.database or "default")
        name = "-".join("".join(filter(str.isalnum, word)) for word in words)
        return Place(url, data / f"{name}.photos")
    if not url.database or url.database == ":memory:":
        raise BadInput("a history in memory would be lost", allowed="a file or a URL")
    file = Path(url.database).absolute()
    return Place(url.set(database=str(file)), _beside(file))


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.photos")


def _no_url() -> BadInput:
    allowed = "a file, or a URL such as postgresql+psycopg://user@host/name"
    return BadInput("the store is no URL that can be read", allowed=allowed)


def open_engine(place: Place) -> Engine:
    """Return the engine of a store that is there and of the newest version.

    Raises:
        BadInput: when the place cannot be used, is no history, or is of a newer version.
        InternalError: when the store is locked, the disk is full, and the like.
    """
    if place.file is not None:
        _make_directory(place)
    try:
        engine = sa.create_engine(place.url)
    except exc.NoSuchModuleError as error:
        raise _no_url() from error
    except ModuleNotFoundError as error:
        wanted = f"install the driver {error.name}"
        raise BadInput(f"{place.name}: its driver is missing", allowed=wanted) from error
    if place.file is not None:
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _begin)
    elif place.url.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _begin_patiently)
    try:
        with told(place):
            _migrate(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _make_directory(place: Place) -> None:
    """Make the directory of an SQLite store, for the user alone; so is the store."""
    file = place.file
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BadInput(
            f"cannot be made ({error.strerror})",
            allowed="a place that you may write to: --store FILE",
            file=str(file),
        ) from error


def _settle(connection: sqlite3.Connection, _: object) -> None:
    """Set up a connection to SQLite; transactions are begun by ``_begin`` and nobody else."""
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {_PATIENCE}",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is removed leaves no traces in the file
        "synchronous = FULL",
        "journal_mode = WAL",
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: sa.Connection) -> None:
    """Begin a transaction; who will write takes the lock at once, so that no write fails later."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_patiently(connection: sa.Connection) -> None:
    """Let no statement of a transaction on PostgreSQL wait for a lock longer than is told."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE}")


# --- versions -----------------------------------------------------------------


def _migrate(engine: Engine, place: Place) -> None:
    """Bring a store to the newest version; a second process waits and finds it done."""
    with engine.connect() as connection, connection.begin():
        if _version(connection, place) == HEAD:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":  # it locks rows, and there may be none yet
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        version = _version(connection, place)
        if version != HEAD:
            _upgrade(connection, version, place)


def _version(connection: sa.Connection, place: Place) -> str | None:
    """Return the version of a store, ``None`` for an empty one.

    Raises:
        BadInput: when the store holds tables that are no history.
    """
    tables = sa.inspect(connection).get_table_names()
    if _VERSIONS not in tables:
        if tables:
            raise BadInput(
                f"found a database with other tables ({', '.join(sorted(tables)[:3])})",
                allowed="a history, or a place where none is yet",
                file=place.name,
            )
        return None
    return connection.execute(sa.text(f"SELECT version_num FROM {_VERSIONS}")).scalar()  # noqa: S608


def _upgrade(connection: sa.Connection, version: str | None, place: Place) -> None:
    from alembic import command  # slow to load, and seldom needed
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise BadInput(
            f"found a history of version {version}, made by a newer Continuum",
            allowed=f"versions up to {HEAD}; install the newer Continuum",
            file=place.name,
        )
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


# --- faults -----------------------------------------------------------------


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


def _fault(error: Exception, place: Place) -> ContinuumError:
    complaint = _complaint(error)
    for words, meaning, at_fault in _COMPLAINTS:
        if words in complaint.lower():
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
    said = words.strip().splitlines()
    return said[0] if said else type(error).__name__
