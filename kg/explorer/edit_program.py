"""A program changed by hand: swap, leave out, put in, and see at once what that breaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from kg.explain.consultation import Consultation
from kg.explorer.answer_cache import cached_answer
from kg.explorer.components.program_cards import pressed, program_cards
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written
from kg.explorer.figures import page_figure
from kg.explorer.session import (
    TIME_LIMIT,
    Session,
    consultation_of,
    knowledge,
    ontology_proofs,
    rules,
)
from kg.plan.critique import PlanViolation
from kg.plan.judge import Judge
from kg.plan.model import Plan
from kg.present.address.plan_edit import (
    Made,
    drop_word,
    made,
    mend_word,
    put_word,
    swap_word,
    with_step,
    without_last,
)
from kg.present.alternatives import Priced, alternatives, priced
from kg.present.figure.figure_links import figures_html
from kg.present.plan_edit import (
    EditOutcome,
    EditStep,
    left_out,
    outcome,
    own_cards,
    place_of,
    plan_of,
    swapped,
)
from kg.present.proof_tree import proof_tree as rows_of

__all__ = [
    "NEXT_VIEW",
    "begin_swap",
    "leave_out",
    "put_in_box",
    "show_edited",
]

#: Which view the next run opens: a widget's own key may not be set once it stands on the page.
NEXT_VIEW: Final = "explore_next"
_SWAPPING, _WHY = "own_swapping", "own_why"
_CARDS: Final = "own_cards"
_KEPT: Final = 24
_MOST_SOURCES: Final = 3


# --- what was changed -----------------------------------------------------------------------------


def _made(session: Session) -> Made:
    """Return what the changes by hand make of the program of this case."""
    own = session.now().own
    return _made_of(_case(session), own) if own else Made((), "", ())


def _hold(session: Session, word: str) -> None:
    session.change_program(word)
    st.session_state[_SWAPPING] = st.session_state[_WHY] = None


def _now(session: Session, consultation: Consultation) -> Plan | None:
    steps = _made(session).steps
    return steps[-1].plan if steps else plan_of(consultation.answered)


def _make(session: Session, step: str) -> None:
    _hold(session, with_step(_made(session).word, step))


def begin_swap(exercise: str) -> None:
    """Ask what could stand in the place of an exercise."""
    st.session_state[_SWAPPING] = exercise


def leave_out(session: Session, consultation: Consultation, exercise: str) -> None:
    """Leave an exercise out."""
    plan = _now(session, consultation)
    if plan is not None and left_out(plan, place_of(plan, exercise) or 0) is None:
        session.tell("Nothing would be left of the program.")
    elif plan is not None:
        _make(session, drop_word(exercise))


def put_in_box(session: Session, consultation: Consultation) -> None:
    """Offer every exercise that is not in the program."""
    plan = _now(session, consultation)
    if plan is None:
        return
    there = {one.exercise for one in plan.rows}
    key = f"own_in.{len(_made(session).steps)}"

    def come_in() -> None:
        exercise = st.session_state[key]
        if exercise:
            _make(session, put_word(exercise))

    st.selectbox(
        "Put an exercise in by hand",
        [one for one in _exercises(session) if one not in there],
        index=None,
        key=key,
        format_func=session.label,
        placeholder="Type a name, and see what breaks",
        on_change=come_in,
    )


def _exercises(session: Session) -> list[str]:
    return sorted(session.vocabulary.ids["exercise"], key=session.label)


# --- what is shown --------------------------------------------------------------------------------


def show_edited(session: Session, consultation: Consultation) -> bool:
    """Show a swap that is considered, or the changed program; return whether there is either."""
    plan = _now(session, consultation)
    if plan is None:
        return False
    for notice in _made(session).notices:
        st.warning(as_written(notice))
    swapped = st.session_state.get(_SWAPPING)
    place = None if swapped is None else place_of(plan, swapped)
    if swapped is not None and place is not None:
        _swap(session, consultation, plan, place)
        return True
    if _made(session).steps:
        _changed(session, consultation, plan)
        return True
    return False


def _swap(session: Session, consultation: Consultation, plan: Plan, place: int) -> None:
    old = plan.rows[place]
    back = "Back to the changed program" if _made(session).steps else "Back to the program"
    st.button(back, on_click=begin_swap, args=(None,), icon=":material/arrow_back:")
    st.header(f"Instead of {as_written(session.label(old.exercise).lower())}")
    with st.spinner("Pricing what else could be chosen"):
        options = _priced(_case(session), f"choose({old.exercise},{old.phase})")
    there = {one.exercise for one in plan.rows}
    names = {
        option.alternative.exercise: option
        for option in options
        if option.alternative.exercise not in there
    }
    listed = st.container()
    other = st.selectbox(
        "Or any other exercise" if names else "Nothing else could serve it. Any other exercise",
        [one for one in _exercises(session) if one not in there],
        index=None,
        key=f"own_other.{place}.{old.exercise}",
        format_func=session.label,
        placeholder="Type a name",
    )
    picked = other
    if names and other is None:
        picked = listed.radio(
            "What could serve the same, the cheapest first",
            list(names),
            format_func=lambda one: _offered(names[one]),
            key=f"own_pick.{place}.{old.exercise}",
        )
        with listed:
            _pictures(session, [old.exercise, *names], old.side or "")
    elif other is not None:
        with listed:
            _pictures(session, [old.exercise, other], old.side or "")
    if picked is None:
        return
    label = session.label(picked)
    changed = swapped(plan, place, picked, consultation)
    st.button(
        f"Replace with {as_written(label[:1].lower())}{as_written(label[1:])}",
        type="primary",
        on_click=_make,
        args=(session, swap_word(old.exercise, picked)),
    )
    _verdict(session, changed, f"With {label[:1].lower()}{label[1:]}")
    if picked in names:
        with st.expander("What it costs beside the best program"):
            proof_tree(rows_of(names[picked].story), key="own_price", open_levels=1)


def _pictures(session: Session, exercises: Iterable[str], side: str) -> None:
    """Show what is replaced and what could come in its place, side by side."""
    links = (page_figure(one, side, caption=session.label(one)) for one in exercises)
    pictures = list(filter(None, links))
    if pictures:
        st.html(figures_html(pictures))


def _offered(price: Priced) -> str:
    """Return how an alternative is offered: its name, its price, and the care it asks for."""
    care = as_written(" ".join(price.alternative.care))
    label_and_verdict = f"**{as_written(price.alternative.label)}**: {as_written(price.verdict)}"
    return f"{label_and_verdict} {care}" if care else label_and_verdict


def _changed(session: Session, consultation: Consultation, plan: Plan) -> None:
    edited = _made(session)
    with st.container(horizontal=True):
        st.button(
            "Back to the program",
            on_click=_hold,
            args=(session, ""),
            icon=":material/arrow_back:",
        )
        if len(edited.steps) > 1:
            before = without_last(edited.word)
            st.button("Undo the last change", on_click=_hold, args=(session, before))
    st.header("The program as you changed it")
    st.markdown(
        "\n".join(f"{at:d}. {as_written(step.notice)}" for at, step in enumerate(edited.steps, 1))
    )
    _verdict(session, plan, "As it is now")

    def press() -> None:
        what = pressed(_CARDS)
        if what is None:
            return
        kind, exercise = what
        if kind == "swap":
            begin_swap(exercise)
        elif kind == "drop":
            leave_out(session, consultation, exercise)
        else:
            session.look_at(exercise)
            st.session_state[NEXT_VIEW] = "Why"

    program_cards(
        own_cards(plan, consultation.advice, session.label),
        key=_CARDS,
        on_press=press,
        figure=page_figure,
    )
    put_in_box(session, consultation)


def _verdict(session: Session, plan: Plan, what: str) -> None:
    """Show what the rules say of a changed program."""
    with st.spinner("Judging it"):
        result = _outcome(_case(session), plan.model_dump_json(by_alias=True))
    count = len(result.breaks)
    if not count:
        st.success(f"**{as_written(what)}: it breaks nothing.**")
    else:
        rules_ = "one rule" if count == 1 else f"{count} rules"
        st.error(f"**{as_written(what)}: it breaks {rules_}.**")
    for violation in result.breaks:
        _violation(session, result, violation)
    if result.before:
        st.markdown("What the program could not keep either:")
        st.markdown("\n".join(f"- {as_written(one.text)}" for one in result.before))
    if result.lost:
        st.markdown("**No longer good**")
        st.markdown("\n".join(f"- {as_written(_capital(one.text))}" for one in result.lost))
    with st.expander(f"What stays good: {len(result.good)}"):
        st.markdown("\n".join(f"- {as_written(_capital(one.text))}" for one in result.good))


def _violation(session: Session, result: EditOutcome, violation: PlanViolation) -> None:
    sources = [session.label(each) for each in violation.sources]
    more = f" and {len(sources) - _MOST_SOURCES} more" if len(sources) > _MOST_SOURCES else ""
    attested = f"{session.label(violation.evidence)}; {'; '.join(sources[:_MOST_SOURCES])}{more}"
    with st.container(border=True):
        st.markdown(
            f"**{as_written(violation.label)}** "
            f"{as_written(f'({violation.severity_label.lower()}): {violation.text}')}"
        )
        st.markdown(f"Rule: {as_written(violation.rule)}  \nAttested: {as_written(attested)}")
        if violation.repair is None:
            st.markdown(f"No single change fixes it. {as_written(_capital(violation.remedy))}")
        else:
            left = violation.repair.remaining
            then = "nothing is broken any more" if not left else f"violations left: {left}"
            st.markdown(
                f"**Smallest repair:** {as_written(violation.repair.text)} ({as_written(then)})"
            )
        with st.container(horizontal=True):
            step = result.mended.get(violation.number)
            if step is not None:
                st.button(
                    "Make this repair",
                    key=f"own_mend.{violation.number}",
                    on_click=_make,
                    args=(session, mend_word(violation.number)),
                )
            st.button(
                "Why", key=f"own_why.{violation.number}", on_click=_ask_why, args=(violation.proof,)
            )
        if st.session_state.get(_WHY) == violation.proof:
            judged = Consultation(result.judged.answered, ontology=ontology_proofs())
            proof_tree(rows_of(judged.tell(violation.proof)), key=f"own_proof.{violation.number}")


def _ask_why(atom: str) -> None:
    asked_atom = st.session_state.get(_WHY)
    st.session_state[_WHY] = None if asked_atom == atom else atom


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _case(session: Session) -> str:
    return "" if session.case is None else session.case.to_json()


# --- what is asked --------------------------------------------------------------------------------


@cached_answer(most=_KEPT)
def _made_of(case: str, own: str) -> Made:
    consultation = consultation_of(case)
    program = plan_of(consultation.answered)
    if program is None:
        return Made((), "", ())
    return made(own, program, consultation, lambda plan, number: _mended(case, plan, number))


def _mended(case: str, plan: Plan, number: int) -> EditStep | None:
    return _outcome(case, plan.model_dump_json(by_alias=True)).mended.get(number)


@cached_answer(most=64)
def _priced(case: str, atom: str) -> tuple[Priced, ...]:
    consultation = consultation_of(case)
    return priced(consultation, alternatives(consultation, atom))


@cached_answer(most=_KEPT)
def _outcome(case: str, plan: str) -> EditOutcome:
    consultation = consultation_of(case)
    program = plan_of(consultation.answered)
    changed = Plan.model_validate_json(plan)
    # A judge remembers plans; one that two visitors share would have to be locked.
    judge = Judge.of(consultation.answered.case, knowledge(), rules=rules(), time_limit=TIME_LIMIT)
    return outcome(judge, changed, program or changed)
