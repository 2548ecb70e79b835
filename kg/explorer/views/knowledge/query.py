"""SPARQL on the ontology: the competency questions as examples, read only, within limits."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any, Final

import streamlit as st

from kg.errors import ContinuumError
from kg.explorer.escape import as_written
from kg.explorer.session import Session
from kg.knowledge.contained_query import Graph, Request, ask
from kg.knowledge.query import ResultTable
from kg.plain_text import guarded_cell
from kg.quality.competency import CompetencyQuestion, read_questions

__all__ = ["show"]

_TEXT, _GRAPH, _EXAMPLE, _ASKED = "sparql_text", "sparql_graph", "sparql_example", "sparql_asked"
_ROWS: Final = 500
_SECONDS: Final = 10.0
_KEPT: Final = 32
_GRAPHS: Final[dict[Graph, str]] = {
    "all": "What is stated and what follows",
    "asserted": "What is stated",
    "inferred": "What only follows",
}
_FIRST: Final = "SELECT ?thing ?label WHERE {\n  ?thing a :Phase ; rdfs:label ?label .\n}\n"


@st.cache_resource(show_spinner=False)
def _questions(_session: Session) -> dict[str, CompetencyQuestion]:
    folder = _session.knowledge.places.ontology / "questions"
    return {one.name: one for one in read_questions(folder)}


def show(session: Session) -> None:
    """Show the examples, the query and its answer."""
    questions = _questions(session)
    state = st.session_state
    state.setdefault(_TEXT, _FIRST)
    state.setdefault(_GRAPH, "all")

    def take() -> None:
        question = questions.get(state[_EXAMPLE])
        if question is not None:
            state[_TEXT] = question.query
            state[_GRAPH] = "asserted" if question.graph == "asserted" else "all"
            state[_ASKED] = (state[_TEXT], state[_GRAPH])

    def run() -> None:
        state[_ASKED] = (state[_TEXT], state[_GRAPH])

    st.selectbox(
        f"Questions that the ontology must be able to answer ({len(questions)})",
        list(questions),
        index=None,
        key=_EXAMPLE,
        format_func=lambda name: questions[name].question,
        placeholder="Choose one as an example",
        on_change=take,
    )
    st.html(f"<style>.st-key-{_TEXT} textarea {{ font-family: monospace; }}</style>")
    st.text_area("SPARQL query, read only", key=_TEXT, height=260)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    left.selectbox("Asked of", list(_GRAPHS), key=_GRAPH, format_func=lambda one: _GRAPHS[one])
    right.button("Run the query", type="primary", on_click=run, width="stretch")
    st.markdown(
        f"At most {_ROWS} rows and {_SECONDS:g} seconds. SERVICE and updates are refused. "
        "The ontology's prefixes need no declaration."
    )
    query_text = state.get(_ASKED)
    if query_text is not None:
        _answer(session, *query_text)


def _answer(session: Session, text: str, graph: Graph) -> None:
    try:
        table = _run_query(text, graph)
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    count = "1 row" if len(table) == 1 else f"{len(table)} rows"
    more = "" if table.complete else f"; there are more than the first {_ROWS}"
    st.markdown(f"**{count}**{more}")
    if not len(table):
        st.markdown("Nothing in the ontology answers this query.")
        return
    named = st.toggle("Names in place of ids", value=True, key="sparql_named")
    st.dataframe(_rows(table, session, named=named), hide_index=True, width="stretch")
    st.download_button(
        "Save as CSV", _csv(table), "answer.csv", "text/csv", on_click="ignore", key="sparql_csv"
    )


@st.cache_data(show_spinner="Asking the ontology", max_entries=_KEPT)
def _run_query(text: str, graph: Graph) -> ResultTable:
    return ask(Request(text, graph=graph, limit=_ROWS, seconds=_SECONDS))


def _rows(table: ResultTable, session: Session, *, named: bool) -> list[dict[str, Any]]:
    labels = session.knowledge.labels if named else {}
    return [
        {
            name: "" if value is None else str(labels.get(str(value), value))
            for name, value in zip(table.columns, row, strict=True)
        }
        for row in table
    ]


def _csv(table: ResultTable) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows(
        ["" if value is None else guarded_cell(value) for value in row] for row in table
    )
    return text.getvalue()
