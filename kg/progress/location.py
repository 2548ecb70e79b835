"""Where a history is: a file of SQLite, or a database server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from kg.errors import BadInput
from kg.paths import data_directory

__all__ = ["STORE_VARIABLE", "Place", "no_url", "place_of"]

#: The environment variable that names the store.
STORE_VARIABLE: Final = "CONTINUUM_STORE"
_FILE: Final = "history.sqlite"


@dataclass(frozen=True)
class Place:
    """Where a history is kept.

    Attributes:
        url: the database.
        photos: the directory of the photos; of a server, the one that older versions used.
        data: the user's data directory.
        linked: the directory under the name of a link to the file, where older versions wrote
            photos; ``None`` when the file was not named by a link.
    """

    url: URL
    photos: Path
    data: Path
    linked: Path | None = None

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

    def photo_folders(self, store_id: str | None) -> tuple[Path, Path | None]:
        """Return the directory of the photos, and an older one where some may still be.

        The photos of a file are beside it, under its name, so that a copy of the file never
        shares them. Those of a server are under the id of the store: its host and name may be
        written in many ways, and other stores may look alike.

        Args:
            store_id: the id of the store; ``None`` for a store that has none yet.
        """
        if self.file is not None or store_id is None:
            return self.photos, self.linked
        return self.data / f"photos-{store_id}", self.photos


def place_of(wanted: str | None = None) -> Place:
    """Return where the history is; nothing is opened or made.

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
        return _of_file(Path(wanted) if wanted else data / _FILE, data)
    try:
        url = make_url(wanted)
    except exc.ArgumentError as error:
        raise no_url() from error
    if url.get_backend_name() != "sqlite":
        words = (url.get_backend_name(), url.host or "local", url.database or "default")
        name = "-".join("".join(filter(str.isalnum, word)) for word in words)
        return Place(url, data / f"{name}.photos", data)
    if not url.database or url.database == ":memory:":
        raise BadInput("a history in memory would be lost", allowed="a file or a URL")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise BadInput(f"found the driver {url.drivername}", allowed="sqlite:///FILE, or the file")
    return _of_file(Path(url.database), data)


def _of_file(file: Path, data: Path) -> Place:
    if "\0" in str(file):
        raise BadInput("the name of the store holds a null character", allowed="a file or a URL")
    file = file.absolute()
    linked = None
    try:
        if file.is_symlink():  # a store has one name, also for its journal and its photos
            linked, file = _photos_beside(file), file.resolve()
    except RuntimeError as error:
        found = "the name of the store is a link that leads to itself"
        raise BadInput(found, allowed="a file or a URL", file=str(file)) from error
    except OSError as error:
        raise BadInput(f"cannot be opened ({error.strerror})", file=str(file)) from error
    return Place(URL.create("sqlite", database=str(file)), _photos_beside(file), data, linked)


def _photos_beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.photos")


def no_url() -> BadInput:
    """Return the complaint about a store that is neither a file nor a URL."""
    allowed = "a file, or a URL such as postgresql+psycopg://user@host/name"
    return BadInput("the store is no URL that can be read", allowed=allowed)
