"""A cache of answers that keeps what is complete; what ran out of time is no answer for others.

An answer that was cut short stays with the visitor who got it, so that a page can be drawn again
without waiting, until it is asked for once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Generic, ParamSpec, TypeVar

import streamlit as st

from kg.solve.time_limits import report_unfinished, watch

__all__ = ["CachedAnswer", "cached_answer", "forget_unfinished", "offer_retry"]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_UNFINISHED: Final = "unfinished_answers"
_MOST: Final = 16


class _Unfinished(Exception):  # noqa: N818 - it carries a result past the cache
    """Carries a result past a cache that would keep it."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result: Any = result


class CachedAnswer(Generic[Arguments, Result]):
    """A function whose complete answers are kept for all visitors."""

    def __init__(self, function: Callable[Arguments, Result], shows: str | bool, most: int) -> None:
        """Keep the function; see ``cached_answer``."""

        @st.cache_resource(show_spinner=shows, max_entries=most)
        @wraps(function)
        def complete(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            with watch() as watched:
                result = function(*args, **kwargs)
            if watched.unfinished:
                raise _Unfinished(result)
            return result

        self._complete = complete
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._names = function.__code__.co_varnames[: function.__code__.co_argcount]

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Return the answer: a kept one, or a new one."""
        given = {**dict(zip(self._names, args, strict=False)), **kwargs}
        asked = [(name, given[name]) for name in self._names if name in given and name[0] != "_"]
        key = (self._name, repr(asked))
        held: dict[tuple[str, str], Result] = st.session_state.setdefault(_UNFINISHED, {})
        if key not in held:
            try:
                return self._complete(*args, **kwargs)
            except _Unfinished as unfinished:
                while len(held) >= _MOST:
                    del held[next(iter(held))]
                held[key] = unfinished.result
        report_unfinished()  # whatever is made of it is not complete either
        return held[key]

    def clear(self) -> None:
        """Forget what is kept for all visitors."""
        self._complete.clear()


def cached_answer(
    *, shows: str | bool = False, most: int = 64
) -> Callable[[Callable[Arguments, Result]], CachedAnswer[Arguments, Result]]:
    """Return a decorator that caches what a function returns, if nothing in it ran out of time.

    Arguments whose names begin with ``_`` do not tell results apart, as in Streamlit's own caches.

    Args:
        shows: what the page shows while the function computes, or nothing.
        most: how many results are kept.
    """
    return lambda function: CachedAnswer(function, shows, most)


def forget_unfinished() -> None:
    """Let everything that ran out of time be computed again when it is next asked for."""
    st.session_state.pop(_UNFINISHED, None)


def offer_retry(key: str) -> None:
    """Show a button that computes again what ran out of time.

    Args:
        key: the key of the button.
    """
    st.button("Try again", key=key, on_click=forget_unfinished)
