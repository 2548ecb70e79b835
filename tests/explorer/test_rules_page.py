"""The rules page without a browser: what it lists, what an address names, what a trial tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.explorer import session
from kg.explorer.views.rules import page as page_rules
from kg.paths import Cache
from kg.present.rule_uses import Examples
from tests.explorer.pages_in_test import opened as page
from tests.explorer.pages_in_test import told


def view(app: AppTest, name: str) -> AppTest:
    app.session_state["rules_view"] = name
    return app.run()


def test_an_address_names_a_rule_and_an_unknown_one_is_ignored() -> None:
    text = told(page("rules", rule="status_unopposed"))
    assert "⟨muscle⟩ (⟨side⟩) is likely ⟨direction⟩: ⟨weight⟩ points of" in text
    assert "rules/muscles.lp:" in text
    assert "From: the conflict policy" in text
    assert "%@ id=status_unopposed" in text
    assert "Used in this case: 12 times" in text
    app = page("rules", rule="status_unoposed")
    assert "Ignored in this address: rule, found 'status_unoposed'." in told(app)
    assert "rule" not in app.query_params


def test_search_and_filters_narrow_the_list() -> None:
    app = page("rules")
    assert "of 1" in told(app)
    whole = told(app)
    app.text_input(key="rules_words").set_value("conflict policy").run()
    some = told(app)
    assert some != whole
    app.toggle(key="rules_used").set_value(True).run()
    assert told(app) != some
    app.text_input(key="rules_words").set_value("no such words").run()
    assert "**0 of" in told(app)
    assert "Nothing matches" in told(app)


def test_without_an_answer_the_rules_are_still_there() -> None:
    text = told(page("rules", case="none", rule="status_unopposed"))
    assert "which rules it uses is not known" in text
    assert "Used in this case" not in text
    assert "%@ id=status_unopposed" in text


def test_a_predicate_has_its_meaning_and_its_rules() -> None:
    app = page("rules")
    app.session_state["rules_predicate"] = "status/3"
    text = told(view(app, "Predicates"))
    assert "⟨Muscle⟩ (⟨side⟩) is likely ⟨status⟩." in text
    assert "Rules that conclude it" in text
    assert "Rules that ask for it" in text


def test_the_playground_tells_a_fault_with_its_place_and_is_reset() -> None:
    app = view(page("rules"), "Playground")
    field = app.text_area(key="play_text.muscles.lp")
    before = field.value
    assert before is not None
    field.set_value(before.replace(":- ", ":- , ", 1)).run()
    assert "The copy was edited" in told(app)
    app.button(key="play_run").click().run()
    text = told(app)
    assert "The copy could not be tried." in text
    line = before[: before.index(":- ")].count("\n") + 1
    assert f"rules/muscles.lp, line {line}, column " in text
    assert "Traceback" not in text
    app.button(key="play_reset").click().run()
    assert app.text_area(key="play_text.muscles.lp").value == before
    assert "The copy is as the file is" in told(app)


def test_the_playground_shows_before_and_after() -> None:
    app = view(page("rules"), "Playground")
    field = app.text_area(key="play_text.muscles.lp")
    old = "status(M, S, D) :- counts(M, S, D, W)"
    text = str(field.value).replace(old, f"{old}, M != gluteus_medius")
    field.set_value(text).run()
    app.button(key="play_run").click().run()
    shown = told(app)
    assert "differences**" in shown
    assert "**Before**  \nGluteus medius (right) is likely underactive" in shown
    assert "**With the change**" in shown


def test_what_the_examples_use_is_told_once_they_were_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = Examples(session.knowledge(), session.rules(), Cache(tmp_path))
    names = [one.name for one in examples.every]
    kept = {name: ["status_unopposed"] if name == "Flat feet" else [] for name in names}
    Cache(tmp_path).write(examples._name, json.dumps(kept).encode())
    monkeypatch.setenv("CONTINUUM_CACHE_DIR", str(tmp_path))
    page_rules._examples.clear()
    try:
        app = page("rules", rule="status_unopposed")
        assert f"**Used by 1 of {len(names)} examples, " in told(app)
        assert "- Flat feet" in told(app)
        app.toggle(key="rules_idle").set_value(True).run()
        total = len(page_rules._shelf())
        assert f"**{total - 1} of {total} rules**" in told(app)
    finally:
        page_rules._examples.clear()
