"""Lines of plans as people write them: read rightly, or listed; nothing is lost in silence."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.case.file import CaseFile
from kg.knowledge import KnowledgeBase
from kg.names.words import split_words, stem
from kg.plan.dose import read_dose, tidy
from kg.plan.line import LineReader, OpenName
from kg.plan.model import Plan
from kg.plan.text import read_text
from kg.plan.words import PlanWords

LINES = yaml.safe_load((Path(__file__).parent / "public_lines.yaml").read_text(encoding="utf-8"))


@cache
def words() -> PlanWords:
    return PlanWords.of(KnowledgeBase.load())


def read(text: str) -> CaseFile:
    return read_text(text, "plan.txt", words())


def items(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read(text).data.get("items", [])
    return rows


@pytest.mark.parametrize(
    ("line", "exercises"),
    [
        ("Glute bridge with Lateral band walk 2x12", ["ac_glute_bridge", "ac_lateral_band_walk"]),
        ("Glute bridge + Clamshell 3x12", ["ac_glute_bridge", "ac_clamshell"]),
        ("Glute bridge superset with Clamshell", ["ac_glute_bridge", "ac_clamshell"]),
        ("Glute bridge / Clamshell 3x12", ["ac_glute_bridge", "ac_clamshell"]),
        ("Glute bridge or Clamshell 3x12", ["ac_glute_bridge", "ac_clamshell"]),
        ("ACTIVATE: clams, dead bugs, bird dogs", ["ac_clamshell", "ac_dead_bug", "ac_bird_dog"]),
        ("Foam roll calves, TFL 30s", ["smr_calf", "smr_tfl"]),
    ],
)
def test_every_exercise_of_a_line_is_read(line: str, exercises: list[str]) -> None:
    assert [item["exercise"] for item in items(line)] == exercises


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("A1) SL glute bridge 3x12/side, 30s rest",
         {"exercise": "ac_single_leg_bridge", "sets": 3, "reps": 12, "rest_s": 30, "side": "both"}),
        ('Clamshells 3x30"', {"exercise": "ac_clamshell", "sets": 3, "hold_s": 30}),
        ("Clamshells 2x12 R", {"exercise": "ac_clamshell", "sets": 2, "reps": 12, "side": "right"}),
        ("10-15 reps per side Clamshells",
         {"exercise": "ac_clamshell", "reps": "10-15", "side": "both"}),
        ("Clamshell 1 x 12-20, 30s rest",
         {"exercise": "ac_clamshell", "sets": 1, "reps": "12-20", "rest_s": 30}),
        ("Bird dog 2x10 @ RPE 6",
         {"exercise": "ac_bird_dog", "sets": 2, "reps": 10, "note": "@ RPE 6"}),
        ("90/90 hip switches 2 x 5", {"exercise": "dm_hip_90_90", "sets": 2, "reps": 5}),
    ],
)  # fmt: skip
def test_a_line_is_read_with_its_dose(line: str, item: dict[str, Any]) -> None:
    (only,) = items(line)
    only.pop("written", None)
    assert only == item


def test_a_line_that_is_not_understood_is_listed_with_the_nearest() -> None:
    data = read("Glute bridge 2x12\nglute bridge jumps 3x5\n").data
    assert [row["exercise"] for row in data["items"]] == ["ac_glute_bridge"]
    (row,) = data["not_understood"]
    assert (row["line"], row["text"]) == (2, "glute bridge jumps 3x5")
    assert row["nearest"]


def test_a_main_lift_among_the_exercises_is_one_the_plan_goes_on_with() -> None:
    data = read("Glute bridge\nBench press 3x8\nlifts: deadlift\nBench press 1x20\n").data
    assert data["lifts"] == ["bench_press", "deadlift"]
    assert data["notes"] == ["Bench press 3x8", "Bench press 1x20"]


def test_a_lift_of_no_list_is_judged_as_the_main_lift_that_asks_for_no_less() -> None:
    data = read("Glute bridge\nTrap bar deadlift 3x8\nLifts: bench\n").data
    assert data["lifts"] == ["deadlift", "bench_press"]
    assert data["notes"] == ["Trap bar deadlift 3x8 (judged as deadlift)"]


def test_another_exercise_is_kept_beside_what_is_judged() -> None:
    data = read("Glute bridge\nBox jumps 3x5\n").data
    assert data["others"] == ["Box jump: Box jumps 3x5"]


def test_a_markdown_table_is_read_by_its_titles() -> None:
    text = "| Exercise | Sets | Reps | Rest |\n|---|---|---|---|\n| Clams | 2 | 12-15 | 30s |\n"
    (item,) = items(text)
    assert item == {"exercise": "ac_clamshell", "sets": 2, "reps": "12-15", "rest_s": 30}


def test_separated_values_are_read_by_their_titles() -> None:
    text = 'Exercise,Sets,Reps,Notes\nClams,2,12,"slow, no swing"\nBird dogs,1,10,\n'
    first, second = items(text)
    assert first == {"exercise": "ac_clamshell", "sets": 2, "reps": 12, "note": "slow, no swing"}
    assert second == {"exercise": "ac_bird_dog", "sets": 1, "reps": 10}


@pytest.mark.parametrize(
    ("heading", "phase"),
    [
        ("SMR", "inhibit"),
        ("Foam Rolling", "inhibit"),
        ("Phase 2: Static stretching", "lengthen"),
        ("### Isolated strengthening", "activate"),
        ("Step 1 (optional): Foam Roll (5-10 minutes)", "inhibit"),
        ("Warm-up", None),
        ("Day 1", None),
    ],
)
def test_headings_as_people_write_them(heading: str, phase: str | None) -> None:
    (item,) = items(f"{heading}\nClamshell\n")
    assert item.get("phase") == phase


def test_a_plan_with_open_lines_can_be_written_and_read_again() -> None:
    plan = read("Activate\nClams 2x12\nzorbing 3x5\nBench press 3x8\n").checked(Plan, words())
    again = Plan.read(plan.to_data(), words())
    assert again.to_data() == plan.to_data()
    assert again.not_understood[0].text == "zorbing 3x5"


def accounted(line: str) -> set[str]:
    """Return the words of a line that what was read of it does not cover."""
    reading = LineReader(words()).read(line)
    assert not isinstance(reading, OpenName)
    covered: list[str] = [text for text, _ in read_dose(line).forms]
    for item in reading:
        if item.other:
            return set()
        covered += [str(item.data.get("note", "")), str(item.data.get("written", ""))]
        knowledge = KnowledgeBase.load()
        covered += knowledge.names.get(item.identifier, ())
        covered += knowledge.lexicon.names.get(item.identifier, ())
        for question in knowledge.lexicon.questions:
            if any(answer.thing == item.identifier for answer in question.answers):
                covered += question.names
    known = {stem(word) for text in covered for word in split_words(text)}
    for form in KnowledgeBase.load().lexicon.forms:
        if {stem(word) for word in split_words(form.standard)} <= known:
            known |= {stem(word) for word in split_words(form.form)}
    small = {"and", "or", "of", "the", "with", "for", "a", "in", "on", "each", "x", "to", "at"}
    return {word for word in split_words(tidy(line)) if stem(word) not in known} - small


def test_public_lines_are_read_rightly_or_listed() -> None:
    assert len(LINES) >= 100
    outcomes = Counter(outcome(row) for row in LINES)
    assert outcomes["read"] >= 0.6 * len(LINES), outcomes
    assert outcomes["wrong"] <= 0.05 * len(LINES), outcomes


def outcome(row: dict[str, Any]) -> str:
    """Return whether a public line was read rightly, listed, or read otherwise."""
    file = read(row["line"])
    if "not_understood" in file.data or any(fault.field == "exercise" for fault in file.problems):
        return "listed"
    got: list[dict[str, Any]] = file.data.get("items", [])
    wanted = [item for item in row.get("items", ()) if "exercise" in item]
    if not got and not wanted:
        return "read"
    others = len(file.data.get("others", ())) + len(file.data.get("lifts", ()))
    if len(got) + others != len(wanted):
        return "wrong"
    for want in wanted:
        allowed = {want["exercise"], *want.get("also", ()), *want.get("ask", ())} - {None}
        found = [item for item in got if item["exercise"] in allowed]
        if allowed and not found:
            return "wrong"
        for item in found[:1]:
            for field in ("sets", "reps", "hold_s", "rest_s"):
                span = want.get(field)
                written = f"{span[0]}-{span[1]}" if isinstance(span, list) else span
                if item.get(field) != written:
                    return "wrong"
    return "read"


def test_no_word_of_a_public_line_is_lost() -> None:
    reader = LineReader(words())
    lost = {}
    for row in LINES:
        if row["kind"] != "exercise":
            continue
        line = row["line"].strip(" -*|#>[]0123456789.")
        if not isinstance(reader.read(line), OpenName) and (missing := accounted(line)):
            lost[line] = missing
    assert not lost
