"""How the command line speaks: data on stdout, talk on stderr, colour only for a person."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from kg.plain_text import strip_controls

_WIDEST: Final = 80
_NARROWEST: Final = 40


def write(text: str) -> None:
    """Write text for people to stdout; letters an old terminal cannot show are replaced.

    What a terminal would obey is left out, but for colours.
    """
    encoding = sys.stdout.encoding or "utf-8"
    plain = strip_controls(text, colours=True)
    ended = plain if plain.endswith("\n") else f"{plain}\n"
    sys.stdout.write(ended.encode(encoding, "replace").decode(encoding))


def write_document(text: str) -> None:
    """Write a document for programs to stdout: UTF-8 and line feeds on every system."""
    ended = text if text.endswith("\n") else f"{text}\n"
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(ended)
        return
    sys.stdout.flush()
    binary.write(ended.encode())


def talk(text: str) -> None:
    """Say something to the person at the terminal, on stderr."""
    encoding = sys.stderr.encoding or "utf-8"
    plain = strip_controls(text, colours=True)
    print(plain.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


@contextmanager
def progress(text: str) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far long work is, on one line that is cleared at the end.

    Only a person at a terminal sees it.

    Args:
        text: what is told, with ``{}`` for the number reached.
    """
    seen = sys.stderr.isatty()

    def tell(number: int) -> None:
        if seen:
            print(f"\r{text.format(number)} ", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if seen:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def in_colour(stream: TextIO | None = None) -> bool:
    """Return whether a stream, by default stdout, takes colour: a terminal, and nobody said no."""
    target = sys.stdout if stream is None else stream
    wished = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wished and target.isatty()


def width() -> int:
    """Return how many columns a text may take: at most 80, fewer in a narrow terminal."""
    if not sys.stdout.isatty():
        return _WIDEST
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
