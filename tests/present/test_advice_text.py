"""The text of an advice: narrow enough, complete, and without codes for a pipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.advice_text import render

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
KNOWLEDGE = KnowledgeBase.load()


def shown(path: Path, *, width: int = 80, colour: bool = False) -> str:
    case = read_file(str(path)).case(Vocabulary.of(KNOWLEDGE))
    return render(advise(case, KNOWLEDGE), names=KNOWLEDGE.labels, width=width, colour=colour)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_line_is_wider_than_eighty_columns_or_shows_an_id(path: Path) -> None:
    text = shown(path)
    assert max(map(len, text.splitlines())) <= 80
    assert "does not diagnose" in text.replace("\n", " ")
    assert "_" not in text
    assert "{" not in text
    assert "\x1b" not in text


def test_a_narrow_terminal_is_respected() -> None:
    assert max(map(len, shown(EXAMPLES[0], width=48).splitlines())) <= 48


def test_colour_marks_headings() -> None:
    assert "\x1b[1mProgram\x1b[0m" in shown(EXAMPLES[0], colour=True)


def test_every_exercise_has_side_dose_minutes_and_a_line_of_why() -> None:
    path = next(one for one in EXAMPLES if one.stem == "knees_in_right")
    case = read_file(str(path)).case(Vocabulary.of(KNOWLEDGE))
    advice = advise(case, KNOWLEDGE)
    flat = " ".join(shown(path).split())
    for phase in advice.program.phases:
        for item in phase.items:
            assert f"{item.label}, {'both sides' if item.side == 'both' else item.side};" in flat
            assert f"why: {item.why}" in flat


def test_a_referral_stands_at_the_top() -> None:
    path = next(one for one in EXAMPLES if one.stem == "red_flag")
    lines = shown(path).splitlines()
    assert lines[0].endswith("referred: no program")
    assert lines[1].startswith("! Refer [emergency]")


def test_the_week_its_sessions_and_the_goals_are_shown() -> None:
    path = next(one for one in EXAMPLES if one.stem == "lifter_five_days")
    flat = " ".join(shown(path).split())
    assert "Day 2, from 2026-03-03: Upper body focus" in flat
    assert "Session: Upper body focus days 2, 7;" in flat
    assert "Before a main lift, Bench press (2 min): Floor prone cobra" in flat
    assert "Weeks 3 to 4: Where the criterion to advance is met" in flat
    assert "Glute bridge: 1 to 2 sets; next Mini-band bridge" in flat
    assert "(outcome goal): SMART + S Specific: It names a finding: knees move inward." in flat
    assert "Habits (suspicions, never findings)" in flat


def test_groups_are_named_before_what_was_seen() -> None:
    path = next(one for one in EXAMPLES if one.stem == "older_adult")
    text = shown(path)
    assert text.index("Adjusted for  Older adult") < text.index("What was seen")
    assert "Static stretches are held 60 seconds." in text


def test_a_referral_has_no_week() -> None:
    path = next(one for one in EXAMPLES if one.stem == "red_flag")
    assert "Week" not in shown(path)
