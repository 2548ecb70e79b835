"""The questions to an answer: why not, and what if."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kg.case.changes import changed
from kg.errors import BadInput, ContinuumError
from kg.explain.consultation import Consultation
from kg.explain.lookup import goals
from kg.explain.remedies import Remedies, remedies
from kg.explorer import alerts
from kg.explorer.answer_cache import cached_answer, offer_retry
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written
from kg.explorer.session import Session, consultation_of
from kg.explorer.views.explore import views as explore_views
from kg.explorer.views.explore.views import NEXT_VIEW
from kg.knowledge import KnowledgeBase
from kg.present.address.selection import Looked
from kg.present.difference_rows import DifferenceRow, differences
from kg.present.possible_changes import offers
from kg.present.proof_tree import proof_tree as rows_of
from kg.proof.proof import Pattern

__all__ = ["failures", "findable", "what_if", "why_not"]

#: The kinds of things that can be found by name, as the bridge calls them.
_KINDS: Final = ("muscle", "finding", "exercise", "syndrome")
_SECONDS: Final = 6.0
_KEPT: Final = 32
_IF: Final = "explore_if"
#: The part of an advice that holds what belongs to a health professional.
_REFERRALS: Final = "referrals"


@st.cache_resource(show_spinner=False)
def findable(_knowledge: KnowledgeBase) -> dict[str, str]:
    """Return the ids of what can be found, each with its label and its other names."""
    names = {}
    for kind in _KINDS:
        for identifier, *_ in _knowledge.facts.relations[kind]:
            label, *others = _knowledge.names.get(str(identifier), (str(identifier),))
            names[str(identifier)] = f"{label} ({', '.join(others)})" if others else str(label)
    return dict(sorted(names.items(), key=lambda row: row[1].casefold()))


def why_not(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show why something does not hold, and what would make it so, ready to be applied."""
    patterns = failures(session, consultation, selection)
    if not patterns:
        return
    st.markdown("**What would make it so**")
    with st.spinner("Trying changes of the case"):
        mended = [_remedies(_case(session), str(goal), consultation, goal) for goal in patterns]
    for number, remedy_list in enumerate(mended):
        _mend(session, remedy_list, number)


def failures(
    session: Session, consultation: Consultation, selection: Looked
) -> tuple[Pattern, ...]:
    """Show why something does not hold, or why it does; return what does not."""
    about = session.look.about
    if about is None:
        st.markdown("Type the name of an exercise, a muscle or a finding above.")
        return ()
    try:
        patterns = goals(consultation, about, session.look.side)
    except BadInput as error:
        if selection.atom is None:
            st.markdown(f"**{as_written(session.label(about))}**: {as_written(error.message)}")
            return ()
        # It is so: the reason is what the reader is after.
        st.markdown("This is part of the answer; here is why.")
        explore_views.why(session, consultation, selection)
        return ()
    st.header(f"Why not {as_written(session.label(about).lower())}?")
    for number, goal in enumerate(patterns):
        story = session.explainer.why_not(goal)
        proof_tree(rows_of(story), key=f"explore_not.{number}", open_levels=2)
    return tuple(patterns)


@cached_answer(most=_KEPT)
def _remedies(case: str, goal: str, _consultation: Consultation, _goal: Pattern) -> Remedies:
    return remedies(_consultation, _goal, seconds=_SECONDS)


def _mend(session: Session, remedies: Remedies, number: int) -> None:
    if remedies.fixed:
        st.markdown("No change of the case: the ontology itself would have to say more.")
    elif remedies.exhausted_candidates and not remedies.remedies:
        st.markdown(f"No change does; tried: {remedies.tried:d}.")
    elif not remedies.exhausted_candidates:
        st.warning(
            f"The search was stopped by its time limit; changes tried: {remedies.tried:d}. "
            "Others may help."
        )
        offer_retry(f"explore_again.{number}")
    for place, remedy in enumerate(remedies.remedies):
        with st.container(border=True):
            st.markdown(
                "  \n".join(
                    [
                        *map(as_written, remedy.says),
                        *(f"No longer: {as_written(each)}" for each in remedy.no_longer),
                    ]
                )
            )
            notes = "; ".join(dict.fromkeys(remedy.notes))
            if notes:
                st.markdown(f"It depends: {as_written(notes)}")
            st.button(
                "Apply this change",
                key=f"explore_apply.{number}.{place}",
                on_click=_apply,
                args=(session, remedy.case),
            )


def _apply(session: Session, case: object) -> None:
    from kg.case.model import Case

    if isinstance(case, Case):
        session.hold(case)
        st.session_state[NEXT_VIEW] = "Program"


def what_if(session: Session, consultation: Consultation, selection: Looked) -> None:
    """Show what some changes of the case would change, and the rule that carries each."""
    if session.case is None:
        return
    st.header("What if")
    offered = offers(session.case, session.vocabulary, session.label)
    names = st.multiselect(
        "What if the case were changed",
        list(offered),
        key=_IF,
        placeholder="Less time, less equipment, another edition …",
    )
    changes = [offered[name] for name in names if name in offered]
    if not changes:
        st.markdown("Choose one or more changes. Only what would differ is shown.")
        return
    try:
        case = changed(session.case, changes, session.vocabulary)
        rows = _differences(_case(session), case.to_json())
        # What belongs to a health professional comes before everything else.
        rows = tuple(sorted(rows, key=lambda row: row.part != _REFERRALS))
    except ContinuumError as error:
        st.error(as_written(error.message))
        return

    def apply() -> None:
        session.hold(case)
        st.session_state[_IF] = []

    st.button("Apply to the case", key="explore_if_apply", on_click=apply)
    alerts.referrals(consultation_of(case.to_json()).advice, "With the change")
    if not rows:
        st.markdown("**Nothing differs.**")
    left, right = st.columns(2)
    if rows:
        left.markdown("**Now**")
        many = "1 difference" if len(rows) == 1 else f"{len(rows)} differences"
        right.markdown(f"**With the change: {many}**")
    for number, row in enumerate(rows):
        with st.container(border=True):
            left, right = st.columns(2)
            left.markdown(as_written(row.before or "–"))
            right.markdown(as_written(row.after or "–"))
            if row.carried is not None:
                name = row.carried.rule.id if row.carried.rule else "the case or the ontology"
                with st.expander(f"Carried by {as_written(name)}"):
                    proof_tree(rows_of(row.story), key=f"explore_if.{number}", open_levels=2)


@cached_answer(shows="Answering the changed case", most=_KEPT)
def _differences(before: str, after: str) -> tuple[DifferenceRow, ...]:
    return differences(consultation_of(before), consultation_of(after))


def _case(session: Session) -> str:
    return "" if session.case is None else session.case.to_json()
