"""The body map as a picture: well-formed, self-contained, told in words, the same every time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kg.knowledge import KnowledgeBase
from kg.present.figure.body_map import STATUSES, body_map
from kg.present.figure.svg import body_svg
from tests.present.test_figure_body_map import NAMES, shown

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_well_formed_and_refers_to_itself_alone(name: str) -> None:
    text = body_svg(shown(name), title="Upper & <lower>")
    root = ET.fromstring(text)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text))
    assert {one or two for one, two in used} <= set(ids)
    assert "<script" not in text
    assert set(re.findall(r"https?://[^\"\s]+", text)) == {"http://www.w3.org/2000/svg"}


def test_title_and_description_say_what_it_shows() -> None:
    model = shown("knees_in_right")
    root = ET.fromstring(body_svg(model, title="Upper & <lower>"))
    assert root.get("role") == "img"
    named = [root.find(f".//*[@id='{one}']") for one in (root.get("aria-labelledby") or "").split()]
    title, description = [one.text or "" for one in named if one is not None]
    assert title == "Upper & <lower>"
    for status in STATUSES:
        for spot in model.of_status(status):
            assert spot.label in description
    assert "none" in description


def test_every_status_has_its_pattern_and_every_region_its_name() -> None:
    model = shown("contradictory_findings")
    root = ET.fromstring(body_svg(model, title="x"))
    drawn: dict[str, set[str]] = {}
    for group in root.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is not None:
            fills = {one.get("fill") or "" for one in group.findall(f"{SVG}use")}
            drawn.setdefault(title.text or "", set()).update(fills - {""})
    assert set(drawn) == {spot.title for spot in model.spots}
    for spot in model.spots:
        wanted = {f"url(#body-map-{spot.status})"} if spot.status else set()
        assert drawn[spot.title] == wanted


def test_a_right_muscle_is_on_the_left_of_the_front_and_on_the_right_of_the_back() -> None:
    text = body_svg(body_map(None, KnowledgeBase.load()), title="x")
    turned = re.findall(r'<g transform="scale\(-1,1\)"><title>Gluteus maximus, (\w+)', text)
    assert turned == ["left"]  # seen from the back only
    turned = re.findall(r'<g transform="scale\(-1,1\)"><title>Rectus femoris, (\w+)', text)
    assert turned == ["right"]  # seen from the front only


def test_within_a_page_two_pictures_share_no_id() -> None:
    model = shown("flat_feet")
    one = body_svg(model, title="x", standalone=False)
    two = body_svg(model, title="x", standalone=False, ids="second")
    assert one.startswith("<svg ")
    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', two))


def test_the_same_map_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; from tests.present.test_figure_body_map import shown;"
        "from kg.present.figure.svg import body_svg;"
        "sys.stdout.write(body_svg(shown('pregnant'), title='x'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "77", "PATH": ""},
        encoding="utf-8",
    )
    assert done.stdout == body_svg(shown("pregnant"), title="x")
