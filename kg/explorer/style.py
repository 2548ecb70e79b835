"""What the theme cannot say: spacing, cards, badges.

The colours of meaning stand here once; both themes have their own, each with enough contrast.
"""

from __future__ import annotations

from importlib import resources

import streamlit as st

__all__ = ["apply"]


@st.cache_resource(show_spinner=False)
def _sheet() -> str:
    return (resources.files("kg.explorer") / "style.css").read_text(encoding="utf-8")


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(f"<style>{_sheet()}</style>")
