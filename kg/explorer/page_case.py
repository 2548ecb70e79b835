"""The case: what was seen, and what is possible; every change updates everything."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import streamlit as st

from kg.engine.case import Case
from kg.engine.case_file import parse, read_case
from kg.engine.changes import Change
from kg.errors import CaseError
from kg.explorer import states
from kg.explorer.session import Session
from kg.view.case_rows import case_rows
from kg.view.examples import example_names, example_path
from kg.view.offers import offers

_SIDES: Final = ("left", "right", "both")


def show(session: Session) -> None:
    """Show the case, and the ways to begin, change, save and open one."""
    st.title("Case")
    _begin(session)
    left, right = st.columns(2, gap="large")
    with left:
        st.header("What was seen")
        _finding(session)
        _screen(session)
        _test(session)
        if session.case is not None:
            _other(session)
    with right:
        # What alarms stands above a list that may be long.
        if states.answered(session) is not None and session.advice is not None:
            states.alarms(session, session.advice)
        st.header("This case says")
        _said(session)


def _begin(session: Session) -> None:
    one, two, three = st.columns(3, gap="medium", vertical_alignment="bottom")

    def example() -> None:
        name = st.session_state["case_example"]
        if name:
            session.hold(read_case(example_path(name), session.vocabulary))

    one.selectbox(
        "Start from an example",
        example_names(),
        index=None,
        key="case_example",
        format_func=lambda name: name.replace("_", " ").capitalize(),
        on_change=example,
    )

    def upload() -> None:
        file: Any = st.session_state["case_file"]
        if file is None:
            return
        try:
            session.hold(parse(file.getvalue(), file.name).case(session.vocabulary))
        except CaseError as error:
            session.tell(*error.message.splitlines())

    two.file_uploader(
        "Open a case file", type=["yaml", "yml", "json"], key="case_file", on_change=upload
    )
    with three:
        st.button("Start with nothing", on_click=session.hold, args=(None,))
        if session.case is not None:
            st.download_button(
                "Save as a case file",
                session.case.model_dump_json(indent=2, exclude_defaults=True) + "\n",
                "case.json",
                "application/json",
                on_click="ignore",
            )


def _finding(session: Session) -> None:
    """Offer the findings by assessment, with side and severity."""
    by: dict[str, list[str]] = {}
    for finding, assessment in session.knowledge.facts.relations["seen_in"]:
        by.setdefault(str(assessment), []).append(str(finding))
    with st.form("case_finding", border=True):
        st.markdown("**A finding**")
        pairs = [(one, each) for one in sorted(by) for each in sorted(by[one], key=session.label)]
        pair = st.selectbox(
            "Assessment and finding",
            pairs,
            format_func=lambda one: f"{session.label(one[0])}: {session.label(one[1])}",
        )
        one, two = st.columns(2)
        side = one.selectbox("Side", ("not sided", *_SIDES))
        grades = sorted(session.vocabulary.ids["severity"], key=session.label)
        severity = two.selectbox("Severity", ("not stated", *grades), format_func=session.label)
        if st.form_submit_button("Add the finding"):
            row = {"finding": pair[1], "assessment": pair[0]}
            row |= {"side": side} if side in _SIDES else {}
            row |= {"severity": severity} if severity in grades else {}
            _add(session, Change("add", ("findings",), row), {"findings": [row]})


def _screen(session: Session) -> None:
    with st.form("case_screen", border=True):
        st.markdown("**A score of the movement screen**")
        one, two, three = st.columns(3)
        patterns = sorted(session.vocabulary.ids["fms_test"], key=session.label)
        name = one.selectbox("Pattern", patterns, format_func=session.label)
        side = two.selectbox("Side", ("one score", "left", "right"))
        score = three.selectbox("Score", (0, 1, 2, 3), index=2)
        if st.form_submit_button("Set the score"):
            value = score if side == "one score" else {side: score}
            place = (
                ("fms", "scores", name) if side == "one score" else ("fms", "scores", name, side)
            )
            _add(session, Change("set", place, score), {"fms": {"scores": {name: value}}})


def _test(session: Session) -> None:
    with st.form("case_test", border=True):
        st.markdown("**A test, which outweighs observation**")
        names = sorted(session.vocabulary.ids["test"], key=session.label)
        name = st.selectbox("Test", names, format_func=session.label)
        one, two = st.columns(2)
        side = one.selectbox("Side", _SIDES, index=2)
        results = sorted(session.vocabulary.ids["result"], key=session.label)
        result = two.selectbox("Result", results, format_func=session.label)
        if st.form_submit_button("Add the test"):
            row = {"test": name, "side": side, "result": result}
            _add(session, Change("add", ("tests",), row), {"tests": [row]})


def _other(session: Session) -> None:
    """Offer every other change that the model of a case allows."""
    if session.case is None:
        return
    offered = offers(session.case, session.vocabulary, session.label)
    names = [name for name, one in offered.items() if one.verb != "drop"]

    def make() -> None:
        name = st.session_state["case_other"]
        if name in offered:
            session.change(offered[name])
        st.session_state["case_other"] = None

    st.selectbox(
        "Anything else: condition, red flag, equipment, minutes, level, edition, refusal …",
        names,
        index=None,
        key="case_other",
        on_change=make,
        placeholder="Type to find it",
    )


def _add(session: Session, change: Change, alone: dict[str, Any]) -> None:
    """Make a change, or begin a case with it; then run again."""
    if session.case is None:
        session.hold(Case.read(alone, session.vocabulary))
    else:
        session.change(change)
    st.rerun()


def _said(session: Session) -> None:
    if session.case is None:
        return
    rows = case_rows(session.case, session.label)
    told = Counter(row.field for row in rows)
    field = ""
    for number, row in enumerate(rows):
        if row.field != field:
            field = row.field
            st.markdown(f"**{field}**" + (f" ({told[field]})" if told[field] > 1 else ""))
        text, button = st.columns([6, 1], vertical_alignment="center")
        text.markdown(row.text)
        button.button(
            "✕",
            key=f"case_drop.{number}",
            help=f"Take away: {row.text}",
            on_click=session.change,
            args=(row.drop,),
        )
