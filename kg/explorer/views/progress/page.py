"""Progress: a client's assessments, what changed and why, and posture photos beside each other."""

from __future__ import annotations

from threading import Lock
from typing import Any, Final

import streamlit as st

from kg.errors import BadInput, CaseError, ContinuumError
from kg.explorer.answer_cache import cached_answer
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written, plain_rows
from kg.explorer.session import TIME_LIMIT, Session, knowledge
from kg.explorer.views.progress import photos as progress_photos
from kg.explorer.views.progress import store as progress_store
from kg.explorer.views.progress.chart import total_spec
from kg.explorer.views.progress.store import Store
from kg.present.progress_course import Course, course, stated
from kg.present.progress_text import exercise_change
from kg.present.proof_tree import proof_tree as rows_of
from kg.progress.review import Reviewed, review
from kg.progress.store import Assessment
from kg.proof.narrative import Story

_CLIENT, _FROM, _TO, _VIEW = (
    "progress_client",
    "progress_from",
    "progress_to",
    "progress_view",
)
_ALL, _WHY, _TOLD = "progress_all", "progress_why", "progress_told"
_KEPT: Final = 16
_TWO: Final = 2
_VIEWS: Final = ("Over time", "What changed", "Program", "Photos")
#: Questions to one comparison come one after another.
_TURN: Final = Lock()


def show(session: Session) -> None:
    """Show a history, its clients, and what became of one."""
    st.title("Progress")
    if not progress_store.installed():
        return
    message = st.session_state.pop(_TOLD, None)
    if message:
        st.success(as_written(message))
    store = progress_store.chosen()
    if store is None:
        return
    if not store.there:
        st.header("There is no history yet")
        st.markdown(
            f"It is made with the first case that is kept, in {as_written(store.name)}. Nothing "
            "of it leaves this computer. The **Example** shows what it is for."
        )
        progress_store.add_case(session, store)
        return
    try:
        with store.opened() as history:
            clients = history.clients()
            client = _client(clients)
            assessments = history.assessments(client) if client is not None else ()
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    if client is None:
        st.header("Nobody is kept here yet")
        progress_store.add_case(session, store)
        return
    _of_client(store, client, assessments)
    with st.expander("Keep the present case"):
        progress_store.add_case(session, store)


def _client(clients: tuple[str, ...]) -> str | None:
    if not clients:
        return None
    if st.session_state.get(_CLIENT) not in clients:
        st.session_state[_CLIENT] = clients[0]
    return str(st.selectbox("Client", clients, key=_CLIENT))


def _of_client(store: Store, client: str, assessments: tuple[Assessment, ...]) -> None:
    name = st.segmented_control(
        "View", _VIEWS, key=_VIEW, required=True, default=_VIEWS[0], label_visibility="collapsed"
    )
    if name == "Photos":
        progress_photos.photos(store, client, assessments)
        return
    if len(assessments) < _TWO:
        _one_only(store, assessments[0])
        return
    earlier, later = (
        _pair(assessments) if name != "Over time" else (assessments[-2], assessments[-1])
    )
    if earlier is None or later is None:
        return
    try:
        reviewed = _reviewed(client, assessments, earlier.number, later.number)
    except CaseError as error:
        st.error(f"This assessment can no longer be read. {as_written(error.message)}")
        return
    except (BadInput, ContinuumError) as error:
        st.error(as_written(error.message))
        return
    for note in reviewed.review.notes:
        st.warning(as_written(note))
    if name == "Over time":
        _over_time(course(reviewed, knowledge().label))
        _assessments(store, assessments)
    elif name == "What changed":
        _changed(reviewed)
    else:
        _program(reviewed)


@cached_answer(shows="Judging the assessments", most=_KEPT)
def _reviewed(
    client: str, assessments: tuple[Assessment, ...], earlier: int, later: int
) -> Reviewed:
    return review(assessments, knowledge(), earlier=earlier, later=later, time_limit=TIME_LIMIT)


def _one_only(store: Store, assessment: Assessment) -> None:
    st.header(f"One assessment, {as_written(assessment.day)}")
    st.markdown("What changed is shown when there are two. Keep another one below.")
    _assessments(store, (assessment,))


def _pair(assessments: tuple[Assessment, ...]) -> tuple[Assessment | None, Assessment | None]:
    """Let the visitor choose two assessments."""
    names = {one.number: f"{one.day} (assessment {one.number})" for one in assessments}
    numbers = list(names)
    for key, usual in ((_FROM, numbers[-2]), (_TO, numbers[-1])):
        if st.session_state.get(key) not in numbers:
            st.session_state[key] = usual
    first_column, two = st.columns(2)
    first = first_column.selectbox("From", numbers, key=_FROM, format_func=lambda at: names[at])
    last = two.selectbox("To", numbers, key=_TO, format_func=lambda at: names[at])
    if numbers.index(int(first)) >= numbers.index(int(last)):
        st.error("The first assessment has to be before the second.")
        return None, None
    by_number = {one.number: one for one in assessments}
    return by_number[int(first)], by_number[int(last)]


# --- over time ------------------------------------------------------------------------------------


