"""What explanations ask of a field; a case with its ontology answers, and so does any program."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import clingo

from kg.proof.narrative import Line, Twins
from kg.proof.proof import Pattern
from kg.proof.true_atoms import TrueAtoms

__all__ = ["Domain", "Objective"]


@dataclass(frozen=True)
class Objective:
    """What the levels of an objective are.

    Attributes:
        names: level to what it counts; a level without a name is called by its number.
        ties: the levels that only decide between answers which count as equally good.
        noun: what an answer is called.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    ties: frozenset[int] = frozenset()
    noun: str = "answer"


class Domain(Protocol):
    """What a field says of the atoms of its programs.

    An atom is *given* when it is a fact that needs no proof. A given fact is *fixed*, or it is an
    *input*, which could have been given otherwise.
    """

    @property
    def fixed(self) -> Container[str]:
        """The predicates whose facts nobody would give otherwise."""

    @property
    def rows(self) -> Container[str]:
        """The predicates of inputs whose first argument numbers the rows of a list."""

    def is_input(self, name: str) -> bool:
        """Return whether a predicate is filled by what is given, and could be filled otherwise."""

    def weigh(self, goal: Pattern) -> int | None:
        """Return how much would have to be given for an input; ``None`` if it cannot be."""

    def say(self, atom: clingo.Symbol) -> str:
        """Return what a true atom says."""

    def say_absence(self, goal: Pattern) -> str:
        """Return what it says that no atom of a pattern holds."""

    def say_instance(self, label: str, binding: Mapping[str, clingo.Symbol]) -> str:
        """Return the sentence of one instance of a rule."""

    def denies(self, name: str, arity: int) -> bool:
        """Return whether a predicate has a sentence of its own for what does not hold."""

    def lines_of(self, facts: Iterable[clingo.Symbol]) -> Mapping[clingo.Symbol, Sequence[Line]]:
        """Return the lines of some given facts: what each came from, and last the fact itself."""

    def objective(self, truth: TrueAtoms) -> Objective:
        """Return what the levels of the objective are in an answer."""

    def twins(self, truth: TrueAtoms) -> tuple[Twins, ...]:
        """Return pairs of words; sentences that differ in nothing else are said once, of both."""
