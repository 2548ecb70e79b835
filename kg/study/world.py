"""What questions are asked about: the ontology alone, or a case too; solved, proved and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final

import clingo

from kg.engine.logic_program import check_once
from kg.engine.rules import Rules
from kg.engine.sentences import Sentences
from kg.engine.solve import GroundingError, ground
from kg.errors import BadInput, KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.proof.against import Against
from kg.proof.check import faults
from kg.proof.consultation import Consultation
from kg.proof.derive import Derivation
from kg.proof.ontology import OntologyProofs
from kg.proof.proof import ANY, Needed, Pattern, Proof, Step
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.story import Line, Story, Teller
from kg.proof.supports import Supports
from kg.proof.truth import Truth
from kg.study.held import held_in, named
from kg.study.kinds import (
    BEARS,
    PARTS,
    TOLD,
    Kind,
    Setting,
    bearing_of,
    predicate,
    program_of,
    shared_for,
)

__all__ = ["World", "bearing", "case_world", "knowledge_world"]

#: The case itself, and the same case with a change.
NOW: Final = "now"


@dataclass(frozen=True)
class World:
    """The questions of some kinds, found by the rules, and why each answer is right or wrong.

    Attributes:
        knowledge: the ontology.
        kinds: the kinds of questions.
        cases: the answered case, and the changed one, by what the rules call them.
        say: the sentences of all rules.
        rulebook: the rules of the questions, by id.
        truth: what holds.
    """

    knowledge: KnowledgeBase
    kinds: tuple[Kind, ...]
    cases: Mapping[str, Consultation]
    say: Sentences
    rulebook: Rulebook
    truth: Truth
    _control: clingo.Control = field(repr=False)
    _ontology: OntologyProofs = field(repr=False)

    def rows(self, part: str, kind: Kind) -> Iterator[list[clingo.Symbol]]:
        """Yield the arguments of every atom of a part of a kind, in no order.

        Args:
            part: one of ``PARTS``.
            kind: one of the kinds.
        """
        places = kind.alike_places if part == "alike" else kind.places
        name, arity = predicate(part, kind), len(places) + PARTS[part]
        for atom in named(self.truth.atoms, name, arity):
            yield atom.arguments

    def is_given(self, atom: clingo.Symbol) -> bool:
        """Return whether an atom is a fact of the ontology, or holds in a case's own answer."""
        return atom.name == TOLD or atom.name in self.knowledge.facts.signature

    def prove(self, roots: Sequence[clingo.Symbol]) -> dict[clingo.Symbol, Proof]:
        """Return the smallest proof of some atoms, found together.

        Args:
            roots: atoms that hold and are not given.
        """
        compiled = self.rulebook.compiled
        new = [root for root in roots if root not in self._steps]
        if new:
            instances = Supports(self._control, compiled).behind(new, self.truth)
            self._derivation.settle(instances)
        return {root: Proof(root, Needed(root, self._steps)) for root in roots}

    @property
    def _steps(self) -> Mapping[clingo.Symbol, Step]:
        return self._derivation.steps

    @cached_property
    def _derivation(self) -> Derivation:
        return Derivation(self.rulebook.compiled.codes, self.is_given)

    def faults(self, roots: Sequence[clingo.Symbol]) -> list[str]:
        """Return what the independent checker finds wrong with the proofs of some atoms.

        What a proof takes from a case is proved there, and that proof is checked too.
        """
        found: list[str] = []
        rules = {name: one.rules for name, one in self.rulebook.annotations.items()}
        inner: dict[str, dict[clingo.Symbol, None]] = {}
        steps: dict[clingo.Symbol, Step] = {}
        for proof in self.prove(roots).values():
            steps.update(proof.steps)
        for atom in steps:
            if atom.name == TOLD:
                case, held = atom.arguments
                inner.setdefault(case.name, {})[held] = None
        if steps:
            together = Proof(roots[0], steps)
            found += faults(together, rules, self.truth.atoms, self.is_given)
        for when, atoms in inner.items():
            found += _case_faults(self.cases[when], list(atoms))
        return found

    def story(self, atom: clingo.Symbol) -> Story:
        """Return the proof of an atom in sentences, down to the case and the ontology's files."""
        teller = Teller(self.knowledge, self.rulebook, self.say, self._ontology)
        told = teller.tell(self.prove([atom])[atom])
        lines: dict[str, Line] = {}
        # That the question was asked is a premise of every answer, and tells nobody anything.
        asked = {predicate("ask", kind) for kind in self.kinds}
        posed = {key for key in told.lines if key.partition("(")[0] in asked}
        for key, line in told.lines.items():
            if key in posed:
                continue
            below = self._below(key)
            for one in below.lines.values() if below is not None else ():
                lines.setdefault(one.key, one)
            # What follows in the answer to the case is told as it follows there.
            top = below.top if below is not None else line
            because = tuple(one for one in top.because if one not in posed)
            lines[key] = replace(line, text=top.text, kind=top.kind, rule=top.rule, because=because)
        return Story(told.root, lines)

    def _below(self, key: str) -> Story | None:
        """Return why a statement about a case holds there, or why it does not."""
        absent = key.startswith(f"not {TOLD}(")
        if not absent and not key.startswith(f"{TOLD}("):
            return None
        written = key.removeprefix("not ").replace("(_", "(any").replace(",_", ",any")
        when, inner = clingo.parse_term(written).arguments
        if when.name not in self.cases:
            return None
        consultation = self.cases[when.name]
        against = self._against(when.name)
        if not absent:
            if consultation.is_given(inner):
                return None
            return against.teller.tell(consultation.why(inner)).under(when.name)
        anything = clingo.Function("any")
        arguments = tuple(ANY if one == anything else one for one in inner.arguments)
        goal = Pattern(inner.name, arguments)
        if any(map(goal.matches, consultation.truth.of(goal.name, len(arguments)))):
            return None
        return against.story(goal).under(when.name)

    @lru_cache(maxsize=4)  # noqa: B019 - a world lives as long as its questions
    def _against(self, when: str) -> Against:
        return Against.of(self.cases[when], self._ontology)

    def __hash__(self) -> int:
        """Return a number by which worlds differ: each is itself alone."""
        return id(self)


