"""Papers for a class, and cards to learn by heart: made here, to be downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from kg.errors import BadInput, ContinuumError
from kg.explorer.escape import as_written
from kg.explorer.session import Session
from kg.explorer.views.study.source import editions, followed, source, topics
from kg.study.address import Wishes
from kg.study.cards import cards, cards_anki, cards_html, cards_tsv
from kg.study.generator import QuestionWishes, Study
from kg.study.moodle import paper_moodle
from kg.study.paper import Paper, Proofs, paper, paper_markdown
from kg.study.paper_html import paper_html

_SEED, _TOPIC, _EDITION = "paper_seed", "paper_topic", "paper_edition"
_MADE, _CARDS = "paper_made", "paper_cards"
_PROOFS: Final[dict[Proofs, str]] = {
    "right": "of the right answers",
    "all": "of all answers",
    "none": "none",
}
_MOST: Final = 100
_KEPT: Final = 8


def show(session: Session, study: Study, wishes: Wishes) -> None:
    """Show how to make a paper, and cards."""
    del session
    _choose(study, wishes)
    left, right = st.columns(2, gap="large")
    with left:
        _paper(study, wishes)
    with right:
        _cards(wishes)


def _choose(study: Study, wishes: Wishes) -> None:
    """Offer what papers and cards have in common."""
    for key, value in ((_TOPIC, wishes.topic), (_EDITION, wishes.edition)):
        if st.session_state.get(key) != value:
            st.session_state[key] = value
    first_column, two = st.columns(2)
    named, tables = topics(study), editions(study)
    first_column.selectbox(
        "Topic",
        list(named),
        key=_TOPIC,
        format_func=lambda topic: named[topic],
        on_change=followed(_TOPIC, "topic"),
    )
    two.selectbox(
        "Tables",
        list(tables),
        key=_EDITION,
        format_func=lambda name: tables[name],
        on_change=followed(_EDITION, "edition"),
    )


# --- papers ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wish:
    """What makes a paper: the same wishes give the same paper."""

    number: int
    seed: str
    topic: str
    edition: str
    kinds: tuple[str, ...]
    title: str
    proofs: Proofs

    @property
    def question_wishes(self) -> QuestionWishes:
        """What is drawn."""
        return QuestionWishes(
            self.number,
            self.seed,
            topics=(self.topic,) if self.topic else (),
            kinds=self.kinds,
            edition=self.edition or None,
        )


def _paper(study: Study, wishes: Wishes) -> None:
    st.header("A paper for a class")
    wish, key = _wished(study, wishes)
    if st.button("Make the paper", type="primary"):
        st.session_state[_MADE] = None
        bar = st.progress(0.0, "Drawing questions")

        def report(number: int) -> None:
            bar.progress(number / wish.number, f"{number} of {wish.number} questions drawn")

        try:
            with study.lock:
                made = paper(
                    study, wish.question_wishes, title=wish.title, proofs=wish.proofs, report=report
                )
        except ContinuumError as error:
            bar.empty()
            st.error(f"This paper cannot be made: {as_written(error.message)}")
            return
        bar.empty()
        st.session_state[_MADE] = (wish, made)
    made_before: tuple[_Wish, Paper] | None = st.session_state.get(_MADE)
    if made_before is None:
        return
    if made_before[0] != wish:
        st.markdown("The wishes were changed since; make the paper again.")
    _downloads(made_before[1], made_before[0], key=key)


def _wished(study: Study, wishes: Wishes) -> tuple[_Wish, bool]:
    """Return what is wished, and whether the key is to be in it."""
    if st.session_state.get(_SEED) != wishes.seed:
        st.session_state[_SEED] = wishes.seed
    first_column, two = st.columns(2)
    first_column.text_input(
        "Seed: the same one gives the same paper",
        key=_SEED,
        max_chars=60,
        on_change=followed(_SEED, "seed"),
    )
    number = two.number_input("Questions", 1, _MOST, 20)
    kinds = study.setting.kinds
    chosen = st.multiselect(
        "Kinds of questions",
        list(kinds),
        format_func=lambda name: kinds[name].label,
        placeholder="All kinds in turn",
    )
    title = st.text_input("Title", "Corrective exercise: questions", max_chars=120)
    first_column, two = st.columns(2)
    proofs = first_column.selectbox(
        "Proofs in the key", list(_PROOFS), format_func=lambda p: _PROOFS[p]
    )
    key = two.radio("Key", ("with the key", "for the students"), horizontal=True)
    wish = _Wish(
        int(number),
        wishes.seed,
        wishes.topic,
        wishes.edition,
        tuple(sorted(chosen)),
        title.strip() or "Questions",
        proofs,
    )
    return wish, key == "with the key"


def _downloads(made: Paper, wish: _Wish, *, key: bool) -> None:
    st.markdown(
        f"**{len(made.entries)} questions** · seed {as_written(made.seed)} · tables: "
        f"{as_written(made.edition)} · knowledge {as_written(made.knowledge)}"
    )
    name = f"questions-{''.join(one if one.isalnum() else '-' for one in wish.seed)}"
    name += "" if key else "-students"
    first_column, two, three = st.columns(3)
    files = (
        (first_column, "Printable page", f"{name}.html", paper_html(made, key=key), "text/html"),
        (two, "Markdown", f"{name}.md", paper_markdown(made, key=key), "text/markdown"),
        (three, "Moodle XML", f"{name}.xml", paper_moodle(made), "application/xml"),
    )
    for column, label, file, content, kind in files:
        column.download_button(
            as_written(label),
            content,
            file,
            kind,
            on_click="ignore",
            width="stretch",
            disabled=label == "Moodle XML" and not key,
            help="A quiz holds its key." if label == "Moodle XML" else None,
        )
    with st.container(border=True, height=360):
        for entry in made.entries:
            options = "\n".join(f"- {as_written(option.text)}" for option in entry.question.options)
            st.markdown(f"**{entry.number:d}. {as_written(entry.question.text)}**\n\n{options}")


# --- cards ----------------------------------------------------------------------------------------


@st.cache_data(show_spinner=False, max_entries=_KEPT)
def _decks(topic: str, edition: str) -> tuple[int, bytes | str, str, str]:
    """Return how many cards there are, and the package, the table and the sheets.

    Where Anki's library is missing, its message stands for the package.
    """
    study = source()
    with study.lock:
        made = cards(study, topics=(topic,) if topic else (), edition=edition or None)
        try:
            package: bytes | str = cards_anki(made, study)
        except BadInput as error:
            package = error.message
    return len(made), package, cards_tsv(made), cards_html(made, study)


def _cards(wishes: Wishes) -> None:
    st.header("Cards")
    st.markdown(
        "One fact in one direction by one table a card. A later package updates the notes of an "
        "earlier one and never doubles them."
    )
    wish = (wishes.topic, wishes.edition)
    if st.button("Make the cards", type="primary"):
        st.session_state[_CARDS] = wish
    if st.session_state.get(_CARDS) != wish:
        return
    try:
        with st.spinner("Making the cards"):
            number, package, table, sheets = _decks(*wish)
    except ContinuumError as error:
        st.error(f"These cards cannot be made: {as_written(error.message)}")
        return
    st.markdown(f"**{as_written(number)} cards**")
    first_column, two, three = st.columns(3)
    if isinstance(package, str):
        st.warning(f"No Anki package: {as_written(package)}")
    else:
        first_column.download_button(
            "Anki package",
            package,
            "continuum.apkg",
            "application/octet-stream",
            on_click="ignore",
            width="stretch",
        )
    two.download_button(
        "Table (TSV)",
        table,
        "continuum.tsv",
        "text/tab-separated-values",
        on_click="ignore",
        width="stretch",
    )
    three.download_button(
        "Printable sheets",
        sheets,
        "continuum-cards.html",
        "text/html",
        on_click="ignore",
        width="stretch",
    )
