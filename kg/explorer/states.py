"""Empty, wrong and extreme states: what a page shows when it cannot show what it is for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kg.engine.advice import Advice
from kg.errors import BadInput, TimeLimit
from kg.explorer.answer_cache import offer_retry
from kg.explorer.session import Session
from kg.explorer.wording import as_code, as_written
from kg.proof.consultation import Consultation
from kg.view.sheet import gap_lines

__all__ = ["alarms", "answered", "left_out", "no_program", "notices"]


#: So many warnings stand open; more would push everything else off the first screen.
_FEW: Final = 3


def notices(session: Session) -> None:
    """Say what the address held that was ignored, and what could not be changed."""
    for one in session.notices:
        st.warning(as_written(one))


def answered(session: Session) -> Consultation | None:
    """Return the answer to the case; where there is none, say why and what to do, and return none.

    A page that needs an answer begins with it::

        consultation = states.answered(session)
        if consultation is None:
            return
    """
    if session.consultation is not None:
        return session.consultation
    problem = session.problem
    if problem is None:
        st.header("Nothing has been observed yet")
        st.markdown(
            "Go to **Case** in the navigation: start from an example, open a case file, or enter "
            "what was seen. Everything here follows from that."
        )
    elif isinstance(problem, TimeLimit):
        st.error(
            f"The time limit was reached before a program was found. {as_written(problem.message)}"
        )
        st.markdown("A smaller case, or fewer restrictions on the **Case** page, will be faster.")
        offer_retry("answer_again")
    else:
        st.error("This case cannot be right.")
        faults = (problem, *problem.also) if isinstance(problem, BadInput) else (problem,)
        for one in faults:
            st.markdown(f"- {as_written(one.message)}")
        st.markdown("Correct it on the **Case** page.")
    return None


def alarms(session: Session, advice: Advice) -> None:
    """Show referrals, requirements that no program keeps, and warnings, so that none is missed."""
    if advice.referrals:
        lines = []
        for note in advice.referrals:
            urgency = f"**{as_written(note.urgency.capitalize())}**: " if note.urgency else ""
            lines.append(f"- {urgency}{as_written(note.text)}")
        st.error("\n".join(["**Refer to a health professional**", "", *lines]))
    if advice.violated:
        lines = [f"- {as_written(one.text)} ({as_code(one.rule)})" for one in advice.violated]
        head = "**No program keeps all requirements.** The best effort breaks these:"
        st.error("\n".join([head, "", *lines]))
    if advice.result == "best_found":
        st.warning(
            "The time ran out before a better program was ruled out; this is the best found."
        )
        offer_retry("alarm_again")
    told = [f"- {as_written(note.text)}" for note in advice.warnings]
    if told:
        st.warning("\n".join(told[:_FEW]))
    if len(told) > _FEW:
        with st.expander(f"More to mind: {len(told) - _FEW}"):
            st.markdown("\n".join(told[_FEW:]))


def no_program(advice: Advice) -> None:
    """Say that there is no program, and why."""
    if advice.result == "referred":
        st.markdown("**No program:** what was found belongs to a health professional first.")
    elif advice.muscles or advice.priorities:
        st.markdown("**No program:** nothing can serve a need under these circumstances.")
    else:
        st.markdown("**No program is needed:** nothing was found that asks for one.")


def left_out(session: Session, advice: Advice) -> None:
    """Show what the program leaves open, and the tests that would settle what is open."""
    if advice.gaps:
        with st.container(border=True):
            st.markdown(f"**Left out, and why: {len(advice.gaps)}**")
            st.markdown(
                "\n".join(f"- {as_written(one)}" for one in gap_lines(advice, session.knowledge))
            )
    if advice.next_tests or advice.next_looks:
        with st.container(border=True):
            st.markdown("**What to look at next**")
            looks = [one.text for one in advice.next_tests]
            looks += [one.text for one in advice.next_looks]
            st.markdown("\n".join(f"- {as_written(one)}" for one in looks))
    st.markdown(as_written(advice.notice))
