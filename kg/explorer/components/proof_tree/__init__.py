"""The proof tree as a Streamlit component: sentences that fold, each with where it comes from.

By keyboard as any tree: arrow keys move, fold and unfold; Enter shows the source of a line. Text
comes from Python; nothing is asked of another host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kg.explorer.components.registration import announce

__all__ = ["proof_tree"]

_WORDS: Final = {
    "tree": "Proof",
    "all": "Unfold all",
    "none": "Fold",
    "again": "as told above",
    "source": "Source",
    "rule": "Rule",
    "from": "It comes from",
    "cites": "It cites",
    "states": "Statements of the ontology",
    "go": "Explain this line",
    "hint": "Arrow keys move and unfold, Enter shows where a line comes from.",
}


def proof_tree(
    rows: list[dict[str, Any]],
    *,
    key: str,
    open_levels: int = 2,
    on_go: Callable[[], None] | None = None,
) -> None:
    """Show a tree.

    Args:
        rows: what ``kg.present.proof_tree.proof_tree`` returned.
        key: the name of this place on the page.
        open_levels: how many levels are unfolded at first.
        on_go: called when a visitor wants a line explained; ``gone_to(key)`` says which.
    """
    import streamlit as st

    mount = st.components.v2.component(
        announce("proof_tree"), js="proof_tree.js", css="proof_tree.css"
    )
    mount(
        key=key,
        data={"rows": rows, "open": open_levels, "words": _WORDS, "goes": on_go is not None},
        on_go_change=on_go or _nothing,
    )


def gone_to(key: str) -> str | None:
    """Return the key of the line that a visitor wants explained, if one was just asked for."""
    import streamlit as st

    state = st.session_state.get(key)
    asked = state.get("go") if isinstance(state, Mapping) else None
    return asked if isinstance(asked, str) else None


def _nothing() -> None:
    """Do nothing: Streamlit wants to be told what follows a change."""
