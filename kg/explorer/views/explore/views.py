"""The views of an answer: program, why, graph."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kg.explain.consultation import Consultation
from kg.explain.mechanics_first import mechanics_first
from kg.explorer import alerts, edit_program
from kg.explorer.answer_cache import cached_answer
from kg.explorer.components.program_cards import pressed, program_cards
from kg.explorer.components.proof_tree import gone_to, proof_tree
from kg.explorer.components.reading import reading
from kg.explorer.edit_program import NEXT_VIEW
from kg.explorer.escape import as_code, as_written
from kg.explorer.figures import page_figure
from kg.explorer.session import Session, consultation_of
from kg.explorer.views.explore.graph_chart import clicked, graph_height, graph_spec
from kg.present.address.selection import Looked, look_of_atom
from kg.present.edition_table import evidence_by_edition
from kg.present.program_cards import program_cards as cards_of
from kg.present.proof_graph import proof_graph
from kg.present.proof_tree import KIND_WORDS, has_proof_of_its_own
from kg.present.proof_tree import proof_tree as rows_of
from kg.proof.narrative import Story

__all__ = ["NEXT_VIEW", "graph", "program", "why"]

_CARDS, _TREE, _GRAPH = "explore_cards", "explore_tree", "explore_graph"
_EVIDENCE: Final = "explore_evidence"
_LEVELS: Final = 5
_KEPT: Final = 256
#: The kinds of lines that are conclusions, and so can be explained.
_NOTHING_CHOSEN: Final = (
    "Choose a muscle on the body, an exercise under **Program**, or type a name above."
)


def program(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show the phases as cards and what is left out; or the program as it was changed by hand."""
    advice = consultation.advice
    if edit_program.show_edited(session, consultation):
        return

    def press() -> None:
        what = pressed(_CARDS)
        if what is None:
            return
        look = look_of_atom(consultation, what[1])
        if what[0] == "drop":
            edit_program.leave_out(session, consultation, str(look.about))
            return
        session.look_at(look.about, look.side, look.atom)
        if what[0] == "swap":
            edit_program.begin_swap(str(look.about))
        else:
            st.session_state[NEXT_VIEW] = "Why"

    if any(phase.items for phase in advice.program.phases):
        proven = "" if advice.program.proven else ", the best found in time, not proven"
        st.header(f"Program: {advice.program.minutes:g} minutes{proven}")
        program_cards(
            cards_of(advice, session.label),
            key=_CARDS,
            chosen=selection.atom,
            on_press=press,
            figure=page_figure,
        )
        edit_program.put_in_box(session, consultation)
    else:
        alerts.no_program(advice)
    alerts.left_out(session, advice)


def why(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show the proof of what is looked at."""
    if selection.atom is None:
        _unsaid(session, selection)
        return
    st.header(as_written(selection.title or "Why"))
    atom = _picked(session, selection)
    story = _story(session, atom)

    def go() -> None:
        key = gone_to(_TREE)
        if key is not None:
            look = look_of_atom(consultation, key)
            session.look_at(look.about or session.look.about, look.side, key)

    proof_tree(rows_of(story), key=_TREE, on_go=go)
    _editions(session, consultation)


def graph(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show the proof as a graph; a click on a node goes there."""
    if selection.atom is None:
        _unsaid(session, selection)
        return
    st.header(as_written(selection.title or "Why"))
    atom = _picked(session, selection)
    story = _story(session, atom)
    depth = st.slider("Levels", 1, 12, _LEVELS, key="explore_levels")
    drawn = proof_graph(story, depth=depth)
    # A chart keeps what was selected in it: each graph is a chart of its own.
    key = f"{_GRAPH}.{atom}.{depth}"
    line = f"{key}.line"

    def go_to(target: str | None) -> None:
        if target is None:
            return
        st.session_state[line] = target
        if has_proof_of_its_own(story.lines[target]) and target != atom:
            look = look_of_atom(consultation, target)
            session.look_at(look.about or session.look.about, look.side, target)

    more = f", {drawn.left_out} more below" if drawn.left_out else ""
    st.echarts_chart(
        graph_spec(drawn, dark=st.context.theme.type == "dark"),
        height=graph_height(drawn),
        key=key,
        on_select=lambda: go_to(clicked(key, drawn)),
        alt=f"Proof graph of: {story.top.text} {len(drawn.nodes)} lines{more}.",
    )
    st.markdown(
        f"{len(drawn.nodes)} lines{as_written(more)}. The statement stands at the top, what was "
        "observed and what the ontology says at the ends. A click on a conclusion explains it; "
        "on anything else it tells where that comes from."
    )
    st.session_state.setdefault(line, None)
    st.selectbox(
        "Go to a line of the graph",
        [one.key for one in drawn.nodes],
        key=line,
        index=None,
        format_func=lambda one: f"{KIND_WORDS[story.lines[one].kind]}: {story.lines[one].text}",
        placeholder="The same by keyboard",
        on_change=lambda: go_to(st.session_state[line]),
    )
    if st.session_state[line] is not None:
        _line(story, st.session_state[line])


def _line(story: Story, key: str) -> None:
    """Show one line of a story with where it comes from."""
    line = story.lines[key]
    with st.container(border=True):
        st.markdown(f"**{KIND_WORDS[line.kind]}**: {as_written(line.text)}")
        if line.rule is not None:
            st.markdown(
                f"{as_written(line.rule.source)} ({as_code(f'{line.rule.file}:{line.rule.line}')})"
            )
            st.code(line.rule.text, language=None, wrap_lines=True)
        elif line.place or line.sources:
            st.markdown(
                "; ".join(
                    [
                        *map(as_written, line.sources),
                        *([as_code(line.place)] if line.place else []),
                    ]
                )
            )


def _picked(session: Session, selection: Looked) -> str:
    """Return the statement that is explained; of several, the one that is chosen here."""
    atoms = dict(selection.sentences)
    if len(atoms) == 1:
        return str(selection.atom)

    def pick() -> None:
        session.look_at(session.look.about, session.look.side, st.session_state[key])

    key = f"explore_said.{session.look.about}.{session.look.side}.{len(atoms)}"
    if st.session_state.get(key) != selection.atom:
        st.session_state[key] = selection.atom
    return str(
        st.selectbox(
            "The advice says of it",
            list(atoms),
            key=key,
            format_func=lambda one: atoms[one],
            on_change=pick,
        )
    )


def _story(session: Session, atom: str) -> Story:
    return _narrated("" if session.case is None else session.case.to_json(), atom)


@cached_answer(most=_KEPT)
def _narrated(case: str, atom: str) -> Story:
    consultation = consultation_of(case)
    return mechanics_first(consultation, consultation.tell(atom))


def _unsaid(session: Session, selection: Looked) -> None:
    if session.look.about is None:
        st.markdown(_NOTHING_CHOSEN)
        return
    st.header(as_written(selection.title or session.label(session.look.about)))
    st.markdown("Not part of this answer; **Why not** also shows what would make it so.")


def _editions(session: Session, consultation: Consultation) -> None:
    about = session.look.about
    if about is None:
        return
    seen = frozenset(one.id for one in consultation.advice.findings)
    rows = evidence_by_edition(session.knowledge.facts, about, seen, session.label)
    if rows:
        with st.expander(f"What the editions say: {len(rows)} rows"):
            table = {
                "kind": "table",
                "columns": list(rows[0]),
                "rows": [[{"text": one} for one in row.values()] for row in rows],
            }
            reading([table], key=_EVIDENCE, on_go=_stay, label="What the editions say")


def _stay() -> None:
    """Go nowhere: the table has no links."""
