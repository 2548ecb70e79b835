"""A sitting: question by question, against the clock or not, kept or not."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kg.errors import BadInput
from kg.study.learner import Learner
from kg.study.practice import Mode, Practice
from kg.study.questions import Question
from kg.study.quiz_session import Sitting
from tests.study.common import STUDY

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def ahead() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as one:
        yield one


def sitting(
    ahead: ThreadPoolExecutor,
    mode: Mode = "topic",
    *,
    learner: Learner | None = None,
    topic: str = "activate",
    number: int = 2,
    seconds: int | None = None,
    clock: Clock | None = None,
) -> Sitting:
    learner = learner or Learner(keep=False)
    topics = (topic,) if topic else ()
    practice = Practice(STUDY, learner, mode, number, topics, None, clock or Clock())
    return Sitting(practice, ahead, seconds)


def right_places(one: Sitting) -> list[int]:
    question = one.question()
    assert question is not None
    return [place for place, option in enumerate(question.options) if option.right]


def test_an_answer_is_looked_at_before_the_next_question(ahead: ThreadPoolExecutor) -> None:
    one = sitting(ahead)
    first = one.question()
    assert one.number == 1
    one.answer(right_places(one))
    assert one.shown is not None
    assert one.shown.question is first
    assert one.shown.right
    assert one.number == 1
    one.answer([0])  # a second answer to the same question is not taken
    assert len(one.asked) == 1
    one.go_on()
    assert one.number == 2
    assert one.question() is not first
    wrong = [p for p in range(4) if p not in right_places(one)][:1]
    one.answer(wrong)
    assert one.shown is not None
    assert set(one.shown.explained) == {*wrong, *right_of(one)}
    one.go_on()
    assert one.question() is None
    session = one.end()
    assert (session.asked, session.right) == (2, 1)
    assert one.end() is session


def right_of(one: Sitting) -> list[int]:
    assert one.shown is not None
    options = one.shown.question.options
    return [place for place, option in enumerate(options) if option.right]


def test_an_exam_goes_on_at_once_and_ends_with_its_time(ahead: ThreadPoolExecutor) -> None:
    clock = Clock()
    one = sitting(ahead, "exam", number=3, seconds=60, clock=clock)
    assert one.left() == timedelta(seconds=60)
    one.answer(right_places(one))
    assert one.shown is None
    assert one.number == 2
    clock.time += timedelta(seconds=61)
    assert one.late()
    assert one.left() == timedelta(0)
    one.answer(right_places(one))  # too late
    assert len(one.asked) == 1
    session = one.end()
    assert (session.asked, session.seconds) == (1, 61)
    one.answer([0])
    assert len(one.asked) == 1


def test_what_is_kept_and_what_is_not(ahead: ThreadPoolExecutor, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    one = sitting(ahead, learner=Learner(path))
    one.answer(right_places(one))
    one.end()
    assert len(Learner(path).facts) == 1
    assert len(Learner(path).sessions) == 1
    nothing = Learner(path, keep=False)
    assert not nothing.facts
    two = sitting(ahead, learner=nothing)
    two.answer(right_places(two))
    two.end()
    assert len(nothing.facts) == 1
    assert len(Learner(path).facts) == 1


def test_another_program_may_write_between_two_answers(
    ahead: ThreadPoolExecutor, tmp_path: Path
) -> None:
    path = tmp_path / "study.json"
    one = sitting(ahead, learner=Learner(path))
    other = sitting(ahead, learner=Learner(path), topic="inhibit")
    other.answer(right_places(other))
    one.answer(right_places(one))
    assert sum(one.asked for one in Learner(path).facts.values()) == 2


def test_an_answer_that_cannot_be_kept_can_be_given_again(
    ahead: ThreadPoolExecutor, tmp_path: Path
) -> None:
    path = tmp_path / "study.json"
    one = sitting(ahead, learner=Learner(path))
    path.write_text("no progress")
    with pytest.raises(BadInput, match="no progress of a learner"):
        one.answer(right_places(one))
    assert one.shown is None
    assert one.asked == []
    path.unlink()
    one.answer(right_places(one))
    assert len(one.asked) == 1


def test_nothing_weak_is_said_and_no_fitting_question_is_the_end(
    ahead: ThreadPoolExecutor,
) -> None:
    with pytest.raises(BadInput, match="nothing is weak yet"):
        sitting(ahead, "weak", topic="").question()
    practice = Empty(STUDY, Learner(keep=False), "topic", 2, ("knee",), None, Clock())
    assert Sitting(practice, ahead).question() is None


class Empty(Practice):
    """A sitting for which nothing is found."""

    def questions(self) -> Iterator[Question]:
        return iter(())
