"""Several processes write to one history, and one of them dies: nothing is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from kg.progress.store import History
from tests.progress.entries import entry
from tests.progress.stores import DATABASE

ROOT = Path(__file__).parents[2]


def writer(store: str, client: str, count: int, how: str = "") -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.progress.writer", store, client, str(count), how]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kept(store: str) -> list[str]:
    with History.open(store) as history:
        return [one.case_json for one in history.assessments()]


def as_kept(words: Sequence[str]) -> list[str]:
    return [entry(word=word).case_json for word in words]


def test_processes_that_write_at_once_lose_nothing(store: str) -> None:
    # The store is not there yet: making it and bringing it forward is done at once too.
    writers = [writer(store, f"client-{number}", 25) for number in range(3)]
    told = [one.communicate(timeout=120)[0].splitlines() for one in writers]
    assert [one.returncode for one in writers] == [0, 0, 0]
    assert [len(words) for words in told] == [25, 25, 25]
    assert sorted(kept(store)) == sorted(as_kept([word for words in told for word in words]))


def killed(process: subprocess.Popen[str], after: str) -> list[str]:
    """Kill a writer as soon as it has said something, and return what it said until it died."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        if said[-1] == after:
            process.send_signal(signal.SIGKILL)
            break
    said += [line.rstrip("\n") for line in process.stdout]
    assert process.wait(timeout=60) == -signal.SIGKILL
    process.stdout.close()
    return said


def sound(store: str) -> bool:
    if store == DATABASE:
        return True  # it keeps watch over its own files
    with closing(sqlite3.connect(store)) as connection:
        return list(connection.execute("PRAGMA integrity_check")) == [("ok",)]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_writer_that_dies_in_the_middle_of_a_write_leaves_nothing_half_done(store: str) -> None:
    said = killed(writer(store, "a", 3, "hang"), "in the middle")
    assert said == ["a 0", "a 1", "a 2", "in the middle"]
    assert sound(store)
    assert kept(store) == as_kept(said[:3])
    with History.open(store) as history:  # and the next writer does not wait for the dead one
        history.add(entry("a", "next"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_the_photo_of_a_writer_that_died_goes_to_the_trash(store: str) -> None:
    killed(writer(store, "a", 1, "hang photo"), "in the middle")
    with History.open(store) as history:
        files = history.files_of(history.contents())
        (stray,) = files.names()
        assert history.photos("a") == ()
        assert history.assessment("a").photos == 0
        history.add(entry("a", "next"))
        assert files.names() == {stray}  # it may be that of a writer at work
        os.utime(files.directory / stray, (0, 0))
        history.remove("a", history.add(entry("a", "another")).number)
        assert files.names() == set()
        assert files.in_trash() == {stray}
