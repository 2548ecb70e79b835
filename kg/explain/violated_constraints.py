"""Which requirements an answer would break if one more atom were true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import clingo

from kg.explain.consultation import Consultation
from kg.proof.argument_index import Extensions
from kg.proof.rule_bodies import Bodies
from kg.proof.true_atoms import Truth
from kg.proof.unify import Known
from kg.rulebase.annotations import Annotation
from kg.rulebase.syntax import global_variables

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
