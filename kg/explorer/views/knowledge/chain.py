"""The kinetic chain: paths from a finding to a far muscle, drawn and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from kg.explorer.components.reading import gone_to, reading
from kg.explorer.escape import as_written
from kg.explorer.session import Session
from kg.explorer.views.knowledge.chain_chart import chain_spec, clicked
from kg.explorer.views.knowledge.chain_paths import reach, shortest_paths
from kg.present.chain_graph import Chain, chain
from kg.present.chain_page import drawn_paths, near_page, paths_page
from kg.present.ontology_browser import Atlas

__all__ = ["begin", "has", "show", "warm"]

#: The keys of the address for the two ends; those of the widgets follow.
_SAID_FROM, _SAID_TO, _SAID_ALONG = "from", "to", "along"
_APART: Final = "."
_FROM, _TO, _ALONG = "chain_from", "chain_to", "chain_along"
_CHART, _PATHS, _NEAR = "chain_chart", "chain_paths", "chain_near"
_HEIGHT: Final = 105
_TALLEST: Final = 900
_MOST: Final = 4


@st.cache_resource(show_spinner=False)
def _chain(_session: Session, _atlas: Atlas) -> Chain:
    return chain(_session.knowledge, _atlas)


@st.cache_resource(show_spinner=False)
def _names(_session: Session, _atlas: Atlas) -> dict[str, str]:
    """Return the things of the chain, each with its kind, by kind and name."""
    labels = _chain(_session, _atlas).labels
    kinds = {one: _atlas.entry(one).kinds[0].label for one in labels}
    ordered = sorted(labels, key=lambda one: (kinds[one], labels[one].casefold()))
    return {one: f"{labels[one]} ({kinds[one].lower()})" for one in ordered}


def warm(session: Session, atlas: Atlas) -> None:
    """Look up what every visitor needs."""
    _names(session, atlas)


def has(session: Session, atlas: Atlas, identifier: str) -> bool:
    """Return whether a thing belongs to the kinetic chain."""
    return identifier in _chain(session, atlas).labels


def begin(identifier: str) -> None:
    """Let paths begin at a thing, from a callback."""
    st.session_state[_FROM], st.session_state[_TO] = identifier, None


def show(
    session: Session, atlas: Atlas, address: dict[str, str], look_up: Callable[[str], None]
) -> None:
    """Show paths between two things.

    Args:
        session: the session.
        atlas: what things are looked up in.
        address: the words of the address that a link keeps.
        look_up: called from a callback with what is to be looked up.
    """
    whole = _chain(session, atlas)
    start, end, along = _ends(session, atlas, whole)
    if start is None:
        st.markdown("Choose where a path begins: a finding, for example.")
        return

    def toward() -> None:
        target = gone_to(_NEAR)
        if target is not None:
            st.session_state[_TO] = target

    if end is None:
        st.markdown("Choose where it ends: above, or here. The far ones are further down.")
        near = near_page(whole, reach(whole.between(start, start, along), start))
        label = "What can be reached"
        reading(near, key=_NEAR, on_go=toward, label=label, address=address, level=2)
        return
    _paths(session, atlas, whole, (start, end), along, address, look_up)


def _ends(
    session: Session, atlas: Atlas, whole: Chain
) -> tuple[str | None, str | None, tuple[str, ...]]:
    state = st.session_state
    for key, parameter in ((_FROM, _SAID_FROM), (_TO, _SAID_TO)):
        word = st.query_params.get(parameter)
        if key not in state:
            first = session.look.about if key == _FROM and word is None else word
            state[key] = first if first in whole.labels else None
        if word is not None and word not in whole.labels:
            st.warning(as_written(f"Ignored in this address: {parameter}, found {word[:40]!r}."))
    names = _names(session, atlas)
    left, right = st.columns(2)
    for place, key, title in ((left, _FROM, "From"), (right, _TO, "To")):
        place.selectbox(
            as_written(title),
            list(names),
            index=None,
            key=key,
            format_func=lambda one: names[one],
            placeholder="Type a name",
        )
    relations = dict(whole.relations)
    if _ALONG not in state:
        walked = st.query_params.get(_SAID_ALONG, "").split(_APART)
        state[_ALONG] = [one for one in walked if one in relations] or list(whole.inner)
    along = st.pills(
        "A path goes along; its first and last step may be of any kind",
        list(relations),
        selection_mode="multi",
        key=_ALONG,
        format_func=lambda one: as_written(relations[one]),
    )
    _say(_SAID_ALONG, None if set(along) == set(whole.inner) else _APART.join(sorted(along)))
    _say(_SAID_FROM, state[_FROM])
    _say(_SAID_TO, state[_TO])
    return state[_FROM], state[_TO], tuple(along)


def _say(key: str, value: str | None) -> None:
    """Let the address say something, or no longer."""
    if not value:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


def _paths(
    session: Session,
    atlas: Atlas,
    whole: Chain,
    ends: tuple[str, str],
    along: tuple[str, ...],
    address: dict[str, str],
    look_up: Callable[[str], None],
) -> None:
    start, end = ends
    if start == end:
        st.markdown("Both ends are the same.")
        return
    paths = shortest_paths(whole.between(start, end, along), start, end, _MOST)
    if not paths:
        st.markdown("**No path** goes along these relations. Allow another one above.")
        return
    drawn = drawn_paths((one.nodes, one.steps) for one in paths)
    steps = len(paths[0].steps)
    length = "1 step" if steps == 1 else f"{steps} steps"
    count = "the shortest path" if len(paths) == 1 else f"{len(paths)} of the shortest paths"
    title = f"{atlas.label(start)} to {atlas.label(end).lower()}: {length}, {count}"
    st.header(as_written(title), divider="gray")

    def pick() -> None:
        target = clicked(_CHART, drawn)
        if target is not None:
            look_up(target)

    def follow() -> None:
        target = gone_to(_PATHS)
        if target is not None:
            look_up(target)

    left, right = st.columns([1, 1], gap="large")
    left.echarts_chart(
        chain_spec(drawn, atlas.label, dark=st.context.theme.type == "dark"),
        height=min(140 + _HEIGHT * steps, _TALLEST),
        key=_CHART,
        on_select=pick,
        alt=f"Graph: {title}. The same paths stand below as text.",
    )
    blocks = paths_page(session.knowledge, atlas, [one.steps for one in paths])
    with right:
        reading(blocks, key=_PATHS, on_go=follow, label="The paths in words", address=address)
