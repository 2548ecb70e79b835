"""``continuum figure``: one picture, one position, and a page that follows edits."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kg.cli.figure_watch import exercise_page
from kg.cli.main import main
from kg.paths import places

ROOT = Path(__file__).parents[2]
EXERCISE = "st_standing_quad"


def test_a_picture_is_written_light_or_dark_on_either_side(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.svg"
    assert main(["figure", EXERCISE, "--side", "left", "--theme", "dark", "-o", str(file)]) == 0
    assert "is written" in capfd.readouterr().err
    assert ET.parse(file).getroot().get("class") == "fig dark"
    assert main(["figure", EXERCISE, "--position", "end"]) == 0
    assert ET.fromstring(capfd.readouterr().out).get("class") == "fig"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["st_standing_quat"], "did you mean st_standing_quad"),
        ([EXERCISE, "--position", "9"], "position 9"),
        ([EXERCISE, "--watch"], "-o FILE.html"),
        ([EXERCISE, "--animate", "--position", "end"], "one of them"),
        ([], "no exercise"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["figure", *words]) == 2
    assert said in capfd.readouterr().err


def test_the_page_of_a_watch_shows_the_exercise_or_what_is_wrong(tmp_path: Path) -> None:
    page = exercise_page(places(), EXERCISE)
    assert page.count("<svg ") == 3
    assert "point_heel on floor: 0.0 cm" in page
    assert "did you mean" in exercise_page(places(), "st_standing_quat")
    for folder in ("ontology", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    table = tmp_path / "ontology" / "tables" / "position_angles.tsv"
    rows = table.read_text(encoding="utf-8")
    table.write_text(f"{rows}nonsense\n", encoding="utf-8")
    page = exercise_page(places(tmp_path), EXERCISE)
    assert "<svg " not in page
    assert "position_angles.tsv" in page
