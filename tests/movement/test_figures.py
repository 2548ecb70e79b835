"""Pictures: all draw, fill their frame, are well formed, and are the same bytes every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from kg.movement.drawn_figure import DrawnFigure, FigureText
from kg.movement.figure import draw_animation, draw_figure
from kg.movement.library import Library

#: Drawn on a push: every one of these and each of the others in the deep runs.
SOME = (
    *("in_bodyweight_squat", "ac_side_plank", "smr_calf", "st_standing_quad", "ac_plank"),
    *("ac_external_rotation_band", "in_sit_to_stand", "dm_cat_camel", "in_hip_hinge_dowel"),
)


@pytest.fixture(scope="module")
def figures(library: Library) -> dict[str, DrawnFigure]:
    return {
        exercise: draw_figure(library, exercise, muscles=library.marked_parts[exercise])
        for exercise in library.exercises
    }


def test_every_exercise_with_positions_is_drawn(figures: dict[str, DrawnFigure]) -> None:
    for exercise, figure in figures.items():
        root = ET.fromstring(figure.svg())
        assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 5, exercise


def test_frames_are_filled(figures: dict[str, DrawnFigure]) -> None:
    for exercise, figure in figures.items():
        _, low, width, height = map(float, _view_box(figure.svg()))
        widths = sum(panel.high[0] - panel.low[0] for panel in figure.panels)
        tall = max(panel.high[1] for panel in figure.panels) - min(
            panel.low[1] for panel in figure.panels
        )
        assert low <= min(panel.low[1] for panel in figure.panels)
        assert 0.6 <= widths / width <= 0.95, exercise
        assert 0.6 <= tall / height <= 0.95, exercise


def test_bytes_are_stable(library: Library, figures: dict[str, DrawnFigure]) -> None:
    for exercise in SOME:
        again = draw_figure(library, exercise, muscles=library.marked_parts[exercise])
        assert again == figures[exercise]
        assert DrawnFigure.from_json(figures[exercise].to_json()) == again


def test_the_other_side_is_the_mirror_image(figures: dict[str, DrawnFigure]) -> None:
    figure = figures["ac_side_plank"]
    assert figure.svg(side=figure.side) == figure.svg()
    other = "left" if figure.side == "right" else "right"
    turned = figure.svg(side=other, text=FigureText("Side plank", "The right elbow bends."))  # type: ignore[arg-type]
    assert "The left elbow bends." in turned
    assert turned.count("scale(-1 1)") == len(figure.panels)
    plain = [panel.content for panel in figure.panels]
    assert all(content in turned for content in plain)


def test_the_enlarged_part_has_arrows_of_its_own(figures: dict[str, DrawnFigure]) -> None:
    around, enlarged = figures["ac_short_foot"].panels
    assert 'class="arrow"' not in around.content
    assert enlarged.content.count('class="arrow"') == 2


def test_every_picture_marks_what_it_is_for(figures: dict[str, DrawnFigure]) -> None:
    marks = ('class="muscle"', 'class="xray"')
    assert not [
        exercise
        for exercise, figure in figures.items()
        if not any(mark in panel.content for panel in figure.panels for mark in marks)
    ]


def test_where_it_is_for_no_muscle_the_joint_is_marked(library: Library) -> None:
    assert library.marked_parts["dm_wrist_extension_rock"] == ("wrist_joint",)
    assert "gluteus_medius" in library.marked_parts["ac_lateral_band_walk"]


def test_bare_feet_are_drawn_without_shoes(figures: dict[str, DrawnFigure]) -> None:
    assert not any("c-shoe" in panel.content for panel in figures["ac_toe_yoga"].panels)
    assert any("c-shoe" in panel.content for panel in figures["in_bodyweight_squat"].panels)


def test_a_theme_overrides_the_reader(figures: dict[str, DrawnFigure]) -> None:
    svg = figures["ac_plank"].svg(theme="dark")
    assert 'class="fig dark"' in svg
    assert "prefers-color-scheme:dark" in svg


def test_who_prefers_less_motion_sees_a_still(library: Library) -> None:
    svg = draw_animation(library, "in_bodyweight_squat").svg()
    ET.fromstring(svg)
    assert "prefers-reduced-motion:reduce" in svg
    assert ".paused" in svg
    names = re.findall(r"@keyframes ([\w-]+)", svg)
    assert len(names) == len(set(names)) > 3


def test_names_of_movement_in_a_description_are_escaped(library: Library) -> None:
    text = FigureText("A < B & C", "x > y")
    ET.fromstring(draw_figure(library, "ac_plank", text=text).svg())


def _view_box(svg: str) -> list[str]:
    match = re.search(r'viewBox="([^"]+)"', svg)
    assert match is not None
    return match[1].split()
