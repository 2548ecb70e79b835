"""Play the specialist: a case is told, muscles are named, a program is chosen, the rules mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from kg.errors import ContinuumError
from kg.explorer.components.body_map import body_map
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written
from kg.explorer.session import Session
from kg.explorer.views.study.question import muscles_shown, story
from kg.explorer.views.study.source import editions, followed, wish
from kg.plan.critique import Critique
from kg.plan.model import Plan
from kg.present.proof_tree import proof_tree as rows_of
from kg.study.address import Wishes
from kg.study.draft import STATUSES, Desk, DraftStep, exercises_by_phase, muscle_names
from kg.study.generator import ALL_EDITIONS, Study
from kg.study.play import Play, PlayMark, Remark

_DESK, _SEED, _TABLES, _JUDGED = "play_desk", "play_seed", "play_edition", "play_judged"
_STATUS, _MAP, _PHASE, _EXERCISE, _SIDE, _WEEKS = (
    "play_status",
    "play_map",
    "play_phase",
    "play_exercise",
    "play_side",
    "play_weeks",
)
_PROFILE: Final = "limits"
_SIDES: Final = {"both": "both sides", "left": "left", "right": "right"}
_MOST_WEEKS: Final = 52


@dataclass(frozen=True)
class _JudgedAttempt:
    """What the rules said of the student's work as it was then."""

    desk: Desk
    muscles: PlayMark
    critique: Critique | None
    marks: list[PlayMark]


def show(session: Session, study: Study, wishes: Wishes) -> None:
    """Show the case, the student's work on it, and what the rules say of that."""
    del session
    edition = "" if wishes.edition == ALL_EDITIONS else wishes.edition
    _choose(study, wishes, edition)
    try:
        with st.spinner("Drawing a case"):
            play = _drawn(wishes.seed, edition, study)
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    about = f"{wishes.seed}|{edition}"
    if st.session_state.get(_DESK, ("", None))[0] != about:
        st.session_state[_DESK] = (about, Desk({}))
        st.session_state.pop(_JUDGED, None)
    desk: Desk = st.session_state[_DESK][1]
    st.header("The case")
    story(play.story)
    left, right = st.columns(2, gap="large")
    with left:
        st.header("1 · Which muscles?")
        desk = _muscles(study, desk)
    with right:
        st.header("2 · Which program?")
        desk = _program(study, desk)
    st.session_state[_DESK] = (about, desk)
    if st.button("Have it judged", type="primary", disabled=not (desk.named or desk.steps)):
        with st.spinner("Judging"), study.lock:
            plan = desk.plan
            critique, marks = play.program(plan, repairs=False) if plan else (None, [])
            st.session_state[_JUDGED] = _JudgedAttempt(
                desk, play.muscles(desk.named), critique, marks
            )
    judged: _JudgedAttempt | None = st.session_state.get(_JUDGED)
    if judged is not None:
        if judged.desk != desk:
            st.markdown("The work was changed since; have it judged again.")
        _show_judged(play, study, judged)


def _choose(study: Study, wishes: Wishes, edition: str) -> None:
    tables = {one: name for one, name in editions(study).items() if one != ALL_EDITIONS}
    for key, value in ((_SEED, wishes.seed), (_TABLES, edition)):
        if st.session_state.get(key) != value:
            st.session_state[key] = value
    first_column, two, three = st.columns([2, 2, 1], vertical_alignment="bottom")
    first_column.text_input(
        "Case (any word or number; the same one gives the same case)",
        key=_SEED,
        max_chars=60,
        on_change=followed(_SEED, "seed"),
    )
    two.selectbox(
        "Tables",
        list(tables),
        key=_TABLES,
        format_func=lambda name: tables[name],
        on_change=followed(_TABLES, "edition"),
    )
    number = int(wishes.seed) + 1 if wishes.seed.isdecimal() else 1
    three.button("Next case", on_click=wish, kwargs={"seed": str(number)}, width="stretch")


@st.cache_resource(show_spinner=False, max_entries=16)
def _drawn(seed: str, edition: str, _study: Study) -> Play:
    with _study.lock:
        return Play.draw(_study, seed, _PROFILE, edition or None)


@st.cache_resource(show_spinner=False)
def _named(_study: Study) -> dict[tuple[str, str], str]:
    return muscle_names(_study.knowledge, muscles_shown())


def _muscles(study: Study, desk: Desk) -> Desk:
    """Let muscles be named, by search or on the map."""
    names = _named(study)
    status = str(
        st.segmented_control(
            "Tap muscles on the map as",
            STATUSES,
            key=_STATUS,
            required=True,
            default=STATUSES[0],
            format_func=lambda one: as_written(one.capitalize()),
        )
    )
    figure = muscles_shown()
    places = desk.places(status)
    before = tuple(
        dict.fromkeys(
            (spot.muscle, spot.side)
            for place in places
            for spot in figure.drawn(place[0], place[1])
        )
    )
    chosen = body_map(figure, key=f"{_MAP}.{status}", selected=places, multiple=True)
    if set(chosen) != set(before):
        desk = desk.tapped(status, chosen, figure)
    for status in STATUSES:
        key = f"{_MAP}.names.{status}"
        st.session_state[key] = [place for place in desk.places(status) if place in names]
        st.multiselect(
            as_written(status.capitalize()),
            list(names),
            key=key,
            format_func=lambda place: names[place],
            placeholder="Type a name",
            on_change=_name,
            args=(key, status),
        )
    return desk


def _name(key: str, status: str) -> None:
    about, desk = st.session_state[_DESK]
    st.session_state[_DESK] = (about, desk.with_places(status, st.session_state[key]))


