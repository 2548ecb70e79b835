"""Reading changes nothing: no file is made, written or removed, and photos stay where they are."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from kg.errors import BadInput
from kg.progress import store
from kg.progress.contents import Contents, read_contents
from kg.progress.location import place_of
from kg.progress.photo_files import MARKER, TRASH
from kg.progress.photos import Picture
from kg.progress.store import History, Photo
from tests.progress.entries import entry

FIRST = Path(__file__).with_name("first_store.sql")
STRAY = f"{'0' * 31}1.jpg"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def attach(history: History, client: str = "a") -> Photo:
    picture = Picture(client.encode() * 99, 4, 3)
    return history.add_photo(client, picture, view="view_lateral", side=None, number=None)


def filled(file: Path) -> Photo:
    """Make a store with a case and a photo."""
    with History.open(str(file)) as history:
        history.add(entry("a"))
        return attach(history)


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return every file below a folder with its bytes, and every folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def look(file: Path) -> tuple[str, ...]:
    with History.open(str(file)) as history:
        return history.clients()


def test_a_look_where_nothing_is_makes_nothing(tmp_path: Path) -> None:
    assert look(tmp_path / "deep" / "history.sqlite") == ()
    assert everything(tmp_path) == {}


def test_a_look_changes_no_byte_and_leaves_nothing(file: Path, tmp_path: Path) -> None:
    photo = filled(file)
    before = everything(tmp_path)
    with History.open(str(file)) as history:
        assert history.clients() == ("a",)
        assert history.content(photo) == b"a" * 99
    assert everything(tmp_path) == before


def test_a_look_at_an_older_store_leaves_it_at_its_version(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    before = everything(tmp_path)
    assert look(file) == ("client-07", "client-09")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_foreign_database_stays_as_it_is(mode: str, file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE bookmarks (name TEXT)")
    before = everything(tmp_path)
    for use in (look, filled):
        with pytest.raises(BadInput, match="other tables"):
            use(file)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("version", ["ab12", "0001", "0003"])
def test_a_foreign_table_of_our_name_is_no_damaged_history(version: str, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE assessments (number INTEGER, pupil TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    before = file.read_bytes()
    for use in (look, filled):
        with pytest.raises(BadInput, match="other tables"):
            use(file)
    assert file.read_bytes() == before


def test_a_name_that_leads_nowhere_is_said(tmp_path: Path) -> None:
    for link, target in (("one", "two"), ("two", "one")):
        (tmp_path / link).symlink_to(tmp_path / target)
    for name in (str(tmp_path / "one"), "x" * 5000):
        with pytest.raises(BadInput, match=r"cannot be opened|leads to itself"):
            look(Path(name))


def test_an_empty_database_is_no_place_for_a_history(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM")
    if file.stat().st_size == 0:
        file.write_bytes(b"")
    before = everything(tmp_path)
    for use in (look, filled):
        with pytest.raises(BadInput):
            use(file)
    assert everything(tmp_path) == before


def test_a_store_that_may_only_be_read_is_listed(file: Path, tmp_path: Path) -> None:
    filled(file)
    file.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        assert look(file) == ("a",)
    finally:
        tmp_path.chmod(0o700)


@pytest.fixture(params=["file", "link"])
def named(request: pytest.FixtureRequest, file: Path, tmp_path: Path) -> Path:
    """Name the store by its file or by a link to it."""
    if request.param == "file":
        return file
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.sqlite"
    link.symlink_to(file)
    return link


def test_what_is_only_in_the_journal_is_seen_by_every_name(file: Path, named: Path) -> None:
    photo = filled(file)
    with closing(sqlite3.connect(file)) as reader, History.open(str(file)) as history:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM assessments").fetchone()
        history.add(entry("b"))  # the reader keeps it out of the file
        assert file.with_name(f"{file.name}-wal").stat().st_size > 0
        assert look(named) == ("a", "b")
    with History.open(str(named)) as history:
        assert history.content(photo) == b"a" * 99
        attach(history)
    assert len(list(place_of(str(file)).photos.glob("*.jpg"))) == 2


def test_what_is_acknowledged_is_in_the_file_where_digests_show_damage(
    file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    with History.open(str(file)) as history:
        for client in ("a", "b", "c"):
            history.add(entry(client))
            copy.write_bytes(file.read_bytes())  # without the journal of the writer at work
            assert look(copy)[-1] == client


def test_a_look_that_meets_writers_sees_no_damage(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(file)
    read = read_contents
    writers = iter("bc")

    def interrupted(connection: sa.Connection, version: str | None) -> Contents:
        """Read, as somebody does whose file is written to at the same time, twice in a row."""
        contents = read(connection, version)
        client = next(writers, None)
        if client is None:
            return contents
        with History.open(str(file)) as history, monkeypatch.context() as plain:
            plain.setattr(store, "read_contents", read)
            history.add(entry(client))
        return replace(contents, damages=("rows are missing",))

    monkeypatch.setattr(store, "read_contents", interrupted)
    assert look(file) == ("a", "b", "c")


# --- photos stay ---


def test_another_store_at_the_same_place_takes_no_photos_away(file: Path, tmp_path: Path) -> None:
    photo = filled(file)
    kept = file.rename(tmp_path / "kept.sqlite")
    photos = everything(place_of(str(file)).photos)
    assert look(file) == ()
    with History.open(str(file)) as history:
        history.add(entry("b"))
        with pytest.raises(BadInput, match="belongs to another history"):
            attach(history, "b")
        assert history.photos("b") == ()
        history.remove("b")
    assert everything(place_of(str(file)).photos) == photos
    file.unlink()
    kept.rename(file)
    with History.open(str(file)) as history:
        assert history.content(photo) == b"a" * 99
        attach(history)


def test_only_old_leftovers_go_and_only_to_the_trash(file: Path) -> None:
    photo = filled(file)
    folder = place_of(str(file)).photos
    long_ago = time.time() - 24 * 3600
    for name in (STRAY, f"{'0' * 31}2.jpg", "notes.txt", "portrait.jpg"):
        (folder / name).write_bytes(b"x")
        if name != f"{'0' * 31}2.jpg":
            os.utime(folder / name, (long_ago, long_ago))
    (folder / "album").mkdir()
    os.utime(folder / photo.file, (long_ago, long_ago))
    look(file)
    assert (folder / STRAY).exists()
    with History.open(str(file)) as history:
        second = attach(history)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert names == {
        MARKER,
        TRASH,
        f"{TRASH}/{STRAY}",
        f"{'0' * 31}2.jpg",
        "notes.txt",
        "portrait.jpg",
        "album",
        photo.file,
        second.file,
    }


def test_nothing_goes_where_the_marker_is_that_of_another_store(file: Path) -> None:
    filled(file)
    folder = place_of(str(file)).photos
    (folder / STRAY).write_bytes(b"x")
    os.utime(folder / STRAY, (0, 0))
    (folder / MARKER).write_text(f"photos of the Continuum history {'f' * 32}\n")
    before = everything(folder)
    with History.open(str(file)) as history:
        history.add(entry("b"))
        for use in (lambda: attach(history), lambda: history.remove("a")):
            with pytest.raises(BadInput, match="belongs to another history"):
                use()
    assert everything(folder) == before


def test_a_folder_without_a_marker_is_marked_when_its_photos_are_ours(file: Path) -> None:
    photo = filled(file)
    folder = place_of(str(file)).photos
    (folder / MARKER).unlink()
    with History.open(str(file)) as history:
        attach(history)
    assert (folder / MARKER).exists()
    (folder / MARKER).unlink()
    for path in folder.iterdir():
        path.rename(folder / f"{path.stem[::-1]}.jpg")
    with History.open(str(file)) as history:
        with pytest.raises(BadInput, match="none of its 2 photos"):
            attach(history)
        with pytest.raises(BadInput, match="cannot be read"):
            history.content(photo)


def test_stores_of_servers_that_look_alike_have_folders_of_their_own(tmp_path: Path) -> None:
    urls = ("h:5432/db", "h:5433/db", "h:5432/d_b")
    places = [place_of(f"postgresql+pg8000://me@{url}") for url in urls]
    folders = {place.photo_folders(f"{number}" * 32) for number, place in enumerate(places)}
    assert len({folder for folder, _ in folders}) == 3


def test_a_history_of_the_second_version_keeps_its_photos(file: Path, tmp_path: Path) -> None:
    photo = filled(file)
    folder = place_of(str(file)).photos
    (folder / MARKER).unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TABLE store")
        for table in ("assessments", "photos"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN row_digest")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = everything(tmp_path)
    with History.open(str(file)) as history:
        assert history.content(photo) == b"a" * 99
    assert everything(tmp_path) == before
    with History.open(str(file)) as history:
        second = attach(history)
        assert history.photos("a") == (photo, second)
        assert history.content(photo) == b"a" * 99
        assert history.contents().store_id is not None
    assert (folder / MARKER).exists()
