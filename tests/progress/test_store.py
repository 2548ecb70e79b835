"""The history keeps what it was given, in order, and forgets what is removed."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadInput
from kg.progress.store import Assessment, History
from tests.depth import tries
from tests.progress.entries import DAY, entry
from tests.progress.stores import FILE, KINDS, new_store


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "deep" / "history.sqlite")


def test_what_was_added_is_there_letter_by_letter(store: str) -> None:
    odd = entry(word="Ünïcode – 骨盤 \U0001f9b6\r\n\t# and a comment")
    with History.open(store) as history:
        number = history.add(odd).number
    with History.open(store) as history:
        (kept,) = history.assessments()
    assert kept == Assessment(**vars(odd), number=number, photos=0)


def test_the_store_is_readable_by_its_user_alone(file: str) -> None:
    with History.open(file) as history:
        history.add(entry())
    assert Path(file).stat().st_mode & 0o077 == 0
    assert Path(file).parent.stat().st_mode & 0o077 == 0


def test_the_same_case_is_kept_once(store: str) -> None:
    with History.open(store) as history:
        history.add(entry())
        with pytest.raises(BadInput, match="already"):
            history.add(entry())
        history.add(entry(day=DAY + dt.timedelta(days=1)))
        history.add(entry(client="client-08"))
        assert len(history.assessments()) == 3


def test_cases_are_listed_by_day_whenever_they_were_added(store: str) -> None:
    days = [DAY + dt.timedelta(days=one) for one in (20, 0, 10)]
    with History.open(store) as history:
        for day in days:
            history.add(entry(day=day))
        assert [one.day for one in history.of("client-07")] == sorted(days)
        assert history.assessment("client-07").day == max(days)


def test_clients_stand_in_one_order_whatever_the_store(store: str) -> None:
    clients = ["b", "B", "a_1", "a-1", "a1", "A"]
    with History.open(store) as history:
        for client in clients:
            history.add(entry(client))
        assert [one.client for one in history.assessments()] == sorted(clients)
        assert list(history.clients()) == sorted(clients)


def test_a_number_is_never_used_again(store: str) -> None:
    with History.open(store) as history:
        first = history.add(entry(word="one")).number
        second = history.add(entry(word="two")).number
        history.remove("client-07", second)
        assert history.add(entry(word="three")).number > second > first


def test_nothing_of_a_removed_case_stays_in_any_file(file: str) -> None:
    word = "a word that stands nowhere else"
    with History.open(file) as history:
        history.add(entry(word="kept"))
        number = history.add(entry(word=word * 50)).number
    folder = Path(file).parent
    assert any(word.encode() in path.read_bytes() for path in folder.iterdir())
    with History.open(file) as history:
        history.remove("client-07", number)
        assert not any(word.encode() in path.read_bytes() for path in folder.iterdir())
        assert len(history.assessments()) == 1


@pytest.mark.parametrize(
    ("client", "number", "message"),
    [
        ("client-70", None, "did you mean client-07"),
        ("client-07", 99, "no assessment number 99; 1"),
    ],
)
def test_what_is_not_there_is_said(
    client: str, number: int | None, message: str, store: str
) -> None:
    with History.open(store) as history:
        history.add(entry())
        for ask in (history.assessment, history.remove):
            with pytest.raises(BadInput, match=message):
                ask(client, number)


CLIENTS = st.sampled_from(["a", "b", "c-1"])
STEPS = st.one_of(
    st.tuples(st.just("add"), CLIENTS, st.integers(0, 3), st.integers(0, 2)),
    st.tuples(st.just("remove"), CLIENTS, st.integers(0, 5), st.just(0)),
    st.tuples(st.just("remove all"), CLIENTS, st.just(0), st.just(0)),
    st.tuples(st.just("open again"), st.just(""), st.just(0), st.just(0)),
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=tries("CONTINUUM_RANDOM_HISTORIES", push=20, deep=60))
@given(steps=st.lists(STEPS, max_size=25))
def test_a_history_behaves_as_a_list_of_cases(
    kind: str,
    steps: list[tuple[str, str, int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with new_store(kind, tmp_path_factory.mktemp("model")) as store:
        behaves_as_a_list(store, steps)
        if kind == FILE:
            with closing(sqlite3.connect(store)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def behaves_as_a_list(store: str, steps: list[tuple[str, str, int, int]]) -> None:
    model: list[Assessment] = []
    history = History.open(store)
    try:
        for step, client, one, other in steps:
            mine = [kept for kept in model if kept.client == client]
            if step == "open again":
                history.close()
                history = History.open(store)
            elif step == "add":
                new = entry(client, f"word {other}", DAY + dt.timedelta(days=one))
                if any(vars(new).items() <= vars(kept).items() for kept in model):
                    with pytest.raises(BadInput):
                        history.add(new)
                else:
                    model.append(history.add(new))
            elif mine:
                gone = mine if step == "remove all" else [mine[one % len(mine)]]
                number = None if step == "remove all" else gone[0].number
                assert set(history.remove(client, number)) == set(gone)
                model = [kept for kept in model if kept not in gone]
            else:
                with pytest.raises(BadInput):
                    history.remove(client)
            ordered = sorted(model, key=lambda kept: (kept.client, kept.day, kept.number))
            assert list(history.assessments()) == ordered
            assert list(history.clients()) == sorted({kept.client for kept in model})
    finally:
        history.close()
