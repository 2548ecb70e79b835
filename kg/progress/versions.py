"""The version of a store, and the migrations that bring an older one to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from kg.errors import BadInput
from kg.progress.database_errors import damage
from kg.progress.location import Place
from kg.progress.tables import ASSESSMENTS, HEAD, METADATA, PHOTOS, STORE, TURN

__all__ = ["HAS_DIGESTS", "HAS_PHOTOS", "upgrade", "version_of"]

#: The versions from which on a store has photos, and an id and digests.
HAS_PHOTOS: Final = "0002"
HAS_DIGESTS: Final = "0003"
_VERSIONS: Final = "alembic_version"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_FIRST_WITH: Final = {
    ASSESSMENTS.name: "0001",
    PHOTOS.name: HAS_PHOTOS,
    TURN.name: HAS_PHOTOS,
    STORE.name: HAS_DIGESTS,
}


def version_of(connection: sa.Connection, place: Place) -> str | None:
    """Return the version of a store, ``None`` for a database server without tables.

    Raises:
        BadInput: when it holds the tables of somebody else, is damaged, or is of a newer version.
    """
    tables = set(sa.inspect(connection).get_table_names())
    if not tables and place.file is None:
        return None
    ours = tables & set(METADATA.tables)
    if ASSESSMENTS.name in tables:
        is_ours = _has_our_columns(connection)
    else:
        is_ours = bool(ours) and _VERSIONS in tables
    if not is_ours:
        found = f"other tables ({', '.join(sorted(tables)[:3])})" if tables else "no tables"
        raise BadInput(
            f"found a database with {found}",
            allowed="a history, or a place where no file is yet",
            file=place.name,
        )
    if _VERSIONS not in tables:
        raise damage(f"the table {_VERSIONS} is missing", place)
    query = sa.text(f"SELECT version_num FROM {_VERSIONS}")  # noqa: S608 - a name of ours
    versions = [str(row[0]) for row in connection.execute(query)]
    if len(versions) != 1:
        raise damage(f"the table {_VERSIONS} holds {len(versions)} rows, not one", place)
    (version,) = versions
    if version > HEAD and version.isdecimal():
        raise BadInput(
            f"found a history of version {version}, made by a newer Continuum",
            allowed=f"versions up to {HEAD}; install the newer Continuum",
            file=place.name,
        )
    if version not in _known_versions():
        raise damage(f"its version is {version!r}", place)
    for table, first in _FIRST_WITH.items():
        if (table in tables) != (version >= first):
            state = "has" if table in tables else "lacks"
            raise damage(f"it {state} the table {table} though its version is {version}", place)
    return version


def _has_our_columns(connection: sa.Connection) -> bool:
    """Return whether the cases are ours; another program may have a table of the same name."""
    columns = {column["name"] for column in sa.inspect(connection).get_columns(ASSESSMENTS.name)}
    return bool(columns & {"file_text", "case_json", "case_digest"})


def _known_versions() -> frozenset[str]:
    """Return the versions that there are: a number each, without a gap."""
    return frozenset(f"{number:04d}" for number in range(1, int(HEAD) + 1))


def upgrade(connection: sa.Connection) -> None:
    """Bring a store to the newest version, within the transaction of a connection."""
    from alembic import command  # slow to load, and seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
