"""Two answered cases of one client, compared by the rules of ``rules/progress/``."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from kg.errors import BadInput
from kg.explain.case_domain import WRAPPER, CaseDomain
from kg.explain.consultation import Consultation
from kg.explain.given_atoms import given_by
from kg.explain.lookup import ids_of
from kg.knowledge import KnowledgeBase
from kg.paths import Places
from kg.progress.changes import OUTPUTS, Changes, read_changes
from kg.proof.explainer import Explainer
from kg.proof.narrative import Story
from kg.proof.premises import Premises
from kg.proof.proof import Proof
from kg.proof.rulebook import rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import TrueAtoms
from kg.rulebase.answer_set import AnswerSet
from kg.rulebase.rule_set import RuleFile, Rules
from kg.rulebase.sentences import Sentences
from kg.solve.logic_program import LogicProgram, check_once
from kg.solve.search import search

__all__ = ["CaseComparison", "compare", "progress_rules"]

FOLDER: Final = "progress"
_BEFORE, _AFTER = "before", "after"
_SECONDS: Final = 10.0


@dataclass(frozen=True)
class CaseComparison:
    """What changed from one case to a later one, and why it is said.

    Attributes:
        before: the earlier case, answered.
        after: the later case, answered.
        changes: what changed.
        explainer: explains the answer of the program that compares, down to the two cases.
    """

    before: Consultation
    after: Consultation
    changes: Changes
    explainer: Explainer

    def meant(self, words: str) -> list[str]:
        """Return what the comparison says of something: atoms that can be proved.

        Args:
            words: an id, a label or another name; or an atom, which is returned as it is.

        Raises:
            BadInput: when the words mean nothing, or nothing that the comparison speaks of.
        """
        if "(" in words:
            return [words]
        changes = self.changes
        parts = (changes.findings, changes.tests, changes.pain, changes.patterns)
        texts: dict[str, list[str]] = defaultdict(list)
        for change in (*itertools.chain(*parts), *changes.asymmetries):
            texts[change.about].append(change.proof)
        for program_change in changes.program:
            texts[program_change.exercise] += [
                reason.proof for reason in program_change.reasons
            ] or [program_change.proof]
        ids = ids_of(self.before.answered.knowledge, words, texts)
        here = [name for name in ids if name in texts]
        if len(here) != 1:
            name = ", ".join(here) or self.before.answered.knowledge.label(ids[0])
            fault = "may mean several things" if here else "the two cases do not speak of it"
            raise BadInput(f"{words!r}: {fault} ({name})", allowed="what show prints")
        return texts[here[0]]

    def why(self, atom: str) -> Proof:
        """Return the smallest proof of something that the comparison says.

        Args:
            atom: the ``proof`` of a change, or any other atom of ``rules/progress/``.

        Raises:
            BadInput: when it is no atom, or does not hold.
        """
        root, solved = self.before.atom(atom), self.explainer.solved
        if root not in solved.truth.atoms:
            raise BadInput(f"{root} does not hold for these two cases", allowed="what show prints")
        if solved.is_given(root):
            raise BadInput(f"{root} is given", allowed="what follows from it")
        return solved.prove([root])[root]

    def story(self, atom: str) -> Story:
        """Return the proof of a change in sentences, down to the two cases.

        Raises:
            BadInput: as ``why`` does.
        """
        return self.explainer.narrate(self.why(atom))


def compare(before: Consultation, after: Consultation) -> CaseComparison:
    """Return what changed from an earlier case to a later one.

    Args:
        before: the earlier case, answered with the whole answer set.
        after: the later case, answered by the same knowledge and rules.

    Raises:
        KnowledgeError: when the rules of the comparison cannot be used.
    """
    knowledge = before.answered.knowledge
    rules = progress_rules(knowledge.places)
    everything = Rules(before.answered.rules.files + rules.files)
    check_once(everything, knowledge, lambda: _check(everything, knowledge))
    premises = Premises(WRAPPER, {_BEFORE: before.explainer, _AFTER: after.explainer})
    program = LogicProgram(
        rules,
        knowledge,
        premises.facts(rules.words),
        {(WRAPPER, 2)},
        {signature for signature in rules.predicates if signature[0] in OUTPUTS},
    )
    control = program.ground_relevant()
    solution = search(control, _SECONDS, whole=True)
    say = Sentences(everything, knowledge)
    changes = read_changes(AnswerSet(solution.atoms), say, before.advice, after.advice)
    solved = SolvedProgram(
        control,
        rulebook(rules),
        TrueAtoms(solution.whole, control),
        given_by(knowledge.facts.signature),
    )
    domain = CaseDomain(knowledge, everything, say)
    return CaseComparison(before, after, changes, Explainer(solved, domain, premises))


def progress_rules(places: Places) -> Rules:
    """Return the rules that compare two cases.

    Raises:
        KnowledgeError: when there are none, or a file is not UTF-8.
    """
    files = Rules.load(places.rules / FOLDER).files
    return Rules(tuple(RuleFile(f"{FOLDER}/{one.name}", one.text) for one in files))


def _check(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check both rule sets together."""
    from kg.rulebase.annotations import check_rules  # the parser is slow to load

    check_rules(rules, knowledge.facts.signature)
