"""Which requirements an answer would break if one more atom were true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import clingo

from kg.engine.annotations import Annotation
from kg.engine.syntax import global_variables
from kg.proof.bodies import Bodies
from kg.proof.consultation import Consultation
from kg.proof.extensions import Extensions
from kg.proof.truth import Truth
from kg.proof.unify import Known

__all__ = ["Requirement", "against"]


@dataclass(frozen=True)
class Requirement:
    """An instance of a constraint that would be broken.

    Attributes:
        rule: the constraint.
        known: its variables with their values.
        atoms: the atoms of the answer by which it would be.
    """

    rule: Annotation
    known: Known
    atoms: tuple[clingo.Symbol, ...]


def against(consultation: Consultation, atom: clingo.Symbol) -> Iterator[Requirement]:
    """Yield the requirements that stand against an atom, as the answer is.

    What would follow from the atom is not looked at, only the atom itself.
    """
    answered = consultation.answered
    atoms = consultation.truth.atoms | {atom}
    bodies = Bodies(Extensions(Truth(frozenset(atoms))), ())
    for one in consultation.rulebook.annotations.values():
        for rule in one.rules:
            if rule.head is not None:
                continue
            for known, held in bodies.whole(rule):
                names = global_variables(rule)
                kept = {name: value for name, value in known.items() if name in names}
                fixed = answered.knowledge.facts.signature
                telling = tuple(each for each in held if each != atom and each.name not in fixed)
                yield Requirement(one, kept, telling)
