"""The pages of the explorer as data: a new page is a row here and a module with ``show``."""

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
    Page("Explore", "explore", "kg.explorer.pages.explore.page"),
    Page("Case", "case", "kg.explorer.pages.case"),
    Page("Handout", "handout", "kg.explorer.pages.handout"),
    Page("Compare", "compare", "kg.explorer.pages.compare"),
    Page("Knowledge", "knowledge", "kg.explorer.pages.knowledge.page"),
    Page("Rules", "rules", "kg.explorer.pages.rules.page"),
    Page("Progress", "progress", "kg.explorer.pages.progress.page"),
    Page("Study", "study", "kg.explorer.pages.study.page"),
)
