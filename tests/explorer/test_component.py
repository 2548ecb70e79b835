"""The body map's component from Python's side: what it takes, gives and ships."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kg.errors import BadInput
from kg.explorer.components import body_map as component
from kg.knowledge import KnowledgeBase
from kg.present.figure.body_map import body_map
from tests.present.test_figure_body_map import shown

ROOT = Path(__file__).parents[2]
PAGE = str(Path(__file__).parent / "body_map_page.py")
PLAIN = body_map(None, KnowledgeBase.load())


def test_a_page_with_it_runs_without_a_browser() -> None:
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not page.exception
    assert page.markdown[0].value == "Chosen: nothing"
    page.session_state["body"] = {"selection": {"seq": 1, "muscles": [["soleus", "left"]]}}
    page.run()
    assert not page.exception
    assert page.markdown[0].value == "Chosen: soleus left"


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "nonsense",
        {"selection": None},
        {"selection": {"seq": "1", "muscles": [["soleus", "left"]]}},
        {"selection": {"seq": 1, "muscles": 7}},
    ],
)
def test_what_cannot_be_read_from_the_browser_chooses_nothing(sent: Any) -> None:
    assert component._sent(sent, PLAIN) is None


def test_what_is_no_spot_is_left_out() -> None:
    rows = [["soleus", "left"], ["soleus", "midline"], ["hamstrings", "left"], [1], "ab", [[], {}]]
    sent = component._sent({"selection": {"seq": 4, "muscles": rows}}, PLAIN)
    assert sent == (4, (("soleus", "left"),))


def test_a_whole_is_chosen_by_its_parts_and_an_unknown_one_is_named() -> None:
    found = component._spots(PLAIN, [("medial_hamstrings", "both"), ("semitendinosus", "left")])
    assert set(found) == {
        (muscle, side)
        for muscle in ("semimembranosus", "semitendinosus")
        for side in ("left", "right")
    }
    assert len(found) == 4
    with pytest.raises(BadInput, match="did you mean soleus"):
        component._spots(PLAIN, [("soleuss", "left")])


def test_what_a_run_sends_is_small_and_plain() -> None:
    model = shown("many_findings_one_edition")
    judged: dict[tuple[str, str], component.Verdict] = {("medial_hamstrings", "left"): "missed"}
    data = component._data(model, (("soleus", "left"),), 3, judged, multiple=True, layer="all")
    text = json.dumps(data)
    assert len(text) < 20_000
    assert json.loads(text)["selected"] == [["soleus", "left"]]
    assert data["verdicts"] == [
        ["semimembranosus", "left", "missed"],
        ["semitendinosus", "left", "missed"],
    ]
    assert {row[2] for row in data["statuses"]} <= {"overactive", "underactive", "equivocal"}


def test_without_streamlit_one_sentence_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['streamlit'] = None\n"
        "from kg.explorer.components.body_map import body_map\n"
        "from kg.errors import ContinuumError\n"
        "try: body_map(None, key='x')\n"
        "except ContinuumError as error: print(error.exit_code, error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, text=True
    )
    said = "2 the explorer needs Streamlit: pip install 'continuum-corrective-exercise[explorer]'\n"
    assert done.stdout == said


def test_a_wheel_brings_the_files_and_streamlit_finds_them(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    for name in ("regions.csv", "figure.csv", "picture.css"):
        assert (place / "kg" / "present" / "figure" / name).is_file()
    script = (
        "from streamlit.components.v2.component_manager import BidiComponentManager\n"
        "manager = BidiComponentManager()\n"
        "manager.discover_and_register_components(start_file_watching=False)\n"
        "root = manager.get_component_asset_root('continuum-corrective-exercise.body_map')\n"
        "print(*sorted(one.name for one in root.iterdir()), root)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(place), "HOME": str(tmp_path), "PATH": ""},
        text=True,
    )
    assets = place / "kg" / "explorer" / "components" / "body_map" / "assets"
    words = ["body_map.css", "body_map.js", "nearest.js", "shapes.js", str(assets)]
    assert done.stdout.split() == words
