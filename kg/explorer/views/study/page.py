"""Study: walk the continuum, practise, play the specialist, make papers and cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from kg.explorer.session import Session
from kg.explorer.views.study import papers, practice, source
from kg.explorer.views.study import play as study_play
from kg.explorer.views.study import walk as study_walk
from kg.study.address import Wishes
from kg.study.generator import Study

_KEY: Final = "study_part"
#: The parts by the word of the address: what they are called, and what shows them.
_PARTS: Final[dict[str, tuple[str, Callable[[Session, Study, Wishes], None]]]] = {
    "walk": ("Walk", study_walk.show),
    "practice": ("Practise", practice.show),
    "specialist": ("Play the specialist", study_play.show),
    "papers": ("Papers and cards", papers.show),
}


def show(session: Session) -> None:
    """Show one part."""
    st.title("Study")
    study = source.source()
    wishes = source.wishes(study)
    if st.session_state.get(_KEY) != wishes.study:
        st.session_state[_KEY] = wishes.study
    part = st.segmented_control(
        "What to do",
        list(_PARTS),
        key=_KEY,
        required=True,
        format_func=lambda one: _PARTS[one][0],
        label_visibility="collapsed",
        on_change=source.followed(_KEY, "study"),
    )
    _PARTS[str(part)][1](session, study, wishes)
