"""The week as a board: all seven days, every exercise of the program, and how each goes on."""

from __future__ import annotations

from functools import cache

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.file import read_case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.example_cases import example_names, example_path
from kg.present.week_board import Week, week_board

KNOWLEDGE = KnowledgeBase.load()


@cache
def answered(name: str) -> Advice:
    return advise(read_case(example_path(name), Vocabulary.of(KNOWLEDGE)), KNOWLEDGE)


def board(name: str) -> Week:
    return week_board(answered(name), KNOWLEDGE.label)


@pytest.mark.parametrize("name", example_names())
def test_the_board_says_what_the_advice_says(name: str) -> None:
    advice, shown = answered(name), board(name)
    assert [one.day for one in shown.days] == (list(range(1, 8)) if advice.week else [])
    trained = [(one.day, one.session) for one in shown.days if one.session]
    assert trained == [(one.day, one.label) for one in advice.week]
    told = " ".join(item for one in shown.sessions for part in one.parts for item in part.items)
    for session in advice.sessions:
        assert all(item.label in told for part in session.parts for item in part.items)
    assert len(shown.stages) == len(advice.progression.stages)
    assert len(shown.goals) == len(advice.goals)


def test_a_session_names_its_days_its_lifts_and_what_comes_before_them() -> None:
    lower = board("lifter_five_days").sessions[0]
    assert lower.days == "days 1, 6"
    assert lower.lifts == ("Deadlift", "Back squat")
    assert [part.label for part in lower.parts][1] == "Before a main lift, Deadlift"


def test_a_goal_is_told_letter_by_letter() -> None:
    goals = board("goals_of_a_beginner").goals
    assert all([text[0] for _, text in one.letters] == list("SMART") for one in goals)
    for one in goals:
        assert one.smart == all(holds for holds, _ in one.letters)


def test_no_program_has_no_week() -> None:
    assert board("red_flag").days == ()
