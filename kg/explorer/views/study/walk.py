"""The walk: the phases one after another on a case, each with what it is for and what is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kg.case.file import read_case
from kg.errors import ContinuumError
from kg.explorer import alerts
from kg.explorer.answer_cache import cached_answer
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written
from kg.explorer.session import Session, consultation_of
from kg.explorer.views.study.source import followed, wish
from kg.present.example_cases import example_names, example_path
from kg.present.proof_tree import proof_tree as rows_of
from kg.study.address import Wishes
from kg.study.generator import Study
from kg.study.walk import ProvedStatement, Section, Stop, walk

_CASE, _PHASE, _WHY, _TREE = "study_walk", "study_phase", "study_walk_why", "study_walk_tree"
#: The headings that stand beside one another; the others follow below.
_FIRST: Final = ("Goal", "Techniques", "Do", "Do not")


def show(session: Session, study: Study, wishes: Wishes) -> None:
    """Show the walk at one phase."""
    case = _case(session, wishes)
    if case is None:
        return
    try:
        stops = _stops(case, study)
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    alerts.referrals(consultation_of(case).advice)
    names = {one.phase: one.label for one in stops}
    at = wishes.phase or next(iter(names))
    if st.session_state.get(_PHASE) != at:
        st.session_state[_PHASE] = at
    st.segmented_control(
        "Phase",
        list(names),
        key=_PHASE,
        required=True,
        format_func=lambda option: (
            f"{as_written(list(names).index(option) + 1)} · {as_written(names[option])}"
        ),
        on_change=followed(_PHASE, "phase"),
    )
    stop = next(one for one in stops if one.phase == at)
    left, right = st.columns(2, gap="large")
    with left:
        _show_sections(stop.sections, of_phase=stop.phase)
    with right:
        _needed(stop, case)
    _steps(list(names), names, at)


def _case(session: Session, wishes: Wishes) -> str | None:
    """Return the case that is walked, as its text; without one, say what to do."""
    if st.session_state.get(_CASE) != wishes.walk:
        st.session_state[_CASE] = wishes.walk
    st.selectbox(
        "Walk the phases with",
        ["", *example_names()],
        key=_CASE,
        format_func=lambda one: one.replace("_", " ").capitalize() or "The case that is open",
        on_change=followed(_CASE, "walk"),
    )
    if wishes.walk:
        return read_case(example_path(wishes.walk), session.vocabulary).to_json()
    if alerts.answered(session) is None or session.case is None:
        return None
    return session.case.to_json()


@cached_answer(most=32)
def _stops(case: str, _study: Study) -> list[Stop]:
    return walk(consultation_of(case), _study.setting.folder)


def _show_sections(sections: Sequence[Section], of_phase: str) -> None:
    """Show what the ontology says of a phase; the sources of the phase itself stand once."""
    by_heading = {one.heading: one for one in sections}
    order: list[str] = [one for one in _FIRST if one in by_heading]
    order += [one for one in by_heading if one not in order]
    for heading in order:
        lines = []
        for group in by_heading[heading].statements:
            cited = group.sources if group.entry != of_phase else ()
            source = f"  \n  *{as_written('; '.join(cited))}*" if cited else ""
            text = group.text[:1].upper() + group.text[1:]
            lines.append(f"- {as_written(text)}{source}")
        st.markdown("\n".join([f"**{as_written(heading)}**", "", *lines]))


def _needed(stop: Stop, case: str) -> None:
    """Show what the case needs, what is chosen, what stays open, and the proof of one."""
    statements: dict[str, ProvedStatement] = {}
    for heading, some in (
        ("This client needs it for", stop.needs),
        ("Chosen", stop.chosen),
        ("Left open", stop.gaps),
    ):
        lines = [f"- {as_written(one.text)}" for one in some] or ["- Nothing."]
        if some or heading != "Left open":
            st.markdown("\n".join([f"**{as_written(heading)}**", "", *lines]))
        statements |= {one.proof: one for one in some}
    if not statements:
        return
    key = f"{_WHY}.{stop.phase}"
    if st.session_state.get(key) not in statements:
        st.session_state[key] = next(iter(statements))
    atom = st.selectbox(
        "Why", list(statements), key=key, format_func=lambda one: statements[one].text
    )
    proof_tree(rows_of(consultation_of(case).tell(str(atom))), key=_TREE)


def _steps(order: Sequence[str], names: dict[str, str], at: str) -> None:
    """Show where the walk goes on."""
    place = list(order).index(at)
    back, on, _ = st.columns([1, 1, 2])
    if place:
        stop = order[place - 1]
        back.button(
            f"← {as_written(names[stop])}", on_click=wish, kwargs={"phase": stop}, width="stretch"
        )
    if place + 1 < len(order):
        stop = order[place + 1]
        on.button(
            f"{as_written(names[stop])} →",
            on_click=wish,
            kwargs={"phase": stop},
            type="primary",
            width="stretch",
        )
