"""What is damaged is reported as damage; nothing is read wrong in silence."""

from __future__ import annotations

import logging
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from kg.cli.main import main
from kg.errors import BadInput, ContinuumError
from kg.progress.backup import back_up
from kg.progress.check import inspect_history
from kg.progress.database_errors import Damage
from kg.progress.export import exported
from kg.progress.location import place_of
from kg.progress.photos import Picture
from kg.progress.store import History
from tests.depth import tries
from tests.progress.entries import entry

FIRST = Path(__file__).with_name("first_store.sql")
#: Stores with flipped bits that are tried.
FLIPS: Final = tries("CONTINUUM_BIT_FLIPS", push=20, deep=150)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with cases and photos, for reading alone."""
    file = tmp_path_factory.mktemp("whole") / "history.sqlite"
    with History.open(str(file)) as history:
        for number in range(12):
            client = f"client-{number % 3}"
            history.add(entry(client, f"word {number} " * (1 + 40 * number)))
        for client in ("client-0", "client-1"):
            picture = Picture(client.encode() * 9, 4, 3)
            history.add_photo(client, picture, view="view_lateral", side="left", number=None)
    return file


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of the store that may be damaged."""
    shutil.copytree(place_of(str(whole)).photos, tmp_path / "history.sqlite.photos")
    return Path(shutil.copy(whole, tmp_path / "history.sqlite"))


def read(file: Path) -> Any:
    with History.open(str(file)) as history:
        return exported(history)


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def flipped(content: bytes, seed: int) -> bytes:
    """Return bytes in which one to 64 bits are turned over."""
    choice = random.Random(seed)
    damaged = bytearray(content)
    for _ in range(choice.choice((1, 1, 2, 8, 64))):
        damaged[choice.randrange(len(damaged))] ^= 1 << choice.randrange(8)
    return bytes(damaged)


def test_no_flipped_bit_is_read_wrong_in_silence(whole: Path, file: Path) -> None:
    content, right = whole.read_bytes(), read(whole)
    wrong, complaints = [], 0
    for seed in range(FLIPS):
        file.write_bytes(flipped(content, seed))
        try:
            if read(file) != right:
                wrong.append(seed)
        except ContinuumError as error:
            assert len(error.message.splitlines()) == 1
            complaints += isinstance(error, BadInput)
    assert wrong == []
    assert complaints > FLIPS // 5  # most flips fall on what is read


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_a_store_that_was_cut_off_is_refused(share: float, whole: Path, file: Path) -> None:
    content = whole.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    before = file.read_bytes()
    with pytest.raises(BadInput):
        read(file)
    with History(place_of(str(file))) as history, pytest.raises(BadInput):
        history.add(entry("new"))
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE assessments SET file_text = 'x' WHERE number = 3", "assessment 3 does not fit"),
        ("UPDATE assessments SET case_json = '{}' WHERE number = 3", "assessment 3 does not fit"),
        ("UPDATE assessments SET day = '2026-93-02' WHERE number = 4", "assessment 4"),
        ("UPDATE assessments SET client = 7 WHERE number = 5", "assessment 5"),
        ("UPDATE assessments SET file_text = x'ff00' WHERE number = 5", "assessment 5"),
        ("UPDATE assessments SET file_text = CAST(x'ff' AS TEXT) WHERE number = 6", "assessment 6"),
        ("UPDATE photos SET width = 9 WHERE number = 1", "photo 1 does not fit"),
        ("UPDATE photos SET assessment = 99 WHERE number = 2", "photo 2"),
        ("DELETE FROM assessments WHERE number = 2", "rows are missing"),
        ("DELETE FROM photos", "rows are missing"),
        ("DELETE FROM store", "the table store holds 0 rows"),
        ("UPDATE store SET digest_sum = 'x'", "their sum does not fit"),
        ("DELETE FROM alembic_version", "alembic_version holds 0 rows"),
        ("DROP TABLE alembic_version", "alembic_version is missing"),
        ("DROP TABLE assessments", "lacks the table assessments"),
        ("UPDATE alembic_version SET version_num = '0002'", "has the table store"),
        ("UPDATE alembic_version SET version_num = 'x'", "its version is 'x'"),
        ("ALTER TABLE photos RENAME COLUMN view TO viel", "no such column"),
    ],
)
def test_damage_is_named(statement: str, message: str, file: Path) -> None:
    change(file, statement)
    with pytest.raises(Damage, match=message) as caught:
        read(file)
    assert "the history is damaged" in caught.value.message
    assert "word" not in caught.value.message  # nothing of a client
    with History(place_of(str(file))) as history, pytest.raises(Damage):
        history.add(entry("new"))


