"""What ran out of time is no answer for the next visitor, nor for good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from kg.explorer.answer_cache import cached_answer, forget_unfinished
from kg.solve.time_limits import report_unfinished, watch

CALLS: list[str] = []
LATE: set[str] = set()


@cached_answer(most=4)
def answer(question: str, _ignored: object = None) -> str:
    CALLS.append(question)
    if question in LATE:
        report_unfinished()
        return f"part of {question}"
    return f"all of {question}"


@cached_answer(most=4)
def summary(question: str) -> str:
    return f"a summary: {answer(question)}"


@pytest.fixture(autouse=True)
def visitor(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """A visitor, who comes to empty caches."""
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    CALLS.clear()
    LATE.clear()
    answer.clear()
    summary.clear()
    yield state
    answer.clear()
    summary.clear()


def test_a_complete_answer_is_computed_once() -> None:
    assert answer("a") == answer("a", object()) == "all of a"
    assert CALLS == ["a"]


def test_what_ran_out_of_time_stays_with_the_visitor_until_asked_again(
    visitor: dict[str, object],
) -> None:
    LATE.add("a")
    assert answer("a") == answer("a") == "part of a"
    assert CALLS == ["a"]
    LATE.clear()
    assert answer("a") == "part of a"
    forget_unfinished()
    assert answer("a") == "all of a"


def test_the_next_visitor_gets_an_answer_of_their_own(visitor: dict[str, object]) -> None:
    LATE.add("a")
    assert answer("a") == "part of a"
    LATE.clear()
    visitor.clear()
    assert answer("a") == "all of a"


def test_what_is_made_of_it_is_not_kept_either() -> None:
    LATE.add("a")
    assert summary("a") == "a summary: part of a"
    assert summary("a") == "a summary: part of a"
    LATE.clear()
    forget_unfinished()
    assert summary("a") == "a summary: all of a"


def test_a_failure_is_not_kept() -> None:
    attempts = []

    @cached_answer()
    def fail_once(question: str) -> str:
        attempts.append(question)
        if len(attempts) == 1:
            raise LookupError(question)
        return question

    with pytest.raises(LookupError):
        fail_once("a")
    assert fail_once("a") == "a"
    fail_once.clear()


def test_watches_stand_inside_one_another() -> None:
    with watch() as outer:
        with watch() as inner:
            pass
        assert not inner.unfinished
        with watch() as other:
            report_unfinished()
    assert other.unfinished
    assert outer.unfinished
    assert not inner.unfinished
