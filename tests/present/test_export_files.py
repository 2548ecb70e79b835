"""The files that an answer can be taken away as: each complete, and no diagnosis."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import io
import json

import pytest
from icalendar import Calendar

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.file import read_case
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.example_cases import example_path
from kg.present.export_files import Export, calendar_file, exports
from kg.present.figure.exercise_figures import ExerciseFigures
from kg.present.handout.sheet import gap_lines, reassessment, sheet

KNOWLEDGE = KnowledgeBase.load()
FIGURES = ExerciseFigures(KNOWLEDGE)


def answered(name: str, **changes: object) -> tuple[Case, Advice]:
    case = read_case(example_path(name), Vocabulary.of(KNOWLEDGE)).model_copy(update=changes)
    return case, advise(case, KNOWLEDGE)


def files(name: str) -> dict[str, Export]:
    case, advice = answered(name)
    return {
        one.label: one for one in exports(case, advice, sheet(case, advice, KNOWLEDGE), FIGURES)
    }


def test_every_form_holds_the_program_and_the_notice() -> None:
    _, advice = answered("knees_in_right")
    found = files("knees_in_right")
    assert list(found) == ["PDF", "Web page", "Markdown", "Table (CSV)", "JSON"]
    assert not any(one.missing for one in found.values())
    assert found["PDF"].make().startswith(b"%PDF-")
    for label in ("Web page", "Markdown", "JSON"):
        text = found[label].make().decode()
        assert "does not diagnose" in text
        assert "Lateral band walk" in text
    assert json.loads(found["JSON"].make()) == json.loads(advice.to_json())
    rows = list(csv.DictReader(io.StringIO(found["Table (CSV)"].make().decode())))
    assert len(rows) == sum(len(phase.items) for phase in advice.program.phases)
    assert {one["notice"] for one in rows} == {advice.notice}


def test_the_client_names_the_files() -> None:
    case, advice = answered("knees_in_right", client="k7")
    names = [one.name for one in exports(case, advice, sheet(case, advice, KNOWLEDGE), FIGURES)]
    assert names == ["k7.pdf", "k7.html", "k7.md", "k7.csv", "k7.json"]


def test_a_calendar_needs_a_day_and_a_program() -> None:
    case, advice = answered("knees_in_right")
    text = calendar_file(case, advice, KNOWLEDGE, dt.time(7, 30)).make().decode()
    assert text.startswith("BEGIN:VCALENDAR")
    assert "T073000" in text
    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) > 1
    assert all(str(one["description"]).endswith(advice.notice) for one in events)
    assert "no date" in calendar_file(*answered("knees_in_right", date=None), KNOWLEDGE).missing
    assert "no program" in calendar_file(*answered("red_flag"), KNOWLEDGE).missing


def test_what_is_not_installed_is_named_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.present.export_files.find_spec", lambda name: None)
    assert "extra “explorer”" in files("knees_in_right")["PDF"].missing
    assert "extra “calendar”" in calendar_file(*answered("knees_in_right"), KNOWLEDGE).missing
    assert importlib.util.find_spec("typst") is not None


def test_gaps_are_told_by_phase_with_their_reason_and_all_of_them() -> None:
    _, advice = answered("knees_in_right")
    told = list(gap_lines(advice, KNOWLEDGE))
    assert advice.gaps
    for gap in advice.gaps:
        label = KNOWLEDGE.label(gap.muscle or gap.finding or "")
        assert any(label in one and gap.reason in one for one in told)


def test_the_reassessment_says_when_and_with_what() -> None:
    text = reassessment(answered("knees_in_right")[1], KNOWLEDGE)
    assert "2026-04-13" in text
    assert "Overhead squat" in text
    assert reassessment(answered("red_flag")[1], KNOWLEDGE) == ""
