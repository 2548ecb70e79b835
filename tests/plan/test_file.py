"""Plans read: leniently in their names and forms, strictly in everything else."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import CaseError
from kg.knowledge import KnowledgeBase
from kg.plan.file import parse_plan
from kg.plan.model import Plan, PlanSpan
from kg.plan.text import read_text
from kg.plan.words import PlanWords, bare
from tests.rules.plan_examples import PLANS, plan_of

WORDS = PlanWords.of(KnowledgeBase.load())


def read(text: str, name: str = "plan.txt") -> Plan:
    return parse_plan(text.encode(), name, WORDS).checked(Plan, WORDS)


def only(line: str) -> dict[str, Any]:
    data: dict[str, Any] = read(line).to_data()
    item: dict[str, Any] = data["items"][0]
    assert len(data["items"]) == 1
    return item


@pytest.mark.parametrize(
    "written",
    ["ac_glute_bridge", "Glute bridge", "GLUTE-BRIDGE", "glute  bridge.", "“Glute Bridge”"],
)
def test_a_name_is_understood_however_it_is_written(written: str) -> None:
    assert WORDS.meant("exercise", written) == ("ac_glute_bridge",)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("Glute bridge", {}),
        ("- glute bridge 2x12", {"sets": 2, "reps": 12}),
        ("* Glute Bridge: 2 sets of 10 to 15", {"sets": 2, "reps": "10-15"}),
        ("3) glute bridge – 2 × 10-15 reps", {"sets": 2, "reps": "10-15"}),
        ("Glute bridge, 1 set of 10 to 15 held 2 s; rest 0 to 60 s; 2 min; with mat",
         {"sets": 1, "reps": "10-15", "hold_s": 2, "rest_s": "0-60", "note": "2 min; with mat"}),
        ("[ ] Glute bridge, 12 reps, tempo 4/2/1", {"reps": 12, "tempo": "4/2/1"}),
        ("glute bridge (left)", {"side": "left"}),
        ("Glute bridge 2 x 30 s each side", {"sets": 2, "hold_s": 30, "side": "both"}),
        ("Glute bridge right leg only, slow and controlled",
         {"side": "right", "note": "slow and controlled"}),
    ],
)  # fmt: skip
def test_a_line_of_plain_text(line: str, item: dict[str, Any]) -> None:
    assert only(line) == {"exercise": "ac_glute_bridge", **item}


def test_plain_text_as_the_advice_prints_it() -> None:
    item = only("    Foam roll inner thigh, right; 1 set held 30 s; rest 0 to 15 s; 1.5 min")
    assert item == {
        "exercise": "smr_adductors",
        "side": "right",
        "sets": 1,
        "hold_s": 30,
        "rest_s": "0-15",
        "note": "1.5 min",
    }


def test_a_phase_may_stand_before_its_exercises_on_a_line() -> None:
    text = "Lengthen: kneeling hip flexor stretch 2 x 30 s, rest 10 s\n"
    text += "3. Activate: clamshell 2x12; glute bridge 1 x 10, held 2 s\nBird dog\n"
    rows = read(text).rows
    assert [(one.phase, one.exercise) for one in rows] == [
        ("lengthen", "st_half_kneeling_hip_flexor"),
        ("activate", "ac_clamshell"),
        ("activate", "ac_glute_bridge"),
        ("activate", "ac_bird_dog"),
    ]
    assert rows[0].rest_s == PlanSpan(minimum=10, maximum=10)
    assert rows[2].hold_s == PlanSpan(minimum=2, maximum=2)


def test_headings_and_the_frame_of_a_plain_text() -> None:
    plan = read(
        "# Plan of a client\n1. Inhibit\n- foam roll calf\n\n## Phase 3: Activation\nGlute bridge\n"
        "INTEGRATE:\nBody-weight squat\n3 days a week\n20 minutes\nfor 5 weeks\n"
        "Progression: one more set a week\nNote: go slowly\nLeft out: soleus: next time\n"
        "Refer: to the doctor, for the knee\nReassess: in 4 weeks with overhead squat, deep squat\n"
    )
    assert [(one.phase, one.exercise) for one in plan.rows] == [
        ("inhibit", "smr_calf"),
        ("activate", "ac_glute_bridge"),
        ("integrate", "in_bodyweight_squat"),
    ]
    assert (plan.days_per_week, plan.minutes, plan.weeks) == (3, 20, 5)
    assert plan.progression == "one more set a week"
    assert plan.notes == ("go slowly",)
    assert plan.left_out[0].muscle == "soleus"
    assert plan.refer == "to the doctor, for the knee"
    assert plan.reassess is not None
    assert plan.reassess.weeks == 4
    assert plan.reassess.with_ == ("overhead_squat", "deep_squat")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Gloot brigde 2x12", "plan.txt:1: items[0].exercise: found 'Gloot brigde 2x12'"),
        ("\n\nzorbing", "plan.txt:3: items[0].exercise"),
        ("squat", "found 'squat'"),
        ("Glute bridge rigth", "found 'Glute bridge rigth'"),
        ("Glute bridge 3x", "found 'Glute bridge 3x'"),
        ("Glute bridge 2 x 15-10", "allowed: a range from the lower to the higher number"),
        ("Reassess: soon\nGlute bridge", "reassess: found 'soon'"),
        ("3 days a week\n4 days a week\nGlute bridge", "each once (first on line 1)"),
        ("", "an empty plan"),
        ("# only a title", "an empty plan"),
        ("hello world", "items[0].exercise"),
    ],
)
def test_what_is_not_understood_is_asked_back(text: str, told: str) -> None:
    with pytest.raises(CaseError) as error:
        read(text)
    assert told in error.value.message
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("items: [glute_brigde]", "did you mean"),
        ("items: [ac_glute_bridge]\nphases: [{phase: inhibit, items: [smr_calf]}]", "found both"),
        ("items: [{exercise: ac_glute_bridge, set: 2}]", "did you mean sets?"),
        ("items: [{exercise: ac_glute_bridge, side: up}]", "allowed: left, right, both"),
        ("items: [{exercise: ac_glute_bridge, sets: many}]", "a range such as 10-15"),
        ("items: [{exercise: ac_glute_bridge, sets: true}]", "a range such as 10-15"),
        ("items: [{sets: 2}]", "a row that has it"),
        ("phases: [{phase: warmup, items: [ac_glute_bridge]}]", "phases[0].phase: found 'warmup'"),
        ("items: ac_glute_bridge", "a list"),
        ("items: [ac_glute_bridge]\nitems: [ac_clamshell]", "each key once"),
        ("items: [ac_glute_bridge]\nreassess: {by: 2026-04-06, weeks: 3}", "one of `by`"),
        ("items: [ac_glute_bridge]\nminutes: 0", "from 1 to 240"),
        ("items: [&a ac_glute_bridge, *a]", "an anchor or alias"),
        ("items: [!!python/name:os.system x]", "a tag"),
        ("items: [" + "ac_glute_bridge, " * 201 + "]", "at most 200 rows"),
        ("items: []", "an empty plan"),
        ("- ac_glute_bridge", "no mapping"),
    ],
)
def test_a_structured_plan_is_checked_strictly(text: str, told: str) -> None:
    with pytest.raises(CaseError) as error:
        read(text, "plan.yaml")
    assert told in error.value.message
    assert error.value.message.startswith("plan.yaml:")


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"a" * 1_000_001, b"\x1b[31mGlute bridge", b"x\n" * 2001, b"{" * 50],
)
def test_hostile_bytes_are_one_message(content: bytes) -> None:
    for name in ("plan.txt", "plan.yaml", "plan"):
        with pytest.raises(CaseError):
            parse_plan(content, name, WORDS).checked(Plan, WORDS)


@given(st.text(max_size=300))
def test_any_text_is_a_plan_or_a_plain_refusal(text: str) -> None:
    for name in ("plan.txt", "plan"):
        try:
            plan = parse_plan(text.encode("utf-8", "ignore"), name, WORDS).checked(Plan, WORDS)
        except CaseError as error:
            assert "\x1b" not in error.message
        else:
            assert plan.rows or plan.lifts or plan.refer


@given(st.text(max_size=60))
def test_bare_words_stay_as_they_are(name: str) -> None:
    assert bare(bare(name)) == bare(name)


def test_every_name_of_an_exercise_is_found_by_itself() -> None:
    for one in sorted(WORDS.ids["exercise"]):
        assert one in WORDS.meant("exercise", next(iter(WORDS.names[one])).upper())


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_read_is_the_same_plan_written_and_read_again(path: Any) -> None:
    plan = plan_of(path)
    data = plan.to_data()
    again = parse_plan(json.dumps(data).encode(), "plan.json", WORDS).checked(Plan, WORDS)
    assert again.to_data() == data
    assert again.rows == plan.rows


def test_a_date_to_reassess_is_counted_from_the_beginning() -> None:
    plan = read("Glute bridge\nReassess: 2026-04-06")
    with pytest.raises(CaseError, match="neither the plan nor the case has a date"):
        plan.to_facts()
    early = read("Date: 2026-04-06\nGlute bridge\nReassess: 2026-04-06")
    with pytest.raises(CaseError, match="a day after the beginning"):
        early.to_facts()
    late = read("Date: 2026-03-02\nGlute bridge\nReassess: 2026-04-06")
    assert "case_plan_reassess(35)." in late.to_facts()


def test_a_frozen_plan_does_not_change() -> None:
    plan = read("Glute bridge")
    with pytest.raises(ValueError, match="frozen"):
        plan.minutes = 3  # type: ignore[misc]


@pytest.mark.parametrize("ending", ["", ", 3 x 12", ": x", "\n"])
def test_a_line_that_is_longer_than_any_is_refused_at_once(ending: str) -> None:
    started = time.process_time()
    with pytest.raises(CaseError, match=r"plan\.txt:2: found a line of 800,0\d\d letters"):
        read(f"Inhibit\n{'x ' * 400_000}{ending}")
    assert time.process_time() - started < 2  # a second of work would be much


def test_a_line_of_many_words_is_no_more_work_than_its_letters() -> None:
    asked: list[str] = []

    class Counting(PlanWords):
        def meant(self, field: str, name: str) -> tuple[str, ...]:
            asked.append(name)
            return super().meant(field, name)

    words = Counting(WORDS.ids, WORDS.names)
    read_text("x " * 249, "plan.txt", words)
    assert len(asked) < 40
