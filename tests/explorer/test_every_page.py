"""Every page in a real browser: for everybody, on a phone, by day and by night."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from kg.explorer.views import PAGES
from kg.explorer.views import Page as ExplorerPage
from tests.depth import some_of
from tests.explorer.visits import PHONE, WIDE, Scheme, Visit, settled

#: What axe is to look for: the rules of the guidelines, not its own advice.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def looked_at(page: Page) -> dict[str, Any]:
    """Return what axe finds on a page that has come to rest."""
    settled(page)
    found: dict[str, Any] = Axe().run(page, options={"runOnly": WCAG}).response
    return found


WAYS: list[tuple[ViewportSize, Scheme]] = [(WIDE, "light"), (PHONE, "dark")]


def ways_of(page: ExplorerPage) -> list[tuple[ViewportSize, Scheme]]:
    """Return the ways in which a page is looked at: on a push one of them."""
    return some_of(WAYS, push=1, name=lambda way: f"{page.path} {way[1]}")


@pytest.mark.parametrize(
    ("one", "size", "scheme"),
    [pytest.param(one, *way, id=f"{one.path}-{way[1]}") for one in PAGES for way in ways_of(one)],
)
def test_a_page_is_for_everybody_and_fits_the_phone(
    visit: Visit, one: ExplorerPage, size: ViewportSize, scheme: Scheme
) -> None:
    page = visit("" if one is PAGES[0] else one.path, size, scheme)
    found = looked_at(page)
    if found["violations"]:
        # On a busy machine our style may come a moment after what it styles: what stays counts.
        page.wait_for_timeout(2000)
        found = looked_at(page)
    assert "color-contrast" in {each["id"] for each in found["passes"]}
    assert [
        (each["id"], node["target"]) for each in found["violations"] for node in each["nodes"]
    ] == []
    wider = page.evaluate(
        """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
            .map((one) => one.scrollWidth - one.clientWidth)"""
    )
    assert max(wider) <= 0
    paper = page.evaluate(
        "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    )
    light = sum(map(int, re.findall(r"\d+", paper)[:3])) > 380
    assert light == (scheme == "light")
