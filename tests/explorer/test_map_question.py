"""The question on the body map in a real browser: by keyboard, on a phone."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kg.explorer.views.study.source import source
from kg.study.generator import QuestionWishes
from tests.explorer.browser import server
from tests.explorer.visits import PHONE, WAIT, ready

HERE = Path(__file__).parent
VIEWS = ("Front", "Back")


def test_the_underactive_muscles_are_tapped_by_keyboard_on_a_phone(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> None:
    (question,) = islice(source().stream(QuestionWishes(1, "page", kinds=("map_underactive",))), 1)
    home = tmp_path_factory.mktemp("home")
    with (
        server(HERE / "map_question_page.py", home) as address,
        closing(chromium.new_page(viewport=PHONE, has_touch=True)) as page,
    ):
        page.set_default_timeout(WAIT)
        page.goto(address)
        expect(page.get_by_role("heading", name=question.text)).to_be_visible()
        left = {one.text for one in question.right}
        for view in VIEWS:
            ready(page.get_by_role("radio", name=view)).focus()
            page.keyboard.press("Space")
            figure = page.locator(f"figure[data-view={view.lower()}] svg[data-layer]")
            expect(figure).to_be_visible()
            for name in sorted(left):
                muscle = figure.get_by_role("button", name=name, exact=True)
                if muscle.count():
                    ready(muscle).focus()
                    page.keyboard.press("Enter")
                    expect(muscle).to_have_attribute("aria-pressed", "true")
                    left.discard(name)
        assert not left
        expect(page.get_by_text("Chosen: ")).to_contain_text(question.right[-1].text)
        ready(page.get_by_role("button", name="Answer")).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Right.", exact=True)).to_be_visible()
        expect(page.get_by_role("treeitem").first).to_be_visible()
        room = page.evaluate("document.documentElement.scrollWidth")
        assert room <= PHONE["width"]
