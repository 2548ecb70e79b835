"""Every field of a case can be entered by hand; nothing is carried over or chosen beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from streamlit.testing.v1 import AppTest

from kg.case.changes import as_data
from kg.case.fields import FormSection
from kg.case.model import Case
from kg.explorer.case_form import widget_key
from kg.present.address.case import case_word
from kg.present.case_form import FormField, FormGroup, case_form, entered, sections
from tests.explorer.pages_in_test import WORDS, example, opened, texts, told

#: What the form deliberately leaves out, each with the reason.
LEFT_OUT: Final[Mapping[tuple[str, ...], str]] = {}
GROUPS: Final = {".".join(group.path): group for group in case_form()}
ROWS: Final = [name for name, group in GROUPS.items() if group.kind == "rows"]


# --- the form and the model -----------------------------------------------------------------------


def leaves(schema: Any, part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the place of everything that a schema lets a person state; ids stand for no step."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    inner = [one for one in part.get("anyOf", ()) if one.get("type") != "null"]
    inner += [part["items"]] if "items" in part else []
    inner += [part["additionalProperties"]] if part.get("additionalProperties") else []
    found = [place for one in inner for place in leaves(schema, one, path)]
    for name, one in part.get("properties", {}).items():
        found += leaves(schema, one, (*path, name))
    deeper = [place for place in found if place != path]
    yield from deeper or [path]


def inputs() -> set[tuple[str, ...]]:
    """Return the same places as the form has them."""
    found = set()
    for group in case_form():
        fields = group.fields[1:] if group.kind in ("answers", "sides") else group.fields
        deep = group.kind in ("rows", "sides")
        found |= {(*group.path, field.name) if deep else group.path for field in fields}
    return found


def test_every_field_of_a_case_has_an_input() -> None:
    schema = Case.model_json_schema(mode="serialization")
    wanted = set(leaves(schema, schema))
    assert {("pain", "side"), ("fms", "previous", "scores", "left"), ("readiness",)} <= wanted
    assert wanted - inputs() == set(LEFT_OUT)
    assert inputs() - wanted == set()
    assert all(LEFT_OUT.values())


def test_pain_comes_first_and_every_field_is_in_a_section() -> None:
    assert list(sections()) == [section.value for section in FormSection]
    ordered = [group for groups in sections().values() for group in groups]
    assert ordered[0].path == ("pain",)
    assert sorted(group.path for group in ordered) == sorted(group.path for group in case_form())
    safety, *_ = sections().values()
    assert [group.path for group in safety] == [
        ("pain",),
        ("red_flags",),
        ("readiness",),
        ("conditions",),
    ]


def test_what_is_then_empty_goes_with_what_is_taken_away() -> None:
    data = {"fms": {"scores": {"deep_squat": 2}, "policy": "severity_first"}}
    assert entered(data, ("fms", "policy"), None).value == {"scores": {"deep_squat": 2}}
    assert entered(data, ("readiness", "x"), "y").value == {"x": "y"}
    assert entered({}, ("equipment",), []).value == []


# --- the form on the page -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> AppTest:
    """The page on which nothing was entered yet; each test begins with nothing."""
    return opened("case", "none")


@pytest.fixture
def app(page: AppTest) -> AppTest:
    page.button(key="case_nothing").click().run()
    assert page.session_state["case"] is None
    return page


def every(app: AppTest) -> dict[str, Any]:
    """Return the inputs of a page by their keys, without the number of the round."""
    kinds = ("selectbox", "button_group", "multiselect", "checkbox", "text_input", "number_input")
    widgets = [one for kind in (*kinds, "date_input") for one in app.get(kind)]
    return {str(one.key): one for one in widgets if one.key}


def key(app: AppTest, group: FormGroup, field: str, item: str = "") -> str:
    """Return the key of an input as the page has it by now."""
    wanted = widget_key(group, field, item)
    if group.kind != "rows":
        return wanted
    start = wanted.rpartition(".")[0]
    (found,) = (one for one in every(app) if one.rpartition(".")[0] == start)
    return found


def test_every_input_is_on_the_page_and_none_holds_anything(app: AppTest) -> None:
    shown = every(app)
    for group in case_form():
        ids = ids_of(group.fields[0]) if group.fields[0].name == "id" else []
        for field in group.fields:
            if field.name != "id":
                keys = [key(app, group, field.name, item) for item in ids or [""]]
                assert any(one in shown for one in keys), (group.path, field.name)
    values = {name: one.value for name, one in shown.items() if name.startswith("case.")}
    assert {name: one for name, one in values.items() if one not in (None, "", [], False)} == {}


def ids_of(field: FormField) -> list[str]:
    return sorted(item for name in field.vocabularies for item in WORDS.ids[name])


def some_value(field: FormField) -> Any:
    """Return a value that an input takes."""
    if field.kind == "choice":
        return (field.choices or ids_of(field))[0]
    if field.kind == "number":
        return max(field.low or 0, 1)
    return {"truth": True, "day": "2026-03-01", "text": "ten steps", "text_or_number": "12"}[
        field.kind
    ]


#: Of inputs that narrow one another, values that go together.
TOGETHER: Final[Mapping[str, Mapping[str, str]]] = {
    "conditions": {
        "condition": "achilles_tendinopathy",
        "stage": "stage_achilles_tendinopathy_reactive",
    },
    "findings": {"assessment": "overhead_squat", "finding": "knees_move_inward"},
    "posture": {"view": "view_lateral", "sign": "forward_head_posture"},
    "modifications": {"modification": "heels_raised", "finding": "excessive_forward_lean"},
    "measures": {"measure": "measure_knee_to_wall", "motion": "ankle_dorsiflexion"},
}
#: What is given in the place of another input of the row: either it or that one.
IN_PLACE: Final = {("measures", "result")}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_added_whole_and_the_next_begins_empty(app: AppTest, name: str) -> None:
    group, wanted = GROUPS[name], {}
    fields = [field for field in group.fields if (name, field.name) not in IN_PLACE]
    for field in fields:
        wanted[field.name] = TOGETHER.get(name, {}).get(field.name) or some_value(field)
    for field in fields:
        value = wanted[field.name]
        day = dt.date.fromisoformat(value) if field.kind == "day" else value
        app.session_state[key(app, group, field.name)] = day
        if field == group.fields[0]:
            app.run()  # What it leaves of the other choices is known then.
    app.run()
    app.button(key=f"case.{name}.add").click().run()
    stated: Any = held(app)
    for step in group.path:
        stated = stated[step]
    (row,) = stated
    expected = {**wanted, **({"target": 12} if name == "goals" else {})}
    assert row == expected
    for field in group.fields:
        assert every(app)[key(app, group, field.name)].value in (None, ""), field.name


def held(app: AppTest) -> dict[str, Any]:
    """Return the case, or what is noted until there is one, as plain data."""
    state = app.session_state
    case = state["case"] if state["case"] is not None else state["case_draft"]
    assert isinstance(case, Case)
    return as_data(case)


def rounds(app: AppTest, name: str) -> int:
    names = (f"case_round.{name}", "case_opened")
    return sum(int(app.session_state[one]) for one in names if one in app.session_state)


def test_a_row_that_lacks_something_is_not_added(app: AppTest) -> None:
    app.session_state[key(app, GROUPS["pain"], "side")] = "left"
    app.run()
    app.button(key="case.pain.add").click().run()
    assert app.session_state["case"] is None
    assert any("Still needed" in one.value for one in app.warning)


def test_what_was_answered_before_anything_was_seen_becomes_part_of_the_case(app: AppTest) -> None:
    answers = {"readiness.readiness_chest_pain.readiness": "answer_yes"}
    press(app, **answers, **{"equipment.equipment": ["mini_band"]})
    assert app.session_state["case"] is None
    assert "Noted until then" in texts(app)
    add(app, "pain", region="knee", side="right")
    case = held(app)
    assert case == {
        "readiness": {"readiness_chest_pain": "answer_yes"},
        "pain": [{"region": "knee", "side": "right"}],
        "equipment": ["mini_band"],
    }
    assert "Refer to a health professional" in app.error[0].value
    assert "Noted until then" not in told(app)


def press(app: AppTest, **values: Any) -> None:
    """Choose values in inputs, as a visitor does before the page is drawn anew."""
    shown = every(app)
    for name, value in values.items():
        shown[f"case.{name}"].set_value(value)
    app.run()


def add(app: AppTest, name: str, **values: str) -> None:
    for field, value in values.items():
        app.session_state[key(app, GROUPS[name], field)] = value
    app.run()
    app.button(key=f"case.{name}.add").click().run()


def test_scores_answers_lists_and_values_are_set_and_taken_away(app: AppTest) -> None:
    add(app, "pain", region="knee")
    first = {
        "fms.scores.hurdle_step.left": 2,
        "fms.scores.hurdle_step.right": 1,
        "fms.scores.deep_squat.both": 3,
        "fms.previous.scores.deep_squat.both": 1,
        "fms.clearing.shoulder_clearing.left": "positive",
        "fms.policy.policy": "severity_first",
        "minutes.minutes": 25,
        "client.client": "client-07",
        "equipment.none": True,
    }
    press(app, **first)
    case = held(app)
    assert case["fms"]["scores"] == {
        "hurdle_step": {"left": 2, "right": 1},
        "deep_squat": {"both": 3},
    }
    assert case["fms"]["clearing"] == {"shoulder_clearing": {"left": "positive"}}
    assert case["fms"]["previous"] == {"scores": {"deep_squat": {"both": 1}}}
    assert (case["minutes"], case["client"], case["equipment"]) == (25, "client-07", [])
    second = {
        "fms.scores.hurdle_step.left": None,
        "fms.previous.scores.deep_squat.both": None,
        "equipment.none": False,
    }
    press(app, **second)
    press(app, **{"client.client": "Jane Doe"})
    case = held(app)
    assert case["fms"]["scores"]["hurdle_step"] == {"right": 1}
    assert "previous" not in case["fms"]
    assert "equipment" not in case
    assert case["client"] == "client-07"
    assert any("pseudonym" in one.value for one in app.warning)


def test_what_is_half_entered_is_kept_named_and_never_carried_over(app: AppTest) -> None:
    add(app, "findings", finding="knees_move_inward", assessment="overhead_squat")
    app.session_state[key(app, GROUPS["pain"], "region")] = "knee"
    app.session_state[key(app, GROUPS["pain"], "side")] = "left"
    app.run()
    assert "Not part of the case until you press **Add pain**" in told(app)
    # Another page, which draws none of these inputs, and back.
    app.query_params["page"] = "compare"
    app.run()
    assert any("not added to the case yet: pain" in one.value for one in app.warning)
    app.query_params["page"] = "case"
    app.run()
    assert every(app)[key(app, GROUPS["pain"], "side")].value == "left"
    assert every(app)[key(app, GROUPS["pain"], "region")].value == "knee"
    app.selectbox(key="case_example").select("no_equipment").run()
    assert every(app)[key(app, GROUPS["pain"], "side")].value is None
    assert "Not part of the case until" not in told(app)
    assert app.selectbox(key="case_example").value is None


def test_what_does_not_fit_is_named_where_it_was_pressed(app: AppTest) -> None:
    add(app, "findings", finding="knees_move_inward", assessment="overhead_squat")
    number = rounds(app, "pain")
    app.session_state[key(app, GROUPS["pain"], "region")] = "knee"
    app.session_state[key(app, GROUPS["pain"], "cleared_on")] = dt.date(2026, 2, 20)
    app.run()
    app.button(key="case.pain.add").click().run()
    assert "pain" not in held(app)
    assert any("cleared" in one.value for one in app.error)
    assert rounds(app, "pain") == number
    assert every(app)[key(app, GROUPS["pain"], "region")].value == "knee"


def test_a_case_without_its_last_observation_is_noted_and_comes_back_by_its_address(
    app: AppTest,
) -> None:
    add(app, "pain", region="knee", side="right")
    press(app, **{"client.client": "client-07", "minutes.minutes": 25})
    address = dict(app.query_params)
    drops = [one for one in app.button if str(one.key).startswith("case_drop.")]
    (drop,) = [one for one in drops if "Knee" in str(one.help)]
    drop.click().run()
    assert app.session_state["case"] is None
    assert held(app)["minutes"] == 25
    assert "Noted until then" in told(app)
    noted = app.query_params["noted"]
    # Back, as the browser goes: the client is not in the address, and is not lost.
    for name, values in address.items():
        app.query_params[name] = values
    del app.query_params["noted"]
    app.run()
    assert held(app)["pain"] == [{"region": "knee", "side": "right"}]
    assert held(app)["client"] == "client-07"
    # And a visitor who opens the address of what was noted sees it, without the client.
    other = opened("case", "none", noted=noted)
    assert held(other)["minutes"] == 25
    assert "client" not in held(other)
    assert "Noted until then" in told(other)


def test_an_address_cannot_note_an_observation_without_its_answer() -> None:
    word = case_word(example("painful_knee"))
    app = opened("case", "none", noted=word)
    assert held(app)["pain"] == [{"region": "knee", "side": "right"}]
    assert "Refer to a health professional" in app.error[0].value
    app = opened("case", "none", noted="nonsense")
    assert app.session_state["case"] is None
    assert any("cannot be read" in one.value for one in app.warning)
