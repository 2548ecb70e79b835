"""The body map in a real browser: seen, pointed at, tapped, typed to, and read out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kg.knowledge import KnowledgeBase
from kg.present.figure.body_map import body_map
from tests.explorer.browser import server
from tests.explorer.visits import ready, settled
from tests.present.test_figure_body_map import shown

HERE = Path(__file__).parent
WIDE = {"width": 1280, "height": 1300}
PHONE = {"width": 360, "height": 780}
HOST = '[data-testid="stBidiComponentIsolated"]'
CASE = "?case=upper_crossed_office_worker"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server(HERE / "body_map_page.py", tmp_path_factory.mktemp("home")) as one:
        yield one


@pytest.fixture
def show(chromium: Browser, address: str) -> Iterator[Open]:
    """Open the page; at the end, nothing may have been asked of others or complained about."""
    asked: list[str] = []
    said: list[str] = []
    contexts = []

    def one(query: str = "", size: dict[str, int] = WIDE, **options: Any) -> Page:
        context = chromium.new_context(viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "console",
            lambda told: said.append(told.text) if told.type in {"error", "warning"} else None,
        )
        page.goto(f"{address}/{query}")
        expect(page.locator("figure svg[data-layer]").first).to_be_visible()
        expect(page.get_by_text("Chosen: ")).to_be_visible()
        settled(page)
        return page

    yield one
    for context in contexts:
        context.close()
    assert said == []
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def chosen(page: Page, text: str) -> None:
    expect(page.get_by_text("Chosen: ")).to_have_text(f"Chosen: {text}")


def view(page: Page, name: str) -> Any:
    return page.locator(f"figure[data-view={name}] svg")


def button(page: Page, where: str, name: str) -> Any:
    return view(page, where).get_by_role("button", name=name, exact=True)


def press_at(page: Page, where: str, x: float, y: float) -> None:
    """Press where a point of the drawing is on the screen."""
    ready(view(page, where))
    at = view(page, where).evaluate(
        "(svg, [x, y]) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());"
        " return [p.x, p.y]; }",
        [x, y],
    )
    page.mouse.click(*at)


# --- what is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["upper_crossed_office_worker", "contradictory_findings"])
def test_every_region_shows_the_status_of_the_model(show: Open, name: str) -> None:
    page = show(f"?case={name}")
    drawn = page.locator(f"{HOST} .piece[data-muscle]").evaluate_all(
        "all => all.map(one => [one.dataset.muscle, one.dataset.side, one.dataset.status])"
    )
    model = shown(name)
    said = {(spot.muscle, spot.side): spot.status or "none" for spot in model.spots}
    assert {(muscle, side) for muscle, side, _ in drawn} == set(said)
    for muscle, side, status in drawn:
        assert status == said[muscle, side], muscle
    named = page.locator(f"{HOST} [role=button]").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert set(named) == {spot.title for spot in model.spots}


def test_left_and_right_are_those_of_the_person(show: Open) -> None:
    page = show()
    for where, sign in (("front", -1), ("back", 1)):
        muscle = {"front": "Sartorius", "back": "Soleus"}[where]
        right, left = (
            button(page, where, f"{muscle}, {side}").bounding_box() for side in ("right", "left")
        )
        assert (right["x"] - left["x"]) * sign > 0
        letters = view(page, where).locator(".letters text")
        assert letters.all_text_contents() == ["R", "L"]
        assert (letters.nth(0).bounding_box()["x"] - letters.nth(1).bounding_box()["x"]) * sign > 0


def test_a_status_is_readable_without_colour_in_every_view(show: Open) -> None:
    for size in (WIDE, PHONE):
        page = show(CASE, size)
        for where in ("front", "back"):
            if size is PHONE:
                page.get_by_role("radio", name=where.capitalize()).check(force=True)
            patterns = view(page, where).locator(".piece:not([data-status=none]) .pattern")
            assert patterns.count() > 4
            # The pattern must be one that is itself displayed: others are not painted.
            assert patterns.evaluate_all(
                """all => all.every(one => {
                  const id = one.getAttribute('fill').slice(5, -1);
                  const found = one.getRootNode().querySelectorAll('#' + CSS.escape(id));
                  const svg = found.length === 1 && found[0].closest('svg');
                  return svg && svg.getClientRects().length > 0;
                })"""
            )


def test_pointing_names_a_muscle(show: Open) -> None:
    page = show(CASE)
    caption = page.locator(f"{HOST} .caption")
    expect(caption).to_have_text("Left and right are those of the person.")
    box = button(page, "back", "Gluteus maximus, right").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.93)
    expect(caption).to_have_text("Gluteus maximus, right")
    expect(page.locator(f"{HOST} .marks .hovered").first).to_be_attached()
    page.mouse.move(5, 5)
    expect(caption).to_have_text("Left and right are those of the person.")


def test_deep_only_leaves_the_deep_ones_to_choose(show: Open) -> None:
    page = show()
    expect(button(page, "front", "Pectoralis major, left")).to_have_count(1)
    page.get_by_role("radio", name="Deep").check(force=True)
    expect(button(page, "front", "Pectoralis major, left")).to_have_count(0)
    expect(button(page, "front", "Pectoralis minor, left")).to_have_count(1)
    expect(button(page, "back", "Gluteus medius, left")).to_have_count(1)
    page.get_by_role("radio", name="Surface").check(force=True)
    expect(button(page, "front", "Pectoralis minor, left")).to_have_count(0)
    expect(button(page, "back", "Gluteus medius, left")).to_have_count(1)


# --- choosing -------------------------------------------------------------------------------------


def test_a_click_chooses_and_a_second_one_frees(show: Open) -> None:
    page = show(CASE)
    press_at(page, "back", 40, 572)
    chosen(page, "gluteus_maximus right")
    expect(button(page, "back", "Gluteus maximus, right")).to_have_attribute("aria-pressed", "true")
    press_at(page, "front", 60, 620)
    chosen(page, "rectus_femoris left")
    press_at(page, "front", 60, 620)
    chosen(page, "nothing")


def test_three_muscles_are_tapped_by_name_with_the_keyboard(show: Open) -> None:
    page = show("?multiple=1")
    page.get_by_role("radio", name="1×").focus()
    page.keyboard.press("Tab")  # into the front: one stop for the whole view
    focused = page.locator("[role=button]:focus")
    for typed, name in (
        ("sart", "Sartorius, right"),
        ("tibialis a", "Tibialis anterior, right"),
        ("rectus f", "Rectus femoris, right"),
    ):
        settled(page)
        page.keyboard.type(typed)  # what was chosen before ends the name before
        expect(focused).to_have_attribute("aria-label", name)
        page.keyboard.press("Enter")
        expect(button(page, "front", name)).to_have_attribute("aria-pressed", "true")
    chosen(page, "sartorius right; tibialis_anterior right; rectus_femoris right")
    settled(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    chosen(
        page,
        "sartorius right; tibialis_anterior right; rectus_femoris right; rectus_femoris left",
    )
    page.keyboard.press("Tab")  # on to the back
    focused = page.locator("figure[data-view=back] [role=button]:focus")
    expect(focused).to_have_count(1)


def test_arrows_reach_every_muscle_and_the_focus_is_seen(show: Open) -> None:
    page = show()
    buttons = view(page, "front").locator("[role=button]")
    page.get_by_role("radio", name="1×").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    visited = set()
    for _ in range(buttons.count()):
        focused = page.locator("figure[data-view=front] [role=button]:focus")
        visited.add(focused.get_attribute("aria-label"))
        page.keyboard.press("ArrowRight")
    assert len(visited) == buttons.count()
    expect(page.locator(f"{HOST} .marks .focused").last).to_be_visible()
    expect(page.locator(f"{HOST} .hint")).to_be_in_viewport()
    side = page.locator("figure[data-view=front] [role=button]:focus").get_attribute("data-side")
    page.keyboard.press("ArrowUp")
    after = page.locator("figure[data-view=front] [role=button]:focus")
    assert after.get_attribute("data-side") in {side, "midline"}


def test_what_is_tapped_while_a_run_is_under_way_is_not_lost(show: Open) -> None:
    page = show("?multiple=1&slow=1")
    for name in ("Sartorius, left", "Sartorius, right", "Gracilis, left"):
        button(page, "front", name).focus()
        page.keyboard.press("Enter")
        expect(button(page, "front", name)).to_have_attribute("aria-pressed", "true")
    chosen(page, "sartorius left; sartorius right; gracilis left")
    pressed = view(page, "front").locator("[aria-pressed=true]")
    expect(pressed).to_have_count(3)


def test_the_page_changes_the_choice_from_outside(show: Open) -> None:
    page = show("?held=1&multiple=1")
    button(page, "front", "Gracilis, left").focus()
    page.keyboard.press("Enter")
    chosen(page, "gracilis left")
    ready(page.get_by_role("button", name="Hamstrings")).click()
    chosen(page, "semimembranosus left; semitendinosus left")
    expect(view(page, "back").locator("[aria-pressed=true]")).to_have_count(2)
    expect(button(page, "front", "Gracilis, left")).to_have_attribute("aria-pressed", "false")
    settled(page)
    button(page, "front", "Gracilis, left").dispatch_event("click")
    chosen(page, "semimembranosus left; semitendinosus left; gracilis left")
    ready(page.get_by_role("button", name="Nothing")).click()
    chosen(page, "nothing")
    expect(page.locator(f"{HOST} [aria-pressed=true]")).to_have_count(0)


def test_the_choice_is_there_again_when_the_map_comes_back(show: Open) -> None:
    page = show("?away=1&multiple=1")
    button(page, "back", "Soleus, right").dispatch_event("click")
    chosen(page, "soleus right")
    ready(page.get_by_text("Away")).click()
    expect(page.locator(HOST)).to_have_count(0)
    ready(page.get_by_text("Away")).click()
    chosen(page, "soleus right")
    expect(button(page, "back", "Soleus, right")).to_have_attribute("aria-pressed", "true")
    settled(page)
    button(page, "back", "Soleus, left").dispatch_event("click")
    chosen(page, "soleus right; soleus left")


def test_the_focus_stays_through_a_run(show: Open) -> None:
    page = show()
    button(page, "back", "Soleus, right").focus()
    page.keyboard.press("Enter")
    chosen(page, "soleus right")
    focused = page.locator("figure[data-view=back] [role=button]:focus")
    expect(focused).to_have_attribute("aria-label", "Soleus, right")


def test_signs_tell_what_was_correct_wrong_and_missed(show: Open) -> None:
    page = show("?judged=1&multiple=1")
    expect(button(page, "back", "Soleus, right: Correct")).to_have_count(1)
    expect(button(page, "front", "Sartorius, left: Wrong")).to_have_count(1)
    for part in ("Lateral gastrocnemius", "Medial gastrocnemius", "Soleus"):
        expect(button(page, "back", f"{part}, left: Missed")).to_have_count(1)
    assert view(page, "back").locator(".verdict.missed").count() == 3
    assert view(page, "front").locator(".verdict.wrong").count() == 1
    legend = page.locator(f"{HOST} .legend li").all_text_contents()
    assert legend[-3:] == ["Correct", "Wrong", "Missed"]


# --- on a phone, in the dark, for everybody -------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(show: Open, size: dict[str, int], scheme: str) -> None:
    page = show(CASE, size, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": RULES}).response
    checked = {one["id"] for one in found["passes"]}
    assert {"aria-command-name", "aria-allowed-role", "color-contrast", "list"} <= checked
    ours = [
        (one["id"], node["target"])
        for one in found["violations"]
        for node in one["nodes"]
        if "stBidiComponent" in json.dumps(node["target"])
    ]
    assert ours == []


def test_in_the_dark_the_drawing_is_dark(show: Open) -> None:
    def skin(page: Page) -> list[float]:
        colour = (
            view(page, "front").locator(".skin").first.evaluate("e => getComputedStyle(e).fill")
        )
        return [float(one) for one in re.findall(r"[\d.]+", colour)][:3]

    light, dark = skin(show(CASE)), skin(show(CASE, color_scheme="dark"))
    assert sum(light) > 2 * sum(dark)


def test_on_a_phone_the_views_take_turns_and_nothing_is_cut_off(show: Open) -> None:
    page = show(CASE, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(view(page, "front")).to_be_visible()
    expect(view(page, "back")).to_be_hidden()
    page.get_by_role("radio", name="Back").check(force=True)
    expect(view(page, "back")).to_be_visible()
    expect(view(page, "front")).to_be_hidden()
    box = view(page, "back").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    page.get_by_role("radio", name="3×").check(force=True)
    assert view(page, "back").bounding_box()["width"] > 2 * box["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


#: How many square CSS pixels of the drawing mean each muscle and side, in the view shown.
TAPS = """async (svg) => {
  const url = performance.getEntriesByType('resource').map(one => one.name)
    .find(name => name.includes('nearest.js'));
  const { meant } = await import(url);
  const onlyDeep = svg.dataset.layer === 'deep';
  const layer = svg.dataset.layer;
  const pieces = [...svg.querySelectorAll('.piece')].map(one => one.piece).filter(one =>
    layer === 'all' || (layer === 'deep' ? one.layer !== 'surface' : one.layer !== 'deep'));
  const scale = svg.getScreenCTM().a;
  const step = 2 / scale;
  const found = {};
  for (let y = 0; y < 1020; y += step) for (let x = -272; x < 272; x += step) {
    const piece = meant(pieces, x, y, scale, onlyDeep);
    if (piece) found[piece.place] = (found[piece.place] ?? 0) + 4;
  }
  return found;
}"""


def test_every_muscle_is_large_enough_for_a_finger_on_a_phone(show: Open) -> None:
    page = show("", PHONE)
    spots = {f"{one.muscle}|{one.side}" for one in body_map(None, KnowledgeBase.load()).spots}
    best: dict[str, dict[str, int]] = {"1×": {}, "2×": {}}
    everything: dict[str, int] = {}
    for size, largest in best.items():
        page.get_by_role("radio", name=size).check(force=True)
        for where in ("Front", "Back"):
            page.get_by_role("radio", name=where).check(force=True)
            for layer in ("All", "Surface", "Deep"):
                page.get_by_role("radio", name=layer).check(force=True)
                taps = view(page, where.lower()).evaluate(TAPS)
                for place, area in taps.items():
                    largest[place] = max(largest.get(place, 0), area)
                    if size == "1×" and layer == "All":
                        everything[place] = max(everything.get(place, 0), area)
    assert set(everything) == spots  # nothing is out of reach, whatever the layer
    circle = 452  # a circle 24 CSS pixels across, in square pixels
    small = {place for place, area in best["1×"].items() if area < circle}
    assert len(small) < 0.1 * len(spots), small
    assert {place for place, area in best["2×"].items() if area < circle} == set()


def test_the_files_are_served_once_and_not_with_every_run(show: Open) -> None:
    page = show(CASE)
    names = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    for name in ("body_map.js", "shapes.js", "nearest.js"):
        assert sum(name in one for one in names) == 1
    button(page, "back", "Soleus, right").focus()
    page.keyboard.press("Enter")
    chosen(page, "soleus right")
    after = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert sum("shapes.js" in one for one in after) == 1