def knowledge_world(
    knowledge: KnowledgeBase, setting: Setting, kinds: Sequence[Kind], ontology: OntologyProofs
) -> World:
    """Return the questions that the ontology alone answers.

    Args:
        knowledge: the ontology.
        setting: the rules that kinds build on.
        kinds: kinds without a case.
        ontology: proves what the ontology implies; may be shared among worlds.

    Raises:
        KnowledgeError: when a kind is no set of rules that can be used.
    """
    return _world(knowledge, setting, kinds, {}, ontology)


def case_world(
    cases: Mapping[str, Consultation],
    setting: Setting,
    kinds: Sequence[Kind],
    ontology: OntologyProofs,
) -> World:
    """Return the questions about a case.

    Args:
        cases: the answered case as ``now``, and perhaps the changed one as ``changed``.
        setting: the rules that kinds build on.
        kinds: kinds with a case.
        ontology: proves what the ontology implies; may be shared among worlds.

    Raises:
        KnowledgeError: when a kind is no set of rules that can be used.
    """
    return _world(cases[NOW].answered.knowledge, setting, kinds, cases, ontology)


def bearing(
    knowledge: KnowledgeBase, setting: Setting, kinds: Sequence[Kind]
) -> dict[str, frozenset[tuple[str, str]]]:
    """Return every topic that kinds may belong to, each with an edition or with ``any``, by kind.

    Kinds with a case that do not say so are left out.

    Args:
        knowledge: the ontology.
        setting: the rules that kinds build on.
        kinds: some kinds.

    Raises:
        KnowledgeError: when a kind is no set of rules that can be used.
    """
    own = bearing_of(kinds)
    rules = Rules((shared_for(setting.shared, [own]), own))
    facts = knowledge.facts
    inputs = {(name, len(args)) for name, args in facts.signature.items()} | {(TOLD, 2)}
    try:
        used = facts.source(sorted(rules.words & facts.signature.keys()))
        control = ground((rules.text, used), inputs=inputs)
    except GroundingError as error:
        raise KnowledgeError(error.complaint, file="study/kinds") from error
    found = held_in(control)
    return {
        kind.name: frozenset(
            (str(topic), str(edition))
            for topic, edition in (one.arguments for one in named(found, predicate(BEARS, kind), 2))
        )
        for kind in kinds
        if kind.case is None or kind.bears_on is not None
    }


