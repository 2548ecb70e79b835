"""Limits of time: counted by the processor; what they cut short is reported."""

from __future__ import annotations

import time

import pytest

from kg.errors import TimeLimit
from kg.solve import time_limits
from kg.solve.search import solve
from kg.solve.time_limits import Deadline, watch

HARD = (
    "{ at(P, H) : H = 1..11 } = 1 :- P = 1..12. :- at(P, H), at(Q, H), P < Q."
    " #minimize { H, P : at(P, H) }."
)


class Clocks:
    """Two clocks that move as a test says."""

    def __init__(self) -> None:
        self.real = self.own = 100.0

    def monotonic(self) -> float:
        return self.real

    def process_time(self) -> float:
        return self.own


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    moved = Clocks()
    monkeypatch.setattr(time_limits, "time", moved)
    return moved


def test_a_busy_machine_does_not_shorten_a_search(clocks: Clocks) -> None:
    deadline = Deadline(10.0)
    clocks.real += 20.0
    clocks.own += 3.0
    assert not deadline.is_over()
    assert deadline.remaining() == 7.0
    clocks.own += 7.0
    assert deadline.is_over()


def test_other_threads_do_not_shorten_it(clocks: Clocks) -> None:
    deadline = Deadline(10.0)
    clocks.real += 4.0
    clocks.own += 40.0
    assert deadline.remaining() == 6.0


def test_it_ends_in_the_end(clocks: Clocks) -> None:
    deadline = Deadline(10.0)
    clocks.real += 40.0
    assert deadline.is_over()


def test_no_time_is_over_at_once() -> None:
    assert Deadline(0.0).is_over()


def test_a_search_that_is_cut_short_is_reported() -> None:
    begun = time.process_time()
    with watch() as watched, pytest.raises(TimeLimit):
        solve([HARD], time_limit=0.2)
    assert watched.unfinished
    assert time.process_time() - begun < 30  # it ends; how soon is the machine's matter


def test_a_search_that_ends_is_not() -> None:
    with watch() as watched:
        assert solve(["{ a }. :~ not a. [1]"]).proven
    assert not watched.unfinished
