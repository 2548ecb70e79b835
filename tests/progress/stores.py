"""Where tests keep histories: in files, and in the database that CONTINUUM_DATABASE names."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from kg.progress.digests import EMPTY, assessment_digest, changed_sum, photo_digest
from kg.progress.tables import METADATA
from tests.progress.postgres import is_installed, running_server

#: A URL of SQLAlchemy, of an empty database that the tests may fill and empty.
DATABASE_VARIABLE: Final = "CONTINUUM_DATABASE"
DATABASE: Final = os.environ.get(DATABASE_VARIABLE, "")
FILE: Final = "file"
#: The database that the variable names, or one on a server that the tests start.
SERVER: Final = "database"
#: Every kind of store that can be tried here.
KINDS: Final = (FILE, SERVER) if DATABASE else (FILE,)
_STARTED: list[str] = []


def server_url() -> str:
    """Return the database that tests may fill, the empty string if there is none."""
    return DATABASE or next(iter(_STARTED), "")


@contextmanager
def started_server() -> Iterator[str]:
    """Give the URL of a server, which is started unless one is named; the empty string for none."""
    if DATABASE or not is_installed():
        yield DATABASE
        return
    with running_server() as url:
        _STARTED.append(url)
        yield url
        _STARTED.remove(url)


@contextmanager
def new_store(kind: str, folder: Path) -> Iterator[str]:
    """Give the name of a store that is not there yet; nothing of it stays in a database."""
    if kind == FILE:
        yield str(folder / "history.sqlite")
        return
    url = server_url()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found = sa.inspect(engine).get_table_names()
    if found:
        message = f"{DATABASE_VARIABLE} must name an empty database; found {', '.join(found)}"
        raise RuntimeError(message)
    try:
        yield url
    finally:
        with engine.begin() as connection:
            METADATA.drop_all(connection)
            connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))


def rewrite(file: Path, *statements: str) -> None:
    """Change what a store of SQLite holds so that it is no damage: its digests are written anew."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.row_factory = sqlite3.Row
        for statement in statements:
            connection.execute(statement)
        total = EMPTY
        for table, digest_of in (("assessments", assessment_digest), ("photos", photo_digest)):
            for row in connection.execute(f"SELECT * FROM {table}").fetchall():
                values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - no mapping
                if table == "assessments":
                    digest = hashlib.sha256(values["case_json"].encode()).hexdigest()
                    values["case_digest"] = digest
                    change = "UPDATE assessments SET case_digest = ? WHERE number = ?"
                    connection.execute(change, (digest, values["number"]))
                made = digest_of(values)
                total = changed_sum(total, added=[made])
                change = f"UPDATE {table} SET row_digest = ? WHERE number = ?"
                connection.execute(change, (made, values["number"]))
        connection.execute("UPDATE store SET digest_sum = ?", (total,))
