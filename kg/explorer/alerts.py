"""Empty, wrong and extreme states: what a page shows when it cannot show what it is for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kg.advice.model import Advice
from kg.errors import BadInput, TimeLimit
from kg.explain.consultation import Consultation
from kg.explorer.answer_cache import offer_retry
from kg.explorer.case_form import unadded_parts
from kg.explorer.escape import as_code, as_written
from kg.explorer.session import Session
from kg.present.form_errors import fault_lines
from kg.present.handout.sheet import gap_lines
from kg.present.scope_text import clearance_lines, open_readiness

__all__ = ["alarms", "answered", "left_out", "no_program", "notices", "referrals", "unadded"]


#: So many warnings stand open; more would push everything else off the first screen.
_FEW: Final = 3


def notices(session: Session) -> None:
    """Say what the address held that was ignored, and what could not be changed."""
    for one in session.notices:
        st.warning(as_written(one))


def unadded() -> None:
    """Say what was entered on the page of the case and is no part of the case yet."""
    parts = unadded_parts()
    if parts:
        st.warning(
            "Entered on the Case page, but not added to the case yet: "
            f"{as_written(', '.join(parts).lower())}."
        )


def answered(session: Session, *, on_case: bool = False) -> Consultation | None:
    """Return the answer to the case; where there is none, say why and what to do, and return none.

    A page that needs an answer begins with it::

        consultation = states.answered(session)
        if consultation is None:
            return

    Args:
        session: the session of this run.
        on_case: whether this is the page on which a case is corrected.
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
        st.error("This case is invalid, so there is no program.")
        lines = fault_lines(problem) if isinstance(problem, BadInput) else [problem.message]
        st.markdown("\n".join(f"- {as_written(line)}" for line in lines))
        st.markdown("Correct it below." if on_case else "Correct it on the **Case** page.")
    return None


def referrals(advice: Advice, when: str = "") -> None:
    """Show what belongs to a health professional; a page of a case begins with it.

    Args:
        advice: what refers.
        when: what has to be so, as in ``With the change``; empty for the case as it is.
    """
    if advice.referrals:
        lines = []
        for note in advice.referrals:
            urgency = f"**{as_written(note.urgency.capitalize())}**: " if note.urgency else ""
            lines.append(f"- {urgency}{as_written(note.text)}")
        no_program = " There is no program." if advice.result == "referred" else ""
        head = f"{when}: refer" if when else "Refer"
        st.error(
            "\n".join([f"**{as_written(head)} to a health professional.{no_program}**", "", *lines])
        )


def alarms(session: Session, advice: Advice) -> None:
    """Show referrals, clearances, broken requirements and warnings, the gravest first."""
    referrals(advice)
    cleared = clearance_lines(advice)
    if cleared:
        lines = [f"- {as_written(line)}" for line in cleared]
        st.warning(
            "\n".join(["**Clearance by a health professional, as the case states it**", "", *lines])
        )
    if advice.violated:
        lines = [f"- {as_written(one.text)} ({as_code(one.rule)})" for one in advice.violated]
        head = "**No program keeps all requirements.** The best effort breaks these:"
        st.error("\n".join([head, "", *lines]))
    if advice.result == "best_found":
        st.warning(
            "The time ran out before a better program was ruled out; this is the best found."
        )
        offer_retry("alarm_again")
    texts = (open_readiness(advice, session.label), *(note.text for note in advice.warnings))
    told = [f"- {as_written(text)}" for text in texts if text]
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
            st.markdown("**Left out, and why**")
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
