"""Where the history is, how an older one is brought forward, and one message for each fault."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.dialects import mysql, oracle, postgresql, sqlite
from sqlalchemy.schema import CreateTable

from kg.errors import BadInput, ContinuumError, InternalError
from kg.progress import database as opening
from kg.progress.database import Database
from kg.progress.location import place_of
from kg.progress.photo_files import PhotoFiles
from kg.progress.store import History
from kg.progress.tables import HEAD, METADATA
from tests.progress.entries import entry

FIRST = Path(__file__).with_name("first_store.sql")
MIGRATIONS = Path(opening.__file__).parent / "migrations"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


# --- where it is ---


def test_the_place_is_asked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CONTINUUM_STORE", raising=False)
    assert place_of().file == tmp_path / "data" / "continuum" / "history.sqlite"
    monkeypatch.setenv("CONTINUUM_STORE", str(tmp_path / "mine.sqlite"))
    assert place_of().file == tmp_path / "mine.sqlite"
    assert place_of(str(tmp_path / "other.sqlite")).file == tmp_path / "other.sqlite"
    assert place_of(f"sqlite:///{tmp_path}/url.sqlite").file == tmp_path / "url.sqlite"


def test_photos_lie_beside_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert place_of(str(tmp_path / "h.sqlite")).photos == tmp_path / "h.sqlite.photos"
    remote = place_of("postgresql://somebody:secret@host/clinic")
    assert remote.photos == tmp_path / "continuum" / "postgresql-host-clinic.photos"
    assert "secret" not in remote.name


# --- versions ---


def script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert script().get_heads() == [HEAD]


def test_the_migrations_make_the_tables_that_are_used(file: Path) -> None:
    from alembic.autogenerate import compare_metadata

    database = Database(place_of(str(file)))
    with database.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


@pytest.mark.parametrize("module", [mysql, oracle, postgresql, sqlite])
def test_the_tables_can_be_made_elsewhere(module: Any) -> None:
    for table in METADATA.sorted_tables:
        made = str(CreateTable(table).compile(dialect=module.dialect()))
        assert f"CREATE TABLE {table.name}" in made
        assert ("LONGTEXT" in made) == (module is mysql and table.name == "assessments")


def old_store(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))


def test_a_store_of_the_first_version_is_brought_forward(file: Path) -> None:
    old_store(file)
    with History.open(str(file)) as history:
        first, second = history.assessments()
        assert (first.client, str(first.day), first.number) == ("client-07", "2026-03-02", 1)
        assert "# as it was written" in first.file_text
        assert (second.number, second.photos) == (3, 0)
        assert history.add(entry(client="new")).number == 4
    with History.open(str(file)) as history:
        assert len(history.assessments()) == 3


def test_a_store_of_the_first_version_that_cannot_be_brought_forward_stays_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_store(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE turn (what TEXT)")
        before = list(connection.iterdump())
    with pytest.raises(ContinuumError):
        History.open(str(file))
    with closing(sqlite3.connect(file)) as connection:
        assert list(connection.iterdump()) == before


# --- faults ---


def complaint(place: Path | str) -> ContinuumError:
    with pytest.raises(ContinuumError) as caught:
        History.open(str(place)).close()
    assert len(caught.value.message.splitlines()) == 1
    assert "sqlalche.me" not in caught.value.message
    return caught.value


def test_a_store_of_a_newer_version_is_left_alone(file: Path) -> None:
    with History.open(str(file)) as history:
        history.add(entry())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    error = complaint(file)
    assert isinstance(error, BadInput)
    assert "version 9999, made by a newer Continuum" in error.message


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 40])
def test_a_file_of_another_kind_is_refused(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    assert isinstance(complaint(file), BadInput)
    assert file.read_bytes() == content


def test_a_damaged_store_is_refused(file: Path) -> None:
    with History.open(str(file)) as history:
        for word in range(200):
            history.add(entry(word=f"word {word}" * 20))
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(bytes(content))

    def use() -> None:
        with History.open(str(file)) as history:
            history.assessments()

    with pytest.raises(BadInput, match="damaged"):
        use()


def test_a_database_of_somebody_else_is_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    assert "songs" in complaint(file).message
    with closing(sqlite3.connect(file)) as connection:
        assert len(list(connection.execute("SELECT name FROM sqlite_master"))) == 1


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert isinstance(complaint(tmp_path / "file" / "history.sqlite"), BadInput)
    assert isinstance(complaint(tmp_path), BadInput)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the super-user may write")
@pytest.mark.parametrize("folder", [0o500, 0o700])
def test_a_store_that_may_not_be_written_is_said(folder: int, file: Path) -> None:
    with History.open(str(file)) as history:
        history.add(entry())
    file.chmod(0o400)
    file.parent.chmod(folder)

    def use() -> None:
        with History.open(str(file)) as history:
            history.add(entry(word="two"))

    try:
        with pytest.raises(BadInput, match="cannot be"):
            use()
    finally:
        file.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense://host/name", "no URL"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite://", "in memory"),
        ("mysql+pymysql://me:secret@host/name", "driver"),
        ("://", "no URL"),
    ],
)
def test_a_url_that_leads_nowhere_is_said(url: str, told: str) -> None:
    error = complaint(url)
    assert isinstance(error, BadInput)
    assert told in error.message
    assert "secret" not in error.message


def test_a_locked_store_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 10)
    with History.open(str(file)) as history:
        history.add(entry(word="first"))
    with History.open(str(file)) as history, closing(sqlite3.connect(file)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InternalError, match="in use by another program"):
            history.add(entry())
        other.execute("ROLLBACK")
        history.add(entry())


@pytest.fixture
def full_disk(file: Path) -> Iterator[History]:
    """Give a history whose file may not grow."""
    with History.open(str(file)) as history:
        history.add(entry(word="first"))
        engine = history.database._writer
        assert engine is not None

        def no_more(connection: sqlite3.Connection, _: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        engine.dispose()
        event.listen(engine, "connect", no_more)
        yield history


def test_a_full_disk_is_said_and_nothing_is_half_written(full_disk: History) -> None:
    with pytest.raises(InternalError, match="disk is full"):
        full_disk.add(entry(word="long " * 5000))
    assert len(full_disk.assessments()) == 1
    full_disk.add(entry(word="short"))


def test_a_full_disk_of_photos_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    files = PhotoFiles(tmp_path / "photos", "0" * 32)
    monkeypatch.setattr(os, "open", full)
    with pytest.raises(InternalError, match="No space left"):
        files.write(files.new_name(), b"")


def test_a_table_that_is_missing_is_damage(file: Path) -> None:
    with History.open(str(file)) as history:
        history.add(entry())
        history.close()
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("DROP TABLE photos")
        with pytest.raises(BadInput, match="is damaged: it lacks the table photos") as caught:
            history.assessments()
    assert len(caught.value.message.splitlines()) == 1
