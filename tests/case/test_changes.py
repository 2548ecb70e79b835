"""Changes of a case: written, read, carried out; refused with one clear message."""

from __future__ import annotations

from typing import Any

import pytest

from kg.case.changes import addition, as_data, changed, losses, numbers, read_change
from kg.case.model import Case
from kg.errors import CaseError
from tests.case.case_words import WORDS

CASE = Case.model_validate(
    {
        "findings": [
            {"finding": "knees_move_inward", "side": "right", "severity": "mild"},
            {"finding": "heel_rises"},
        ],
        "fms": {"scores": {"deep_squat": 2, "hurdle_step": {"left": 1, "right": 2}}},
        "equipment": ["foam_roller"],
        "minutes": 20,
        "refuses": ["plank"],
        "pain": [{"region": "knee"}],
    }
)


def after(*changes: tuple[str, str]) -> dict[str, object]:
    read = [read_change(verb, text) for verb, text in changes]  # type: ignore[arg-type]
    return as_data(changed(CASE, read, WORDS))


@pytest.mark.parametrize(
    ("verb", "text", "field", "value"),
    [
        ("set", "minutes=30", "minutes", 30),
        ("drop", "minutes", "minutes", None),
        ("add", "equipment=mini_band", "equipment", ["foam_roller", "mini_band"]),
        ("add", "equipment=Foam roller", None, "each row once"),
        ("drop", "equipment=Foam roller", "equipment", []),
        ("drop", "equipment", "equipment", None),
        ("add", "refuses=Front plank", None, "each row once"),
        ("drop", "refuses=plank", "refuses", None),
        ("add", "conditions=osteoporosis", "conditions", [{"condition": "osteoporosis"}]),
        ("set", "equipment=[]", "equipment", []),
        ("set", "pain[0].cleared=true", "pain", [{"region": "knee", "cleared": True}]),
        (
            "add",
            "conditions={condition: knee_replacement, side: left, stage: late}",
            "conditions",
            [
                {
                    "condition": "knee_replacement",
                    "side": "left",
                    "stage": "stage_knee_replacement_late",
                }
            ],
        ),
    ],
)
def test_a_change_does_what_it_says(verb: str, text: str, field: str | None, value: object) -> None:
    if field is None:
        with pytest.raises(CaseError, match=str(value)):
            after((verb, text))
        return
    assert after((verb, text)).get(field) == value


def test_rows_are_added_by_the_value_of_their_first_key() -> None:
    rows = after(("add", "findings=knees_move_outward"))["findings"]
    assert isinstance(rows, list)
    assert rows[-1] == {"finding": "knees_move_outward"}


def test_rows_are_dropped_by_any_name_in_them() -> None:
    assert after(("drop", "findings=knee valgus"))["findings"] == [{"finding": "heel_rises"}]
    assert after(("drop", "findings={side: right}"))["findings"] == [{"finding": "heel_rises"}]


def test_a_place_inside_a_row_is_set_and_dropped() -> None:
    rows: Any = after(("set", "findings[0].side=left"))["findings"]
    assert rows[0]["side"] == "left"
    rows = after(("drop", "findings[0].side"))["findings"]
    assert "side" not in rows[0]


def test_changes_are_made_one_after_another() -> None:
    assert "minutes" not in after(("set", "minutes=5"), ("drop", "minutes"))


@pytest.mark.parametrize(
    ("verb", "text", "told"),
    [
        ("set", "minuts=5", "did you mean minutes"),
        ("set", "minutes", "no value"),
        ("set", "minutes=soon", "a whole number from 1 to 240"),
        ("add", "minutes=5", "no list"),
        ("add", "level=5", "not stated"),
        ("drop", "level", "nothing there"),
        ("drop", "equipment=mini_band", "is not among them"),
        ("set", "findings[9].side=left", "nothing there"),
        ("set", "findings[0].sid=left", "unknown key"),
        ("add", "equipment=folm_roller", "foam_roller"),
        ("set", "9=5", "no place in a case"),
        ("set", "minutes={a: *b}", "anchor or alias"),
        ("set", "minutes=!!python/name:os.system x", "a tag"),
    ],
)
def test_what_cannot_be_is_refused_in_one_message(verb: str, text: str, told: str) -> None:
    with pytest.raises(CaseError, match=told.replace("[", r"\[")):
        after((verb, text))


def test_a_change_is_read_as_it_is_written() -> None:
    for change, _ in losses(CASE):
        again = read_change(change.verb, str(change))
        assert (again.verb, again.path, str(again)) == (change.verb, change.path, str(change))
        assert changed(CASE, [again], WORDS) == changed(CASE, [change], WORDS)


def test_a_loss_takes_just_the_facts_it_names() -> None:
    facts = {one.removesuffix(".") for one in CASE.to_facts()}
    found = list(losses(CASE))
    assert found
    for change, gone in found:
        left = {one.removesuffix(".") for one in changed(CASE, [change], WORDS).to_facts()}
        assert facts - left == gone


def test_every_fact_of_a_case_can_be_taken_away() -> None:
    gone = set().union(*(facts for _, facts in losses(CASE)))
    assert {one.removesuffix(".") for one in CASE.to_facts()} == gone


def test_numbers_come_with_their_bounds() -> None:
    assert numbers(CASE) == {"minutes": (20, 1, 240)}


@pytest.mark.parametrize(
    ("predicate", "arguments"),
    [
        ("case_equipment", ["mini_band"]),
        ("case_refuses", ["side_plank"]),
        ("case_minutes", ["45"]),
        ("case_condition", ["osteoporosis"]),
        ("case_red_flag", ["fever_chills"]),
        ("case_population", ["older_adult"]),
        ("case_habit", ["prolonged_sitting"]),
        ("case_lift", ["squat"]),
        ("case_edition", ["nasm_ces1"]),
        ("case_level", ["3"]),
        ("case_days", ["3"]),
        ("case_score", ["hurdle_step", "left", "3"]),
        ("case_score", ["deep_squat", "both", "1"]),
        ("case_clearing", ["shoulder_clearing", "both", "positive"]),
        ("case_severity", ["1", "severe"]),
        ("case_side", ["1", "left"]),
        ("case_assessment", ["1", "gait"]),
    ],
)
def test_a_fact_is_added_by_the_change_that_is_found_for_it(
    predicate: str, arguments: list[str]
) -> None:
    change = addition(predicate, arguments)
    assert change is not None
    fact = f"{predicate}({','.join(arguments)})."
    assert fact not in CASE.to_facts()
    assert fact in changed(CASE, [change], WORDS).to_facts()


@pytest.mark.parametrize(
    ("predicate", "arguments", "part"),
    [
        ("case_finding", [None, "knees_move_outward"], ",knees_move_outward)."),
        ("case_test", [None, "ankle_dorsiflexion", "left", "limited"], "left,limited)."),
        ("case_pain", [None, "shoulder", "right"], ",shoulder,right)."),
    ],
)
def test_a_row_is_added_at_the_end(predicate: str, arguments: list[str | None], part: str) -> None:
    change = addition(predicate, arguments)
    assert change is not None
    facts = changed(CASE, [change], WORDS).to_facts()
    assert any(one.startswith(predicate) and one.endswith(part) for one in facts)


@pytest.mark.parametrize(
    ("predicate", "arguments"),
    [
        ("case_finding", [None, None]),
        ("case_minutes", [None]),
        ("case_side", ["new", "left"]),
        ("case_goal", ["0"]),
    ],
)
def test_what_no_one_change_says_gives_none(predicate: str, arguments: list[str | None]) -> None:
    assert addition(predicate, arguments) is None
