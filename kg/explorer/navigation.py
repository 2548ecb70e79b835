"""From one page to another, with what the session holds."""

from __future__ import annotations

from typing import Final, NoReturn

import streamlit as st

from kg.explorer.views import PAGES

__all__ = ["go_to"]

_TITLES: Final = {page.path: page.title for page in PAGES}


def go_to(path: str) -> NoReturn:
    """Open another page; what it shows is what the session holds by then.

    Args:
        path: the last part of its address.
    """

    def page() -> None:
        """Stand for the page: it is found by its address."""

    page.__name__ = path
    st.switch_page(st.Page(page, title=_TITLES[path], url_path=path))
