"""A page with one question on the body map, run by a test in a real browser."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from kg.explorer import style
from kg.explorer.views.study import question as study_question
from kg.explorer.views.study.source import source
from kg.study.generator import QuestionWishes
from kg.study.questions import Question
from kg.study.quiz_session import Asked


@st.cache_resource
def question() -> Question:
    """Return a question on the body map."""
    (one,) = islice(source().stream(QuestionWishes(1, "page", kinds=("map_underactive",))), 1)
    return one


st.set_page_config(page_title="Question", layout="wide")
style.apply()
st.title("Question")
if "answer" not in st.session_state:
    chosen = study_question.ask(question(), "ask")
    if chosen is not None:
        st.session_state.answer = Asked(question(), tuple(chosen), question().is_right(chosen))
        st.rerun()
else:
    study_question.tell(st.session_state.answer, source(), "tell")
