"""The handout as a Streamlit component: the sheet as it is printed, with its own style.

The markup is made by ``kg.present.handout``, where every text is escaped; nothing is asked of
another host.
"""

from __future__ import annotations

from kg.explorer.components.registration import announce

__all__ = ["handout_sheet"]


def handout_sheet(body: str, style: str, *, key: str) -> None:
    """Show a sheet.

    Args:
        body: what ``kg.present.handout.handout_body`` returned.
        style: what ``kg.present.handout.handout_style`` returned.
        key: the name of this place on the page.
    """
    import streamlit as st

    mount = st.components.v2.component(announce("handout_sheet"), js="handout_sheet.js")
    mount(key=key, data={"body": body, "style": style, "print": "Print"})
