"""Which requirements an answer would break if one more atom were true."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

import clingo

from kg.proof.argument_index import Extensions
from kg.proof.rule_bodies import Bodies
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import TrueAtoms
from kg.proof.unify import Known
from kg.rulebase.annotations import Annotation
from kg.rulebase.syntax import global_variables

__all__ = ["ViolatedConstraint", "requirements_against"]


@dataclass(frozen=True)
class ViolatedConstraint:
    """An instance of a constraint that would be broken.

    Attributes:
        rule: the constraint.
        known: its variables with their values.
        atoms: the atoms of the answer by which it would be.
    """

    rule: Annotation
    known: Known
    atoms: tuple[clingo.Symbol, ...]


def requirements_against(
    solved: SolvedProgram, fixed: Container[str], atom: clingo.Symbol
) -> Iterator[ViolatedConstraint]:
    """Yield the requirements that stand against an atom, as the answer is.

    What would follow from the atom is not looked at, only the atom itself.

    Args:
        solved: the program with its answer.
        fixed: the predicates whose facts need no mention.
        atom: the atom that does not hold.
    """
    bodies = Bodies(Extensions(TrueAtoms(frozenset(solved.truth.atoms | {atom}))), ())
    for annotation in solved.rulebook.annotations.values():
        for rule in annotation.rules:
            if rule.head is not None:
                continue
            names = global_variables(rule)
            for known, held in bodies.whole(rule):
                values = {name: value for name, value in known.items() if name in names}
                telling = tuple(one for one in held if one != atom and one.name not in fixed)
                yield ViolatedConstraint(annotation, values, telling)
