"""Figures of exercises: kept by what they show, found again, turned round, described in words."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import BadInput
from kg.explain.movement_effects import EFFECTS, MovementEffects
from kg.knowledge import KnowledgeBase
from kg.movement.drawn_figure import DrawnFigure, stylesheet
from kg.present.entry_page import Block, entry_page
from kg.present.figure.exercise_figures import INDEX, ExerciseFigures
from kg.present.figure.figure_links import FigureLink, figure_link, figures_html
from kg.present.handout.pictures import pictures_in_page, pictures_on_paper
from kg.present.movement_page import MovementPages
from kg.present.ontology_browser import Atlas

KNOWLEDGE = KnowledgeBase.load()
FIGURES = ExerciseFigures(KNOWLEDGE)
ONE_SIDED = "st_standing_quad"


def test_every_exercise_has_an_entry_that_names_its_figures() -> None:
    exercises = {str(exercise) for (exercise,) in KNOWLEDGE.facts.relations["exercise"]}
    assert set(FIGURES.index) == exercises
    names = {FIGURES.file_name(one, moving=moving) for one in exercises for moving in (False, True)}
    assert len(names) == 2 * len(exercises)
    assert all(row["description"] for row in FIGURES.index.values())


def test_a_figure_that_was_drawn_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = FIGURES.figure(ONE_SIDED)
    monkeypatch.setattr(ExerciseFigures, "draw", None)
    assert ExerciseFigures(KNOWLEDGE).figure(ONE_SIDED) == first
    assert first.text.title == KNOWLEDGE.label(ONE_SIDED)
    assert first.text.description == FIGURES.text(ONE_SIDED)


def test_figures_of_a_folder_come_first_and_are_known_by_their_names(tmp_path: Path) -> None:
    for name, content in FIGURES.draw_files(ONE_SIDED):
        (tmp_path / name).write_bytes(content)
        assert DrawnFigure.from_json(json.loads(gzip.decompress(content))).panels
    (tmp_path / INDEX).write_bytes(FIGURES.index_document())
    there = ExerciseFigures(KNOWLEDGE, tmp_path)
    assert there.index == FIGURES.index
    assert there.drawn(ONE_SIDED) == FIGURES.figure(ONE_SIDED)
    (tmp_path / INDEX).write_text('{"knowledge": "another", "figures": {}}', encoding="utf-8")
    assert ExerciseFigures(KNOWLEDGE, tmp_path).index == FIGURES.index


def test_an_exercise_without_a_figure_is_named() -> None:
    with pytest.raises(BadInput, match=r"no figure of st_standing_quat.*st_standing_quad"):
        FIGURES.text("st_standing_quat")
    assert figure_link(FIGURES, "st_standing_quat") is None


def test_the_words_are_turned_with_the_picture() -> None:
    drawn = FIGURES.index[ONE_SIDED]["side"]
    other = "left" if drawn == "right" else "right"
    assert FIGURES.text(ONE_SIDED, drawn) == FIGURES.text(ONE_SIDED)
    assert FIGURES.text(ONE_SIDED, other) != FIGURES.text(ONE_SIDED)
    link = figure_link(FIGURES, ONE_SIDED, side=other, theme="dark", moving=True)
    assert link is not None
    assert f"side={other}&theme=dark&moving=1&v=" in link.source
    assert link.alt == FIGURES.text(ONE_SIDED, other)


def test_pictures_on_a_page_are_escaped() -> None:
    html = figures_html([FigureLink('a"b', "x < y", "<b>")])
    assert 'src="a&quot;b"' in html
    assert 'alt="x &lt; y"' in html
    assert "&lt;b&gt;" in html
    assert figures_html([]) == ""


def test_paper_has_no_variables_and_a_page_has_the_style_once() -> None:
    assert "var(" not in stylesheet(for_paper=True)
    assert "@media" not in stylesheet(for_paper=True)
    on_paper = pictures_on_paper(FIGURES)(ONE_SIDED, "left")
    assert on_paper.count("<style>") == 1
    assert "var(" not in on_paper
    in_page = pictures_in_page(FIGURES)(ONE_SIDED, "left")
    assert "<style>" not in in_page
    assert "<desc>" in in_page
    assert pictures_in_page(FIGURES)("nothing", "both") == ""


def test_drawing_all_can_be_interrupted_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    command = [sys.executable, "-m", "kg", "figure", "--all", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        limit = time.monotonic() + 240
        while len(list(folder.glob("figure*.gz"))) < 2 and time.monotonic() < limit:
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(120) != 0
    finally:
        process.kill()
    files = sorted(folder.iterdir())
    assert files
    for file in files:
        assert file.suffix == ".gz"
        assert json.loads(gzip.decompress(file.read_bytes()))["panels"]
    names = {
        FIGURES.file_name(one, moving=moving) for one in FIGURES.index for moving in (False, True)
    }
    assert {file.name for file in files} <= names


# --- what the pages say of movement ---------------------------------------------------------------


@pytest.fixture(scope="module")
def pages() -> MovementPages:
    return MovementPages(
        KNOWLEDGE,
        MovementEffects.of(KNOWLEDGE),
        lambda exercise, moving: figure_link(FIGURES, exercise, moving=moving),
    )


def block(blocks: list[Block], title: str) -> Block:
    return next(one for one in blocks if str(one.get("title", "")).startswith(title))


def test_an_exercise_shows_how_it_is_done_what_it_does_and_who_must_not(
    pages: MovementPages,
) -> None:
    blocks = pages.blocks("in_bodyweight_squat")
    figure = blocks[0]
    assert figure["kind"] == "figure"
    assert "moving=1" in figure["moving"]
    how = block(blocks, "How it is done")
    names = [row["name"] for row in how["rows"]]
    assert "Set up" in names
    assert {"Easier", "Harder"} & set(names)
    moves = {one["to"]: one["note"] for one in block(blocks, "What moves")["items"]}
    assert moves["hip_flexion"] == "0° → 104°" or moves["hip_flexion"].startswith("0° → ")
    stretch = block(pages.blocks("st_standing_quad"), "What moves")
    assert next(one["note"] for one in stretch["items"] if one["to"] == "hip_extension")[0] == "−"
    works = block(blocks, "What works")
    assert any(one["to"] == "gluteus_maximus" for row in works["rows"] for one in row["items"])
    barred = {one["to"] for one in block(blocks, "Who must not")["items"]}
    rows = KNOWLEDGE.facts.relations["unsuited"]
    assert barred == {str(who) for what, who in rows if str(what) == "in_bodyweight_squat"}


def test_what_comes_first_is_not_repeated_below(pages: MovementPages) -> None:
    first = pages.blocks("in_bodyweight_squat")
    page = entry_page(KNOWLEDGE, Atlas(KNOWLEDGE), "in_bodyweight_squat", first=first)
    names = [row["name"] for one in page if one["kind"] == "facts" for row in one["rows"]]
    assert names.count("Set up") == 1


def test_a_muscle_shows_where_it_is_and_exercises_by_what_they_do_to_it(
    pages: MovementPages,
) -> None:
    blocks = pages.blocks("gluteus_medius")
    where = {row["name"]: row for row in block(blocks, "Where it is")["rows"]}
    assert where["Origin"]["text"] == "ilium"
    assert where["Insertion"]["text"] == "greater trochanter"
    assert where["Nerve"]["text"] == "superior gluteal nerve"
    assert "hip_abduction" in {one["to"] for one in where["Does"]["items"]}
    groups = [one for one in blocks if one["kind"] == "pictures"]
    assert len(groups) > 2
    for group in groups:
        assert group["pictures"]
        assert all(one["alt"] for one in group["pictures"])
    meant = {str(a) for a, b in KNOWLEDGE.facts.relations["targets"] if str(b) == "gluteus_medius"}
    assert {one["to"] for one in groups[0]["pictures"]} <= meant


def test_other_things_show_nothing_of_movement(pages: MovementPages) -> None:
    assert pages.blocks("source_nasm_cpt7") == []


def test_effects_are_kept_and_name_muscles(monkeypatch: pytest.MonkeyPatch) -> None:
    first = MovementEffects.of(KNOWLEDGE)
    monkeypatch.setattr("kg.explain.movement_effects.Mechanics", None)
    assert MovementEffects.of(KNOWLEDGE) == first
    muscles = {str(muscle) for muscle, *_ in KNOWLEDGE.facts.relations["muscle"]}
    muscles |= {str(group) for group, *_ in KNOWLEDGE.facts.relations["muscle_group"]}
    for exercise in ("ac_lateral_band_walk", "st_standing_quad"):
        for effect in EFFECTS:
            assert set(first.muscles(exercise, effect)) <= muscles
    assert "rectus_femoris" in first.muscles("st_standing_quad", "lengthened")
    assert "st_standing_quad" in first.exercises("rectus_femoris", "lengthened")
