"""The study page without a browser: every part and its states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kg.explorer.escape import as_written
from kg.explorer.views.study.source import ahead, now, source
from kg.study.generator import QuestionWishes
from kg.study.learner import Learner
from kg.study.play import Play
from kg.study.practice import Mode, Practice
from kg.study.questions import Question
from kg.study.quiz_session import Sitting

PAGE = str(Path(__file__).parent / "one_page.py")
PROGRESS = "continuum/study.json"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def opened(**said: str) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=120)
    for name, value in {"page": "study", **said}.items():
        app.query_params[name] = value
    return good(app.run())


def good(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    return good(next(one for one in app.button if one.label == label).click().run())


def told(app: AppTest) -> str:
    parts = (app.markdown, app.header, app.subheader, app.warning, app.error, app.success)
    return "\n".join(one.value for some in parts for one in some)


class Only(Practice):
    """Practice of one kind of question."""

    kind = ""

    def questions(self) -> Iterator[Question]:
        wanted = QuestionWishes(self.number, "page", kinds=(self.kind,))
        yield from islice(self.study.stream(wanted), self.number)


def sitting(kind: str, number: int = 1, *, exam: bool = False) -> Sitting:
    mode: Mode = "exam" if exam else "topic"
    practice = Only(source(), Learner(keep=False), mode, number, (), None, now)
    practice.kind = kind
    return Sitting(practice, ahead(), 60 if exam else None)


def test_the_walk_shows_a_phase_and_goes_on() -> None:
    app = opened()
    assert "This client needs it for" in told(app)
    assert "Lower tone of overactive tissue" in told(app)
    press(app, "Lengthen →")
    assert app.query_params["phase"] == "lengthen"
    assert "Regain usable range" in told(app)
    press(app, "← Inhibit")
    assert "Lower tone of overactive tissue" in told(app)


def test_the_walk_takes_an_example_where_no_case_is_open() -> None:
    app = opened(case="none")
    assert "Nothing has been observed yet" in told(app)
    app = opened(case="none", walk="flat_feet", phase="activate")
    assert "This client needs it for" in told(app)


def test_what_an_address_says_wrongly_is_told() -> None:
    app = opened(study="practice", topic="nowhere", seed="2")
    assert [one.value for one in app.warning] == [
        as_written("Ignored in this address: topic, found 'nowhere'.")
    ]


def test_a_question_is_answered_and_its_proofs_open(home: Path) -> None:
    app = opened(study="practice", mode="topic", topic="activate")
    app.radio(key="study_keep").set_value(False).run()
    press(app, "Begin")
    app.session_state["study_sitting"] = sitting("phase_of_technique", 2)
    good(app.run())
    assert "Question 1 of 2" in told(app)
    press(app, "Answer")
    assert "Nothing is chosen yet." in told(app)
    question = app.session_state["study_sitting"].question()
    wrong = next(place for place, one in enumerate(question.options) if not one.right)
    app.radio(key="study_ask1.radio").set_value(wrong)
    press(app, "Answer")
    assert "**Not right.**" in told(app)
    assert "Why it is wrong" in told(app)
    assert "Why it is right" in told(app)
    press(app, "Next question")
    assert "Question 2 of 2" in told(app)
    right = app.session_state["study_sitting"].question()
    place = next(place for place, one in enumerate(right.options) if one.right)
    app.radio(key="study_ask2.radio").set_value(place)
    press(app, "Answer")
    assert "**Right.**" in told(app)
    press(app, "See the result")
    assert "1 of 2 right" in told(app)
    assert "Look back at" in [one.label for one in app.selectbox]
    press(app, "Practise again")
    assert app.radio(key="study_keep").value is False
    assert not (home / PROGRESS).exists()


def test_the_progress_is_the_file_of_the_command_line(home: Path) -> None:
    app = opened(study="practice", mode="topic", topic="activate")
    assert "Nothing was asked yet" in told(app)
    press(app, "Begin")
    begun = app.session_state["study_sitting"]
    begun.answer([0])
    press(app, "End here")
    press(app, "Practise again")
    assert len(Learner(home / PROGRESS).sessions) == 1
    assert [row["Topic"] for row in app.table[0].value.to_dict("records")]
    assert "Kept in" in told(app)


def test_several_answers_may_be_right() -> None:
    app = opened(study="practice")
    app.session_state["study_sitting"] = sitting("asymmetry")
    good(app.run())
    question = app.session_state["study_sitting"].question()
    for place, one in enumerate(question.options):
        if one.right:
            app.checkbox(key=f"study_ask1.box{place}").check()
    press(app, "Answer")
    assert "**Right.**" in told(app)


def test_a_question_on_the_map_is_answered_by_muscles() -> None:
    app = opened(study="practice")
    app.session_state["study_sitting"] = sitting("map_underactive")
    good(app.run())
    question = app.session_state["study_sitting"].question()
    rights = [one.claim.arguments[-1].arguments for one in question.right]
    muscles = [[str(muscle), str(side)] for muscle, side in rights]
    app.session_state["study_ask1.map"] = {"selection": {"seq": 1, "muscles": muscles}}
    good(app.run())
    assert "Chosen: nothing yet" not in told(app)
    press(app, "Answer")
    assert "**Right.**" in told(app)


def test_an_exam_ends_with_its_time() -> None:
    app = opened(study="practice", mode="exam")
    app.session_state["study_sitting"] = sitting("phase_of_technique", 3, exam=True)
    good(app.run())
    assert "left" in told(app)
    app.radio(key="study_ask1.radio").set_value(0)
    press(app, "Answer")
    assert "Question 2 of 3" in told(app)
    assert "Why it is" not in told(app)
    under_way = app.session_state["study_sitting"]
    under_way.started -= timedelta(seconds=90)
    under_way.practice._started = under_way.started
    good(app.run())
    assert "The time was over; 2 questions were not answered." in told(app)
    assert "Why it is right" in told(app)


def test_nothing_weak_is_said() -> None:
    app = opened(study="practice", mode="weak")
    press(app, "Begin")
    assert "Nothing is weak yet" in told(app)
    press(app, "Back")
    assert "Your progress" in told(app)


def test_a_file_that_is_no_progress_is_said(home: Path) -> None:
    (home / "continuum").mkdir()
    (home / PROGRESS).write_text("nothing")
    app = opened(study="practice")
    assert "holds no progress of a learner" in told(app)
    press(app, "Begin")
    assert "holds no progress of a learner" in told(app)


def test_the_specialist_is_judged_with_proofs() -> None:
    app = opened(study="specialist", seed="3")
    play = Play.draw(source(), "3")
    status = [tuple(map(str, one.arguments)) for one in play.case.truth.of("status", 3)]
    muscle, side, direction = status[0]
    app.multiselect(key=f"play_map.names.{direction}").set_value([(muscle, side)])
    good(app.run())
    phase = play.case.advice.program.phases[0]
    app.segmented_control(key="play_phase").set_value(phase.phase)
    good(app.run())
    item = phase.items[0]
    app.selectbox(key=f"play_exercise.{phase.phase}").set_value(item.exercise)
    app.selectbox(key="play_side").set_value(item.side)
    good(app.run())
    press(app, "Add to the program")
    assert item.label in told(app)
    press(app, "Have it judged")
    rows = {row["Criterion"]: row for row in app.table[0].value.to_dict("records")}
    assert rows["Muscles named"]["Reached"] == f"1 of {len(status)}"
    assert rows["Exercises that serve this client"]["Reached"] == "1 of 1"
    assert "Why (muscles)" in [one.label for one in app.selectbox]
    assert "Why (program)" in [one.label for one in app.selectbox]
    next(one for one in app.button if one.label == "✕").click()
    good(app.run())
    assert "The work was changed since" in told(app)
    press(app, "Next case")
    assert app.query_params["seed"] == "4"


def test_a_paper_and_what_cannot_be_one() -> None:
    app = opened(study="papers", seed="class")
    app.multiselect[0].set_value(["phase_of_goal"])
    app.number_input[0].set_value(9)
    good(app.run())
    press(app, "Make the paper")
    assert "only 4 questions fit, and 9 are asked for" in told(app)
    app.number_input[0].set_value(4)
    good(app.run())
    press(app, "Make the paper")
    assert "**4 questions** · seed class" in told(app)
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["Printable page", "Markdown", "Moodle XML"]


def test_cards_are_made_for_a_topic() -> None:
    app = opened(study="papers", topic="knee")
    press(app, "Make the cards")
    assert "cards**" in told(app)
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["Anki package", "Table (TSV)", "Printable sheets"]


def test_words_of_the_address_are_shown_letter_by_letter() -> None:
    app = opened(mode="![x](y)")
    said = [one.value for one in app.warning]
    assert said
    assert not any("![" in one for one in said)