def _program(study: Study, desk: Desk) -> Desk:
    """Let a program be put together, exercise by exercise."""
    by_phase = exercises_by_phase(study.knowledge)
    label = study.knowledge.label
    phase = str(
        st.segmented_control(
            "Phase",
            list(by_phase),
            key=_PHASE,
            required=True,
            default=next(iter(by_phase)),
            format_func=lambda one: as_written(label(one)),
        )
    )
    names = by_phase[phase]
    exercise = st.selectbox(
        "Exercise",
        list(names),
        index=None,
        key=f"{_EXERCISE}.{phase}",
        format_func=lambda one: names[one],
        placeholder="Type a name",
    )
    first_column, two = st.columns(2, vertical_alignment="bottom")
    side = first_column.selectbox(
        "Side", list(_SIDES), key=_SIDE, format_func=lambda each: _SIDES[each]
    )
    if two.button("Add to the program", disabled=exercise is None, width="stretch"):
        desk = desk.with_step(DraftStep(str(exercise), phase, str(side)), list(by_phase))
    for number, step in enumerate(desk.steps):
        if not number or desk.steps[number - 1].phase != step.phase:
            st.markdown(f"**{as_written(label(step.phase))}**")
        text, button = st.columns([6, 1], vertical_alignment="center")
        text.markdown(f"{number + 1:d}. {as_written(label(step.exercise))} ({_SIDES[step.side]})")
        button.button(
            "✕",
            key=f"play_drop.{number}",
            help=f"Take away: {as_written(label(step.exercise))}",
            on_click=_drop,
            args=(number,),
        )
    if not desk.steps:
        st.markdown("Nothing is chosen yet.")
    weeks = st.number_input("See the client again after weeks (0: not said)", 0, _MOST_WEEKS, 0)
    return Desk(desk.named, desk.steps, int(weeks))


def _drop(number: int) -> None:
    about, desk = st.session_state[_DESK]
    st.session_state[_DESK] = (about, desk.without(number))


# --- what the rules say ---------------------------------------------------------------------------


def _show_judged(play: Play, study: Study, judged: _JudgedAttempt) -> None:
    st.divider()
    st.header("What the rules say")
    st.table(_scores(study, [judged.muscles, *judged.marks]))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Muscles**")
        remarks = judged.muscles.remarks
        lines = [f"- {'✓' if one.right else '✗'} {as_written(one.text)}" for one in remarks]
        st.markdown("\n".join(lines) or "No muscle was named.")
        _why(play, study, remarks, "muscles", None)
    with right:
        st.markdown("**Program**")
        if judged.critique is None or judged.desk.plan is None:
            st.markdown("No exercise was chosen.")
            return
        _critique(judged.critique)
        of_program = [one for mark in judged.marks for one in mark.remarks]
        _why(play, study, of_program, "program", judged.desk.plan)
        if judged.critique.violations:
            _repairs(play, study, judged.desk.plan)


def _scores(study: Study, marks: list[PlayMark]) -> list[dict[str, str]]:
    """Return the score by criterion."""
    words = {"muscles": "Muscles named", "useful": "Exercises that serve this client"}
    scores = []
    for mark in marks:
        if mark.criterion in words:
            reached = f"{mark.reached} of {mark.of}"
            score = f"{mark.share:.0%}" if mark.of else "–"
            scores.append({"Criterion": words[mark.criterion], "Reached": reached, "Score": score})
        else:
            name = f"Mistakes of the kind: {study.knowledge.label(mark.criterion).lower()}"
            scores.append({"Criterion": name, "Reached": f"{mark.of} found", "Score": "–"})
    if {one.criterion for one in marks} == words.keys():
        scores.append({"Criterion": "Mistakes", "Reached": "none found", "Score": "100%"})
    return scores


def _critique(critique: Critique) -> None:
    for note in critique.referrals:
        st.error(f"Refer: {as_written(note.text)}")
    lines = [
        f"- **{as_written(violation.label)}** ({as_written(violation.severity_label.lower())}): "
        f"{as_written(violation.text)}"
        for violation in critique.violations
    ]
    lines += [f"- ✓ {as_written(one.text)}" for one in critique.credits]
    st.markdown("\n".join(lines) or "The rules find nothing wrong.")


def _why(play: Play, study: Study, remarks: Sequence[Remark], name: str, plan: Plan | None) -> None:
    """Show the proof of the remark that is chosen; of one that is a mistake to begin with."""
    proofs = {one.proof: one for one in remarks}
    if not proofs:
        return
    first = next((key for key, one in proofs.items() if not one.right), next(iter(proofs)))
    key = f"play_why.{name}"
    if st.session_state.get(key) not in proofs:
        st.session_state[key] = first
    atom = st.selectbox(
        f"Why ({as_written(name)})", list(proofs), key=key, format_func=lambda one: proofs[one].text
    )
    with study.lock:
        story = play.proof(proofs[str(atom)], plan)
    proof_tree(rows_of(story), key=f"play_tree.{name}", open_levels=2)


def _repairs(play: Play, study: Study, plan: Plan) -> None:
    """Show what would mend the program, when that is asked for: each change is judged anew."""
    if not st.toggle("Show what would mend it (takes a while: every change is judged)"):
        return
    with st.spinner("Trying changes"), study.lock:
        critique, _ = play.program(plan)
    lines = [
        f"- {as_written(remark.text)}  \n  **{as_written(remark.repair.text)}**"
        if remark.repair
        else f"- {as_written(remark.text)}  \n"
        f"  No single change fixes it alone: {as_written(remark.remedy)}"
        for remark in critique.violations
    ]
    st.markdown("\n".join(lines))
