"""How deep the tests go: a part of the drawing on every push, all of it at night and for a release.

``make test`` runs at the depth ``push``, ``make test-deep`` at ``deep``; ``$CONTINUUM_DEPTH`` names
it. What is drawn at random is drawn in shares, each a test with a seed of its own, so that the
workers divide them among each other; a deep run draws what a push draws, and more. Of a family of
tests that go the same way many times, a push takes a few, other ones after every change of code or
content, and a deep run takes all. A test marked ``deep`` runs at that depth only, and its docstring
names what holds the same on a push.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.warm_cache import content_digest

DEPTHS: Final = ("push", "deep")
DEPTH: Final = os.environ.get("CONTINUUM_DEPTH", "push")
DEEP: Final = DEPTH == "deep"
#: So many values are drawn with one seed.
SHARE: Final = 10
#: Seconds for a search whose answer has to be complete: more than any machine needs.
UNHURRIED: Final = 3600.0
Value = TypeVar("Value")


def tries(variable: str, *, push: int, deep: int) -> int:
    """Return how much is tried: what an environment variable says, else what the depth asks for."""
    return int(os.environ.get(variable) or (deep if DEEP else push))


def some_of(
    values: Iterable[Value], *, push: int, name: Callable[[Value], str] = str
) -> list[Value]:
    """Return the values that a family of tests takes: all at the depth ``deep``, else a few.

    The same code and content give the same ones everywhere, and a change gives others.

    Args:
        values: what the tests go through.
        push: how many of them a push takes.
        name: gives the name of a value, by which it is chosen.
    """
    every = list(values)
    if DEEP:
        return every
    turn = content_digest()

    def place(index: int) -> str:
        return hashlib.sha256(f"{turn} {name(every[index])}".encode()).hexdigest()

    chosen = set(sorted(range(len(every)), key=place)[:push])
    return [value for index, value in enumerate(every) if index in chosen]


def shares(count: int) -> range:
    """Return the seeds of so many shares that ``count`` values are drawn with them."""
    return range(-(-count // SHARE))


def check_share(
    strategy: SearchStrategy[Value], number: int, check: Callable[[Value], None]
) -> None:
    """Draw the values of a share and check each; one that fails is shown as it was drawn.

    Args:
        strategy: what is drawn.
        number: the seed.
        check: raises when something is wrong with a value; rejects it by ``assume``.
    """

    @seed(number)
    @settings(
        max_examples=SHARE,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(strategy)
    def drawn(value: Value) -> None:
        check(value)

    drawn()
