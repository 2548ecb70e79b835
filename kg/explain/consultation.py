"""One client's advice that can be asked: the door to everything in this room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType

import clingo

from kg.advice.advise import TIME_LIMIT, Answered, consult, fact_atoms
from kg.advice.model import Advice
from kg.case.model import Case
from kg.errors import BadInput
from kg.explain.case_domain import CaseDomain
from kg.explain.given_atoms import given_by
from kg.explain.ontology_proofs import OntologyProofs
from kg.explain.statements import Statement, statements
from kg.knowledge import KnowledgeBase
from kg.proof.contrast import Contrast
from kg.proof.explainer import Explainer
from kg.proof.narrative import Story
from kg.proof.proof import Proof
from kg.proof.rulebook import rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import TrueAtoms
from kg.rulebase.rule_set import Rules

__all__ = ["Consultation"]


class Consultation:
    """An advice and the answer behind it.

    The advice is that of ``kg.advice.advise``, byte for byte: whatever is asked here, nothing is
    decided anew. Several threads may ask at once; they are served one after another.

    Attributes:
        answered: the advice with the answer set it was drawn from.
        solved: the program of the case with this answer.
        rulebook: the rules, by id.
        truth: which atoms are true.
        is_given: whether an atom is a fact: of the case, or of the ontology.
        ontology: proves what the ontology only implies.
    """

    def __init__(
        self,
        answered: Answered,
        time_limit: float = TIME_LIMIT,
        ontology: OntologyProofs | None = None,
    ) -> None:
        """Stand ready for questions; nothing is explained yet.

        Args:
            answered: what ``kg.advice.advise.consult`` returned, with the whole answer set.
            time_limit: seconds for the search of another answer.
            ontology: proves what the ontology only implies; may be shared among answers.
        """
        self.answered = answered
        self.ontology = OntologyProofs(answered.knowledge) if ontology is None else ontology
        self.solved = SolvedProgram(
            answered.control,
            rulebook(answered.rules, answered.knowledge.cache),
            TrueAtoms(
                answered.solution.whole,
                answered.control,
                fact_atoms(answered.knowledge, answered.rules),
            ),
            given_by(answered.knowledge.facts.signature),
            solution=answered.solution,
            time_limit=time_limit,
        )
        self.rulebook = self.solved.rulebook
        self.truth = self.solved.truth
        self.is_given = self.solved.is_given

    @classmethod
    def of(
        cls,
        case: Case,
        knowledge: KnowledgeBase | None = None,
        *,
        rules: Rules | None = None,
        time_limit: float = TIME_LIMIT,
        ontology: OntologyProofs | None = None,
    ) -> Consultation:
        """Return the advice for a case, ready to be asked.

        Args:
            case: what was seen, and what is possible.
            knowledge: the ontology; the one that comes with the package when ``None``.
            rules: the rules; those that come with the knowledge when ``None``.
            time_limit: seconds for the search.
            ontology: proves what the ontology only implies; may be shared among answers.

        Raises:
            CaseError, TimeLimit, KnowledgeError: as ``kg.advice.advise`` does.
        """
        answered = consult(case, knowledge, rules=rules, time_limit=time_limit, whole=True)
        return cls(answered, time_limit, ontology)

    @property
    def advice(self) -> Advice:
        """The advice."""
        return self.answered.advice

    @cached_property
    def explainer(self) -> Explainer:
        """Explains the answer in sentences."""
        answered = self.answered
        domain = CaseDomain(answered.knowledge, answered.rules, answered.say, self.ontology)
        return Explainer(self.solved, domain)

    def stories(self, atoms: Iterable[str]) -> list[Story]:
        """Return the proofs of true atoms in sentences, with the price of choices.

        Proofs that are the same for both sides are one story.

        Raises:
            BadInput: when an atom does not hold.
        """
        return self.explainer.merge([self.explainer.why(self.why(atom)) for atom in atoms])

    def tell(self, atom: clingo.Symbol | str) -> Story:
        """Return the proof of a true atom in sentences.

        Raises:
            BadInput: when the atom does not hold.
        """
        return self.explainer.narrate(self.why(atom))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement of the advice that has a proof, in the order of the advice."""
        return statements(self.advice)

    def atom(self, text: str) -> clingo.Symbol:
        """Return the atom that a text writes.

        Raises:
            BadInput: when it is none.
        """
        try:
            symbol = clingo.parse_term(text, logger=lambda *_: None)
        except RuntimeError:
            symbol = clingo.Number(0)
        if symbol.type is not clingo.SymbolType.Function or not symbol.name:
            allowed = "a name and its arguments, such as name(one,other)"
            raise BadInput(f"{text!r} is no atom", allowed=allowed)
        return symbol

    def why(self, atom: clingo.Symbol | str) -> Proof:
        """Return the shallowest proof of a true atom.

        Args:
            atom: a statement of the advice, or any other atom of the rules.

        Raises:
            BadInput: when the atom does not hold.
        """
        root = self.atom(atom) if isinstance(atom, str) else atom
        if root not in self.truth.atoms:
            raise BadInput(f"{root} does not hold for this case", allowed="ask why-not")
        return self.proofs_of([root])[root]

    def proofs(self) -> Mapping[str, Proof]:
        """Return the proof of every statement of the advice, by its atom as text."""
        texts = [one.atom for one in self.statements]
        # All in one term: reading them one by one takes as long as settling them.
        atoms = clingo.parse_term(f"({','.join(texts)},)").arguments if texts else []
        roots = dict(zip(texts, atoms, strict=True))
        proofs = self.proofs_of(roots.values())
        return MappingProxyType({text: proofs[root] for text, root in roots.items()})

    def proofs_of(self, roots: Iterable[clingo.Symbol]) -> dict[clingo.Symbol, Proof]:
        """Return the proofs of some true atoms, found together: much faster than one by one."""
        return self.solved.prove(roots)

    def contrast(self, atom: clingo.Symbol, *, holds: bool) -> Contrast:
        """Return the best answer in which an atom holds, or does not, and what that changes.

        Args:
            atom: an atom that the rules leave to choice, or any other.
            holds: whether it is to hold in the other answer.

        Raises:
            TimeLimit: when no such answer was found in time.
        """
        return self.solved.contrast(atom, holds=holds)

    @contextmanager
    def searching(self) -> Iterator[None]:
        """Keep the answer's program to oneself while it is searched; others wait."""
        with self.solved.searching():
            yield

    def is_choice(self, atom: clingo.Symbol) -> bool:
        """Return whether an atom is one that the rules leave to choice."""
        return self.solved.is_choice(atom)
