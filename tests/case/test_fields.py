"""A field of a case is declared once: whatever deals with cases follows from the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import pytest
from pydantic import BaseModel, ConfigDict, Field

from kg.case.changes import Change, addition, changed, is_changeable, losses, read_change
from kg.case.field_types import ById, Number, ReadOnly, Rows, Side
from kg.case.fields import (
    Argument,
    CaseFact,
    CaseField,
    FormSection,
    fact_places,
    place_in_case,
)
from kg.case.file import parse
from kg.case.model import Case, case_schema
from kg.case.problems import written
from kg.case.rows import AssessmentName, RegionName
from kg.errors import CaseError
from kg.knowledge import KnowledgeBase
from kg.present.case_form import FormGroup, case_form, group_title, sections
from kg.present.case_rows import case_rows
from kg.present.possible_changes import offers
from kg.rulebase.rule_set import Rules
from tests.case.case_words import WORDS

TOY: Final = """\
balance:
  - {region: knee, side: left, seconds: 12.5}
  - {region: shoulder, steady: true}
reach: {overhead_squat: {left: 41.5, right: 44}}
"""


class Balance(BaseModel):
    """One balance test, as a row."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    region: Annotated[RegionName, CaseFact("balance", Argument.ROW, Argument.VALUE, Argument.SIDE)]
    side: Side | None = None
    seconds: Annotated[
        Number | None,
        CaseFact("balance_value", Argument.ROW, Argument.HUNDREDTHS, Argument.WRITTEN),
    ] = None
    steady: Annotated[bool, CaseFact("balance_steady", Argument.ROW)] = False


