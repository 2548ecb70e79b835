"""What names mean: in any form, described by their parts, open, or nothing that is known."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.names.reader import NameReading

HERE = Path(__file__).parent


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.of(KnowledgeBase.load())


def read(name: str, field: str = "exercise") -> NameReading:
    return vocabulary().read(field, name)


def rows(file: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Clamshells", "ac_clamshell"),
        ("clam shell", "ac_clamshell"),
        ("Bird Dogs", "ac_bird_dog"),
        ("TERMINAL KNEE EXTENSIONS", "ac_terminal_knee_extension"),
        ("Foam Roller IT Band", "smr_lateral_thigh"),
        ("SL glute bridge", "ac_single_leg_bridge"),
        ("Thoracic Extension on Foam Roller", "dm_tspine_extension_roller"),
        ("standing banded hip abduction", "ac_standing_hip_abduction"),
        ("Child’s Pose", "st_childs_pose"),
    ],
)
def test_a_name_is_understood_in_any_form(name: str, identifier: str) -> None:
    reading = read(name)
    assert (reading.ids, reading.differs) == ((identifier,), ())


@pytest.mark.parametrize(
    ("name", "identifier", "differs"),
    [
        ("supine glute bridge", "ac_glute_bridge", ()),
        ("Glute bridge (slow)", "ac_glute_bridge", ("slow",)),
        ("Crocodile Breathing with Rib Expansion", "ac_crocodile_breathing", ("Rib Expansion",)),
    ],
)
def test_a_name_is_understood_by_its_parts(
    name: str, identifier: str, differs: tuple[str, ...]
) -> None:
    reading = read(name)
    assert reading.kind == "described"
    assert (reading.ids, reading.differs) == ((identifier,), differs)


@pytest.mark.parametrize(
    "name",
    ["standing clamshell", "prone glute bridge", "reverse nordic curl", "glute bridge jump", "???"],
)
def test_what_contradicts_an_exercise_is_not_taken_for_it(name: str) -> None:
    assert read(name).kind in ("unknown", "question", "other")


@pytest.mark.parametrize("name", ["hamstring stretch", "chin tuck", "calf raise", "neck stretch"])
def test_an_open_name_is_a_question(name: str) -> None:
    reading = read(name)
    assert reading.kind == "question"
    assert len(reading.ids) > 1


@pytest.mark.parametrize("name", ["bench press", "back squat", "burpees", "lat pulldown"])
def test_a_lift_is_recognised_as_none_of_ours(name: str) -> None:
    assert read(name).kind == "other"
    assert vocabulary().meant("exercise", name) == ()


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("plantar facia release", "smr_plantar_foot"), ("piriformus stretch", None)],
)
def test_one_misspelt_word_is_read_as_the_nearest(name: str, identifier: str | None) -> None:
    reading = read(name)
    assert reading.ids
    if identifier is not None:
        assert (reading.kind, reading.ids) == ("spelling", (identifier,))


@pytest.mark.parametrize(
    ("field", "name", "identifier"),
    [
        ("finding", "knees cave in", "knees_move_inward"),
        ("finding", "knees bow in", "knees_move_inward"),
        ("finding", "APT", "anterior_pelvic_tilt"),
        ("posture_sign", "Humpback (kyphosis)", "thoracic_hyperkyphosis"),
        ("region", "low back", "lphc"),
        ("region", "ankle", "foot_ankle"),
        ("region", "neck", "head_neck"),
        ("equipment", "TRX", "suspension_strap"),
        ("equipment", "Swiss ball", "stability_ball"),
        ("equipment", "lacrosse ball", "massage_ball"),
        ("side", "R", "right"),
        ("side", "bilateral", "both"),
        ("severity", "marked", "severe"),
        ("red_flag", "night pain", "pain_at_rest_or_night"),
        ("condition", "blood thinners", "anticoagulant_therapy"),
    ],
)
def test_every_field_knows_the_words_of_people(field: str, name: str, identifier: str) -> None:
    assert vocabulary().meant(field, name) == (identifier,)


def test_a_name_that_hides_two_conditions_is_asked_back_in_words() -> None:
    hint = vocabulary().help("condition", "high blood pressure").allowed
    assert hint.startswith("Is it controlled")
    assert "hypertension_controlled (controlled)" in hint


def test_a_side_is_taken_off_a_name() -> None:
    words = vocabulary()
    assert words.without_side("condition", "left ACL reconstruction") == (
        "ACL reconstruction",
        "left",
    )
    assert words.without_side("condition", "osteoporosis") is None


def test_no_label_or_synonym_lost_its_meaning() -> None:
    knowledge, words = KnowledgeBase.load(), vocabulary()
    for field, ids in knowledge.vocabulary.items():
        for identifier in ids:
            for name in knowledge.names[identifier]:
                assert identifier in words.meant(field, name), (field, name)


def test_every_written_name_leads_to_its_thing_or_asks() -> None:
    knowledge, words = KnowledgeBase.load(), vocabulary()
    fields = {
        identifier: field for field, ids in knowledge.vocabulary.items() for identifier in ids
    }
    for identifier, names in knowledge.lexicon.names.items():
        field = "exercise" if identifier in knowledge.lexicon.others else fields.get(identifier)
        field = "exercise" if field == "lift" else field
        if field is None:
            continue
        for name in names:
            assert identifier in words.read(field, name).ids, (name, words.read(field, name))


def outcome(row: dict[str, Any]) -> str:
    """Return what became of a public name: understood, asked, missed, wrong, or rightly left."""
    reading = read(row["name"])
    wanted = {one for one in (row.get("id"), *row.get("also", ()), *row.get("ask", ())) if one}
    if reading.kind == "question":
        return "asked" if wanted & set(reading.ids) else "wrong" if wanted else "left"
    if reading.kind in ("unknown", "other"):
        return "missed" if wanted else "left"
    return "understood" if reading.ids[0] in wanted else "wrong"


def test_public_names_are_understood_and_none_wrongly() -> None:
    public = rows("public_names.yaml")
    assert len(public) >= 300
    outcomes = Counter(outcome(row) for row in public)
    known = sum(1 for row in public if row.get("id") or row.get("ask"))
    wrong = [row["name"] for row in public if outcome(row) == "wrong"]
    assert not wrong
    assert outcomes["understood"] + outcomes["asked"] >= 0.85 * known, outcomes


def test_a_condition_that_nobody_here_knows_is_kept_in_the_words_of_the_client() -> None:
    case = Case.read(
        {"findings": ["heel_rises"], "conditions": ["left endometriosis"]}, vocabulary()
    )
    (row,) = case.conditions
    assert (row.condition, row.called) == ("unlisted_condition", "endometriosis")
    assert row.side == "left"


def test_what_may_be_misspelt_is_asked_back() -> None:
    with pytest.raises(ValidationError):
        Case.read({"findings": ["heel_rises"], "conditions": ["kidney stonez"]}, vocabulary())
    explicit = {"condition": "unlisted_condition", "called": "kidney stones"}
    case = Case.read({"findings": ["heel_rises"], "conditions": [explicit]}, vocabulary())
    assert case.conditions[0].called == "kidney stones"


def test_a_bare_name_is_a_row_and_a_side_in_it_is_its_side() -> None:
    data = {
        "findings": ["left knees cave in"],
        "conditions": ["right ACL reconstruction"],
        "pain": ["left ankle"],
    }
    case = Case.read(data, vocabulary())
    assert (case.findings[0].finding, case.findings[0].side) == ("knees_move_inward", "left")
    assert (case.conditions[0].condition, case.conditions[0].side) == (
        "acl_reconstruction",
        "right",
    )
    assert (case.pain[0].region, case.pain[0].side) == ("foot_ankle", "left")


def test_everyday_conditions_are_understood_or_asked_back() -> None:
    names = [row["name"] for row in rows("everyday_conditions.yaml")]
    assert len(names) == 88
    assert [name for name in names if not vocabulary().meant("condition", name)] == []


def test_public_conditions_are_never_taken_for_another() -> None:
    fields = ("condition", "red_flag", "readiness")
    for row in rows("public_conditions.yaml"):
        meant = {one for field in fields for one in vocabulary().meant(field, row["name"])}
        allowed = {row["means"], *row.get("of", ())}
        if row["means"] != "text" and len(meant) == 1:
            assert meant & allowed, (row, meant)
        if row["means"] == "text":
            assert not meant, (row, meant)


def test_public_findings_are_understood() -> None:
    understood = 0
    public = [row for row in rows("public_findings.yaml") if row["means"] != "text"]
    for row in public:
        meant = {
            one
            for field in ("finding", "posture_sign")
            for one in vocabulary().meant(field, row["name"])
        }
        if row["means"] != "ask":
            assert not meant or meant & {row["means"], *row.get("also", ())}, (row, meant)
        understood += bool(meant)
    assert understood >= 0.8 * len(public)
