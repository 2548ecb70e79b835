"""Limits of time: counted by the processor, and what they cut short is never taken as true."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

__all__ = ["Deadline", "Watch", "report_unfinished", "watch"]

#: A busy machine gives this process a part of its time only: at most so many seconds of real time
#: pass for each second of the limit.
_WALL_FACTOR: Final = 4.0
_SHORTEST_WAIT: Final = 0.005


class Deadline:
    """The end of a search: when this process has computed for so many seconds.

    Other threads of the process count as well, so it may come early in a server that is busy, but
    never before that many seconds of real time have passed; and it comes after four times as many
    whatever happens.
    """

    def __init__(self, seconds: float) -> None:
        """Begin to count.

        Args:
            seconds: processor seconds, at least zero.
        """
        self._seconds = seconds
        self._clock = time.monotonic()
        self._processor = time.process_time()

    def remaining(self) -> float:
        """Return how many seconds to wait before the deadline is looked at again; 0 when over."""
        passed = time.monotonic() - self._clock
        computed = time.process_time() - self._processor
        last = self._seconds * _WALL_FACTOR - passed
        left = max(self._seconds - passed, self._seconds - computed)
        if left <= 0 or last <= 0:
            return 0.0
        return max(min(left, last), _SHORTEST_WAIT)

    def is_over(self) -> bool:
        """Return whether the time has run out."""
        return self.remaining() == 0.0


class Watch:
    """Whether anything was cut short by a limit of time while this watched.

    Attributes:
        unfinished: whether something was.
    """

    def __init__(self) -> None:
        """Begin with nothing cut short."""
        self.unfinished = False


_watches: ContextVar[tuple[Watch, ...]] = ContextVar("watches", default=())


@contextmanager
def watch() -> Iterator[Watch]:
    """Watch what is computed in this thread meanwhile; watches may stand inside one another."""
    new = Watch()
    token = _watches.set((*_watches.get(), new))
    try:
        yield new
    finally:
        _watches.reset(token)


def report_unfinished() -> None:
    """Report to all who watch that an answer is not complete, because the time ran out."""
    for one in _watches.get():
        one.unfinished = True
