"""Pages of text with links as a Streamlit component: headings, lists, tables, paths.

Text comes from Python; a link tells Python where it leads. Nothing is asked of another host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from kg.explorer.components.registration import announce

__all__ = ["gone_to", "reading"]

_WORDS: Final = {
    "more": "more",
    "source": "Source",
    "rests": "It rests on",
    "follows": "follows",
}


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
    import streamlit as st

    mount = st.components.v2.component(announce("reading"), js="reading.js", css="reading.css")
    mount(
        key=key,
        data={
            "blocks": list(blocks),
            "words": _WORDS,
            "label": label,
            "base": f"?{urlencode(dict(address or {}))}&see=",
            "bounded": bounded,
            "follow": follow,
            "level": level,
        },
        on_go_change=on_go,
    )


def gone_to(key: str) -> str | None:
    """Return what is behind the link or button that was just pressed, if one was."""
    import streamlit as st

    state = st.session_state.get(key)
    asked = state.get("go") if isinstance(state, Mapping) else None
    return asked if isinstance(asked, str) else None
