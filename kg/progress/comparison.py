"""Two answered cases of one client, compared by the rules of ``rules/progress/``."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import clingo

from kg.engine.answer import Answer
from kg.engine.logic_program import check_once
from kg.engine.rules import CASE_PREFIX, RuleFile, Rules
from kg.engine.sentences import Sentences
from kg.engine.solve import ground, search
from kg.errors import BadInput
from kg.knowledge import KnowledgeBase
from kg.paths import Places
from kg.progress.changes import OUTPUTS, Changes, read_changes
from kg.proof.consultation import Consultation
from kg.proof.derive import derive
from kg.proof.ontology import OntologyProofs
from kg.proof.proof import Needed, Proof
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.story import Line, Story, Teller
from kg.proof.subjects import ids_of
from kg.proof.supports import Supports
from kg.proof.truth import Truth

__all__ = ["Comparison", "compare", "progress_rules"]

FOLDER: Final = "progress"
_GIVEN: Final = f"{CASE_PREFIX}at"
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
        rulebook: the rules of the comparison, by id.
    """

    before: Consultation
    after: Consultation
    changes: Changes
    say: Sentences
    rulebook: Rulebook
    _control: clingo.Control
    _truth: Truth

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
        if root not in self._truth.atoms:
            raise BadInput(f"{root} does not hold for these two cases", allowed="what show prints")
        if self._is_given(root):
            raise BadInput(f"{root} is given", allowed="what follows from it")
        supports = Supports(self._control, self.rulebook.compiled)
        instances = supports.behind([root], self._truth)
        steps = derive(instances, self.rulebook.compiled.codes, self._is_given)
        return Proof(root, Needed(root, steps))

    def story(self, atom: str) -> Story:
        """Return the proof of a change in sentences, down to the two cases.

        Raises:
            BadInput: as ``why`` does.
        """
        knowledge = self.before.answered.knowledge
        told = Teller(knowledge, self.rulebook, self.say, self._ontology).tell(self.why(atom))
        lines: dict[str, Line] = {}
        for key, line in told.lines.items():
            below = self._below(key)
            for one in below.lines.values() if below is not None else ():
                lines.setdefault(one.key, one)
            because = below.top.because if below is not None else line.because
            lines[key] = replace(line, because=because)
        return Story(told.root, lines)

    @cached_property
    def _ontology(self) -> OntologyProofs:
        return OntologyProofs(self.before.answered.knowledge)

    def _is_given(self, atom: clingo.Symbol) -> bool:
        return atom.name == _GIVEN or atom.name in self.before.answered.knowledge.facts.signature

    def _below(self, key: str) -> Story | None:
        """Return why a statement about one of the cases holds there; ``None`` for what it says."""
        if not key.startswith(f"{_GIVEN}("):
            return None
        when, inner = clingo.parse_term(key).arguments
        consultation = self.before if when.name == _BEFORE else self.after
        if consultation.is_given(inner):
            return None
        answered = consultation.answered
        teller = Teller(answered.knowledge, consultation.rulebook, answered.say, self._ontology)
        return teller.tell(consultation.why(inner)).under(when.name)


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
    named = rules.words - knowledge.facts.signature.keys()
    told = "\n".join([*_told(_BEFORE, before, named), *_told(_AFTER, after, named)])
    facts = knowledge.facts
    inputs = {(name, len(args)) for name, args in facts.signature.items()} | {(_GIVEN, 2)}
    used = facts.source(sorted(rules.words & facts.signature.keys()))
    shown = {one for one in rules.predicates if one[0] in OUTPUTS}
    control = ground((rules.text, used, told), inputs=inputs, shown=shown)
    solution = search(control, _SECONDS, whole=True)
    say = Sentences(everything, knowledge)
    changes = read_changes(Answer(solution.atoms), say, before.advice, after.advice)
    truth = Truth(solution.whole, control)
    return Comparison(before, after, changes, say, rulebook(rules), control, truth)


def progress_rules(places: Places) -> Rules:
    """Return the rules that compare two cases.

    Raises:
        KnowledgeError: when there are none, or a file is not UTF-8.
    """
    files = Rules.load(places.rules / FOLDER).files
    return Rules(tuple(RuleFile(f"{FOLDER}/{one.name}", one.text) for one in files))


def _check(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check both rule sets together."""
    from kg.engine.annotations import check_rules  # the parser is slow to load

    check_rules(rules, knowledge.facts.signature)


def _told(when: str, consultation: Consultation, named: frozenset[str]) -> list[str]:
    """Return the atoms of an answer that the comparison names, as facts about one of the cases."""
    declared = consultation.answered.rules.predicates
    signatures = sorted(one for one in declared if one[0] in named)
    atoms = (one for signature in signatures for one in consultation.truth.of(*signature))
    return [f"{_GIVEN}({when},{one})." for one in atoms]
