"""Answers whose atoms are facts of another program: its proofs go on in theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import clingo

from kg.proof.domain import Domain
from kg.proof.narrative import Line, Story
from kg.proof.proof import Anything, Pattern, Proof
from kg.proof.solved_program import SolvedProgram

__all__ = ["NO_PREMISES", "ExplainedAnswer", "Premises"]


class ExplainedAnswer(Protocol):
    """An answer that can be asked why, and why not."""

    @property
    def solved(self) -> SolvedProgram:
        """The program with its answer."""

    @property
    def domain(self) -> Domain:
        """What the field says of its atoms."""

    def narrate(self, proof: Proof) -> Story:
        """Return a proof in sentences."""

    def why_not(self, goal: Pattern) -> Story:
        """Return why something does not hold."""


@dataclass(frozen=True)
class Premises:
    """Answers whose atoms another program is given, each as ``wrapper(Name, Atom)``.

    Attributes:
        wrapper: the predicate that wraps them.
        answers: the answers, by the names that the rules of the program use.
        retold: whether a premise reads as it does in its own answer; otherwise it keeps the
            sentence of the program, and only what it rests on is that of its own answer.
        unsaid: predicates of the program whose atoms are left out of its stories.
    """

    wrapper: str = ""
    answers: Mapping[str, ExplainedAnswer] = field(default_factory=dict)
    retold: bool = False
    unsaid: AbstractSet[str] = frozenset()

    def facts(self, words: AbstractSet[str]) -> tuple[str, ...]:
        """Return the atoms of the answers that a program names, as its facts.

        Args:
            words: the predicates that the rules of the program may name.
        """
        return tuple(
            f"{self.wrapper}({name},{atom})."
            for name, answer in self.answers.items()
            for signature in _signatures(answer, words)
            for atom in answer.solved.truth.of(*signature)
        )

    def continue_in(self, story: Story, proof: Proof) -> Story:
        """Return a story of the program that goes on in the answers that it takes premises from.

        Args:
            story: a proof of the program, in sentences.
            proof: the proof.
        """
        if not self.answers and not self.unsaid:
            return story
        subjects = _subjects(proof)
        left_out = {key for key, subject in subjects.items() if subject.name in self.unsaid}
        lines: dict[str, Line] = {}
        for key, line in story.lines.items():
            if key in left_out:
                continue
            below = self._explain(subjects[key]) if key in subjects else None
            for inner in below.lines.values() if below is not None else ():
                lines.setdefault(inner.key, inner)
            top = line if below is None else below.top
            continued = replace(
                line, because=tuple(name for name in top.because if name not in left_out)
            )
            if self.retold:
                continued = replace(continued, text=top.text, kind=top.kind, rule=top.rule)
            lines[key] = continued
        return Story(story.root, lines)

    def faults(self, atoms: Iterable[clingo.Symbol]) -> list[str]:
        """Return what the independent checker finds wrong with what some atoms take as premises.

        Args:
            atoms: atoms of the program; those that are no premises are passed over.
        """
        taken: dict[str, dict[clingo.Symbol, None]] = {}
        for atom in atoms:
            if self.answers and atom.name == self.wrapper:
                name, inner = atom.arguments
                taken.setdefault(name.name, {})[inner] = None
        return [
            fault
            for name, inner_atoms in taken.items()
            for fault in self.answers[name].solved.faults(inner_atoms)
        ]

    def _explain(self, subject: clingo.Symbol | Pattern) -> Story | None:
        """Return why a premise holds in its own answer, or does not; ``None`` if it is given."""
        if subject.name != self.wrapper:
            return None
        name, inner = subject.arguments
        if not isinstance(name, clingo.Symbol) or name.name not in self.answers:
            return None
        answer = self.answers[name.name]
        solved = answer.solved
        if isinstance(subject, clingo.Symbol) and isinstance(inner, clingo.Symbol):
            if solved.is_given(inner):
                return None
            return answer.narrate(solved.prove([inner])[inner]).under(name.name)
        if isinstance(inner, Anything):
            return None
        goal = Pattern(inner.name, tuple(inner.arguments))
        if any(map(goal.matches, solved.truth.of(goal.name, len(goal.arguments)))):
            return None
        return answer.why_not(goal).under(name.name)


def _subjects(proof: Proof) -> dict[str, clingo.Symbol | Pattern]:
    """Return what the lines of a proof are about by their keys: its atoms, and what is absent."""
    subjects: dict[str, clingo.Symbol | Pattern] = {}
    for step in proof.steps.values():
        subjects[str(step.atom)] = step.atom
        subjects |= {f"not {pattern}": pattern for pattern in step.absences}
    return subjects


def _signatures(answer: ExplainedAnswer, words: AbstractSet[str]) -> list[tuple[str, int]]:
    """Return the predicates of an answer that are among some names and not fixed, sorted."""
    fixed = answer.domain.fixed
    signatures = answer.solved.control.symbolic_atoms.signatures
    return sorted(
        {(name, arity) for name, arity, _ in signatures if name in words and name not in fixed}
    )


NO_PREMISES: Final = Premises()
