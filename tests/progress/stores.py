"""Where tests keep histories: in files, and in the database that CONTINUUM_DATABASE names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from kg.progress.tables import METADATA

#: A URL of SQLAlchemy, of an empty database that the tests may fill and empty.
DATABASE_VARIABLE: Final = "CONTINUUM_DATABASE"
DATABASE: Final = os.environ.get(DATABASE_VARIABLE, "")
FILE: Final = "file"
#: Every kind of store that can be tried here.
KINDS: Final = (FILE, "database") if DATABASE else (FILE,)


@contextmanager
def new_store(kind: str, folder: Path) -> Iterator[str]:
    """Give the name of a store that is not there yet; nothing of it stays in a database."""
    if kind == FILE:
        yield str(folder / "history.sqlite")
        return
    engine = sa.create_engine(DATABASE, poolclass=sa.NullPool)
    found = sa.inspect(engine).get_table_names()
    if found:
        message = f"{DATABASE_VARIABLE} must name an empty database; found {', '.join(found)}"
        raise RuntimeError(message)
    try:
        yield DATABASE
    finally:
        with engine.begin() as connection:
            METADATA.drop_all(connection)
            connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
