"""The linked views: body map, program, week, why, graph; and beside them why not and what if."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from kg.explain.consultation import Consultation
from kg.explorer import alerts
from kg.explorer.components.body_map import body_map
from kg.explorer.session import TAKEN, Session, write_address
from kg.explorer.views.explore import questions
from kg.explorer.views.explore import views as explore_views
from kg.explorer.views.explore import week as explore_week
from kg.present.address.selection import Looked, looked
from kg.present.figure.body_map import body_map as map_of

_VIEW: Final = "explore_view"
_BODY: Final = "explore_body"
_FOUND: Final = "explore_found"


def _why(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show why what is looked at is so; where it is not so, why not."""
    explore_views.why(session, consultation, selection)
    if selection.atom is None and session.look.about is not None:
        questions.failures(session, consultation, selection)


#: The views by name; each shows what is looked at in its own way.
_VIEWS: Final[dict[str, Callable[[Session, Consultation, Looked], None]]] = {
    "Program": explore_views.program,
    "Week": explore_week.week,
    "Why": _why,
    "Graph": explore_views.graph,
    "Why not": questions.why_not,
    "What if": questions.what_if,
}


def show(session: Session) -> None:
    """Show the views; what is chosen in one is chosen in all."""
    st.title("See why")
    if alerts.answered(session) is not None:
        _linked(session)


@st.fragment
def _linked(session: Session) -> None:
    began, session = session, session.now()
    write_address(session)
    if session.notices != began.notices:
        alerts.notices(session)
    consultation = alerts.answered(session)
    if consultation is None:
        return
    alerts.alarms(session, consultation.advice)
    selection = looked(consultation, session.look)
    next_view = st.session_state.pop(explore_views.NEXT_VIEW, None)
    if st.session_state.pop(TAKEN, False) and next_view is None:
        next_view = "Why" if session.look.words and not session.own else "Program"
    if next_view is not None:
        st.session_state[_VIEW] = next_view
    st.session_state.setdefault(_VIEW, "Program")
    left, right = st.columns(2, gap="large")
    with left:
        _body(session, consultation, selection)
    with right:
        _search(session)
        name = st.segmented_control(
            "View", list(_VIEWS), key=_VIEW, required=True, label_visibility="collapsed"
        )
        _VIEWS[str(name)](session, consultation, selection)


def _body(session: Session, consultation: Consultation, selection: Looked) -> None:
    model = map_of(consultation.advice, session.knowledge)
    drawn = [one for one in selection.muscles if one[0] in model.drawn_by]
    if not drawn and session.look.about in model.drawn_by:
        drawn = [(str(session.look.about), session.look.side or "both")]
    before = tuple(
        dict.fromkeys(
            (spot.muscle, spot.side) for place in drawn for spot in model.drawn(place[0], place[1])
        )
    )
    chosen = body_map(model, key=_BODY, selected=drawn)
    if chosen != before:
        new = [one for one in chosen if one not in before] or list(chosen)
        session.look_at(*(new[-1] if new else (None,)))
        st.session_state[explore_views.NEXT_VIEW] = "Why"
        st.rerun(scope="fragment")


def _search(session: Session) -> None:
    names = questions.findable(session.knowledge)
    about = session.look.about
    if about not in names:
        about = None
    if st.session_state.get(_FOUND) != about:
        st.session_state[_FOUND] = about

    def go() -> None:
        session.look_at(st.session_state[_FOUND])
        st.session_state[explore_views.NEXT_VIEW] = "Why"

    st.selectbox(
        "Find a muscle, finding or exercise",
        list(names),
        key=_FOUND,
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder="Type a name or a synonym",
        on_change=go,
    )