def test_a_case_of_an_older_store_that_does_not_fit_its_digest_is_named(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    assert len(read(file)["assessments"]) == 2
    change(file, "UPDATE assessments SET case_json = '{}' WHERE number = 3")
    with pytest.raises(Damage, match="assessment 3: its case does not fit its digest"):
        read(file)


def test_rows_of_an_older_store_get_the_digests_that_are_compared(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    with History.open(str(file)) as history:
        history.add(entry("new"))
    assert [row["client"] for row in read(file)["assessments"]] == ["client-07", "client-09", "new"]
    change(file, "UPDATE assessments SET file_text = 'x' WHERE number = 1")
    with pytest.raises(Damage, match="assessment 1 does not fit its digest"):
        read(file)


# --- check ---


def test_a_whole_history_has_no_faults(file: Path) -> None:
    with History.open(str(file)) as history:
        inspection = inspect_history(history)
    assert (inspection.assessments, inspection.photos) == (12, 2)
    assert (inspection.faults, inspection.notes) == ((), ())


def test_every_fault_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = place_of(str(file)).photos
    first, second = sorted(folder.glob("*.jpg"))
    first.unlink()
    second.write_bytes(b"another")
    (folder / f"{'0' * 32}.jpg").write_bytes(b"a leftover")
    change(file, "UPDATE assessments SET file_text = 'x' WHERE number IN (1, 2)")
    assert main(["progress", "check", "--store", str(file)]) == 1
    out = capsys.readouterr().out
    for words in ("assessment 1 does", "assessment 2 does", "was changed", "No such file"):
        assert words in out
    assert f"{file}: 4 faults" in out
    assert main(["progress", "check", "--store", str(file), "--json"]) == 1


def test_what_is_worth_knowing_is_no_fault(file: Path) -> None:
    folder = place_of(str(file)).photos
    (folder / f"{'0' * 32}.jpg").write_bytes(b"a leftover")
    (folder / "trash").mkdir()
    (folder / "trash" / f"{'1' * 32}.jpg").write_bytes(b"an older leftover")
    with History.open(str(file)) as history:
        inspection = inspect_history(history)
    assert inspection.faults == ()
    assert [note.split(":")[0] for note in inspection.notes] == [
        "Photo files that no case names",
        f"Photo files in {folder / 'trash'}",
    ]
    file.unlink()
    with History.open(str(file)) as history:
        (fault,) = inspect_history(history).faults
    assert "photos of a history that is not here" in fault


def test_a_history_that_cannot_be_opened_is_a_fault(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, "DELETE FROM alembic_version")
    assert main(["progress", "check", "--store", str(file)]) == 1
    assert "alembic_version holds 0 rows" in capsys.readouterr().out
    file.write_bytes(b"")
    assert main(["progress", "check", "--store", str(file)]) == 1
    assert "0 bytes" in capsys.readouterr().out


# --- backup ---


def test_a_backup_is_the_same_history(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "deep" / "backup"
    assert main(["progress", "backup", "--store", str(file), "--out", str(folder)]) == 0
    assert "12 cases and 2 photos" in capsys.readouterr().out
    copy = folder / "history.sqlite"
    assert read(copy) == read(file)
    assert copy.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0
    with History.open(str(copy)) as history:
        assert inspect_history(history).faults == ()
        history.remove("client-0")
    assert main(["progress", "check", "--store", str(file)]) == 0
    assert main(["progress", "backup", "--store", str(file), "--out", str(folder)]) == 2
    assert "holds something already" in capsys.readouterr().err


def test_a_backup_of_what_is_damaged_is_not_made(file: Path, tmp_path: Path) -> None:
    change(file, "DELETE FROM assessments WHERE number = 2")
    with History.open(str(file)) as history, pytest.raises(Damage):
        back_up(history, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_backup_names_the_photos_it_lacks(file: Path, tmp_path: Path) -> None:
    next(place_of(str(file)).photos.glob("*.jpg")).unlink()
    with History.open(str(file)) as history:
        backup = back_up(history, tmp_path / "backup")
    assert backup.photos == 1
    assert len(backup.missing) == 1


# --- logs ---


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_what_is_written_gets_into_no_message_and_no_log(
    file: Path, log: pytest.LogCaptureFixture
) -> None:
    with History.open(str(file)) as history:
        history.add(entry("a"))
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("DROP TABLE turn")
        with pytest.raises(ContinuumError) as caught:
            history.add(entry("a-pseudonym", "a secret word"))
    cause = str(caught.value.__cause__)
    for text in (log.text, caught.value.message, cause):
        assert "a secret word" not in text
        assert "a-pseudonym" not in text
