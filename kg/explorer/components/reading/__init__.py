"""Pages of text with links as a Streamlit component: headings, lists, tables, paths.

A link tells Python where it leads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from kg.explorer.components.component import Component, ComponentEvent, read_text

__all__ = ["gone_to", "reading"]


@dataclass(frozen=True)
class ReadingProperties:
    """What the script draws from; ``base`` is how the address behind a link begins."""

    blocks: list[Mapping[str, Any]]
    label: str
    base: str
    bounded: bool
    follow: bool
    level: int


_READING: Final[Component[ReadingProperties, str]] = Component(
    "reading",
    ComponentEvent("go", read_text),
    words={
        "more": "more",
        "source": "Source",
        "rests": "It rests on",
        "follows": "follows",
        "pause": "Pause",
        "play": "Play",
    },
)


def reading(
    blocks: Sequence[Mapping[str, Any]],
    *,
    key: str,
    on_go: Callable[[], None],
    label: str,
    address: Mapping[str, str] | None = None,
    bounded: bool = False,
    follow: bool = False,
    level: int = 3,
) -> None:
    """Show a page of text.

    Args:
        blocks: what ``kg.present.entry_page`` makes.
        key: the name of this place on the page.
        on_go: called when a link is followed; ``gone_to(key)`` says where to.
        label: what the part is, for those who do not see it.
        address: the words of the address that a link keeps when it is opened elsewhere.
        bounded: whether it scrolls within a height of its own.
        follow: whether a new title gets the keyboard, so that it is read next.
        level: of the headings below a title.
    """
    base = f"?{urlencode(dict(address or {}))}&see="
    properties = ReadingProperties(list(blocks), label, base, bounded, follow, level)
    _READING.show(properties, key=key, on_event=on_go)


def gone_to(key: str) -> str | None:
    """Return what is behind the link or button that was just pressed, if one was."""
    return _READING.sent(key)
