"""Journeys through the explorer in a real browser; started as a visitor starts it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from kg.case.file import read_file
from kg.explain.mechanics_first import mechanics_first
from kg.explorer.session import FIRST_EXAMPLE, consultation_of, vocabulary
from kg.explorer.views.explore.graph_chart import ACROSS, DOWN, EDGE, places
from kg.present.example_cases import example_path
from kg.present.proof_graph import ProofGraph, proof_graph
from kg.present.proof_tree import has_proof_of_its_own
from kg.proof.narrative import Story
from tests.explorer.visits import PHONE, Visit, ready, settled


def test_why_reaches_only_observations_and_cited_rows_and_opens_a_source(page: Page) -> None:
    ready(page.get_by_role("button", name="Why: Lateral band walk")).click()
    expect(page.get_by_role("tree")).to_be_visible()
    ready(page.get_by_role("button", name="Unfold all")).click()
    leaves = page.locator("[role=treeitem]:not([aria-expanded])")
    expect(leaves.nth(5)).to_be_visible()
    kinds = {str(one.get_attribute("class")) for one in leaves.all()}
    assert "kind-case" in kinds
    assert "kind-knowledge" in kinds or "kind-statement" in kinds
    cited = page.locator(".kind-knowledge > .line > .chip").first
    ready(cited).click()
    expect(page.locator(".panel").first).to_contain_text("It comes from")
    assert re.search(r"ontology/\S+\.(ttl|tsv):\d", page.locator(".panel").first.inner_text())


def test_a_copied_address_is_the_same_view(page: Page, visit: Visit) -> None:
    ready(page.get_by_role("button", name="Why: Lateral band walk")).click()
    page.wait_for_url("**see=ac_lateral_band_walk**")
    tree = page.get_by_role("treeitem").first
    expect(tree).to_be_visible()
    other = visit(page.url)
    expect(other.get_by_role("treeitem").first).to_have_attribute(
        "aria-label", str(tree.get_attribute("aria-label"))
    )
    cards = re.compile("^Why: ")
    for one in (page, other):
        ready(one.get_by_role("radio", name="Program")).click()
        expect(one.get_by_role("button", name=cards).first).to_be_visible()
        settled(one)
    said = [
        [each.get_attribute("aria-label") for each in one.get_by_role("button", name=cards).all()]
        for one in (page, other)
    ]
    assert said[0] == said[1]


def test_a_program_changed_by_hand_is_in_the_address_and_back_goes_a_step_back(
    page: Page, visit: Visit
) -> None:
    ready(page.get_by_role("button", name="Remove: Mini-band squat")).click()
    told = page.get_by_role("list").filter(has_text="without mini-band squat")
    expect(told).to_be_visible()
    choose(page, "Put an exercise in by hand", "Clamshell")
    clamshell = page.get_by_role("heading", name="10. Clamshell")
    expect(clamshell).to_be_visible()
    page.wait_for_url("**own=drop.*~put.ac_clamshell**")
    other = visit(page.url)
    expect(other.get_by_role("heading", name="10. Clamshell")).to_be_visible()
    expect(other.get_by_text("with clamshell", exact=True)).to_be_visible()
    settled(page)
    page.go_back()
    expect(clamshell).to_be_hidden()
    expect(told).to_be_visible()
    settled(page)
    page.go_back()
    expect(page.get_by_role("button", name="Remove: Mini-band squat")).to_be_visible()
    settled(page)
    page.go_forward()
    expect(told).to_be_visible()


def test_a_swap_is_priced_and_says_what_it_breaks(page: Page) -> None:
    ready(page.get_by_role("button", name="Swap: Glute bridge")).click()
    group = page.get_by_role("radiogroup", name="What could serve the same")
    expect(group).to_contain_text("points worse")
    expect(page.get_by_role("status")).to_contain_text("it breaks nothing")
    choose(page, "Or any other exercise", "Plank")
    expect(page.get_by_role("alert").filter(has_text="With plank: it breaks")).to_be_visible()
    expect(page.get_by_text("Underactive muscles ignored")).to_be_visible()
    ready(page.get_by_role("button", name="Replace with plank")).click()
    expect(page.get_by_role("heading", name="The program as you changed it")).to_be_visible()
    expect(page.get_by_role("heading", name="8. Plank")).to_be_visible()
    ready(page.get_by_role("button", name="Why", exact=True).first).click()
    expect(page.get_by_role("treeitem").first).to_be_visible()
    ready(page.get_by_role("button", name="Make this repair").first).click()
    expect(page.get_by_role("button", name="Undo the last change")).to_be_visible()
    ready(page.get_by_role("button", name="Back to the program")).click()
    expect(page.get_by_role("button", name="Swap: Glute bridge")).to_be_visible()


def test_what_is_left_out_and_put_in_by_hand_is_judged(page: Page) -> None:
    ready(page.get_by_role("button", name="Remove: Mini-band squat")).click()
    expect(page.get_by_role("alert").filter(has_text="it breaks one rule")).to_be_visible()
    expect(page.get_by_text("Smallest repair:")).to_be_visible()
    expect(page.get_by_role("heading", name="9. ", exact=False)).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    choose(page, "Put an exercise in by hand", "Clamshell")
    expect(page.get_by_role("heading", name="10. Clamshell")).to_be_visible()


def test_by_keyboard_from_a_rule_to_its_proof_and_to_the_playground(page: Page) -> None:
    ready(page.get_by_role("link", name="Rules")).click()
    expect(page.get_by_role("heading", name="Rules")).to_be_visible()
    ready(page.get_by_role("textbox", name="Search")).fill("and none against it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 1", exact=False)).to_be_visible()
    rule = page.get_by_role("list", name="Rules").get_by_role("button").first
    ready(rule).focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url("**rule=status_unopposed**")
    ready(page.get_by_role("button", name="Try a change in the playground")).click()
    field = page.get_by_role("textbox", name="Text of the copy")
    expect(field).to_be_visible()
    assert "monospace" in field.evaluate("one => getComputedStyle(one).fontFamily")
    ready(field).focus()
    page.keyboard.press("Tab")
    assert not field.evaluate("one => one === document.activeElement")
    ready(page.get_by_role("radio", name="Rules")).click()
    said = page.get_by_role("list", name="What status_unopposed says")
    ready(said.get_by_role("button", name="Gluteus medius (right) is likely underactive")).click()
    expect(page.get_by_role("heading", name="See why")).to_be_visible()
    expect(page.get_by_role("treeitem").first).to_contain_text("Gluteus medius")


def test_why_not_names_a_change_that_applies(page: Page) -> None:
    choose(page, "Find a muscle, finding or exercise", "Clamshell (clam)")
    expect(page.get_by_text("Not part of this answer")).to_be_visible()
    ready(page.get_by_role("radio", name="Why not")).click()
    apply = page.get_by_role("button", name="Apply this change").first
    expect(apply).to_be_visible()
    ready(apply).click()
    expect(page.get_by_role("button", name="Why: Clamshell")).to_be_visible()


def test_a_click_on_a_node_of_the_graph_goes_there(page: Page) -> None:
    explained(page, "Lateral band walk")
    ready(page.get_by_role("radio", name="Graph")).click()
    atom = parse_qs(urlsplit(page.url).query)["at"][0]
    story = told(atom)
    graph = proof_graph(story, depth=5)
    at, node = next(
        (at, one)
        for at, one in enumerate(graph.nodes)
        if has_proof_of_its_own(story.lines[one.key]) and one.layer > 0
    )
    click_node(page, graph, at)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["at"] == [node.key])
    expect(page.get_by_role("img", name="Proof graph of")).to_have_accessible_name(
        re.compile(re.escape(node.text))
    )
    # What is no conclusion tells where it comes from.
    graph = proof_graph(told(node.key), depth=5)
    at, leaf = next((at, one) for at, one in enumerate(graph.nodes) if one.kind == "absence")
    click_node(page, graph, at)
    expect(page.get_by_role("combobox", name="Go to a line of the graph")).to_have_value(
        re.compile(re.escape(leaf.text))
    )


def test_a_node_of_the_graph_is_reached_by_keyboard(page: Page) -> None:
    explained(page, "Lateral band walk")
    ready(page.get_by_role("radio", name="Graph")).press("Space")
    box = page.get_by_role("combobox", name="Go to a line of the graph")
    opened(box)
    before = page.url
    # The first line is the statement itself, from which the way leads on.
    second = page.get_by_role("option").nth(1).get_attribute("id") or ""
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", second)
    box.press("Enter")
    page.wait_for_url(lambda url: url != before)


def test_a_handout_is_printed_whole_and_taken_away_as_files(page: Page) -> None:
    ready(page.get_by_role("link", name="Handout")).click()
    sheet = page.get_by_role("heading", name="Corrective exercise program")
    expect(sheet).to_be_visible()
    with page.expect_download() as download:
        ready(page.get_by_role("button", name="PDF")).click()
    assert download.value.suggested_filename == "program.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="PDF")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("link", name="Explore")).to_be_hidden()
    expect(page.get_by_text("does not diagnose").first).to_be_visible()
    # The whole sheet is laid out on paper, not only what fits the window.
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 1
    low, high = page.evaluate("() => [innerHeight, document.documentElement.scrollHeight]")
    assert high > low


def test_three_muscles_are_explained_by_keyboard_alone(page: Page) -> None:
    for typed, name in (
        ("sart", "Sartorius"),
        ("tibialis a", "Tibialis anterior"),
        ("rectus f", "Rectus femoris"),
    ):
        ready(page.get_by_role("radio", name="1×")).focus()
        page.keyboard.press("Tab")  # into the body: one stop for the whole view
        page.keyboard.type(typed)
        muscle = page.locator("figure[data-view=front] [role=button]:focus")
        expect(muscle).to_have_accessible_name(re.compile(f"^{name}, "))
        page.keyboard.press("Enter")
        heading = page.get_by_role("heading", level=2).first
        expect(heading).to_contain_text(name)


def test_what_if_sets_another_edition_beside_the_present_one(page: Page) -> None:
    ready(page.get_by_role("radio", name="What if")).click()
    box = page.get_by_role("combobox", name="What if the case were changed")
    ready(box).click()
    box.fill("Edition: ")
    # The first one chooses all that match.
    option = page.get_by_role("option").filter(has_text=re.compile("^Edition: ")).first
    expect(option).to_be_visible()
    option.click()
    # What was chosen counts when the list closes.
    box.press("Escape")
    expect(option).to_be_hidden()
    expect(page.get_by_role("button", name="Apply to the case")).to_be_visible()
    expect(page.get_by_text(re.compile(r"With the change: \d+ differences?"))).to_be_visible()
    ready(page.get_by_text(re.compile("^Carried by ")).first).click()
    expect(page.get_by_role("treeitem").first).to_be_visible()


# --- steps ----------------------------------------------------------------------------------------


def explained(page: Page, exercise: str) -> None:
    """Ask why of an exercise, and see the proof before anything else is pressed.

    The address changes a moment before the view does.
    """
    ready(page.get_by_role("button", name=f"Why: {exercise}")).click()
    page.wait_for_url("**&at=**")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    settled(page)


def choose(page: Page, box: str, name: str) -> None:
    """Choose something in a box by typing its name, as a visitor does."""
    there = page.get_by_role("combobox", name=box)
    # A list closes when the page moves under it.
    ready(there).scroll_into_view_if_needed()
    ready(there).click()
    there.fill(name)
    option = page.get_by_role("option", name=name, exact=True)
    expect(option).to_be_visible()
    option.click()
    expect(option).to_be_hidden()


def opened(box: Locator) -> None:
    """Open the list of a box by keyboard, and again while the page closes it by moving under it."""
    box.scroll_into_view_if_needed()
    ready(box).focus()
    for _ in range(20):
        box.press("ArrowDown")
        box.page.wait_for_timeout(500)
        if box.get_attribute("aria-expanded") == "true":
            return
    raise AssertionError("the list does not open")


def told(atom: str) -> Story:
    """Return the story of an atom in the answer to the first example."""
    read = read_file(str(example_path(FIRST_EXAMPLE))).case(vocabulary())
    consultation = consultation_of(read.to_json())
    return mechanics_first(consultation, consultation.tell(atom))


def click_node(page: Page, graph: ProofGraph, number: int) -> None:
    """Click on a node where the chart draws it."""
    chart = page.get_by_role("img", name="Proof graph of")
    expect(chart).to_have_attribute("aria-busy", "false")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    spots = [(across * ACROSS, down * DOWN) for across, down in places(graph)]
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    room = box["width"] - EDGE["left"] - EDGE["right"], box["height"] - EDGE["top"] - EDGE["bottom"]
    scale = min(room[0] / (right - left), room[1] / max(y for _, y in spots))
    x, y = spots[number]
    chart.click(
        position={
            "x": EDGE["left"] + room[0] / 2 + (x - (left + right) / 2) * scale,
            "y": EDGE["top"] + y * scale,
        }
    )


def test_two_editions_are_compared_on_one_case(page: Page, visit: Visit) -> None:
    ready(page.get_by_role("link", name="Compare")).click()
    editions = page.get_by_role("combobox", name="The same case under the edition")
    ready(editions).fill("CPT 7")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("CPT 7")
    option.click()
    expect(page.get_by_role("heading", name="Under the edition NASM CPT 7")).to_be_visible()
    carried = page.locator(".alike", has_text="edition_default").first
    expect(carried).to_contain_text("rules/muscles.lp:")
    way = carried.locator("details").first
    ready(way.locator("summary")).click()
    expect(way.locator("li").last).to_be_visible()
    settled(page)
    told = page.locator(".alike").count()
    other = visit(page.url, PHONE, "dark")
    expect(other.locator(".alike")).to_have_count(told)
    assert other.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    ready(page.get_by_role("button", name="Take this one")).click()
    expect(page.get_by_text("The previous case is now on the right")).to_be_visible()


def test_an_entry_leads_to_others_and_to_the_proof(page: Page) -> None:
    ready(page.get_by_role("link", name="Knowledge")).click()
    search = page.get_by_label("Search names and synonyms")
    ready(search).fill("glute med")
    ready(search).press("Enter")
    ready(page.get_by_role("link", name="Gluteus medius", exact=True).first).click()
    expect(page.get_by_role("table")).to_contain_text("Underactive")
    ready(page.get_by_role("link", name="Hip abductor complex", exact=True).first).click()
    heading = page.get_by_role("heading", name="Hip abductor complex", exact=True)
    expect(heading).to_be_focused()
    page.wait_for_url("**see=hip_abductor_complex**")
    ready(page.get_by_role("button", name="Follow the kinetic chain")).click()
    ready(page.get_by_role("link", name="Latissimus dorsi", exact=True)).click()
    expect(page.get_by_role("heading", name="Path 1")).to_be_visible()
    page.wait_for_url("**to=latissimus_dorsi**")
    ready(page.get_by_role("link", name="Gluteus maximus", exact=True).first).click()
    ready(page.get_by_role("button", name="Why in this case")).click()
    expect(page.get_by_role("heading", name="See why")).to_be_visible()
    expect(page.get_by_role("treeitem").first).to_contain_text("Gluteus maximus")
