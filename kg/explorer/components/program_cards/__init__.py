"""The program as cards in a Streamlit component: the phases in order, each card with its buttons.

Text comes from Python; nothing is asked of another host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kg.explorer.components.registration import announce

__all__ = ["pressed", "program_cards"]

_WORDS: Final = {
    "why": "Why",
    "swap": "Swap",
    "drop": "Remove",
    "care": "Care",
    "nothing": "Nothing is asked for.",
    "lacking": "Nothing fits: see what is left out.",
}


def program_cards(
    phases: list[dict[str, Any]],
    *,
    key: str,
    chosen: str | None = None,
    on_press: Callable[[], None],
) -> None:
    """Show the cards.

    Args:
        phases: what ``kg.present.program_cards.program_cards`` returned.
        key: the name of this place on the page.
        chosen: the atom of the card that is looked at.
        on_press: called when a button of a card is pressed; ``pressed(key)`` says which.
    """
    import streamlit as st

    mount = st.components.v2.component(
        announce("program_cards"), js="program_cards.js", css="program_cards.css"
    )
    mount(
        key=key,
        data={"phases": phases, "chosen": chosen, "words": _WORDS},
        on_press_change=on_press,
    )


def pressed(key: str) -> tuple[str, str] | None:
    """Return what was just pressed, ``why``, ``swap`` or ``drop``, and the atom of its card."""
    import streamlit as st

    state = st.session_state.get(key)
    sent = state.get("press") if isinstance(state, Mapping) else None
    match sent:
        case [("why" | "swap" | "drop") as what, str() as atom]:
            return what, atom
    return None
