"""What the parts of the study page share: the source of questions, the wishes, the words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from kg.explorer.escape import as_written
from kg.explorer.session import knowledge
from kg.present.example_cases import example_names
from kg.study.address import USUAL, Wishes, read_wishes
from kg.study.generator import ALL_EDITIONS, Study

__all__ = [
    "ahead",
    "editions",
    "followed",
    "now",
    "source",
    "topics",
    "wish",
    "wishes",
]

_WISHES: Final = "study_wishes"
_WORDS: Final = "study_words"


@st.cache_resource(show_spinner=False)
def source() -> Study:
    """Return what questions are drawn from; all visitors share it, one at a time."""
    return Study.load(knowledge())


@st.cache_resource(show_spinner=False)
def ahead() -> ThreadPoolExecutor:
    """Return what draws questions while others are thought about."""
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="study")


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def wishes(study: Study) -> Wishes:
    """Return what is wanted: what the address says, or else what was wanted before."""
    state = st.session_state
    parameters = {
        name: value for name, value in st.query_params.to_dict().items() if hasattr(USUAL, name)
    }
    if _WISHES not in state or (parameters and parameters != state.get(_WORDS)):
        state[_WISHES], ignored = read_wishes(parameters, study, example_names())
        for notice in ignored:
            st.warning(as_written(notice))
    _write(state[_WISHES])
    wishes: Wishes = state[_WISHES]
    return wishes


def wish(**changed: str) -> None:
    """Want something else, and say so in the address."""
    st.session_state[_WISHES] = replace(st.session_state[_WISHES], **changed)
    _write(st.session_state[_WISHES])


def _write(wishes: Wishes) -> None:
    st.session_state[_WORDS] = wishes.words
    all_words = st.query_params.to_dict()
    others = {name: one for name, one in all_words.items() if not hasattr(USUAL, name)}
    if {**others, **wishes.words} != all_words:
        st.query_params.from_dict({**others, **wishes.words})


def followed(key: str, name: str) -> Any:  # noqa: ANN401 - the callback of any widget
    """Return what a widget calls when it was changed: its value is then what is wanted."""

    def follow() -> None:
        value = st.session_state[key]
        if value is not None:
            wish(**{name: str(value)})

    return follow


def topics(study: Study) -> dict[str, str]:
    """Return the topics by id, the empty one for all, each with what it belongs to."""
    labels = study.topics.labels
    named = {
        topic: labels[topic] + (f" ({', '.join(labels[each] for each in above)})" if above else "")
        for topic, above in study.topics.above.items()
    }
    return {"": "All topics", **dict(sorted(named.items(), key=lambda row: row[1].casefold()))}


def editions(study: Study) -> dict[str, str]:
    """Return the editions by id, the empty one for the usual one."""
    label = study.knowledge.label
    usual = f"{label(study.usual_edition)} (usual)"
    known = sorted(study.knowledge.vocabulary["edition"], key=label)
    return {"": usual, **{one: label(one) for one in known}, ALL_EDITIONS: "All tables"}