class Reach(BaseModel):
    """How far, to each side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    left: Number | None = None
    right: Number | None = None


class ToyCase(Case):
    """A case with two more fields: rows, and a measure by id and side."""

    balance: Annotated[
        Rows[Balance],
        CaseField(title="balance tests", section=FormSection.SEEN, place=9, is_observation=True),
    ] = Field((), description="how long a leg carries")
    reach: Annotated[
        ById[AssessmentName, Reach],
        CaseFact("reach", Argument.KEY, Argument.SIDE, Argument.HUNDREDTHS),
        CaseField(section=FormSection.SEEN, is_observation=True),
    ] = Field(default_factory=ReadOnly, description="how far a leg reaches")


def read(text: str) -> ToyCase:
    return parse(text.encode(), "toy.yaml").checked(ToyCase, WORDS)


def groups() -> Mapping[tuple[str, ...], FormGroup]:
    return {group.path: group for group in case_form(ToyCase)}


# --- a new field ----------------------------------------------------------------------------------


def test_a_new_field_is_an_observation_and_makes_its_facts() -> None:
    assert read(TOY).to_facts() == [
        "case_balance(0,knee,left).",
        'case_balance_value(0,1250,"12.5").',
        "case_balance(1,shoulder,both).",
        "case_balance_steady(1).",
        "case_reach(overhead_squat,left,4150).",
        "case_reach(overhead_squat,right,4400).",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("balance: [{region: knie}]", "balance[0].region: found 'knie'"),
        ("balance: [{regio: knee}]", "allowed: region, side, seconds, steady"),
        ("reach: {gait: {left: far}}", "reach.gait.left: found 'far'"),
        (
            "minutes: 5",
            "at least one, under findings, assessed, posture, tests, measures, fms, pain",
        ),
        ("minutes: 5", "red_flags, balance, reach"),
    ],
)
def test_what_is_wrong_in_a_new_field_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(CaseError) as refused:
        read(text)
    assert message in refused.value.message


def test_the_rules_may_refuse_a_new_field_by_the_name_of_its_fact() -> None:
    assert written(place_in_case(ToyCase, "balance_steady", 1)) == "balance[1].steady"
    assert written(place_in_case(ToyCase, "reach", "gait")) == "reach.gait"


def test_a_new_field_is_in_the_schema_as_an_observation() -> None:
    schema = case_schema(ToyCase)
    assert schema["properties"]["balance"]["items"] == {"$ref": "#/$defs/Balance"}
    assert {"required": ["balance"]} in schema["anyOf"]


def test_a_new_field_can_be_changed_and_taken_away() -> None:
    case = read(TOY)
    change = read_change("add", "balance=shoulder", ToyCase)
    assert "case_balance(2,shoulder,both)." in changed(case, [change], WORDS).to_facts()
    gone = set().union(*(facts for _, facts in losses(case)))
    assert gone == {fact.removesuffix(".") for fact in case.to_facts()}


def test_a_fact_of_a_new_field_is_stated_by_a_change() -> None:
    row = addition("case_balance", [None, "knee", "right"], ToyCase)
    assert row == Change("add", ("balance",), {"region": "knee", "side": "right"})
    steady = addition("case_balance_steady", ["0"], ToyCase)
    assert steady == Change("set", ("balance", 0, "steady"), True)
    assert is_changeable("case_balance", ToyCase)
    assert not is_changeable("case_balance")


def test_a_new_field_has_its_inputs_in_the_form() -> None:
    rows, measures = groups()["balance",], groups()["reach",]
    assert [(one.name, one.kind) for one in rows.fields] == [
        ("region", "choice"),
        ("side", "choice"),
        ("seconds", "number"),
        ("steady", "truth"),
    ]
    assert (measures.kind, [one.name for one in measures.fields]) == (
        "sides",
        ["id", "left", "right"],
    )
    assert sections(ToyCase)[FormSection.SEEN.value][-1] == rows
    assert group_title(("balance",), ToyCase) == "Balance tests"


def test_a_new_field_is_shown_and_its_removal_offered() -> None:
    case = read(TOY)
    shown = [f"{row.field}: {row.text}" for row in case_rows(case, str)]
    assert shown[-3:] == [
        "Balance tests: knee, left, seconds 12.5",
        "Balance tests: shoulder, steady",
        "Reach: overhead_squat: left 41.5, right 44",
    ]
    assert "Without balance tests: shoulder, steady" in offers(case, WORDS, str)


# --- the fields there are -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.of(KnowledgeBase.load())


def test_the_rules_give_a_sentence_to_every_fact_of_a_case_and_to_no_other(
    rules: Rules,
) -> None:
    made = {(place.predicate, len(place.fact.arguments)) for place in fact_places(Case)}
    assert made == {one for one in rules.case_signatures if not one[0].startswith("case_plan")}


def test_the_rules_declare_their_inputs_in_one_file(
    rules: Rules,
) -> None:
    inputs = {one: rules.predicates[one].file for one in rules.case_signatures}
    assert set(inputs.values()) == {"rules/defined.lp"}
    others = {one for one, said in rules.predicates.items() if said.file == "rules/defined.lp"}
    assert others == set(inputs)


@pytest.mark.parametrize(
    ("term", "row", "place"),
    [
        ("side", 2, "findings[2].side"),
        ("result", 0, "tests[0].result"),
        ("posture_sign", 0, "posture[0].sign"),
        ("modification", 1, "modifications[1].finding"),
        ("flag_clearance", 0, "red_flags[0].cleared"),
        ("score", "deep_squat", "fms.scores.deep_squat"),
        ("previous_clearing", "shoulder_clearing", "fms.previous.clearing.shoulder_clearing"),
        ("assessed", 0, "assessed[0]"),
        ("unheard_of", 0, "findings[0].unheard_of"),
    ],
)
def test_the_rules_name_a_field_by_its_term(term: str, row: int | str, place: str) -> None:
    assert written(place_in_case(Case, term, row)) == place


def test_facts_that_a_clinician_or_a_goal_decides_are_never_proposed() -> None:
    proposed: dict[str, Any] = {
        place.predicate: place for place in fact_places(Case) if is_changeable(place.predicate)
    }
    assert not [name for name in proposed if name.startswith(("case_goal", "case_previous"))]
    assert "case_test_cleared" not in proposed
