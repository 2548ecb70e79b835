"""Practice: one question at a time, what is due first; in an exam against the clock."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kg.errors import BadInput, ContinuumError
from kg.explorer.escape import as_code, as_written, plain_rows
from kg.explorer.session import Session
from kg.explorer.views.study import question as study_question
from kg.explorer.views.study.source import ahead, editions, followed, now, topics, wish
from kg.study.address import Wishes
from kg.study.generator import Study
from kg.study.learner import Learner, learner_file
from kg.study.mastery import mastery_rows, schedule_rows
from kg.study.practice import MODES, Mode, Practice
from kg.study.quiz_session import Asked, Sitting

_SITTING, _MEMORY, _FAULT = "study_sitting", "study_memory", "study_fault"
_MODE, _TOPIC, _EDITION, _KEEP = "study_mode", "study_topic", "study_edition", "study_keep"
_KEPT: Final = "study_keeps"
_NUMBER, _MINUTES = "study_number", "study_minutes"
#: The modes: what they are called, what they do, and how many questions they usually have.
_MODES: Final[dict[Mode, tuple[str, str, int]]] = {
    "quick": ("Quick ten", "what is due, then something new", 10),
    "topic": ("Topic", "one part of the field", 10),
    "exam": ("Exam", "against the clock, results at the end", 20),
    "weak": ("Weak spots", "your weakest topics", 10),
}
_KEEPS: Final = {
    True: "Keep my progress in a file on this machine",
    False: "Don't save progress",
}
_LONGEST: Final = 180


def show(session: Session, study: Study, wishes: Wishes) -> None:
    """Show the sitting that is under way, or the way to begin one."""
    del session
    if fault := st.session_state.pop(_FAULT, None):
        st.error(as_written(fault))
    sitting: Sitting | None = st.session_state.get(_SITTING)
    if sitting is None:
        _start(study, wishes)
    elif sitting.over:
        _result(sitting, study)
    else:
        _show_question(sitting, study)


# --- before ---------------------------------------------------------------------------------------


def _start(study: Study, wishes: Wishes) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        mode = _choices(study, wishes)
        lacking = mode == "topic" and not wishes.topic
        st.button("Begin", type="primary", on_click=_begin, args=(study, mode), disabled=lacking)
        if lacking:
            st.markdown("Choose a topic first.")
    with right:
        _standing(study)


def _choices(study: Study, wishes: Wishes) -> Mode:
    """Offer what a sitting is made of; return the mode."""
    for key, value in ((_MODE, wishes.mode), (_TOPIC, wishes.topic), (_EDITION, wishes.edition)):
        if st.session_state.get(key) != value:
            st.session_state[key] = value
    st.radio(
        "How to practise",
        MODES,
        key=_MODE,
        format_func=lambda one: f"{_MODES[one][0]}: {_MODES[one][1]}",
        on_change=followed(_MODE, "mode"),
    )
    mode: Mode = st.session_state[_MODE]
    named = topics(study)
    if mode != "weak":
        st.selectbox(
            "Topic",
            list(named),
            key=_TOPIC,
            format_func=lambda one: named[one],
            on_change=followed(_TOPIC, "topic"),
        )
    tables = editions(study)
    st.selectbox(
        "Tables",
        list(tables),
        key=_EDITION,
        format_func=lambda one: tables[one],
        on_change=followed(_EDITION, "edition"),
    )
    if mode == "exam":
        first_column, two = st.columns(2)
        usual = _MODES[mode][2]
        first_column.number_input("Questions", 1, 100, usual, key=_NUMBER)
        two.number_input("Minutes", 1, _LONGEST, usual, key=_MINUTES)
    # A widget forgets its value while it is not shown; this choice must not be forgotten.
    st.session_state.setdefault(_KEEP, st.session_state.get(_KEPT, True))
    st.session_state[_KEPT] = st.radio(
        "Progress", list(_KEEPS), key=_KEEP, format_func=lambda one: _KEEPS[one]
    )
    return mode


def _begin(study: Study, mode: Mode) -> None:
    state = st.session_state
    seconds = 60 * int(state[_MINUTES]) if mode == "exam" else None
    number = int(state[_NUMBER]) if mode == "exam" else _MODES[mode][2]
    topic = state.get(_TOPIC, "") if mode != "weak" else ""
    try:
        learner = _learner(keep=state[_KEPT])
        practice = Practice(
            study,
            learner,
            mode,
            number,
            (topic,) if topic else (),
            state[_EDITION] or None,
            now,
            # Who keeps nothing would be asked the same at each visit.
            "" if state[_KEPT] else f" {now().isoformat()}",
        )
        state[_SITTING] = Sitting(practice, ahead(), seconds)
    except ContinuumError as error:
        state[_FAULT] = error.message


def _learner(*, keep: bool) -> Learner:
    """Return the learner of the file, or the one of this visit alone."""
    if keep:
        return Learner()
    if _MEMORY not in st.session_state:
        st.session_state[_MEMORY] = Learner(keep=False)
    learner: Learner = st.session_state[_MEMORY]
    return learner


def _standing(study: Study) -> None:
    """Show how the topics stand, and when what is due again."""
    keep = bool(st.session_state.get(_KEPT, True))
    st.header("Your progress")
    try:
        learner = _learner(keep=keep)
        if not learner.facts:
            st.markdown("Nothing was asked yet. What you answer shows here, topic by topic.")
        else:
            with study.lock:
                rows = mastery_rows(learner.mastery(study.topics, now()), study.topics)
            st.table(plain_rows(rows))
            st.table(plain_rows(schedule_rows(learner.facts, now())))
            st.markdown(
                "What was wrong comes again soon, what was right after growing intervals (FSRS)."
            )
    except BadInput as error:
        st.error(as_written(error.message))
    st.markdown(
        f"Kept in {as_code(learner_file())}." if keep else "Nothing of this is written anywhere."
    )


# --- meanwhile ------------------------------------------------------------------------------------


def _show_question(sitting: Sitting, study: Study) -> None:
    if sitting.late():
        _finish()
        st.rerun()
    if sitting.last_answer is not None:
        _head(sitting)
        study_question.tell(sitting.last_answer, study, f"study_told{len(sitting.answered)}")
        last = len(sitting.answered) >= sitting.practice.number
        first_column, two, _ = st.columns([1, 1, 2])
        if last:
            first_column.button("See the result", type="primary", on_click=_finish, width="stretch")
        else:
            first_column.button(
                "Next question", type="primary", on_click=sitting.go_on, width="stretch"
            )
            two.button("End here", on_click=_finish, width="stretch")
        return
    try:
        with st.spinner("Drawing a question"):
            question = sitting.question()
    except ContinuumError as error:
        st.warning(as_written(_sentence(error)))
        st.button("Back", on_click=_leave)
        return
    if question is None:
        if sitting.answered:
            _finish()
            st.rerun()
        st.warning("No question fits: choose another topic, or the tables of all editions.")
        st.button("Back", on_click=_leave)
        return
    _head(sitting)
    topics_of = ", ".join(study.topics.labels[one] for one in question.topics)
    st.markdown(as_written(topics_of))
    chosen = study_question.ask(question, f"study_ask{sitting.number}")
    if chosen is not None:
        try:
            sitting.answer(chosen)
        except BadInput as error:
            st.error(f"The answer was not kept: {as_written(error.message)}")
        else:
            st.rerun()
    st.button("End here", on_click=_finish, key="study_end")


def _sentence(error: ContinuumError) -> str:
    text = error.message
    return text[:1].upper() + text[1:]


def _head(sitting: Sitting) -> None:
    left, right = st.columns([3, 1])
    left.markdown(f"**Question {sitting.number:d} of {sitting.practice.number:d}**")
    if sitting.seconds is not None:
        with right:
            _clock(sitting)


@st.fragment(run_every=1.0)
def _clock(sitting: Sitting) -> None:
    """Show the time that is left, second by second; when it is over, end."""
    left = sitting.left()
    if left is None or sitting.over:
        return
    if not left:
        _finish()
        st.rerun()
    minutes, seconds = divmod(int(left.total_seconds()), 60)
    st.markdown(f"**{minutes:d}:{seconds:02d}** left")


def _finish() -> None:
    sitting: Sitting = st.session_state[_SITTING]
    try:
        sitting.end()
    except BadInput as error:
        st.session_state[_FAULT] = f"The sitting was not kept: {error.message}"
        st.session_state[_SITTING] = None


def _leave() -> None:
    st.session_state[_SITTING] = None


# --- after ----------------------------------------------------------------------------------------


def _result(sitting: Sitting, study: Study) -> None:
    ended = sitting.session
    if ended is None:
        return
    minutes, seconds = divmod(ended.seconds, 60)
    st.header(f"{ended.right:d} of {ended.asked:d} right, in {minutes:d} min {seconds:d} s")
    missing = sitting.practice.number - ended.asked
    if sitting.seconds is not None and ended.seconds >= sitting.seconds:
        st.warning(f"The time was over; {as_written(missing)} questions were not answered.")
    elif missing and ended.asked:
        st.markdown(f"{as_written(missing)} questions were left.")
    first_column, two, _ = st.columns([1, 1, 2])
    first_column.button("Practise again", type="primary", on_click=_leave, width="stretch")
    wrong = any(not each.right for each in sitting.answered)
    if wrong and sitting.practice.mode != "weak":
        two.button("Weak spots next", on_click=_weak, width="stretch")
    if sitting.answered:
        _look_back(sitting.answered, study)


def _weak() -> None:
    wish(mode="weak")
    _leave()


def _look_back(answered: list[Asked], study: Study) -> None:
    """Show every question again, one at a time, the first that was not right to begin with."""
    st.divider()
    begin = next((place for place, one in enumerate(answered) if not one.right), 0)
    place = st.selectbox(
        "Look back at",
        range(len(answered)),
        index=begin,
        key=f"study_back.{len(answered)}",
        format_func=lambda at: (
            f"{at + 1} {'✓' if answered[at].right else '✗'} {answered[at].question.text}"
        ),
    )
    study_question.tell(answered[place], study, f"study_back{place}")
