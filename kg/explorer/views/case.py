"""The case: what was seen, and what is possible; every change updates everything."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from kg.case.file import parse, read_case
from kg.errors import CaseError
from kg.explorer import alerts
from kg.explorer.case_form import intake, remove
from kg.explorer.escape import as_written
from kg.explorer.session import PLACEHOLDER, Session, opened_count
from kg.present.case_rows import case_rows
from kg.present.example_cases import example_names, example_path


def show(session: Session) -> None:
    """Show the case, and the ways to begin, change, save and open one."""
    st.title("Case")
    # What alarms comes before everything else, on a phone too.
    if (
        session.case is not None
        and alerts.answered(session, on_case=True) is not None
        and session.advice is not None
    ):
        alerts.alarms(session, session.advice)
    _begin(session)
    if session.case is None:
        _nothing_yet(session)
    left, right = st.columns(2, gap="large")
    with left:
        intake(session)
    # On a phone this column comes before the long form: see style.css.
    with right, st.container(key="case_said"):
        _show_rows(session)


def _begin(session: Session) -> None:
    left, two, three = st.columns(3, gap="medium", vertical_alignment="bottom")

    def example() -> None:
        name = st.session_state["case_example"]
        if name:
            # The same example can be chosen again.
            st.session_state["case_example"] = None
            session.open(read_case(example_path(name), session.vocabulary))

    left.selectbox(
        "Start from an example",
        example_names(),
        index=None,
        key="case_example",
        format_func=lambda name: name.replace("_", " ").capitalize(),
        on_change=example,
    )

    file_key = f"case_file.{opened_count()}"

    def upload() -> None:
        file: Any = st.session_state[file_key]
        if file is None:
            return
        try:
            session.open(parse(file.getvalue(), file.name).case(session.vocabulary))
        except CaseError as error:
            session.tell(*error.message.splitlines())

    two.file_uploader(
        "Open a case file", type=["yaml", "yml", "json"], key=file_key, on_change=upload
    )
    with three:
        st.button("Start with nothing", key="case_nothing", on_click=session.open, args=(None,))
        if session.case is not None:
            st.download_button(
                "Save as a case file",
                session.case.model_dump_json(indent=2, exclude_defaults=True) + "\n",
                "case.json",
                "application/json",
                on_click="ignore",
            )
    st.markdown(
        "The address of this page holds the case, but never the client: save a case file to keep "
        "both."
    )


def _nothing_yet(session: Session) -> None:
    """Say how a case begins, here where it does, and what was noted before it could."""
    st.header("Nothing has been observed yet")
    st.markdown(
        "Start from an example, open a case file, or enter what you saw. A case begins with the "
        "first pain, red flag, finding, test or score."
    )
    if session.draft is not None:
        rows = case_rows(session.draft, session.label)
        rows = tuple(row for row in rows if row.drop.path != (PLACEHOLDER,))
        st.markdown("**Noted until then**")
        st.markdown("\n".join(f"- {as_written(f'{row.field}: {row.text}')}" for row in rows))


def _show_rows(session: Session) -> None:
    if session.case is None:
        return
    st.header("This case says")
    rows = case_rows(session.case, session.label)
    counts = Counter(row.field for row in rows)
    field = ""
    for number, row in enumerate(rows):
        if row.field != field:
            field = row.field
            st.markdown(
                f"**{as_written(field)}**" + (f" ({counts[field]:d})" if counts[field] > 1 else "")
            )
        line = st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"case_row.{number}"
        )
        line.markdown(as_written(row.text), width="stretch")
        line.button(
            "✕",
            key=f"case_drop.{number}",
            help=f"Remove: {as_written(row.text)}",
            on_click=remove,
            args=(session, row.drop),
        )
