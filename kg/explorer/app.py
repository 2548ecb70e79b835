"""The entry: navigation, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from kg.explorer import alerts, session, style
from kg.explorer.guard import is_guarded
from kg.explorer.views import PAGES, Page

__all__ = ["main"]


def main() -> None:
    """Show the page that the address names, but to nobody when the guard is missing."""
    if not is_guarded():
        st.error(
            "The explorer does not run without its guard. Start it with `continuum explore` or "
            "`streamlit run explorer_app.py`."
        )
        st.stop()
    st.set_page_config(page_title="Continuum", layout="wide", initial_sidebar_state="collapsed")
    style.apply()
    chosen = st.navigation(
        [
            st.Page(
                _runner_of(page), title=page.title, url_path=page.path, default=page is PAGES[0]
            )
            for page in PAGES
        ],
        position="top",
    )
    chosen.run()


def _runner_of(page: Page) -> Callable[[], None]:
    """Return what Streamlit calls to show a page."""

    def run() -> None:
        here = session.begin()
        alerts.notices(here)
        if page.path != "case":
            alerts.unadded()
        getattr(import_module(page.module), page.function)(here)

    run.__name__ = page.path
    return run


if __name__ == "__main__":
    main()
