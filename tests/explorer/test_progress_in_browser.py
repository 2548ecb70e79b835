"""The course and the photos of the progress page, as only a browser shows them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kg.progress.photos import clean_content
from kg.progress.store import History
from tests.explorer.test_progress_page import keep, picture
from tests.explorer.visits import PHONE, Visit, ready

#: Where the history of a user is kept below the home folder.
STORE = Path(".local", "share", "continuum", "history.sqlite")


def test_the_chart_draws_the_totals_and_the_table_tells_them(visit: Visit) -> None:
    page = visit("progress")
    chart = page.get_by_role("img", name="Total of the movement screen from")
    ready(chart)
    expect(chart).to_have_attribute("aria-busy", "false")
    assert drawn(chart) > 1
    total = page.get_by_role("table").first
    expect(total).to_contain_text("Total of 21")


@pytest.fixture
def store(home: Path) -> Iterator[Path]:
    """Return where the explorer finds a history; what a test keeps there goes with it."""
    file = home / STORE
    file.parent.mkdir(parents=True)
    yield file
    shutil.rmtree(file.parent)


def test_photos_stand_under_a_line_and_a_grid_that_move_by_keyboard(
    visit: Visit, store: Path
) -> None:
    keep(store, "march", "april")
    with History.open(str(store)) as history:
        photo = clean_content(picture(), "a.png")
        for number in (1, 2):
            history.add_photo("client-07", photo, view="anterior", side=None, number=number)
    page = visit("progress")
    ready(page.get_by_role("radio", name="Photos")).click()
    lines = page.locator(".plumb")
    expect(lines).to_have_count(2)
    sliders = page.get_by_role("slider", name="Plumb line")
    before = places(lines)
    ready(sliders.first).press("ArrowRight")
    sliders.first.press("ArrowRight")
    expect(sliders.first).to_have_value("51")
    after = places(lines)
    assert after[0] > before[0]
    assert after[1] == before[1]
    grid = page.locator(".grid")
    expect(grid.first).to_be_visible()
    wide = square(page)
    page.get_by_role("slider", name="Grid: width of a square").press("End")
    assert square(page) > wide
    page.get_by_role("checkbox", name="Show the grid").press("Space")
    expect(grid.first).to_be_hidden()
    page.set_viewport_size(PHONE)
    room = page.evaluate("document.documentElement.scrollWidth")
    assert room <= PHONE["width"]
    expect(page.locator(".frame img").last).to_be_visible()


# --- steps ----------------------------------------------------------------------------------------


def drawn(chart: Locator) -> int:
    """Return how many colours a chart has; one that drew nothing has one at most."""
    return int(
        chart.locator("canvas").first.evaluate(
            """(one) => {
              const { data } = one.getContext("2d").getImageData(0, 0, one.width, one.height);
              return new Set(new Uint32Array(data.buffer)).size;
            }"""
        )
    )


def places(lines: Locator) -> list[float]:
    """Return how far each line stands from the left edge of the page."""
    return [float(one.evaluate("(one) => one.getBoundingClientRect().x")) for one in lines.all()]


def square(page: Page) -> float:
    """Return the width of a square of the grid, in pixels."""
    size = page.locator(".grid").first.evaluate("(one) => getComputedStyle(one).backgroundSize")
    return float(str(size).split("px")[0])
