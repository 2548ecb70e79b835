"""Empty, wrong and extreme states: each says what it is and what to do, and none breaks a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from kg.case.model import Case
from kg.explorer import session
from kg.explorer.escape import as_written
from kg.explorer.views import PAGES, Page
from kg.rulebase.rule_set import RuleFile, Rules
from tests.explorer.pages_in_test import WORDS, example, fifty_findings, opened, seen, texts

HOUSE = """
%@ id=house_plank label="The house wants {E} in every program." source="the house"
:- exercise(E), E = ac_plank, not choose(E, _).
"""


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Answers that were given under other rules or limits are not kept."""
    session.consultation_of.clear()
    yield
    session.consultation_of.clear()


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.path)
def test_nothing_observed_says_where_to_begin(page: Page) -> None:
    app = opened(page, "none")
    assert not app.exception
    assert app.title


def test_the_explorer_says_where_to_begin() -> None:
    assert "Nothing has been observed yet" in texts(opened("explore", "none"))


def test_a_case_that_needs_nothing_says_so() -> None:
    case = Case.read({"fms": {"scores": {"deep_squat": 3}}}, WORDS)
    assert "No program is needed" in texts(opened("explore", case))


@pytest.mark.parametrize("page", ["explore", "case", "handout"])
def test_pain_is_referred_before_everything_else(page: str) -> None:
    app = opened(page, example("painful_knee"))
    told = texts(app)
    assert not app.exception
    if page != "handout":
        assert "Refer to a health professional" in app.error[0].value
    assert "This case is invalid" not in told


def test_a_red_flag_leaves_no_program() -> None:
    app = opened("explore", example("red_flag"))
    assert "No program:" in texts(app)
    assert "Refer to a health professional" in app.error[0].value


def test_what_no_program_can_keep_is_named(
    monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    ours = session.rules()
    house = Rules((*ours.files, RuleFile("house.lp", HOUSE)))
    monkeypatch.setattr(session, "rules", lambda: house)
    app = opened("explore")
    assert not app.exception
    assert "No program keeps all requirements" in app.error[0].value
    assert "The house wants plank in every program." in app.error[0].value


def test_the_time_limit_is_told_with_what_helps(
    monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    monkeypatch.setattr(session, "TIME_LIMIT", 0.0)
    app = opened("explore", fifty_findings())
    assert not app.exception
    assert "time limit was reached" in app.error[0].value
    assert "smaller case" in texts(app)


def test_the_best_found_in_time_is_marked_as_not_proven() -> None:
    def page() -> None:
        from kg.explorer import alerts, session

        here = session.begin()
        assert here.advice is not None
        alerts.alarms(here, here.advice.model_copy(update={"result": "best_found"}))

    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    assert "this is the best found" in app.warning[0].value


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.path)
def test_fifty_findings_are_shown(page: Page) -> None:
    case = fifty_findings()
    assert len(case.findings) == 50
    app = opened(page, case)
    assert not app.exception


def test_many_warnings_do_not_push_the_answer_off_the_screen() -> None:
    app = opened("explore", fifty_findings())
    assert all(one.value.count("\n- ") < 3 for one in app.warning)
    assert any(one.label.startswith("More to mind") for one in app.expander)


@pytest.mark.parametrize(
    ("case", "look", "told"),
    [
        ("nonsense", {}, "cannot be read"),
        (None, {"see": "no_such_thing"}, "see, found 'no_such_thing'"),
        (None, {"see": "ac_plank", "at": "choose(no_such,thing)"}, ""),
        (None, {"at": ")("}, ""),
    ],
)
def test_what_an_address_says_and_nobody_knows_is_named_or_ignored(
    case: str | None, look: dict[str, str], told: str
) -> None:
    app = opened("explore", case, **look)
    assert not app.exception
    assert not told or any(as_written(told) in one.value for one in app.warning)


def test_a_case_that_cannot_be_right_names_its_faults() -> None:
    rows = [
        {"finding": one, "assessment": "overhead_squat", "side": "left"}
        for one in ("knees_move_inward", "knees_move_outward")
    ]
    app = opened("explore", Case.read({"findings": rows}, WORDS))
    assert "This case is invalid" in app.error[0].value
    assert "exclude each other" in texts(app)


def test_a_look_at_what_the_advice_says_nothing_of_is_told() -> None:
    app = opened("explore", None, see="ac_plank")
    assert "Not part of this answer" in texts(app)


def test_words_of_the_address_are_shown_letter_by_letter() -> None:
    """A crafted address makes no page fetch a picture of another host."""
    app = opened("explore", see="![x](https://host/x)")
    said = [one.value for one in app.warning]
    assert any("host/x" in one for one in said)
    assert not any("![" in one for one in said)


def test_why_not_of_what_is_so_shows_why_it_is_so() -> None:
    app = opened("explore", None, see="ac_lateral_band_walk")
    app.segmented_control[0].set_value("Why not").run()
    assert not app.exception
    assert "This is part of the answer; here is why." in texts(app)
    assert "ask why" not in texts(app)
    assert "Lateral band walk" in "\n".join(one.value for one in app.header)
    assert not any("(ac_" in one.value for one in app.markdown)


def test_why_of_what_is_not_so_shows_why_not() -> None:
    app = opened("explore", None, see="ac_clamshell")
    app.segmented_control[0].set_value("Why").run()
    assert not app.exception
    assert any("Why not clamshell" in one.value for one in app.header)


def test_a_change_that_refers_says_so_before_what_differs() -> None:
    app = opened("explore", example("knees_in_right"))
    app.segmented_control[0].set_value("What if").run()
    app.multiselect[0].set_value(["With red flag: Numbness in the saddle area"]).run()
    assert not app.exception
    first, *_ = (seen(one.value) for one in app.error)
    assert "With the change: refer to a health professional. There is no program." in first
    shown = [seen(one.value) for one in app.markdown]
    (head,) = (place for place, text in enumerate(shown) if "With the change: " in text)
    assert "Numbness in the saddle area" in shown[head + 2]


@pytest.mark.parametrize("page", ["compare", "study"])
def test_every_page_of_a_case_begins_with_the_referral(page: str) -> None:
    app = opened(page, example("red_flag"))
    assert not app.exception
    assert "Refer to a health professional. There is no program." in app.error[0].value


def test_limits_of_a_clearance_are_shown_with_the_program() -> None:
    pain = {"region": "shoulder", "side": "left", "cleared": True, "limits": "nothing overhead"}
    findings = [{"finding": "knees_move_inward", "side": "right"}]
    app = opened("explore", Case.read({"findings": findings, "pain": [pain]}, WORDS))
    assert "Limits: nothing overhead." in seen(app.warning[0].value)
    assert "readiness questions were not answered" in app.warning[1].value
    assert not app.error
