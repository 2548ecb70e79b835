"""The playground: a copy of a rule file is edited and tried on the present case."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import streamlit as st

from kg.advice.model import Advice
from kg.case.model import Case
from kg.explorer import alerts
from kg.explorer.answer_cache import cached_answer, offer_retry
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written
from kg.explorer.session import Session, rules
from kg.present.difference_rows import DifferenceRow
from kg.present.proof_tree import proof_tree as rows_of
from kg.present.rule_trial import TrialFault, TrialResult, edit, marked, try_text
from kg.solve.time_limits import report_unfinished

__all__ = ["NEXT_VIEW", "open_file", "playground"]

#: Which view the next run opens: a widget's own key may not be set once it stands on the page.
NEXT_VIEW: Final = "rules_next"
_FILE, _TEXT, _TEXTS, _TRIED = "play_file", "play_text", "play_texts", "play_tried"
_NEXT_FILE, _LINE = "play_next_file", "play_line"
_MOST_FAULTS: Final = 8
_HEIGHT: Final = 460
_KEPT: Final = 16
#: How a search ended, in words.
_RESULTS: Final = {
    "solved": "the best program was found",
    "best_found": "a program was found; the time ran out before it was proven the best",
    "infeasible": "no program keeps all requirements",
    "referred": "the client is referred, and gets no program",
}
#: Parts of an advice that are not called as their field is.
_PARTS: Final = {
    "fms": "Movement screen",
    "gaps": "Left out",
    "week_notes": "Week",
    "next_tests": "What to test next",
    "next_looks": "What to look at next",
}
#: What follows from the exercises that were chosen: told below the rest.
_DETAILS: Final = ("week", "sessions", "week_notes", "progression")
_ORDER: Final = tuple(Advice.model_fields)


def open_file(name: str, line: int) -> None:
    """Let the next run show the playground with a rule file, and where in it a rule stands."""
    st.session_state[_NEXT_FILE] = name
    st.session_state[_LINE] = (name, line)
    st.session_state[NEXT_VIEW] = "Playground"


def playground(session: Session) -> None:
    """Show the editor, and what the last trial changed."""
    st.markdown(
        "Change a copy of a rule file and see what this case would become. The copy is read and "
        "solved in a closed process with limits of time and memory; the rules themselves stay."
    )
    files = {file.name: file.content for file in rules().files}
    next_file = st.session_state.pop(_NEXT_FILE, None)
    if next_file in files:
        st.session_state[_FILE] = next_file
    st.session_state.setdefault(_FILE, "muscles.lp" if "muscles.lp" in files else next(iter(files)))
    left, right = st.columns(2, gap="large")
    with left:
        name, text = _editor(files)
    with right:
        if alerts.answered(session) is not None and session.case is not None:
            _trial(session.case, name, files[name], text)


def _editor(files: dict[str, str]) -> tuple[str, str]:
    """Show the file; return its name and its edited text."""
    name = str(st.selectbox("Rule file", list(files), key=_FILE))
    known = st.session_state.get(_LINE, ("", 0))
    if known[0] == name:
        st.markdown(f"The rule that you looked at begins on line {as_written(known[1])}.")
    texts: dict[str, str] = st.session_state.setdefault(_TEXTS, {})
    key = f"{_TEXT}.{name}"
    if key not in st.session_state:
        st.session_state[key] = texts.get(name, files[name])
    with st.container(key="play_editor"):
        text = st.text_area(
            "Text of the copy", key=key, height=_HEIGHT, help="Tab leaves the field."
        )
    texts[name] = text or ""

    def reset() -> None:
        st.session_state[key] = files[name]
        texts[name] = files[name]
        st.session_state.pop(_TRIED, None)

    changed = texts[name] != files[name]
    row = st.container(horizontal=True)
    row.button("Reset the copy", key="play_reset", on_click=reset, disabled=not changed)
    row.download_button(
        "Download the copy", texts[name], name, "text/plain", key="play_save", on_click="ignore"
    )
    if changed:
        with st.expander("What was edited", expanded=False):
            st.code(edit(name, files[name], texts[name]), language="diff", wrap_lines=True)
    return name, texts[name]


def _trial(case: Case, name: str, old: str, text: str) -> None:
    request = (case.to_json(), name, text)
    if st.button("Run on this case", key="play_run", type="primary"):
        st.session_state[_TRIED] = request
    if st.session_state.get(_TRIED) != request:
        if text == old:
            st.markdown("The copy is as the file is. Edit it, then run it.")
        else:
            st.markdown("The copy was edited. Run it to see what changes.")
        return
    _show_trial(_tried(*request), text)


@cached_answer(shows="Answering the case by both rule sets", most=_KEPT)
def _tried(case: str, name: str, text: str) -> TrialResult:
    tried = try_text(Case.model_validate_json(case), rules(), name, text)
    if tried.stopped or "best_found" in (tried.before, tried.after):
        report_unfinished()
    return tried


def _show_trial(trial: TrialResult, text: str) -> None:
    if trial.faults:
        _faults(trial.faults, text)
        if trial.stopped:
            offer_retry("play_again")
        return
    if trial.before != trial.after:
        before, after = _RESULTS[trial.before], _RESULTS[trial.after]
        st.warning(f"Before: {before}. With the change: {after}.")
    if trial.broken:
        st.markdown(
            "\n".join(
                ["**No program keeps**", "", *(f"- {as_written(one)}" for one in trial.broken)]
            )
        )
    if not trial.rows:
        if trial.before == trial.after:
            st.success("Nothing changes for this case.")
        return
    number = len(trial.rows)
    st.markdown(f"**{number} {'difference' if number == 1 else 'differences'}**")
    rows = sorted(enumerate(trial.rows), key=lambda one: _place(one[1].part))
    main = [one for one in rows if not _is_detail(one[1].part)]
    _listed(main)
    if len(main) < number:
        with st.expander(f"Doses, sessions and steps: {number - len(main)}", expanded=not main):
            _listed([one for one in rows if _is_detail(one[1].part)])


def _listed(rows: list[tuple[int, DifferenceRow]]) -> None:
    for title, some in groupby(rows, key=lambda one: _title(one[1].part)):
        st.markdown(f"**{as_written(title)}**")
        for at, row in some:
            _difference(row, at)


def _faults(faults: tuple[TrialFault, ...], text: str) -> None:
    st.error("The copy could not be tried.")
    for fault in faults[:_MOST_FAULTS]:
        column = f", column {fault.column}" if fault.column is not None else ""
        place = f"{fault.file}, line {fault.line}{column}: " if fault.line is not None else ""
        st.markdown(f"- {as_written(place)}{as_written(fault.message)}")
    if len(faults) > _MOST_FAULTS:
        st.markdown(f"- and {len(faults) - _MOST_FAULTS} more")
    own = f"rules/{st.session_state[_FILE]}"
    first = next((one for one in faults if one.file == own and one.line is not None), None)
    if first is not None:
        st.code(marked(text, first), language=None)


def _difference(row: DifferenceRow, at: int) -> None:
    with st.container(border=True):
        left, right = st.columns(2)
        left.markdown(f"**Before**  \n{as_written(row.before or '–')}")
        right.markdown(f"**With the change**  \n{as_written(row.after or '–')}")
        if row.carried is not None:
            name = row.carried.rule.id if row.carried.rule else "the case or the ontology"
            with st.expander(f"Carried by {as_written(name)}"):
                proof_tree(rows_of(row.story), key=f"play_why.{at}", open_levels=2)


def _title(part: str) -> str:
    field = part.partition(".")[0]
    return _PARTS.get(field, field.replace("_", " ").capitalize())


def _is_detail(part: str) -> bool:
    steps = part.split(".")
    return steps[0] in _DETAILS or "dose" in steps


def _place(part: str) -> tuple[int, str]:
    return _ORDER.index(part.partition(".")[0]), part