def _world(
    knowledge: KnowledgeBase,
    setting: Setting,
    kinds: Sequence[Kind],
    cases: Mapping[str, Consultation],
    ontology: OntologyProofs,
) -> World:
    rules, everything = _rules(knowledge, setting, tuple(kinds))
    facts = knowledge.facts
    told = [line for when, one in cases.items() for line in _told(when, one, rules)]
    used = facts.source(sorted(rules.words & facts.signature.keys()))
    inputs = {(name, len(args)) for name, args in facts.signature.items()} | {(TOLD, 2)}
    try:
        control = ground((rules.text, used, "\n".join(told)), inputs=inputs)
    except GroundingError as error:
        place = None if error.line is None else rules.place(error.line)
        raise KnowledgeError(error.complaint, file=_file(place[0]) if place else None) from error
    truth = Truth(held_in(control), control)
    say = Sentences(everything, knowledge)
    book = _book(setting, rules)
    cases = MappingProxyType(dict(cases))
    return World(knowledge, tuple(kinds), cases, say, book, truth, control, ontology)


def _rules(
    knowledge: KnowledgeBase, setting: Setting, kinds: tuple[Kind, ...]
) -> tuple[Rules, Rules]:
    """Return the rules of some kinds, and the same with the rules of the advice; checked once."""
    own = [program_of(kind) for kind in kinds]
    rules = Rules((shared_for(setting.shared, own), *own))
    every = Rules((setting.shared, *(program_of(kind) for kind in setting.kinds.values())))
    advice = Rules.of(knowledge)
    together = _kept(Rules(advice.files + every.files))
    check_once(together, knowledge, lambda: _check(together, knowledge))
    return rules, together


def _check(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check the rules of all kinds together with those of the advice.

    Raises:
        KnowledgeError: naming the files of kinds at fault.
    """
    from kg.engine.annotations import check_rules  # the parser is slow to load
    from kg.engine.pack_rules import refuse_guarded

    refuse_guarded(knowledge)
    try:
        check_rules(rules, knowledge.facts.signature)
    except KnowledgeError as error:
        # The line is that of the rules made from the file, which nobody sees.
        faults = [_of_kind(fault) for fault in (error, *error.also)]
        first = faults[0]
        raise KnowledgeError(
            first.found, allowed=first.allowed, file=first.file, also=faults[1:]
        ) from error


@lru_cache(maxsize=4)
def _kept(rules: Rules) -> Rules:
    """Return the same rules as before, when they are equal: what was read of them is kept there."""
    return rules


def _book(setting: Setting, rules: Rules) -> Rulebook:
    """Return the rules of some kinds by id; what they share is read once for all kinds."""
    shared, *own = rules.files
    kept = {
        name: one
        for name, one in rulebook(Rules((setting.shared,))).annotations.items()
        if f" id={name} " in shared.text
    }
    for file in own:
        kept |= rulebook(Rules((file,))).annotations
    return Rulebook(kept)


def _of_kind(error: BadInput) -> KnowledgeError:
    return KnowledgeError(error.found, allowed=error.allowed, file=_file(error.file or ""))


def _file(name: str) -> str:
    """Return the path of a file of ``study/`` as messages show it."""
    return name.removeprefix("rules/../")


def _told(when: str, consultation: Consultation, rules: Rules) -> list[str]:
    """Return the atoms of an answer that the rules name, as facts about a case."""
    named = rules.words - consultation.answered.knowledge.facts.signature.keys()
    declared = consultation.answered.rules.predicates
    signatures = sorted(one for one in declared if one[0] in named)
    atoms = (one for signature in signatures for one in sorted(consultation.truth.of(*signature)))
    return [f"{TOLD}({when},{one})." for one in atoms]


def _case_faults(consultation: Consultation, atoms: Sequence[clingo.Symbol]) -> list[str]:
    """Return what is wrong with the proofs of what holds in a case."""
    derived = [one for one in atoms if not consultation.is_given(one)]
    found = [f"{one}: it does not hold" for one in atoms if one not in consultation.truth.atoms]
    if not derived:
        return found
    rules = {name: one.rules for name, one in consultation.rulebook.annotations.items()}
    steps = {
        atom: step
        for proof in consultation.proofs_of(derived).values()
        for atom, step in proof.steps.items()
    }
    together = Proof(derived[0], steps)
    return found + faults(together, rules, consultation.truth.atoms, consultation.is_given)
