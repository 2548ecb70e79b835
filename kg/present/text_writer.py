"""A page of text in the making: headings and folded lines, no wider than asked."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Final

from kg.advice.base import Span

__all__ = ["WIDTH", "Page", "in_digits", "in_side", "in_span", "likely"]

#: Columns of a terminal nobody has widened.
WIDTH: Final = 80
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
#: The status of a muscle that is already no certainty.
_UNDECIDED: Final = "equivocal"
_SIDES: Final = {"both": "both sides", "midline": "midline"}


class Page:
    """Lines in the making."""

    def __init__(self, names: Mapping[str, str], width: int, *, colour: bool) -> None:
        """Begin an empty page.

        Args:
            names: id to label; an id without one is shown in plain words.
            width: the widest line, in columns.
            colour: whether headings are marked with terminal codes.
        """
        self._names = names
        self._width = width
        self._colour = colour
        self._lines: list[str] = []

    def name(self, one: str) -> str:
        """Return the label of an id."""
        return self._names.get(one) or one.replace("_", " ")

    def heading(self, title: str, note: str = "") -> None:
        """Begin a part."""
        if self._lines:
            self._lines.append("")
        mark = (_BOLD, _RESET) if self._colour else ("", "")
        beside = len(title) + 2 + len(note) <= self._width
        self._lines.append(f"{mark[0]}{title}{mark[1]}{f'  {note}' if note and beside else ''}")
        if not beside:
            self.line(note, 2, 0)

    def line(self, text: str, indent: int = 2, hang: int = 2, *, dim: bool = False) -> None:
        """Add a paragraph, folded to the width."""
        folded = textwrap.wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
        )
        mark = (_DIM, _RESET) if self._colour and dim else ("", "")
        self._lines.extend(f"{mark[0]}{one}{mark[1]}" for one in folded)

    def text(self) -> str:
        """Return everything."""
        return "\n".join(self._lines) + "\n"


def in_side(side: str) -> str:
    """Return a side in words."""
    return _SIDES.get(side, side)


def in_span(span: Span) -> str:
    """Return the least and the most in words."""
    if span.minimum == span.maximum:
        return str(span.minimum)
    return f"{span.minimum} to {span.maximum}"


def in_digits(value: float) -> str:
    """Return a number without needless digits."""
    return f"{value:g}"


def likely(status: str) -> str:
    """Return a status as it may be said of a muscle: what was seen suggests it, no more."""
    return status if status == _UNDECIDED else f"likely {status}"
