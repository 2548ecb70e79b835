"""Pictures of exercises in a browser: they come, they are named in words, one moves and halts."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.explorer.visits import Visit


def asked(address: str, path: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(urljoin(address, path)) as answer:
            return answer.status, answer.headers["content-type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, str(error.headers["content-type"]), error.read().decode()


def test_a_figure_has_an_address(address: str) -> None:
    status, kind, svg = asked(address, "figures/st_standing_quad.svg?side=left&theme=dark")
    assert (status, kind) == (200, "image/svg+xml")
    assert 'class="fig dark"' in svg
    moving = asked(address, "figures/st_standing_quad.svg?moving=1")[2]
    assert "@keyframes" in moving
    assert asked(address, "figures/st_standing_quad.svg?side=up&theme=<b>")[2].startswith("<svg ")
    assert asked(address, "figures/nothing.svg")[0] == 404


def test_the_cards_of_a_program_show_their_exercises(page: Page) -> None:
    picture = page.get_by_role("listitem").filter(has_text="Lateral band walk").locator("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_attribute("alt", re.compile("hip abduction"))
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth") > 0


@pytest.mark.parametrize("moves", [True, False])
def test_the_picture_of_an_entry_moves_and_halts(visit: Visit, moves: bool) -> None:
    page = visit("handout")
    if not moves:
        page.emulate_media(reduced_motion="reduce")
    page.goto(urljoin(visit.address, "knowledge?see=st_standing_quad"))
    if not moves:
        expect(page.locator(".moving img")).to_be_visible()
        page.get_by_role("button", name="Play").click()
    frame = page.locator(".moving svg .frame").first
    expect(frame).to_have_css("animation-play-state", "running")
    expect(frame).not_to_have_css("animation-name", "none")
    page.get_by_role("button", name="Pause").click()
    expect(frame).to_have_css("animation-play-state", "paused")
