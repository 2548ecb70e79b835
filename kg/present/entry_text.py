"""An entry of the ontology as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from kg.knowledge.entry import Entry, EntryPart, Link

__all__ = ["render_entry", "render_kinds"]

_NARROWEST: Final = 24
_STEP: Final = 2
#: Of many things that speak of an entry, at most so many are named.
_NAMED: Final = 24


def render_entry(entry: Entry, mechanics: Iterable[str] = (), *, width: int = 80) -> str:
    """Return an entry as text, no wider than asked, ending in a line break.

    Args:
        entry: the entry.
        mechanics: of an exercise, how it serves what it is for, in sentences.
        width: the most columns of a line.
    """
    head, *rest = _entry(entry, 0, width)
    lines = [line for text in mechanics for line in _wrapped(text, _STEP, width)]
    return "\n".join((head, *lines, *rest)) + "\n"


def render_kinds(kinds: Iterable[tuple[Link, int]], *, width: int = 80) -> str:
    """Return the kinds of things in the ontology as text, each with how many there are."""
    lines = [
        line
        for link, number in kinds
        for line in _wrapped(f"{link.label} ({link.id}): {number}", 0, width)
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry, indent: int, width: int) -> Iterator[str]:
    """Yield the lines of an entry and of what speaks of it."""
    kinds = ", ".join(link.label for link in entry.kinds)
    named = f"{entry.label} ({entry.id})"
    yield from _wrapped(f"{named}: {kinds}" if kinds else named, indent, width)
    inner = indent + _STEP
    if entry.definition:
        yield from _wrapped(entry.definition, inner, width)
    if entry.other_names:
        yield from _wrapped(f"also called: {', '.join(entry.other_names)}", inner, width)
    for part in entry.parts:
        yield from _wrapped(_part(part), inner, width)
    for link, parts in entry.sources:
        about = "; ".join(map(_part, parts)) if indent == 0 else ""
        yield from _wrapped(f"source: {link.label}{f' ({about})' if about else ''}", inner, width)
    if entry.place and indent == 0:
        yield from _wrapped(f"place: {entry.place}", inner, width)
    for link, entries in entry.spoken_of:
        if indent == 0:
            yield ""
        yield from _wrapped(f"named by others as: {link.label} ({len(entries)})", inner, width)
        for mention in entries:
            if isinstance(mention, Entry):
                yield from _entry(mention, inner + _STEP, width)
        names = [one.label for one in entries if isinstance(one, Link)]
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield from _wrapped(f"{'; '.join(names[:_NAMED])}{more}", inner + _STEP, width)


def _part(part: EntryPart) -> str:
    return f"{part.property}: {'; '.join(value.label for value in part.values)}"


def _wrapped(text: str, indent: int, width: int) -> list[str]:
    room = max(width, indent + _NARROWEST)
    return textwrap.wrap(
        text,
        room,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + _STEP),
        break_long_words=False,
        break_on_hyphens=False,
    )
