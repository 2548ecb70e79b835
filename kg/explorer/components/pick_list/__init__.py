"""A list to pick from as a Streamlit component: each row a sentence, with a note below it.

By keyboard: the list is one stop; arrow keys, Home and End move, Enter picks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from kg.explorer.components.component import Component, ComponentEvent, read_text

__all__ = ["PickEntry", "pick_list", "picked"]


@dataclass(frozen=True)
class PickEntry:
    """A row.

    Attributes:
        key: names it.
        text: what it says.
        note: what stands below, small.
        mark: what stands at its end, such as a number of times.
    """

    key: str
    text: str
    note: str = ""
    mark: str = ""


@dataclass(frozen=True)
class ListProperties:
    """What the script draws from."""

    rows: list[dict[str, str]]
    chosen: str | None
    label: str


_LIST: Final[Component[ListProperties, str]] = Component(
    "pick_list", ComponentEvent("pick", read_text)
)


def pick_list(
    rows: Sequence[PickEntry],
    *,
    key: str,
    label: str,
    on_pick: Callable[[], None],
    chosen: str | None = None,
) -> None:
    """Show a list.

    Args:
        rows: its rows.
        key: the name of this place on the page.
        label: what a screen reader calls it.
        on_pick: called when a row is picked; ``picked(key)`` says which.
        chosen: the key of the row that is looked at.
    """
    properties = ListProperties([asdict(row) for row in rows], chosen, label)
    _LIST.show(properties, key=key, on_event=on_pick)


def picked(key: str) -> str | None:
    """Return the key of the row that was just picked."""
    return _LIST.sent(key)
