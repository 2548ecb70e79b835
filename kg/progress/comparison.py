"""Two answered cases of one client, compared by the rules of ``rules/progress/``."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from kg.errors import BadInput
from kg.explain.consultation import Consultation
from kg.explain.given_atoms import given_by
from kg.explain.lookup import ids_of
from kg.explain.narrative import Story, Teller
from kg.explain.ontology_proofs import OntologyProofs
from kg.explain.premises import WRAPPER, Premises
from kg.knowledge import KnowledgeBase
from kg.paths import Places
from kg.progress.changes import OUTPUTS, Changes, read_changes
from kg.proof.proof import Proof
from kg.proof.rulebook import rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import Truth
from kg.rulebase.answer_set import Answer
from kg.rulebase.rule_set import RuleFile, Rules
from kg.rulebase.sentences import Sentences
from kg.solve.logic_program import LogicProgram, check_once
from kg.solve.search import search

__all__ = ["Comparison", "compare", "progress_rules"]

FOLDER: Final = "progress"
_BEFORE, _AFTER = "before", "after"
_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Comparison:
    """What changed from one case to a later one, and why it is said.

    Attributes:
        before: the earlier case, answered.
        after: the later case, answered.
        changes: what changed.
        say: the sentences of both rule sets.
        solved: the program of the comparison with its answer.
    """

    before: Consultation
    after: Consultation
    changes: Changes
    say: Sentences
    solved: SolvedProgram
    _premises: Premises

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
        told: dict[str, list[str]] = defaultdict(list)
        for change in (*itertools.chain(*parts), *changes.asymmetries):
            told[change.about].append(change.proof)
        for one in changes.program:
            told[one.exercise] += [reason.proof for reason in one.reasons] or [one.proof]
        ids = ids_of(self.before.answered.knowledge, words, told)
        here = [name for name in ids if name in told]
        if len(here) != 1:
            found = ", ".join(here) or self.say.label(ids[0])
            fault = "may mean several things" if here else "the two cases do not speak of it"
            raise BadInput(f"{words!r}: {fault} ({found})", allowed="what show prints")
        return told[here[0]]

    def why(self, atom: str) -> Proof:
        """Return the smallest proof of something that the comparison says.

        Args:
            atom: the ``proof`` of a change, or any other atom of ``rules/progress/``.

        Raises:
            BadInput: when it is no atom, or does not hold.
        """
        root = self.before.atom(atom)
        if root not in self.solved.truth.atoms:
            raise BadInput(f"{root} does not hold for these two cases", allowed="what show prints")
        if self.solved.is_given(root):
            raise BadInput(f"{root} is given", allowed="what follows from it")
        return self.solved.prove([root])[root]

    def story(self, atom: str) -> Story:
        """Return the proof of a change in sentences, down to the two cases.

        Raises:
            BadInput: as ``why`` does.
        """
        knowledge = self.before.answered.knowledge
        teller = Teller(knowledge, self.solved.rulebook, self.say, self._premises.ontology)
        return self._premises.splice(teller.tell(self.why(atom)))


def compare(before: Consultation, after: Consultation) -> Comparison:
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
    premises = Premises({_BEFORE: before, _AFTER: after}, OntologyProofs(knowledge))
    program = LogicProgram(
        rules,
        knowledge,
        premises.facts(rules.words),
        {(WRAPPER, 2)},
        {signature for signature in rules.predicates if signature[0] in OUTPUTS},
    )
    control = program.ground()
    solution = search(control, _SECONDS, whole=True)
    say = Sentences(everything, knowledge)
    changes = read_changes(Answer(solution.atoms), say, before.advice, after.advice)
    solved = SolvedProgram(
        control,
        rulebook(rules),
        Truth(solution.whole, control),
        given_by(knowledge.facts.signature),
    )
    return Comparison(before, after, changes, say, solved, premises)


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
