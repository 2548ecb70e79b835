"""A list to pick from as a Streamlit component: each row a sentence, with a note below it.

By keyboard: the list is one stop; arrow keys, Home and End move, Enter picks. Text comes from
Python; nothing is asked of another host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from kg.explorer.components.registration import announce

__all__ = ["Entry", "pick_list", "picked"]


@dataclass(frozen=True)
class Entry:
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


def pick_list(
    rows: Sequence[Entry],
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
    import streamlit as st

    mount = st.components.v2.component(
        announce("pick_list"), js="pick_list.js", css="pick_list.css"
    )
    mount(
        key=key,
        data={"rows": [asdict(one) for one in rows], "chosen": chosen, "label": label},
        on_pick_change=on_pick,
    )


def picked(key: str) -> str | None:
    """Return the key of the row that was just picked."""
    import streamlit as st

    state = st.session_state.get(key)
    sent = state.get("pick") if isinstance(state, Mapping) else None
    return sent if isinstance(sent, str) else None
