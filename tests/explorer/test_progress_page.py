"""The progress page without a browser: its histories, its empty and broken states, its photos."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from kg.explorer import server_settings
from kg.explorer.components.posture_pair import Shown
from kg.explorer.server_settings import Serving
from kg.explorer.views.progress.photos import _photo_as_shown
from kg.knowledge import KnowledgeBase
from kg.progress.case_intake import entry_of
from kg.progress.photos import clean_content, reduced
from kg.progress.store import History
from tests.explorer.pages_in_test import opened as page
from tests.explorer.pages_in_test import told

CASES = Path(__file__).parents[2] / "examples" / "progress"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the history of this user would be; nothing is there yet."""
    file = tmp_path / "history.sqlite"
    monkeypatch.setenv("CONTINUUM_STORE", str(file))
    return file


def keep(store: Path, *names: str) -> None:
    knowledge = KnowledgeBase.load()
    with History.open(str(store)) as history:
        for name in names:
            path = CASES / f"{name}.yaml"
            history.add(entry_of(path.read_bytes(), path.name, knowledge))


def turned(app: AppTest, key: str, value: object) -> AppTest:
    app.session_state[key] = value
    return app.run()


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (90, 160), "grey").save(written, "PNG")
    return written.getvalue()


def test_without_a_history_an_example_is_photo_as_shown_and_said_to_be_one(store: Path) -> None:
    app = page("progress")
    text = told(app)
    assert "This is an example" in text
    assert "Total of the movement screen" in text
    assert "2.5 points" in text
    tables = [one.value.to_string() for one in app.table]
    assert any("no more than measurement error explains" in one for one in tables)
    assert not store.exists()
    text = told(turned(app, "progress_kind", "Your history"))
    assert "There is no history yet" in text
    assert not store.exists()


def test_what_changed_is_proved_and_the_program_gives_its_reasons(store: Path) -> None:
    app = turned(page("progress"), "progress_view", "What changed")
    assert "seen now; it was not assessed before" in told(app)
    app.selectbox(key="progress_from").select_index(0).run()
    app.selectbox(key="progress_to").select_index(1).run()
    assert "Heel of the foot rises, both sides: no longer seen" in told(app)
    assert app.selectbox(key="progress_why").options
    text = told(turned(app, "progress_view", "Program"))
    assert "exercises change" in text
    assert "new in the program" in text
    app.selectbox(key="progress_from").select_index(2).run()
    assert "has to be before the second" in told(app)


def test_the_present_case_is_kept_only_when_that_is_confirmed(store: Path) -> None:
    app = turned(page("progress"), "progress_kind", "Your history")
    app.text_input(key="progress_new_client").set_value("client-31")
    app.date_input(key="progress_new_day").set_value(dt.date(2026, 5, 4))
    app.button[-1].click().run()
    assert "Confirm with the tick" in told(app)
    assert not store.exists()
    app.checkbox(key="progress_sure").set_value(True)
    app.button[-1].click().run()
    text = told(app)
    assert "Kept as assessment 1 of client-31, 2026-05-04." in text
    assert "One assessment, 2026-05-04" in text
    with History.open(str(store)) as history:
        assert [one.client for one in history.assessments()] == ["client-31"]


def test_a_name_is_refused_as_a_pseudonym(store: Path) -> None:
    app = turned(page("progress"), "progress_kind", "Your history")
    app.text_input(key="progress_new_client").set_value("Jane Doe")
    app.date_input(key="progress_new_day").set_value(dt.date(2026, 5, 4))
    app.checkbox(key="progress_sure").set_value(True)
    app.button[-1].click().run()
    assert "Jane Doe" in "\n".join(one.value for one in app.error)
    assert not store.exists()


def test_an_assessment_is_removed_after_it_is_confirmed(store: Path) -> None:
    keep(store, "march", "april")
    app = page("progress")
    assert "client-07" in app.selectbox(key="progress_client").options
    app.button(key="progress_gone.1").click().run()
    text = told(app)
    assert "Removed the assessment of 2026-03-02." in text
    assert "One assessment, 2026-04-13" in text
    app.button(key="progress_gone.2").click().run()
    assert "Nobody is kept here yet" in told(app)


@pytest.mark.parametrize(
    ("fault", "message"),
    [("newer", "made by a newer Continuum"), ("other", "is no history")],
)
def test_a_history_that_cannot_be_used_is_one_message(
    store: Path, fault: str, message: str
) -> None:
    if fault == "newer":
        keep(store, "march")
        with sqlite3.connect(store) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    else:
        store.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    app = page("progress")
    (error,) = app.error
    assert message in error.value
    assert not app.exception


def test_photos_are_photo_as_shown_and_one_that_was_changed_is_said_to_be(store: Path) -> None:
    keep(store, "march", "april")
    with History.open(str(store)) as history:
        cleaned = clean_content(picture(), "a.png")
        for number in (1, 2):
            history.add_photo("client-07", cleaned, view="anterior", side=None, number=number)
    app = turned(page("progress"), "progress_view", "Photos")
    assert "never sent anywhere" in told(app)
    assert app.selectbox(key="progress_photo_left").value == 1
    assert app.selectbox(key="progress_photo_right").value == 2
    with History.open(str(store)) as history:
        first, second = history.photos("client-07")
        whole = _photo_as_shown(history, first)
        (store.parent / "history.sqlite.photos" / second.file).write_bytes(b"changed")
        broken = _photo_as_shown(history, second)
    assert (whole.width, whole.height, whole.fault) == (90, 160, "")
    assert broken == Shown(broken.label, fault=broken.fault)
    assert "cannot be shown" in broken.fault
    told(app.run())
    app.button(key="progress_photo_gone.1").click().run()
    assert "Removed photo 1." in told(app)
    with History.open(str(store)) as history:
        assert [one.number for one in history.photos("client-07")] == [2]


def test_a_photo_is_photo_as_shown_no_larger_than_asked() -> None:
    written = io.BytesIO()
    Image.new("RGB", (3000, 1500), "grey").save(written, "JPEG")
    assert (reduced(written.getvalue(), "a", 1000).width) == 1000


def test_the_history_of_the_start_is_photo_as_shown_and_no_visitor_names_another(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {"progress_place"}
    app = turned(page("progress"), "progress_kind", "Your history")
    assert not places & {one.key for one in app.text_input}
    monkeypatch.setattr(server_settings, "_current", Serving(behind_proxy=True))
    app = turned(page("progress"), "progress_kind", "Your history")
    assert not places & {one.key for one in app.text_input}
    assert "There is no history yet" in told(app)
    monkeypatch.delenv("CONTINUUM_STORE")
    app = page("progress")
    assert "Only the example is shown" in told(app)
    assert not places & {one.key for one in app.text_input}
    assert "Your history" not in {str(one) for one in app.get("button_group")}
    monkeypatch.setattr(server_settings, "_current", Serving())
    monkeypatch.setenv("XDG_DATA_HOME", str(store.parent))
    app = turned(page("progress"), "progress_kind", "Your history")
    assert places & {one.key for one in app.text_input}
