"""The week of a program: its days, what each holds, and how it goes on."""

from __future__ import annotations

from html import escape

import streamlit as st

from kg.explain.consultation import Consultation
from kg.explorer import alerts
from kg.explorer.escape import as_written
from kg.explorer.figures import page_figure
from kg.explorer.session import Session
from kg.present.address.selection import Looked
from kg.present.figure.figure_links import figures_html
from kg.present.handout.sheet import reassessment
from kg.present.week_board import ONCE_MORE, GoalCard, SessionCard, Week, week_board

__all__ = ["week"]


def week(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show the routine of the program, and its progression up to the reassessment."""
    advice = consultation.advice
    board = week_board(advice, session.label)
    if not board.days:
        alerts.no_program(advice)
        alerts.left_out(session, advice)
        return
    st.header(f"Week: {sum(1 for one in board.days if one.session)} training days")
    st.html(_board(board))
    for note in board.notes:
        st.markdown(as_written(note))
    for session_card in board.sessions:
        _session(session_card)
    st.header("From week to week")
    st.markdown("\n".join(f"1. {as_written(one)}" for one in board.stages))
    st.markdown(
        "\n".join(f"- **{as_written(name)}**: {as_written(text)}" for name, text in board.criteria)
    )
    with st.expander(f"How each exercise goes on: {len(board.steps)} lines"):
        st.markdown("\n".join(f"- {as_written(one)}" for one in board.steps))
    for goal in board.goals:
        _goal(goal)
    st.header("Reassess")
    st.markdown(f"**{as_written(reassessment(advice, session.knowledge))}**")
    st.markdown("\n".join(f"- {as_written(one)}" for one in board.sooner))


def _board(board: Week) -> str:
    cells = []
    for day in board.days:
        date = f"<small>{escape(day.date)}</small>" if day.date else ""
        what = (
            f"<strong>{escape(day.session)}</strong><span>{escape(day.minutes)} min</span>"
            if day.session
            else "<span>no training</span>"
        )
        kind = "trained" if day.session else "free"
        cells.append(f'<li class="{kind}"><b>Day {day.day:d}</b>{date}{what}</li>')
    return f'<ol class="c-week">{"".join(cells)}</ol>'


def _session(session_card: SessionCard) -> None:
    with st.container(border=True):
        st.markdown(
            f"**{as_written(session_card.label)}** · "
            + as_written(f"{session_card.days} · {session_card.minutes} minutes")
        )
        if session_card.lifts:
            st.markdown(f"Lifts: {as_written(', '.join(session_card.lifts))}")
        st.markdown(
            "\n".join(
                f"- **{as_written(part.label)}** "
                f"({as_written(part.minutes)} min): {as_written('; '.join(part.items))}"
                for part in session_card.parts
            )
        )
        # What is done in several parts is shown once.
        captions = {
            place: item.removesuffix(ONCE_MORE)
            for part in session_card.parts
            for place, item in zip(part.exercises, part.items, strict=True)
        }
        links = (page_figure(*place, caption=item) for place, item in captions.items())
        pictures = list(filter(None, links))
        if pictures:
            st.html(figures_html(pictures))


def _goal(goal_card: GoalCard) -> None:
    with st.container(border=True):
        st.markdown(
            f"**Goal:** {as_written(goal_card.text)}: "
            f"{'SMART' if goal_card.smart else 'not yet SMART'}"
        )
        st.markdown(
            "\n".join(
                f"- {'✓' if holds else '✗ missing:'} {as_written(text)}"
                for holds, text in goal_card.letters
            )
        )
