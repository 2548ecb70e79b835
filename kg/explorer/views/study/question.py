"""One question on the page: asked, and after the answer told with its proofs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kg.explorer.components.body_map import Chosen, Verdict, body_map
from kg.explorer.components.proof_tree import proof_tree
from kg.explorer.escape import as_written
from kg.explorer.figures import page_figure
from kg.explorer.session import knowledge
from kg.present.figure.body_map import BodyMap
from kg.present.figure.body_map import body_map as map_of
from kg.present.figure.figure_links import image_html
from kg.present.proof_tree import proof_tree as rows_of
from kg.proof.narrative import Story
from kg.study.generator import Study
from kg.study.questions import AnswerOption, Question
from kg.study.quiz_session import Asked

__all__ = ["ask", "muscles_shown", "story", "tell"]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
#: So many proofs are told at once; the others are chosen from a list.
_TOLD: Final = 4
_BUTTON: Final = "Answer"


@st.cache_resource(show_spinner=False)
def muscles_shown() -> BodyMap:
    """Return the body map without statuses, as questions need it."""
    return map_of(None, knowledge())


def story(lines: Sequence[str]) -> None:
    """Show the case of a question."""
    if lines:
        with st.container(border=True):
            st.markdown("  \n".join(as_written(line) for line in lines))


def picture(question: Question) -> None:
    """Show the picture that a question asks about."""
    link = page_figure(question.picture) if question.picture else None
    if link is not None:
        st.html(f'<div class="c-picture">{image_html(link)}</div>')


def ask(question: Question, key: str) -> list[int] | None:
    """Ask a question.

    Args:
        question: the question.
        key: the name of this question on the page.

    Returns:
        The places of the chosen options in the run in which the answer is given, else ``None``.
    """
    story(question.story)
    st.header(as_written(question.text))
    picture(question)
    if question.form == "map":
        return _ask_map(question, key)
    with st.form(key, border=False):
        st.markdown(f"*{as_written(question.task)}*")
        chosen: list[int] = []
        if question.form == "one":
            places = range(len(question.options))
            picked = st.radio(
                as_written(question.text),
                places,
                index=None,
                key=f"{key}.radio",
                format_func=lambda place: as_written(question.options[place].text),
                label_visibility="collapsed",
            )
            chosen = [] if picked is None else [picked]
        else:
            for place, option in enumerate(question.options):
                if st.checkbox(as_written(option.text), key=f"{key}.box{place}"):
                    chosen.append(place)
        given = st.form_submit_button(_BUTTON, type="primary")
    return _given(chosen, given=given)


def _ask_map(question: Question, key: str) -> list[int] | None:
    st.markdown(f"*{as_written(question.task)}*")
    chosen = body_map(muscles_shown(), key=f"{key}.map", multiple=True)
    names = {(one.muscle, one.side): one for one in muscles_shown().spots}
    chosen_names = ", ".join(names[one].title for one in chosen) or "nothing yet"
    st.markdown(f"Chosen: {as_written(chosen_names)}")
    given = st.button(_BUTTON, type="primary", key=f"{key}.give")
    at = {_spot(option): place for place, option in enumerate(question.options)}
    return _given([at[one] for one in chosen if one in at], given=given)


def _given(chosen: list[int], *, given: bool) -> list[int] | None:
    if given and not chosen:
        st.warning("Nothing is chosen yet.")
        return None
    return chosen if given else None


def _spot(option: AnswerOption) -> tuple[str, str]:
    muscle, side = option.claim.arguments[-1].arguments
    return str(muscle), str(side)


def tell(answered: Asked, study: Study, key: str) -> None:
    """Say whether an answer is right, and why every option is right or wrong, with the proofs.

    Args:
        answered: the question with the answer.
        study: where the question was drawn from.
        key: the name of this question on the page.
    """
    question = answered.question
    story(question.story)
    st.header(as_written(question.text))
    picture(question)
    if answered.right:
        st.success("**Right.**")
    else:
        rights = "; ".join(as_written(one.text) for one in question.right)
        st.error(f"**Not right.** The answer is: {rights}")
    if question.form == "map":
        _told_map(answered, key)
    else:
        st.markdown("\n".join(_line(answered, place) for place in range(len(question.options))))
    _notes(question, study)
    _proofs(answered, study, key)


def _line(answered: Asked, place: int) -> str:
    option = answered.question.options[place]
    mark = "✓" if option.right else "✗"
    mine = " — **your answer**" if place in answered.chosen else ""
    answer = f"- **{mark} {_LETTERS[place]}) {as_written(option.text)}**{mine}"
    return f"{answer}  \n  {as_written(option.because)}"


def _told_map(answered: Asked, key: str) -> None:
    """Show the map with a sign on what was right, wrong, or missed."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    mine: list[Chosen | tuple[str, str]] = []
    for place, option in enumerate(answered.question.options):
        spot = _spot(option)
        if place in answered.chosen:
            verdicts[spot] = "correct" if option.right else "wrong"
            mine.append(spot)
        elif option.right:
            verdicts[spot] = "missed"
    body_map(muscles_shown(), key=f"{key}.judged", selected=mine, multiple=True, verdicts=verdicts)


def _notes(question: Question, study: Study) -> None:
    label = study.knowledge.label
    notes = []
    if question.edition is not None:
        notes.append(f"Tables: {label(question.edition)}.")
    if question.differs:
        notes.append(f"Other tables answer otherwise: {', '.join(map(label, question.differs))}.")
    notes.append(f"Source: {question.source}.")
    st.markdown(as_written(" ".join(notes)))


def _proofs(answered: Asked, study: Study, key: str) -> None:
    """Show the proof of the key and of what is wrong about each wrong answer that was chosen."""
    options = answered.question.options
    first = answered.explained[:_TOLD]
    with st.spinner("Proving"):
        for place in first:
            _proof(answered.question, options[place], study, f"{key}.proof{place}")
        others = [place for place in range(len(options)) if place not in first]
        picked = st.selectbox(
            "Why another answer is right or wrong",
            others,
            index=None,
            key=f"{key}.other",
            format_func=lambda place: options[place].text,
            placeholder="Choose an answer",
        )
        if picked is not None:
            _proof(answered.question, options[picked], study, f"{key}.proof{picked}")


def _proof(question: Question, option: AnswerOption, study: Study, key: str) -> None:
    word = "right" if option.right else "wrong"
    st.markdown(f"**Why it is {word}: {as_written(option.text)}**")
    with study.lock:
        story: Story = question.proof(option)
    proof_tree(rows_of(story), key=key, open_levels=2)
