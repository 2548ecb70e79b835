"""From a statement on another page to its proof."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kg.explorer.navigation import go_to
from kg.explorer.session import Session
from kg.explorer.views.explore.views import NEXT_VIEW
from kg.present.address.selection import look_of_atom

__all__ = ["explain_later", "go_on"]

_WANTED: Final = "explaining"


def explain_later(atom: str) -> None:
    """Remember, in a callback, that a statement is to be explained; ``go_on`` does it."""
    st.session_state[_WANTED] = atom


def go_on(session: Session) -> None:
    """Open the proof of a statement if one was wanted; to be called first in a page."""
    atom = st.session_state.pop(_WANTED, None)
    if atom is not None and session.consultation is not None:
        look = look_of_atom(session.consultation, atom)
        session.look_at(look.about, look.side, atom)
        st.session_state[NEXT_VIEW] = "Why"
        go_to("explore")
