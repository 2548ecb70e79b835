"""What questions are asked about: the ontology alone, or a case too; solved, proved and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import clingo

from kg.errors import BadInput, KnowledgeError
from kg.explain.consultation import Consultation
from kg.explain.given_atoms import given_by
from kg.explain.narrative import Story, Teller
from kg.explain.ontology_proofs import OntologyProofs
from kg.explain.premises import WRAPPER, Premises
from kg.knowledge import KnowledgeBase
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import Truth
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences
from kg.solve.logic_program import LogicProgram, check_once
from kg.solve.search import GroundingError
from kg.study.definite_program import held_in, named
from kg.study.kinds import (
    BEARS,
    PARTS,
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
        solved: the program of the questions, with all that holds in it.
    """

    knowledge: KnowledgeBase
    kinds: tuple[Kind, ...]
    cases: Mapping[str, Consultation]
    say: Sentences
    solved: SolvedProgram
    _premises: Premises = field(repr=False)

    @property
    def truth(self) -> Truth:
        """Return which atoms hold."""
        return self.solved.truth

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

    def faults(self, roots: Sequence[clingo.Symbol]) -> list[str]:
        """Return what the independent checker finds wrong with the proofs of some atoms.

        What a proof takes from a case is proved there, and that proof is checked too.
        """
        found = self.solved.faults(roots)
        return found + self._premises.faults(self.solved.steps_of(roots))

    def story(self, atom: clingo.Symbol) -> Story:
        """Return the proof of an atom in sentences, down to the case and the ontology's files."""
        teller = Teller(self.knowledge, self.solved.rulebook, self.say, self._premises.ontology)
        story = teller.tell(self.solved.prove([atom])[atom])
        # That the question was asked is a premise of every answer, and tells nobody anything.
        asked = {predicate("ask", kind) for kind in self.kinds}
        posed = frozenset(key for key in story.lines if key.partition("(")[0] in asked)
        return self._premises.splice(story, posed)


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
    control = _ground(LogicProgram(rules, knowledge, inputs={(WRAPPER, 2)}))
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
    premises = Premises(MappingProxyType(dict(cases)), ontology, retold=True)
    control = _ground(LogicProgram(rules, knowledge, premises.facts(rules.words), {(WRAPPER, 2)}))
    solved = SolvedProgram(
        control,
        _book(setting, rules),
        Truth(held_in(control), control),
        given_by(knowledge.facts.signature),
    )
    say = Sentences(everything, knowledge)
    return World(knowledge, tuple(kinds), premises.answers, say, solved, premises)


def _ground(program: LogicProgram) -> clingo.Control:
    """Return a program of kinds, grounded.

    Raises:
        KnowledgeError: naming the file of the kind at fault.
    """
    try:
        return program.ground()
    except GroundingError as error:
        fault = program.place_fault(error)
        file = None if fault is None else _file(fault.file or "")
        raise KnowledgeError(error.complaint, file=file) from error


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
    from kg.pack_policy.pack_rules import refuse_guarded
    from kg.rulebase.annotations import check_rules  # the parser is slow to load

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
