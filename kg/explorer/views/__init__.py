"""The pages of the explorer as data: a new page is a row here and a module with ``show``.

The folder is not called ``pages``: Streamlit would take the files of such a folder beside the
script for pages of its own and show them, empty, at the addresses of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["PAGES", "Page"]


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        title: what the navigation says.
        path: the last part of its address; the first page stands at the bare address alone.
        module: the module that shows it; imported when the page is first opened.
        function: called with the session.
    """

    title: str
    path: str
    module: str
    function: str = "show"


PAGES: Final = (
    Page("Explore", "explore", "kg.explorer.views.explore.page"),
    Page("Case", "case", "kg.explorer.views.case"),
    Page("Handout", "handout", "kg.explorer.views.handout"),
    Page("Compare", "compare", "kg.explorer.views.compare"),
    Page("Knowledge", "knowledge", "kg.explorer.views.knowledge.page"),
    Page("Rules", "rules", "kg.explorer.views.rules.page"),
    Page("Progress", "progress", "kg.explorer.views.progress.page"),
    Page("Study", "study", "kg.explorer.views.study.page"),
)
