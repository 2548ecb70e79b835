"""The case as a value: what it takes, what it becomes, what facts it makes."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import clingo
import jsonschema
import pytest
from pydantic import ValidationError

from kg.case.file import parse
from kg.case.model import Case, case_schema
from kg.cli.schema import published
from tests.case.case_words import FULL, WORDS

ROOT = Path(__file__).parents[2]


def full() -> Case:
    return parse(FULL.encode(), "case.yaml").case(WORDS)


def read(**fields: object) -> Case:
    return Case.read({"findings": [{"finding": "heel_rises"}], **fields}, WORDS)


def test_a_full_case_is_read_as_it_is_written() -> None:
    case = full()
    assert case.client == "client-07"
    assert case.date == date(2026, 3, 2)
    assert case.findings[0].side == "right"
    assert case.findings[1].severity is None
    assert case.fms.scores["deep_squat"].both == 2
    assert case.fms.scores["hurdle_step"].right == 1
    assert case.conditions[0].condition == "osteoporosis"
    assert case.conditions[1].region == "knee"
    assert case.goals[0].by == date(2026, 4, 27)


def test_the_facts_of_a_full_case() -> None:
    assert full().to_facts() == [
        "case_finding(0,knees_move_inward).",
        "case_assessment(0,overhead_squat).",
        "case_side(0,right).",
        "case_severity(0,moderate).",
        "case_finding(1,heel_rises).",
        "case_assessed(overhead_squat).",
        "case_assessed(gait).",
        "case_posture(0,knee_hyperextension).",
        "case_posture_view(0,view_lateral).",
        "case_posture_side(0,left).",
        "case_posture_severity(0,mild).",
        "case_posture(1,pes_planus).",
        "case_modification(0,heels_raised,knees_move_inward,right,improves).",
        "case_test(0,ankle_dorsiflexion,left,limited).",
        "case_test(1,ankle_dorsiflexion,both,normal).",
        "case_score(deep_squat,both,2).",
        "case_score(hurdle_step,left,2).",
        "case_score(hurdle_step,right,1).",
        "case_clearing(shoulder_clearing,left,positive).",
        "case_clearing(shoulder_clearing,right,negative).",
        "case_test_cleared(shoulder_clearing,left).",
        "case_fms_policy(severity_first).",
        "case_previous_screen.",
        "case_previous_score(hurdle_step,left,1).",
        "case_previous_score(hurdle_step,right,1).",
        "case_previous_clearing(shoulder_clearing,left,negative).",
        "case_previous_clearing(shoulder_clearing,right,negative).",
        "case_readiness(readiness_chest_pain,answer_no).",
        "case_readiness(readiness_medication,answer_cleared).",
        "case_pain(0,knee,right).",
        "case_pain(1,shoulder,both).",
        "case_pain_cleared(1).",
        "case_red_flag(fever_chills).",
        "case_red_flag_row(0,fever_chills).",
        "case_condition(osteoporosis).",
        "case_condition_row(0,osteoporosis).",
        "case_condition(knee_replacement).",
        "case_condition_row(1,knee_replacement).",
        "case_condition_region(knee_replacement,knee,left).",
        "case_condition_place(1,knee).",
        "case_condition_side(1,left).",
        "case_condition_stage(1,stage_knee_replacement_early).",
        "case_condition_cleared(1).",
        "case_population(older_adult).",
        "case_habit(prolonged_sitting).",
        "case_equipment_given.",
        "case_equipment(foam_roller).",
        "case_equipment(mini_band).",
        "case_minutes(20).",
        "case_level(2).",
        "case_days(3).",
        "case_refuses(plank).",
        "case_lift(squat).",
        "case_edition(nasm_ces1).",
        "case_goal(0).",
        "case_goal_measure(0).",
        "case_goal_target(0).",
        "case_goal_dated(0).",
        "case_goal_target_hundredths(0,9000).",
        "case_goal_days(0,56).",
        "case_goal(1).",
        "case_goal_kind(1,goal_outcome).",
        "case_goal_finding(1,knees_move_inward).",
        "case_goal_pattern(1,deep_squat).",
        "case_goal_unit(1).",
        "case_goal_target(1).",
        "case_goal_dated(1).",
        "case_goal_target_hundredths(1,-25).",
        "case_goal_baseline_hundredths(1,450).",
        "case_goal_days(1,-1).",
        "case_goal(2).",
        "case_goal_kind(2,goal_process).",
        "case_goal_target(2).",
        "case_goal_times(2,7).",
    ]


def test_the_words_of_a_goal_never_reach_the_rules() -> None:
    goal = {"text": "x). evil(1", "measure": "y", "target": "z). evil(2)", "unit": "u"}
    facts = "\n".join(read(goals=[goal]).to_facts())
    assert "evil" not in facts
    assert "case_goal_target(0)." in facts


def test_a_goal_without_a_date_of_the_case_is_dated_but_not_placed() -> None:
    facts = read(goals=[{"text": "x", "by": date(2026, 4, 27)}]).to_facts()
    assert facts[-2:] == ["case_goal(0).", "case_goal_dated(0)."]


def test_the_solver_reads_the_facts() -> None:
    control = clingo.Control()
    control.add("base", [], "\n".join(full().to_facts()))
    control.ground([("base", [])])
    atoms = {str(atom.symbol) for atom in control.symbolic_atoms}
    assert atoms == {fact.removesuffix(".") for fact in full().to_facts()}


def test_equipment_left_out_differs_from_none_at_hand() -> None:
    assert read().equipment is None
    assert "case_equipment_given." not in read().to_facts()
    assert read(equipment=[]).to_facts()[-1] == "case_equipment_given."


def test_the_order_of_scores_does_not_matter() -> None:
    one = read(fms={"scores": {"deep_squat": 2, "hurdle_step": 1}})
    other = read(fms={"scores": {"hurdle_step": 1, "deep_squat": 2}})
    assert one == other
    assert one.to_facts() == other.to_facts()
    assert hash(one) == hash(other)


def test_a_flag_given_twice_in_two_regions_is_one_flag() -> None:
    rows = [{"flag": "fever_chills", "region": region} for region in ("knee", "shoulder")]
    facts = read(red_flags=rows).to_facts()
    assert facts.count("case_red_flag(fever_chills).") == 1
    assert "case_red_flag_region(fever_chills,shoulder,both)." in facts


@pytest.mark.parametrize(
    "observation",
    [
        {"findings": [{"finding": "heel_rises"}]},
        {"posture": [{"sign": "pes_planus"}]},
        {"tests": [{"test": "ankle_dorsiflexion", "result": "limited"}]},
        {"fms": {"scores": {"deep_squat": 0}}},
        {"fms": {"clearing": {"shoulder_clearing": "positive"}}},
        {"pain": [{"region": "knee"}]},
        {"red_flags": ["fever_chills"]},
    ],
)
def test_one_observation_of_any_kind_is_a_case(observation: dict[str, Any]) -> None:
    assert Case.read(observation, WORDS).to_facts()


@pytest.mark.parametrize("data", [{}, {"habits": ["prolonged_sitting"]}, {"fms": {"scores": {}}}])
def test_no_observation_is_no_case(data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="at least one"):
        Case.read(data, WORDS)


@pytest.mark.parametrize(
    "name",
    ["knees_move_inward", "Knees move inward", "KNEE VALGUS", "knee-valgus", "Knees_Move_Inward"],
)
def test_a_label_or_synonym_stands_for_its_id(name: str) -> None:
    case = Case.read({"findings": [{"finding": name}]}, WORDS)
    assert case.findings[0].finding == "knees_move_inward"


def test_names_are_understood_in_every_place() -> None:
    case = read(
        equipment=["foam roller"],
        refuses=["Front plank"],
        fms={"scores": {"Deep squat": 1}},
        pain=[{"region": "Knee", "side": "L"}],
    )
    assert case.equipment == ("foam_roller",)
    assert case.refuses == ("plank",)
    assert "deep_squat" in case.fms.scores
    assert case.pain[0].side == "left"


def test_without_a_vocabulary_only_well_formed_ids_pass() -> None:
    case = Case.model_validate({"habits": ["anything_new"], "pain": [{"region": "knee"}]})
    assert case.habits == ("anything_new",)
    for hostile in ("a). b(c", "X", "not", "", "ä", "a b", "1a"):
        with pytest.raises(ValidationError):
            Case.model_validate({"pain": [{"region": hostile}]})


def test_a_case_does_not_change() -> None:
    case = full()
    with pytest.raises(ValidationError, match="frozen"):
        case.minutes = 5  # type: ignore[misc]
    with pytest.raises(TypeError, match="does not change"):
        case.fms.scores["deep_squat"] = case.fms.scores["hurdle_step"]
    with pytest.raises(TypeError, match="does not change"):
        case.fms.scores.update({})


def test_a_case_can_be_hashed_copied_and_sent() -> None:
    case = full()
    assert case == full()
    assert hash(case) == hash(full())
    assert copy.deepcopy(case) == case
    assert pickle.loads(pickle.dumps(case)) == case


def test_a_painful_test_is_cleared_by_its_name_alone() -> None:
    cleared = read(fms={"clearing": {"shoulder_clearing": {"left": "positive"}}, "cleared": []})
    assert "case_test_cleared(shoulder_clearing,both)." not in cleared.to_facts()
    for name in ("shoulder_clearing", "Shoulder clearing test", "Deep squat"):
        (row,) = read(fms={"scores": {"deep_squat": 0}, "cleared": [name]}).fms.cleared
        assert (
            f"case_test_cleared({row.test},both)."
            in read(fms={"scores": {"deep_squat": 0}, "cleared": [name]}).to_facts()
        )


def test_two_rows_of_one_condition_are_two_matters() -> None:
    rows = [
        {"condition": "knee_replacement", "side": "left", "cleared": True},
        {"condition": "knee_replacement", "side": "right"},
    ]
    facts = read(conditions=rows).to_facts()
    assert "case_condition_cleared(0)." in facts
    assert "case_condition_cleared(1)." not in facts
    assert facts.count("case_condition(knee_replacement).") == 1


def test_limits_never_reach_the_rules() -> None:
    rows = [{"condition": "osteoporosis", "cleared": True, "limits": 'no ". stopped :- true.'}]
    case = read(conditions=rows)
    assert case.conditions[0].limits == 'no ". stopped :- true.'
    assert not any("stopped" in fact for fact in case.to_facts())


def test_json_there_and_back() -> None:
    case = full()
    assert parse(case.to_json().encode(), "case.json").case(WORDS) == case
    assert parse(case.model_dump_json().encode(), "case.json").case(WORDS) == case
    assert full().to_json() == case.to_json()


def test_texts_come_on_one_line() -> None:
    assert read(goals=[{"text": "  to\n squat \t deep "}]).goals[0].text == "to squat deep"


def test_the_published_schema_is_that_of_the_model() -> None:
    file = ROOT / "schemas" / "case.schema.json"
    assert file.read_text(encoding="utf-8") == published("case"), "run: make schemas"


def test_the_schema_is_a_schema_and_takes_cases() -> None:
    validator = jsonschema.Draft202012Validator
    validator.check_schema(case_schema())
    checker = validator(case_schema(), format_checker=validator.FORMAT_CHECKER)
    checker.validate(json.loads(full().to_json()))
    checker.validate(json.loads(full().model_dump_json()))
    checker.validate(
        {"red_flags": ["x"], "fms": {"scores": {"a": 3, "b": {"left": 0, "right": 1}}}}
    )


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"findings": [{"side": "left"}]},
        {"findings": [{"finding": "x", "side": "up"}]},
        {"pain": [{"region": "x"}], "minutes": 0},
        {"pain": [{"region": "x"}], "minutes": 2.5},
        {"pain": [{"region": "x"}], "client": "Jane Doe"},
        {"pain": [{"region": "x"}], "name": "Jane"},
        {"pain": [{"region": "x"}, {"region": "x"}]},
        {"fms": {"scores": {"x": 4}}},
        {"pain": [{"region": "x"}], "date": "yesterday"},
    ],
)
def test_the_schema_refuses_what_the_model_refuses(data: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator
    checker = validator(case_schema(), format_checker=validator.FORMAT_CHECKER)
    assert not checker.is_valid(data)
    with pytest.raises(ValidationError):
        Case.model_validate(data)
