"""Knowledge: what the ontology says of anything, the kinetic chain, and SPARQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from kg.errors import BadInput
from kg.explain.movement_effects import MovementEffects
from kg.explorer.components.reading import gone_to, reading
from kg.explorer.escape import as_written
from kg.explorer.figures import page_figure
from kg.explorer.navigation import go_to
from kg.explorer.session import Session
from kg.explorer.views.explore.questions import findable
from kg.explorer.views.explore.views import NEXT_VIEW
from kg.explorer.views.knowledge import chain as knowledge_chain
from kg.explorer.views.knowledge import query as knowledge_query
from kg.present.address.case import Look, case_word
from kg.present.address.selection import looked
from kg.present.entry_page import ACT, entry_page, kind_page, kinds_list, results_list
from kg.present.figure.body_map import body_map as map_of
from kg.present.movement_page import MovementPages
from kg.present.ontology_browser import Atlas

#: The key of the address, and of the widget, for the part of the page.
_KEY: Final = "part"
_PART, _NEXT = "knowledge_part", "knowledge_next"
_WORDS, _FOUND, _ENTRY = "knowledge_words", "knowledge_found", "knowledge_entry"
_GOING: Final = "knowledge_going"
_MOST: Final = 40
#: What the buttons of an entry do: follow the chain, or open a view of the explorer.
_CHAIN: Final = f"{ACT}chain"
_VIEWS: Final = {f"{ACT}why": "Why", f"{ACT}why_not": "Why not", f"{ACT}map": "Program"}


def show(session: Session) -> None:
    """Show the part that is chosen."""
    state = st.session_state
    going = state.pop(_GOING, None)
    if going is not None:
        state[NEXT_VIEW] = going
        go_to("explore")
    st.title("Knowledge")
    entry = state.pop(_NEXT, None) or st.query_params.get(_KEY)
    if entry in _PARTS and (_PART not in state or entry != state[_PART]):
        state[_PART] = entry
    state.setdefault(_PART, next(iter(_PARTS)))

    def choose() -> None:
        st.query_params[_KEY] = state[_PART]

    name = st.segmented_control(
        "Part",
        list(_PARTS),
        key=_PART,
        required=True,
        format_func=lambda one: _TITLES[one],
        label_visibility="collapsed",
        on_change=choose,
    )
    _PARTS[str(name)](session, _atlas(session))


def warm(session: Session) -> None:
    """Look up what every visitor needs."""
    atlas = _atlas(session)
    kinds_list(session.knowledge, atlas, None)
    _effects(session)
    knowledge_chain.warm(session, atlas)


@st.cache_resource(show_spinner=False)
def _atlas(_session: Session) -> Atlas:
    return Atlas(_session.knowledge)


@st.cache_resource(show_spinner=False)
def _drawn(_session: Session) -> frozenset[str]:
    return frozenset(map_of(None, _session.knowledge).drawn_by)


def _movement(session: Session) -> MovementPages:
    """Return what shows the movement of exercises and muscles, with pictures for this page."""
    return MovementPages(
        session.knowledge,
        _effects(session),
        lambda exercise, moving: page_figure(exercise, moving=moving),
    )


@st.cache_resource(show_spinner=False)
def _effects(_session: Session) -> MovementEffects:
    return MovementEffects.of(_session.knowledge)


def _address(session: Session) -> dict[str, str]:
    return {} if session.case is None else {"case": case_word(session.case)}


# --- looking things up --------------------------------------------------------------------------


def _browse(session: Session, atlas: Atlas) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        _find(session, atlas)
    with right:
        _show_entry(session, atlas)


def _find(session: Session, atlas: Atlas) -> None:
    words = st.text_input(
        "Search names and synonyms", key=_WORDS, placeholder="A name, a synonym, or part of one"
    )
    chosen = session.look.about
    blocks = results_list(atlas, words, _MOST, chosen) if words.strip() else []
    if words.strip() and not blocks:
        st.markdown("**Nothing is called that**, nor nearly so.")
    reading(
        blocks or kinds_list(session.knowledge, atlas, chosen),
        key=_FOUND,
        on_go=_follow(session, _FOUND),
        label="What was found" if blocks else "Kinds of things",
        address=_address(session),
        bounded=True,
        level=2,
    )


def _follow(session: Session, key: str) -> Callable[[], None]:
    def go() -> None:
        target = gone_to(key)
        if target == _CHAIN:
            knowledge_chain.begin(str(session.look.about))
            st.session_state[_NEXT] = st.query_params[_KEY] = "chain"
        elif target in _VIEWS:
            st.session_state[_GOING] = _VIEWS[target]
        elif target is not None:
            session.look_at(target)

    return go


def _show_entry(session: Session, atlas: Atlas) -> None:
    about = session.look.about
    if about is None:
        st.header("Everything that is known, with its sources")
        st.markdown(
            f"The ontology knows {len(atlas.kinds)} kinds of things. Search for a muscle, a "
            "finding, an exercise, a source, a condition or a test, or browse by kind. An entry "
            "tells what the thing is, what the editions say of it, where it is used and what it "
            "rests on; every name in it leads on."
        )
        return
    try:
        if any(one.id == about for one in atlas.kinds):
            blocks = kind_page(session.knowledge, atlas, about)
        else:
            first = _movement(session).blocks(about)
            onward = _onward(session, atlas, about)
            blocks = entry_page(session.knowledge, atlas, about, *onward, first)
    except BadInput:
        st.header(as_written(atlas.label(about)))
        st.markdown("This is a term of the ontology's own language. It has no entry of its own.")
        return
    reading(
        blocks,
        key=_ENTRY,
        on_go=_follow(session, _ENTRY),
        label="Entry",
        address=_address(session),
        follow=True,
    )


def _onward(session: Session, atlas: Atlas, about: str) -> tuple[str, dict[str, str]]:
    """Return what the advice says of a thing, and where else it can be seen."""
    consultation = session.consultation
    statements = () if consultation is None else looked(consultation, Look(about)).sentences
    acts = {}
    if statements:
        acts["why"] = "Why in this case"
    elif consultation is not None and about in findable(session.knowledge):
        acts["why_not"] = "Why not in this case"
    if about in _drawn(session):
        acts["map"] = "Show on the body map"
    if knowledge_chain.has(session, atlas, about):
        acts["chain"] = "Follow the kinetic chain"
    sentence = f"In this case: {statements[0][1]}" if statements else ""
    return f"{sentence} {len(statements) - 1} more." if len(statements) > 1 else sentence, acts


# --- the other parts ----------------------------------------------------------------------------


def _along(session: Session, atlas: Atlas) -> None:
    def look_up(identifier: str) -> None:
        session.look_at(identifier)
        st.session_state[_NEXT] = "entries"
        st.query_params[_KEY] = "entries"

    knowledge_chain.show(session, atlas, _address(session), look_up)


def _ask(session: Session, _: Atlas) -> None:
    knowledge_query.show(session)


_PARTS: Final[dict[str, Callable[[Session, Atlas], None]]] = {
    "entries": _browse,
    "chain": _along,
    "sparql": _ask,
}
_TITLES: Final = {"entries": "Look up", "chain": "Kinetic chain", "sparql": "SPARQL"}
