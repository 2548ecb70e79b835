"""What a page is given: the knowledge, one frozen case, its answer, and what is looked at.

The case is the only state. It lives in the address, so that a copied address is the same view.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import streamlit as st
from pydantic import ValidationError

from kg.advice.model import Advice
from kg.case.changes import Change, as_data, changed
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError, ContinuumError
from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.explain.narrative import Teller
from kg.explain.ontology_proofs import OntologyProofs
from kg.explain.why_not import WhyNot
from kg.explorer.answer_cache import cached_answer
from kg.knowledge import KnowledgeBase
from kg.present.address.case import Look, case_word, read_case_word, read_look
from kg.present.address.plan_edit import read_own
from kg.present.example_cases import example_path
from kg.present.form_errors import fault_lines
from kg.proof.rulebook import rulebook
from kg.rulebase.rule_set import Rules

__all__ = [
    "FIRST_EXAMPLE",
    "PLACEHOLDER",
    "TAKEN",
    "TIME_LIMIT",
    "Session",
    "against_of",
    "consultation_of",
    "knowledge",
    "rules",
    "teller",
]

FIRST_EXAMPLE: Final = "knees_in_right"
#: Seconds for the search of a program; a page must not wait long.
TIME_LIMIT: Final = 5.0
_KEPT: Final = 64
_CASE, _LOOK, _OWN, _NOTICES = "case", "look", "own", "notices"
#: What was entered before anything was observed, as a case that holds a placeholder.
_DRAFT: Final = "case_draft"
#: Stands in what is noted for the observation that a case needs, until the first is entered.
PLACEHOLDER: Final = "assessed"
#: How many cases were opened: what was half entered for one never belongs to the next.
_OPENED: Final = "case_opened"
#: The pseudonym of each case that was here, by the word of its address, which leaves it out.
_CLIENTS: Final = "case_clients"
#: What the address said after the last run, and whether something was pressed since.
_WRITTEN, _PRESSED = "address_written", "address_pressed"
#: Set when an address was taken; a page that shows it takes this away.
TAKEN: Final = "address_taken"
#: What an address says for a case in which nothing has been observed yet.
_NOTHING: Final = "none"


@st.cache_resource(show_spinner=False)
def knowledge() -> KnowledgeBase:
    """Return the ontology; it is shared by all visitors and never changes."""
    return KnowledgeBase.load()


@st.cache_resource(show_spinner=False)
def vocabulary() -> Vocabulary:
    """Return the words that a case may use."""
    return Vocabulary.of(knowledge())


@st.cache_resource(show_spinner=False)
def rules() -> Rules:
    """Return the rules that come with the knowledge."""
    return Rules.load(knowledge().places.rules)


@cached_answer(most=_KEPT)
def consultation_of(case: str) -> Consultation:
    """Return the answer to a case, ready to be asked; kept for the last few cases if proven.

    Args:
        case: the case as ``Case.to_json`` writes it.

    Raises:
        CaseError, TimeLimit, KnowledgeError: as ``Consultation.of`` does.
    """
    read = Case.model_validate_json(case)
    return Consultation.of(read, knowledge(), rules=rules(), time_limit=TIME_LIMIT)


@cached_answer(most=_KEPT)
def against_of(case: str) -> Against:
    """Return what tells proofs, failures and prices in the answer to a case."""
    consultation = consultation_of(case)
    return Against(consultation, teller(), WhyNot(consultation))


@st.cache_resource(show_spinner=False)
def teller() -> Teller:
    """Return what tells proofs; all answers share it, for what it knows is of the rules alone."""
    from kg.rulebase.sentences import Sentences

    say = Sentences(rules(), knowledge())
    return Teller(
        knowledge(), rulebook(rules(), knowledge().cache), say, OntologyProofs(knowledge())
    )


@dataclass(frozen=True)
class Session:
    """One run of a page.

    Attributes:
        knowledge: the ontology.
        vocabulary: the words that a case may use.
        case: what was seen and what is possible; ``None`` when nothing has been observed.
        look: what is looked at.
        notices: what the address said that was ignored, in sentences.
        own: how the program was changed by hand, as ``kg.present.address.plan_edit`` writes it.
        draft: what was entered before anything was observed; ``None`` when there is a case.
    """

    knowledge: KnowledgeBase
    vocabulary: Vocabulary
    case: Case | None
    look: Look
    notices: tuple[str, ...] = ()
    own: str = ""
    draft: Case | None = None

    # --- what a page asks -------------------------------------------------------------------------

    def label(self, one: str) -> str:
        """Return the label of an id."""
        return self.knowledge.labels.get(one) or one.replace("_", " ")

    @cached_property
    def _answer(self) -> Consultation | ContinuumError | None:
        if self.case is None:
            return None
        try:
            return consultation_of(self.case.to_json())
        except ContinuumError as error:
            return error

    @property
    def consultation(self) -> Consultation | None:
        """The answer to the case; ``None`` when there is no case, or it was refused."""
        return self._answer if isinstance(self._answer, Consultation) else None

    @property
    def problem(self) -> ContinuumError | None:
        """Why there is no answer: the case cannot be right, or the time ran out."""
        return self._answer if isinstance(self._answer, ContinuumError) else None

    @property
    def advice(self) -> Advice | None:
        """The advice for the case."""
        return self.consultation.advice if self.consultation is not None else None

    @property
    def against(self) -> Against:
        """What tells proofs, failures and prices; only with a consultation.

        Raises:
            ContinuumError: when there is no answer.
        """
        if self.case is None:
            raise CaseError("nothing has been observed", allowed="a case with one observation")
        return against_of(self.case.to_json())

    # --- what a page does: from a callback of a widget, or followed by ``st.rerun()`` -------------

    def change(self, *changes: Change) -> None:
        """Change the case; a change that does not fit is told on the page."""
        if self.case is None:
            self.tell("There is no case to change yet.")
            return
        try:
            self.hold(changed(self.case, changes, self.vocabulary))
        except CaseError as error:
            self.tell(*fault_lines(error))

    def hold(self, case: Case | None, draft: Case | None = None) -> None:
        """Put another state of the case in the place of the present one.

        Args:
            case: the case.
            draft: without a case, what is noted until something was observed.
        """
        st.session_state[_CASE] = case
        st.session_state[_DRAFT] = draft if case is None else None
        self._pressed()

    def open(self, case: Case | None) -> None:
        """Begin with another case: nothing that was entered for the present one is carried over."""
        st.session_state[_OPENED] = opened_count() + 1
        self.hold(case)

    def look_at(self, about: str | None, side: str | None = None, atom: str | None = None) -> None:
        """Look at something else."""
        st.session_state[_LOOK] = Look(about, side, atom)
        self._pressed()

    def change_program(self, own: str) -> None:
        """Hold how the program of this case was changed by hand."""
        st.session_state[_OWN] = (_json(st.session_state[_CASE]), own)
        self._pressed()

    def _pressed(self) -> None:
        st.session_state[_NOTICES] = ()
        st.session_state[_PRESSED] = True

    def tell(self, *notices: str) -> None:
        """Say something at the top of the next run."""
        st.session_state[_NOTICES] = notices

    def now(self) -> Session:
        """Return the session as it stands now, as a fragment needs it that runs by itself."""
        return _held()


def opened_count() -> int:
    """Return how many cases were opened in this visit; inputs of one are not those of another."""
    return int(st.session_state.get(_OPENED, 0))


def begin() -> Session:
    """Return the session of this run: what the address says, or else what was held before.

    The address is new when it was copied, or when the browser went back or forward. After a press
    it may still be that of before: the browser sends a press before it learns of the new address.
    """
    state, said = st.session_state, st.query_params.to_dict()
    pressed = state.pop(_PRESSED, False)
    word = said.get("case")
    if word and not pressed and _ours(said) != state.get(_WRITTEN):
        _take(word, said)
    elif _CASE not in state:
        state[_CASE] = read_file(str(example_path(FIRST_EXAMPLE))).case(vocabulary())
        _take_look(said)
    session = _held()
    write_address(session)
    return session


def write_address(session: Session) -> None:
    """Say in the address which case this is and what is looked at."""
    word = _NOTHING if session.case is None else case_word(session.case)
    wanted = {"case": word, **session.look.words, **({"own": session.own} if session.own else {})}
    if session.draft is not None:
        wanted[_NOTED] = case_word(session.draft)
    _remember_client(session.case or session.draft)
    st.session_state[_WRITTEN] = wanted
    st.session_state.pop(_PRESSED, None)
    said = st.query_params.to_dict()
    if _ours(said) != wanted:
        kept = {key: one for key, one in said.items() if key not in _OURS}
        st.query_params.from_dict({**kept, **wanted})


#: The key of an address that holds what was entered before anything was observed.
_NOTED: Final = "noted"
_OURS: Final = ("case", "see", "at", "own", _NOTED)


def _ours(said: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in said.items() if key in _OURS}


def _held() -> Session:
    """Return the session as its state stands."""
    state = st.session_state
    case, own = state.get(_OWN, ("", ""))
    own = own if case == _json(state[_CASE]) else ""
    draft = state.get(_DRAFT) if state[_CASE] is None else None
    here = state[_CASE], state[_LOOK], state[_NOTICES], own, draft
    return Session(knowledge(), vocabulary(), *here)


def _json(case: Case | None) -> str:
    return "" if case is None else case.to_json()


def _take(word: str, said: dict[str, str]) -> None:
    """Take the case, and what was done with it, from an address."""
    state = st.session_state
    noted = said.get(_NOTED, "") if word == _NOTHING else ""
    state[_OPENED] = opened_count() + 1
    case, notices = _case_of(word) if word != _NOTHING else (None, ())
    draft, ignored = _case_of(noted) if noted else (None, ())
    if draft is not None:
        # An address may say anything: what holds an observation is a case, and is answered.
        observed = {name: value for name, value in as_data(draft).items() if name != PLACEHOLDER}
        with suppress(ValidationError):
            case, draft = Case.read(observed, vocabulary()), None
    state[_CASE], state[_DRAFT] = case, draft
    _take_look(said, *notices, *ignored)


def _case_of(word: str) -> tuple[Case | None, tuple[str, ...]]:
    """Return the case of a word with the pseudonym it had in this visit, and what was ignored."""
    read = read_case_word(word, vocabulary())
    client = st.session_state.get(_CLIENTS, {}).get(word)
    if read.case is None or client is None:
        return read.case, read.notices
    return read.case.model_copy(update={"client": client}), read.notices


def _remember_client(case: Case | None) -> None:
    if case is not None:
        st.session_state.setdefault(_CLIENTS, {})[case_word(case)] = case.client


def _take_look(said: dict[str, str], *notices: str) -> None:
    """Take what is looked at, and how the program was changed, from an address."""
    state = st.session_state
    look, unknown = read_look(said, knowledge().labels)
    own, odd = read_own(said.get("own", ""), vocabulary().ids["exercise"])
    state[_LOOK], state[_OWN] = look, (_json(state[_CASE]), own)
    state[_NOTICES] = (*notices, *unknown, *odd)
    state[TAKEN] = True
