"""The handout: the sheet that is taken home, to print, and the answer as files."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from kg.advice.model import Advice
from kg.case.changes import Change
from kg.case.model import Case
from kg.explorer import alerts
from kg.explorer.components.handout_sheet import handout_sheet
from kg.explorer.escape import as_written
from kg.explorer.figures import exercise_figures
from kg.explorer.session import Session
from kg.present.export_files import Export, calendar_file, exports
from kg.present.figure.figure_links import figure_link, image_html
from kg.present.handout import handout_body, handout_style
from kg.present.handout.sheet import sheet

_DAY = "handout_day"


def show(session: Session) -> None:
    """Show the files of the answer, and the sheet."""
    st.title("Handout")
    consultation = alerts.answered(session)
    if consultation is None or session.case is None:
        return
    advice = consultation.advice
    made = sheet(session.case, advice, session.knowledge)
    with st.container(
        horizontal=True, key="handout_files", vertical_alignment="bottom", gap="small"
    ):
        for export in exports(session.case, advice, made, exercise_figures()):
            _button(export)
        _calendar(session, session.case, advice)
    handout_sheet(handout_body(made, _picture), handout_style(), key="handout_sheet")


def _picture(exercise: str, side: str) -> str:
    """Return the picture of an exercise on the page, which is white like paper."""
    link = figure_link(exercise_figures(), exercise, side=side, theme="light")
    return "" if link is None else image_html(link)


def _calendar(session: Session, case: Case, advice: Advice) -> None:
    if case.date is None and advice.week:

        def begin() -> None:
            day = st.session_state[_DAY]
            if isinstance(day, dt.date):
                session.change(Change("set", ("date",), day.isoformat()))

        st.date_input(
            "For a calendar: the day of the assessment", value=None, key=_DAY, on_change=begin
        )
        return
    _button(calendar_file(case, advice, session.knowledge))


def _button(export: Export) -> None:
    if export.missing:
        st.markdown(f"{as_written(export.label)}: {as_written(export.missing)}")
        return
    st.download_button(
        as_written(export.label), export.make, export.name, export.kind, on_click="ignore"
    )
