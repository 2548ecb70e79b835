"""What exercises do to muscles, by ``rules/movement/``: what moves, works and is lengthened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import clingo

from kg.explain.case_domain import CaseDomain
from kg.explain.given_atoms import given_by
from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge import KnowledgeBase
from kg.paths import Places
from kg.proof.explainer import Explainer
from kg.proof.narrative import Story
from kg.proof.rulebook import rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import TrueAtoms
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences
from kg.solve.logic_program import LogicProgram, check_once
from kg.solve.search import search

__all__ = ["Mechanics", "movement_rules"]

FOLDER: Final = "movement"
_ASKED: Final = "case_exercise"
_SERVED, _STRETCHES, _UNEXPLAINED = "served", "stretches", "unexplained"
_WORKED: Final = "worked_limb"
#: What an exercise does to a muscle, the most telling first.
_KINDS: Final = (
    *("work_shortening", "work_lowering", "drives", "work_holding", "work_steadying"),
    "lengthened",
)
_RANKS: Final = {kind: rank for rank, kind in enumerate(_KINDS)}
_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Mechanics:
    """What some exercises do to muscles.

    Attributes:
        explainer: explains the answer of the mechanics.
    """

    explainer: Explainer

    @property
    def solved(self) -> SolvedProgram:
        """The program of the mechanics with its answer."""
        return self.explainer.solved

    @classmethod
    def of(
        cls,
        knowledge: KnowledgeBase,
        exercises: Iterable[str],
        ontology: OntologyProofs | None = None,
    ) -> Mechanics:
        """Return the mechanics of some exercises.

        Args:
            knowledge: the ontology.
            exercises: their ids; nothing follows for one without positions.
            ontology: proves what the ontology only implies; may be shared.

        Raises:
            KnowledgeError: when the rules cannot be used.
        """
        rules = movement_rules(knowledge.places)
        everything = Rules(Rules.of(knowledge).files + rules.files)
        check_once(everything, knowledge, lambda: _check(everything, knowledge))
        given = tuple(f"{_ASKED}({exercise})." for exercise in sorted(set(exercises)))
        program = LogicProgram(rules, knowledge, given, {(_ASKED, 1)})
        control = program.ground_relevant()
        solution = search(control, _SECONDS, whole=True, decided_by=(_ASKED, 1))
        solved = SolvedProgram(
            control,
            rulebook(rules, knowledge.cache),
            TrueAtoms(solution.whole, control),
            given_by(knowledge.facts.signature),
        )
        domain = CaseDomain(knowledge, everything, Sentences(everything, knowledge), ontology)
        return cls(Explainer(solved, domain))

    def reasons(self, exercise: str, target: str, most: int | None = None) -> list[Story]:
        """Return how an exercise serves a muscle or group that it is for, the most telling first.

        Args:
            exercise: the exercise.
            target: what it is for; of a group that does nothing itself, the muscles of it.
            most: how many are proved; all when ``None``.

        Returns:
            For a muscle that is to work, its movements against a load, then those without one, then
            what it holds; for a muscle that is to be lengthened, that. Empty when positions show
            neither.
        """
        muscles = {
            str(atom.arguments[2])
            for atom in self.solved.truth.of(_SERVED, 3)
            if [str(argument) for argument in atom.arguments[:2]] == [exercise, target]
        }
        muscles = {target} if target in muscles else muscles
        lengthens = any(str(atom.arguments[0]) == exercise for atom in self._all(_STRETCHES, 1))
        ranked = sorted(
            (_RANKS[_kind(atom)], atom)
            for atom in (self._all("lengthened", 4) if lengthens else self._works())
            if str(atom.arguments[0]) == exercise
            and str(atom.arguments[1]) in muscles
            and str(atom.arguments[2]) == _WORKED
        )
        atoms = [atom for _, atom in ranked] or self._served_by(exercise, target)
        return [self.story(atom) for atom in atoms[:most]]

    def motions(self, exercise: str, action: str, most: int | None = None) -> list[Story]:
        """Return how an exercise moves into a joint action, the longest way first.

        Args:
            exercise: the exercise.
            action: the joint action.
            most: how many are proved; all when ``None``.
        """
        atoms = [
            atom
            for atom in self._all("happens", 5)
            if [str(argument) for argument in atom.arguments[:2]] == [exercise, action]
        ]
        atoms.sort(key=lambda atom: -abs(atom.arguments[4].number - atom.arguments[3].number))
        return [self.story(atom) for atom in atoms[:most]]

    def story(self, atom: clingo.Symbol) -> Story:
        """Return the proof of something that the mechanics say, in sentences."""
        return self.explainer.narrate(self.solved.prove([atom])[atom])

    @property
    def unexplained(self) -> tuple[tuple[str, str], ...]:
        """The exercises with what each is said to be for and its positions do not show, sorted."""
        atoms = self.solved.truth.of(_UNEXPLAINED, 2)
        return tuple(sorted((str(atom.arguments[0]), str(atom.arguments[1])) for atom in atoms))

    @property
    def explained(self) -> frozenset[tuple[str, str]]:
        """The exercises with what each is said to be for, and its positions show."""
        atoms = self.solved.truth.of(_SERVED, 3)
        return frozenset((str(atom.arguments[0]), str(atom.arguments[1])) for atom in atoms)

    def _served_by(self, exercise: str, target: str) -> list[clingo.Symbol]:
        """Return that an exercise serves what it is for, by which muscles."""
        return [
            atom
            for atom in self._all(_SERVED, 3)
            if [str(argument) for argument in atom.arguments[:2]] == [exercise, target]
        ]

    def _works(self) -> list[clingo.Symbol]:
        return [*self._all("works", 5), *self._all("drives", 4)]

    def _all(self, name: str, size: int) -> list[clingo.Symbol]:
        return sorted(self.solved.truth.of(name, size))


def _kind(atom: clingo.Symbol) -> str:
    """Return how a muscle is served: the kind of work, or the name of the atom."""
    return str(atom.arguments[-1]) if atom.name == "works" else str(atom.name)


def movement_rules(places: Places) -> Rules:
    """Return the rules of mechanics.

    Raises:
        KnowledgeError: when there are none, or a file is not UTF-8.
    """
    files = Rules.load(places.rules / FOLDER).files
    return Rules(tuple(replace(file, name=f"{FOLDER}/{file.name}") for file in files))


def _check(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check the rules together with those of advice."""
    from kg.rulebase.annotations import check_rules  # the parser is slow to load

    check_rules(rules, knowledge.facts.signature)
