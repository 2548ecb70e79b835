"""A history in a database server: that of CONTINUUM_DATABASE, or one that is started here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from kg.errors import BadInput, ContinuumError, InternalError
from kg.progress import database as opening
from kg.progress.backup import back_up
from kg.progress.check import inspect_history
from kg.progress.database import Database
from kg.progress.export import exported
from kg.progress.location import place_of
from kg.progress.photos import Picture
from kg.progress.store import History
from kg.progress.tables import ASSESSMENTS, METADATA, TURN
from tests.progress.entries import entry
from tests.progress.stores import SERVER, new_store

MIGRATIONS = Path(opening.__file__).parent / "migrations"


@pytest.fixture
def url(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with new_store(SERVER, tmp_path) as name:
        yield name


@pytest.fixture
def server(url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    yield engine
    engine.dispose()


def old_store(server: sa.Engine) -> None:
    """Make a store of the first version, with one case."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    one = entry("client-07", "old")
    with server.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = {**vars(one), "case_digest": one.digest}
        connection.execute(ASSESSMENTS.insert().values(row))


def tables(server: sa.Engine) -> set[str]:
    return set(sa.inspect(server).get_table_names())


def complaint(url: str) -> ContinuumError:
    with pytest.raises(ContinuumError) as caught:
        History.open(url).close()
    assert len(caught.value.message.splitlines()) == 1
    assert "sqlalche.me" not in caught.value.message
    return caught.value


def test_the_migrations_make_the_tables_that_are_used(url: str) -> None:
    from alembic.autogenerate import compare_metadata

    database = Database(place_of(url))
    with database.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


def test_a_store_of_the_first_version_is_brought_forward(url: str, server: sa.Engine) -> None:
    old_store(server)
    with History.open(url) as history:
        assert [one.case_json for one in history.assessments()] == ['{"word":"old"}']
        assert history.add(entry("client-08")).number == 2


def test_a_store_that_cannot_be_brought_forward_stays_as_it_was(
    url: str, server: sa.Engine
) -> None:
    old_store(server)
    with server.begin() as connection:
        connection.execute(sa.text("CREATE TABLE turn (what TEXT)"))
    before = tables(server)
    assert "has the table turn though its version is 0001" in complaint(url).message
    assert tables(server) == before
    with server.connect() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    assert version == "0001"


def test_a_store_of_a_newer_version_is_left_alone(url: str, server: sa.Engine) -> None:
    with History.open(url) as history:
        history.add(entry())
    with server.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "version 9999, made by a newer Continuum" in complaint(url).message


def test_a_database_of_somebody_else_is_left_alone(url: str, server: sa.Engine) -> None:
    with server.begin() as connection:
        connection.execute(sa.text("CREATE TABLE songs (name TEXT)"))
    try:
        error = complaint(url)
        assert isinstance(error, BadInput)
        assert "songs" in error.message
        assert tables(server) == {"songs"}
    finally:
        with server.begin() as connection:
            connection.execute(sa.text("DROP TABLE songs"))


def test_a_locked_store_is_said(
    url: str, server: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 50)
    with History.open(url) as history:
        history.add(entry("first"))
        with server.begin() as connection:
            connection.execute(TURN.update().values(count=TURN.c.count + 1))
            with pytest.raises(InternalError, match="in use by another program"):
                history.add(entry())
        history.add(entry())
        assert len(history.assessments()) == 2


def test_a_table_that_is_missing_is_damage(url: str, server: sa.Engine) -> None:
    with History.open(url) as history:
        history.add(entry())
        with server.begin() as connection:
            connection.execute(sa.text("DROP TABLE photos"))
        with pytest.raises(BadInput, match="is damaged: it lacks the table photos") as caught:
            history.assessments()
    assert len(caught.value.message.splitlines()) == 1
    assert "{" not in caught.value.message


def test_a_server_that_does_not_answer_is_said(url: str) -> None:
    away = sa.make_url(url).set(host="127.0.0.1", port=1, password="secret", query={})
    error = complaint(away.render_as_string(hide_password=False))
    assert isinstance(error, InternalError)
    assert "secret" not in error.message


def test_a_look_makes_no_table(url: str, server: sa.Engine) -> None:
    with History.open(url) as history:
        assert history.assessments() == ()
    assert tables(server) == set()


def test_photos_of_an_older_version_come_along(url: str, server: sa.Engine, tmp_path: Path) -> None:
    picture = Picture(b"pixels", 4, 3)
    shown: dict[str, Any] = {"view": "view_lateral", "side": None, "number": None}
    with History.open(url) as history:
        history.add(entry("a"))
        first = history.add_photo("a", picture, **shown)
        (folder,) = (tmp_path / "continuum").glob("photos-*")
    older = place_of(url).photos
    older.mkdir()
    (folder / first.file).rename(older / first.file)
    (older / f"{'0' * 32}.jpg").write_bytes(b"of another database")
    with History.open(url) as history:
        assert history.content(first) == b"pixels"
        history.add_photo("a", picture, **shown)
        assert history.content(first) == b"pixels"
    assert (folder / first.file).exists()
    assert [path.name for path in older.iterdir()] == [f"{'0' * 32}.jpg"]


def test_a_backup_of_a_server_is_a_history_in_a_file(url: str, tmp_path: Path) -> None:
    with History.open(url) as history:
        history.add(entry("a"))
        history.add(entry("b"))
        history.add_photo("a", Picture(b"pixels", 4, 3), view="v", side="left", number=None)
        backup = back_up(history, tmp_path / "backup")
        before = exported(history)
    assert (backup.assessments, backup.photos) == (2, 1)
    with History.open(str(backup.file)) as copy:
        assert exported(copy) == before
        assert inspect_history(copy).faults == ()


def test_a_row_that_was_changed_is_damage(url: str, server: sa.Engine) -> None:
    with History.open(url) as history:
        history.add(entry("a"))
        with server.begin() as connection:
            connection.execute(ASSESSMENTS.update().values(file_text="another"))
        with pytest.raises(BadInput, match="assessment 1 does not fit its digest"):
            history.assessments()


def test_a_server_that_goes_away_tells_nothing_of_a_client(
    url: str,
    server: sa.Engine,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    row = {**vars(entry("a", "a secret word")), "case_digest": "0" * 64}

    def lose(history: History) -> None:
        with history._writing() as connection:
            connection.execute(ASSESSMENTS.insert().values(row))
            backend = connection.execute(sa.select(sa.func.pg_backend_pid())).scalar_one()
            with server.begin() as other:
                other.execute(sa.select(sa.func.pg_terminate_backend(backend)))
            connection.execute(ASSESSMENTS.insert().values(row))

    with History.open(url) as history:
        history.add(entry("a"))
        with pytest.raises(InternalError) as caught:
            lose(history)
        assert len(history.assessments()) == 1
    printed = capfd.readouterr()
    seen = (caplog.text, printed.out, printed.err, str(caught.value), str(caught.value.__cause__))
    assert "secret" not in "".join(seen)
    assert "[parameters: (" not in "".join(seen)