def _over_time(client_course: Course) -> None:
    days = [str(day) for day in client_course.days]
    if client_course.totals:
        st.header("Total of the movement screen")
        first, last = client_course.totals[0], client_course.totals[-1]
        st.echarts_chart(
            total_spec(client_course, dark=st.context.theme.type == "dark"),
            height=300,
            key="progress_chart",
            alt=f"Total of the movement screen from {first.total} on {first.day} to {last.total} "
            f"on {last.day}; the table below has every value.",
        )
        if client_course.detectable is not None:
            st.markdown(
                f"The band is the first total ± {client_course.detectable:g} points, the "
                "detectable change: a total inside it may differ by measurement error alone. "
                "A diamond marks a total that differs from the one before by more than that."
            )
        st.table(
            plain_rows(
                {
                    "Day": str(point.day),
                    "Total of 21": point.total,
                    "Judged": point.text or "the first",
                }
                for point in client_course.totals
            ),
            hide_index=True,
        )
    if client_course.scores:
        st.header("Patterns of the movement screen")
        rows: list[dict[str, Any]] = [
            {"Pattern": name, **dict(zip(days, map(_score, values), strict=True))}
            for name, values in client_course.scores.items()
        ]
        st.table(plain_rows(rows), hide_index=True)
    if client_course.findings:
        st.header("Findings")
        st.markdown("● seen, ○ not seen; what was not looked for again is not called resolved.")
        st.table(
            plain_rows(
                {
                    "Finding": finding.label,
                    **dict(zip(days, (_cell(*cell) for cell in finding.cells), strict=True)),
                }
                for finding in client_course.findings
            ),
            hide_index=True,
        )
    elif not client_course.totals:
        st.markdown("These assessments hold neither findings nor scores.")


def _score(value: int | None) -> str:
    return "not scored" if value is None else str(value)


def _cell(seen: bool, text: str) -> str:
    if not seen and not text:
        return "–"
    return f"{'●' if seen else '○'} {text}"


def _assessments(store: Store, assessments: tuple[Assessment, ...]) -> None:
    st.header("Assessments")
    for assessment in assessments:
        row = st.container(horizontal=True, vertical_alignment="center")
        photos = (
            f", {assessment.photos} photo{'s' if assessment.photos > 1 else ''}"
            if assessment.photos
            else ""
        )
        row.markdown(
            f"{as_written(assessment.day)} · assessment {assessment.number:d}{as_written(photos)}"
        )
        if store.example:
            continue
        with row.popover("Remove", key=f"progress_remove.{assessment.number}"):
            st.markdown("The case and its photos are overwritten; that cannot be undone.")
            if st.button(
                f"Remove the assessment of {as_written(assessment.day)}",
                key=f"progress_gone.{assessment.number}",
            ):
                _remove(store, assessment)


def _remove(store: Store, assessment: Assessment) -> None:
    try:
        with store.opened() as history:
            history.remove(assessment.client, assessment.number)
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    st.session_state[_TOLD] = f"Removed the assessment of {assessment.day}."
    st.rerun()


# --- between two assessments ----------------------------------------------------------------------


def _changed(reviewed: Reviewed) -> None:
    if reviewed.review.changes.nothing_changed:
        st.markdown("**Nothing changed that was assessed both times.**")
    parts = stated(reviewed)
    if not parts:
        st.markdown("The two assessments have nothing in common that could be compared.")
        return
    everything = st.toggle("Tell what did not change too", key=_ALL)
    left, right = st.columns(2, gap="large")
    with left:
        for title, rows in parts:
            shown_rows = [one for one in rows if everything or not one.still]
            quiet = len(rows) - len(shown_rows)
            st.markdown(f"**{as_written(title)}**")
            lines = [f"- {as_written(one.text)}" for one in shown_rows]
            if quiet:
                lines.append(f"- {quiet:d} as before")
            st.markdown("\n".join(lines))
    with right:
        proofs = {one.proof: one.text for _, rows in parts for one in rows}
        _why(reviewed, proofs)


def _program(reviewed: Reviewed) -> None:
    changes = reviewed.review.changes.program
    if not changes:
        st.markdown("Neither of the two assessments leads to a program.")
        return
    new = [one for one in changes if not one.still]
    st.markdown(f"**{len(new)} of {len(changes)} exercises change**")
    left, right = st.columns(2, gap="large")
    with left:
        for phase in dict.fromkeys(one.phase for one in changes):
            rows = [one for one in changes if one.phase == phase]
            st.markdown(f"**{as_written(knowledge().label(phase))}**")
            lines = []
            for row in (each for each in rows if not each.still):
                lines.append(f"- {as_written(exercise_change(row))}")
                lines += [f"    - {as_written(reason.text)}" for reason in row.reasons]
            quiet = [one.label for one in rows if one.still]
            if quiet:
                lines.append(f"- As before: {as_written('; '.join(quiet))}")
            st.markdown("\n".join(lines))
    with right:
        proofs = {
            reason.proof: f"{change.label}: {reason.text}"
            for change in new
            for reason in change.reasons
        } or {one.proof: one.text for one in changes}
        _why(reviewed, proofs)


def _why(reviewed: Reviewed, proofs: dict[str, str]) -> None:
    st.markdown("**Why it is said**")
    if st.session_state.get(_WHY) not in proofs:
        st.session_state[_WHY] = next(iter(proofs))
    atom = st.selectbox("Statement", list(proofs), key=_WHY, format_func=lambda one: proofs[one])
    with _TURN:
        story: Story = reviewed.comparison.story(str(atom))
    proof_tree(rows_of(story), key="progress_tree", open_levels=2)
