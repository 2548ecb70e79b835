"""Practice: what comes next, what is kept, and how topics stand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.cli.study_practice import _say
from kg.errors import BadInput
from kg.study.learner import Learner, fact_id, learner_file
from kg.study.practice import Mode, Practice
from kg.study.questions import Question
from tests.study.common import STUDY

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def sitting(
    learner: Learner,
    clock: Callable[[], datetime],
    mode: Mode = "topic",
    number: int = 4,
    topics: tuple[str, ...] = ("activate",),
) -> Practice:
    return Practice(STUDY, learner, mode, number, topics, None, clock)


def right_places(question: Question) -> list[int]:
    return [place for place, one in enumerate(question.options) if one.right]


def wrong_places(question: Question) -> list[int]:
    return [place for place, one in enumerate(question.options) if not one.right][:1]


def answered(practice: Practice, choose: Callable[[Question], list[int]]) -> list[str]:
    """Answer a whole sitting, and return the facts that were asked."""
    return [
        question.id
        for question in practice.questions()
        if practice.answer(question, choose(question)) in (True, False)
    ]


def test_what_was_wrong_comes_again_and_what_was_right_later(tmp_path: Path) -> None:
    clock = Clock()
    learner = Learner(tmp_path / "study.json")
    practice = sitting(learner, clock, number=6)
    asked = []
    for place, question in enumerate(practice.questions()):
        if question.story:
            continue
        asked.append(question.id)
        practice.answer(question, right_places(question) if place % 2 else wrong_places(question))
    practice.end()
    kept = Learner(tmp_path / "study.json")
    assert set(kept.facts) == set(asked)
    clock.now = START + timedelta(minutes=2)
    wrong = {name for name, fact in kept.facts.items() if not fact.known}
    assert wrong
    assert set(kept.due(clock.now)) == wrong
    again = list(islice(sitting(kept, clock, "weak", 4, ()).questions(), len(wrong)))
    assert {one.id for one in again} == wrong


def test_repetitions_that_go_well_move_apart(tmp_path: Path) -> None:
    clock = Clock()
    learner = Learner(tmp_path / "study.json")
    question = next(sitting(learner, clock, topics=("inhibit",)).questions())
    dues = []
    for _ in range(5):
        learner.record(question, right=True, now=clock.now)
        (fact,) = learner.facts.values()
        due = datetime.fromisoformat(fact.card["due"])
        dues.append(due - clock.now)
        clock.now = due
    assert dues == sorted(dues)
    assert dues[-1] > 10 * dues[1]


def test_a_topic_counts_for_all_above_it(tmp_path: Path) -> None:
    clock = Clock()
    learner = Learner(tmp_path / "study.json")
    practice = sitting(learner, clock, topics=("knee",), number=3)
    answered(practice, right_places)
    found = {one.topic: one for one in learner.mastery(STUDY.topics, clock.now)}
    assert found["knee"].facts <= found["lower_body"].facts
    assert found["knee"].right == found["knee"].asked > 0
    assert found["knee"].remembered > 0.9
    later = clock.now + timedelta(days=400)
    after = {one.topic: one for one in learner.mastery(STUDY.topics, later)}
    assert after["knee"].remembered < found["knee"].remembered
    assert after["knee"].due == after["knee"].facts


def test_a_wrong_fact_is_not_remembered(tmp_path: Path) -> None:
    clock = Clock()
    learner = Learner(tmp_path / "study.json")
    practice = sitting(learner, clock, number=2)
    answered(practice, wrong_places)
    assert {one.remembered for one in learner.mastery(STUDY.topics, clock.now)} == {0.0}
    assert "activate" in learner.weak(STUDY.topics, clock.now)


def test_a_sitting_is_kept_with_its_time(tmp_path: Path) -> None:
    clock = Clock()
    learner = Learner(tmp_path / "study.json")
    practice = sitting(learner, clock, number=2)
    for question in practice.questions():
        clock.now += timedelta(seconds=30)
        practice.answer(question, right_places(question))
    session = practice.end()
    assert (session.seconds, session.asked, session.right) == (60, 2, 2)
    assert Learner(tmp_path / "study.json").sessions == (session,)


def test_the_same_progress_gives_the_same_questions(tmp_path: Path) -> None:
    def ids() -> list[str]:
        learner = Learner(tmp_path / "none.json")
        return [one.id for one in sitting(learner, Clock()).questions()]

    assert ids() == ids()


def test_quick_prefers_what_is_new(tmp_path: Path) -> None:
    clock = Clock()
    learner = Learner(tmp_path / "study.json")
    first = set(answered(sitting(learner, clock, "quick", 3, ("inhibit",)), right_places))
    second = answered(sitting(learner, clock, "quick", 3, ("inhibit",)), right_places)
    assert not first & {one for one in second if "{" not in one}


def test_a_mode_needs_what_it_needs(tmp_path: Path) -> None:
    learner = Learner(tmp_path / "study.json")
    with pytest.raises(BadInput, match="no topic is named"):
        next(sitting(learner, Clock(), "topic", 1, ()).questions())
    with pytest.raises(BadInput, match="nothing is weak yet"):
        next(sitting(learner, Clock(), "weak", 1, ()).questions())


# --- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "holds no progress"),
        ("[]", "holds no progress"),
        ('{"version": 99}', "later version"),
        ('{"version": 1, "facts": {"x": {}}}', "holds no progress"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "study.json"
    file.write_text(text)
    with pytest.raises(BadInput, match=said):
        Learner(file)
    assert file.read_text() == text


def test_a_second_practice_does_not_overwrite_the_first(tmp_path: Path) -> None:
    clock = Clock()
    one, other = Learner(tmp_path / "study.json"), Learner(tmp_path / "study.json")
    question = next(sitting(one, clock, topics=("inhibit",)).questions())
    one.record(question, right=True, now=clock.now)
    with pytest.raises(BadInput, match="changed by another program"):
        other.record(question, right=False, now=clock.now)
    assert Learner(tmp_path / "study.json").facts[fact_id(question)].right == 1


def test_the_file_stands_with_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert learner_file() == tmp_path / "continuum" / "study.json"


# --- at the terminal ------------------------------------------------------------------------------


def practise(
    lines: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code = main(["study", "practise", *words])
    out, err = capfd.readouterr()
    return code, out, err


def test_a_sitting_at_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = str(tmp_path / "study.json")
    words = ("topic", "--topic", "inhibit", "--number", "2", "--file", file, "--json")
    code, out, err = practise("z\na\na\n\nq\n", monkeypatch, capfd, *words)
    assert code == 0
    assert "from a to d" in err
    assert "└─ " in err
    prompts = ("> ", "Enter goes on")  # with no terminal, what is said goes on behind these
    said = [line for line in err.splitlines() if not line.startswith(prompts)]
    assert max(map(len, said)) <= 80
    document = json.loads(out)
    assert document["asked"] == 1
    assert main(["study", "progress", "--file", file]) == 0
    assert "Inhibit" in capfd.readouterr().out
    assert main(["study", "progress", "--file", file, "--json"]) == 0
    shown = json.loads(capfd.readouterr().out)
    assert len(shown["sessions"]) == 1
    assert {one["topic"] for one in shown["topics"]} >= {"inhibit", "Phase"}


def test_an_exam_tells_the_answers_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ("exam", "--topic", "inhibit", "--number", "2", "--file", str(tmp_path / "s.json"))
    code, out, err = practise("a\na\n", monkeypatch, capfd, *words)
    assert code == 0
    assert out == ""
    questions, _, answers = err.partition("\n1. ")
    assert "+ " not in questions
    assert answers.count(") + ") >= 2
    assert " of 2 right, in " in answers


def test_a_long_line_goes_on_below_its_first_word(capfd: pytest.CaptureFixture[str]) -> None:
    for begin in ("", "  ", "  b) ", "  b) - "):
        _say(begin + "word " * 30)
        first, *more = capfd.readouterr().err.splitlines()
        assert first.startswith(f"{begin}word")
        assert more
        assert all(len(one) - len(one.lstrip()) == len(begin) for one in more)


def test_the_end_of_the_input_ends_the_sitting(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "s.json"
    words = ("topic", "--topic", "inhibit", "--file", str(file))
    code, _, err = practise("", monkeypatch, capfd, *words)
    assert code == 0
    assert "0 of 0 right" in err
    assert not file.exists()


def test_progress_before_anything_was_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["study", "progress", "--file", str(tmp_path / "none.json")]) == 0
    assert "Nothing was asked yet" in capsys.readouterr().out
