"""Every page runs, on several examples; the configuration is ours, and known to Streamlit."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit import config

from kg.explorer.start import options
from kg.explorer.views import PAGES, Page
from tests.explorer.pages_in_test import example, opened

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.path)
@pytest.mark.parametrize(
    "name", ["", "painful_knee", "red_flag", "no_equipment", "many_findings_one_edition"]
)
def test_a_page_runs(page: Page, name: str) -> None:
    app = opened(page, example(name) if name else None)
    assert not app.exception
    assert app.title


def test_streamlit_knows_every_option_of_ours() -> None:
    known = config.get_config_options()
    assert [name for name in options() if name not in known] == []
    assert options()["runner.postScriptGC"] is False


def test_both_ways_to_start_use_the_same_configuration() -> None:
    ours = (ROOT / "kg" / "explorer" / "config.toml").read_text()
    assert (ROOT / ".streamlit" / "config.toml").read_text() == ours
    assert tomllib.loads(ours)["server"]["fileWatcherType"] == "none"
