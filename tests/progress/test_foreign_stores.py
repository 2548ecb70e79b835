"""A store that somebody else made reaches no file but its own; leftovers go on request."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.errors import BadInput
from kg.progress.check import inspect_history
from kg.progress.database_errors import Damage
from kg.progress.location import place_of
from kg.progress.photo_files import TRASH
from kg.progress.photos import Picture
from kg.progress.store import History, Photo
from tests.progress.entries import entry
from tests.progress.stores import rewrite

DIGEST = hashlib.sha256(b"precious").hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A history of two clients, each with a photo, beside a file of the user."""
    file = tmp_path / "history.sqlite"
    (tmp_path / "notes.txt").write_bytes(b"precious")
    with History.open(str(file)) as history:
        for client in ("a", "b"):
            history.add(entry(client))
            attach(history, client)
    return file


def attach(history: History, client: str) -> Photo:
    picture = Picture(client.encode() * 99, 4, 3)
    return history.add_photo(client, picture, view="view_lateral", side=None, number=None)


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE photos SET file = '../notes.txt', digest = '{DIGEST}' WHERE number = 1",
        "UPDATE photos SET view = '../../x' WHERE number = 1",
        "UPDATE photos SET side = '/x' WHERE number = 1",
        "UPDATE assessments SET client = '../x' WHERE number = 1",
        "UPDATE assessments SET case_json = '[1]' WHERE number = 1",
        "UPDATE assessments SET case_json = 'no case' WHERE number = 1",
    ],
)
def test_values_that_lead_elsewhere_are_damage(change: str, file: Path, tmp_path: Path) -> None:
    rewrite(file, change)
    uses: tuple[Callable[[History], object], ...] = (
        lambda history: history.content(history.photos("a")[0]),
        lambda history: history.remove("b"),
        lambda history: history.remove_photo("b", 2),
        lambda history: history.empty_trash(),
    )
    for use in uses:
        with History.open(str(file)) as history, pytest.raises(Damage, match="holds"):
            use(history)
    with History.open(str(file)) as history:
        assert inspect_history(history).faults
    out = tmp_path / "deep" / "photos"
    assert main(["progress", "photo", "export", "a", "--out", str(out), "--store", str(file)]) == 2
    assert not out.exists()
    assert (tmp_path / "notes.txt").read_bytes() == b"precious"


def test_a_schema_of_somebody_else_runs_no_function(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON assessments BEGIN DELETE FROM photos; END"
        )
    with History.open(str(file)) as history:
        history.add(entry("c"))
        with pytest.raises(Damage, match="rows are missing"):
            history.contents()


def test_a_change_that_was_interrupted_is_undone_before_the_store_is_called_damaged(
    file: Path,
) -> None:
    """Where a store has a journal of the older kind, as on a disk that has no shared memory."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    child = os.fork()
    if child == 0:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            connection.execute("UPDATE assessments SET file_text = hex(randomblob(30000))")
        os._exit(0)
    os.waitpid(child, 0)
    assert file.with_name(f"{file.name}-journal").exists()
    with History.open(str(file)) as history:
        assert history.clients() == ("a", "b")


# --- leftovers ------------------------------------------------------------------------------------


def test_the_trash_is_emptied_when_somebody_says_so(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = place_of(str(file)).photos
    trash = folder / TRASH
    trash.mkdir()
    leftover = trash / f"{'0' * 32}.jpg"
    for path in (leftover, trash / "notes.txt"):
        path.write_bytes(b"x")
    with History.open(str(file)) as history:
        (photo,) = history.photos("a")
    (folder / photo.file).rename(trash / photo.file)  # a newer copy of the store did not name it
    with History.open(str(file)) as history:
        assert history.content(photo) == b"a" * 99
    assert main(["progress", "check", "--store", str(file)]) == 0
    assert "continuum progress empty-trash" in capsys.readouterr().out
    assert leftover.exists()
    assert main(["progress", "empty-trash", "--store", str(file)]) == 0
    assert capsys.readouterr().out == "deleted 1 leftover photo\n"
    assert [path.name for path in trash.iterdir()] == ["notes.txt"]
    assert (folder / photo.file).exists()


def test_the_trash_of_another_history_stays(file: Path) -> None:
    trash = place_of(str(file)).photos / TRASH
    trash.mkdir()
    (trash / f"{'0' * 32}.jpg").write_bytes(b"x")
    file.rename(file.with_name("kept.sqlite"))
    with History.open(str(file)) as history:
        history.add(entry("a"))
        with pytest.raises(BadInput, match="belongs to another history"):
            history.empty_trash()
    assert len(list(trash.iterdir())) == 1


# --- a place without a history --------------------------------------------------------------------


def test_where_no_history_is_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "nowhere.sqlite")
    assert main(["progress", "list", "--store", place]) == 0
    assert capsys.readouterr().out == (
        f"There is no history in {place} yet; the first case makes it.\n"
    )
    words = (
        "check",
        "export",
        "empty-trash",
        "show a",
        "remove a --all",
        f"backup --out {place}.b",
    )
    for command in words:
        assert main(["progress", *command.split(), "--store", place]) == 2, command
        assert f"{place}: there is no history yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
