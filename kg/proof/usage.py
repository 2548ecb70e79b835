"""Which instances of which rules an answer uses.

A rule is used when an instance of it holds in the answer to a case, wanted by a statement or not;
a weak constraint when an instance of it costs something. A constraint holds in no answer, so it is
used when all of its body holds that does not depend on what is chosen: then it may forbid a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import clingo

from kg.engine.advise import TIME_LIMIT, ground_case
from kg.engine.annotations import heads_of
from kg.engine.case import Case
from kg.engine.rules import Rules
from kg.engine.solve import search
from kg.engine.syntax import (
    Atom,
    BodyLiteral,
    Chosen,
    Rule,
    SignedLiteral,
    Value,
    Weight,
    atoms_of,
    terms_of,
    variables_of,
)
from kg.knowledge import KnowledgeBase
from kg.proof.compile import compile_rules
from kg.proof.given import given_by
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.supports import Instance, Supports
from kg.proof.truth import Truth

__all__ = ["REFUSALS", "Usage", "Used", "possible", "used_of"]

#: What the refusal of a case is made of.
REFUSALS: Final = ("invalid", "instead")


@dataclass(frozen=True)
class Used:
    """What an answer uses.

    Attributes:
        behind: the instances that make its atoms true.
        costs: the instances of weak constraints that cost something, and those of constraints that
            may forbid a choice.
    """

    behind: tuple[Instance, ...]
    costs: tuple[Instance, ...]


class Usage:
    """Finds what the answers to cases use of one rule set.

    Attributes:
        book: the rules, by id.
        compiled: the program that finds the instances; its codes name the rules by number.
        is_given: whether an atom is a fact: of a case, or of the ontology.
    """

    def __init__(self, knowledge: KnowledgeBase, rules: Rules) -> None:
        """Stand ready for the first answer.

        Args:
            knowledge: the ontology.
            rules: the rules that are looked for; those of the closure are not among them.

        Raises:
            KnowledgeError: when an annotation cannot be read.
        """
        self._knowledge, self._rules = knowledge, rules
        self.book = rulebook(rules)
        self.compiled = compile_rules(possible(self.book))
        self.is_given = given_by(knowledge.facts.signature)

    def of(self, control: clingo.Control, atoms: AbstractSet[clingo.Symbol]) -> Used:
        """Return what an answer uses.

        Args:
            control: the case's program, grounded; nobody else may have asked it.
            atoms: every true atom of its answer.
        """
        derived = [one for one in atoms if not self.is_given(one)]
        return used_of(Supports(control, self.compiled), Truth(atoms, control), derived)

    def ids(
        self, case: Case, *, extra: Sequence[str] = (), time_limit: float = TIME_LIMIT
    ) -> tuple[str, ...]:
        """Return the ids of the rules that a case uses, in the order of the files.

        Args:
            case: the case; one that the rules refuse uses no cost.
            extra: further facts beside those of the case, such as those of a plan.
            time_limit: seconds for the search.

        Raises:
            TimeLimit, KnowledgeError: as ``kg.engine.advise`` does.
        """
        control = ground_case(case, self._knowledge, self._rules, extra=extra)
        used = self.of(control, search(control, time_limit, whole=True).whole)
        found = {self.compiled.codes[one.number].id for one in (*used.behind, *used.costs)}
        return tuple(name for name in self.book.annotations if name in found)


def used_of(supports: Supports, truth: Truth, derived: Iterable[clingo.Symbol]) -> Used:
    """Return what an answer uses of the rules that are asked for.

    Args:
        supports: asks for the instances of these rules.
        truth: the answer.
        derived: its atoms that are not given.
    """
    atoms = sorted(derived)
    refused = any(one.name in REFUSALS for one in atoms)
    behind = supports.behind(atoms, truth)
    return Used(tuple(behind), () if refused else tuple(supports.costs(truth)))


# --- what a constraint may forbid -----------------------------------------------------------------


def possible(book: Rulebook) -> dict[str, list[Rule]]:
    """Return the rules by id, each constraint as what tells whether it may forbid a choice."""
    every = {name: one.rules for name, one in book.annotations.items()}
    chosen = _chosen([rule for variants in every.values() for rule in variants])
    return {name: [_possible(one, chosen) for one in variants] for name, variants in every.items()}


def _chosen(rules: Sequence[Rule]) -> frozenset[tuple[str, int]]:
    """Return the predicates that depend on what is chosen."""
    found: set[tuple[str, int]] = set()
    size = -1
    while len(found) > size:
        size = len(found)
        for rule in rules:
            heads = {atom.signature for atom in heads_of(rule)}
            rests_on = {atom.signature for _, atom in atoms_of(rule.body)}
            if isinstance(rule.head, Chosen) or rests_on & found:
                found |= heads
    return frozenset(found)


def _possible(rule: Rule, chosen: Set[tuple[str, int]]) -> Rule:
    """Return a constraint as a cost of nothing wherever the rest of its body holds.

    Other rules stay as they are. What depends on the choice is left out, and then what speaks of
    variables that nothing binds any more.
    """
    if rule.head is not None:
        return rule
    kept = [one for one in rule.body if not {a.signature for _, a in atoms_of((one,))} & chosen]
    bound: set[str] = set()
    body: list[BodyLiteral] = []
    for one in kept:
        if isinstance(one, SignedLiteral) and one.sign == 0 and isinstance(one.of, Atom):
            body.append(one)
            bound |= _names(one)
    body += [
        one
        for one in kept
        if one not in body and isinstance(one, SignedLiteral) and _names(one) <= bound
    ]
    nothing = Value(clingo.Number(0))
    return Rule(Weight(nothing, nothing, ()), tuple(body))


def _names(literal: SignedLiteral) -> set[str]:
    """Return the variables of a literal that have a name."""
    return {name for term in terms_of(literal) for name in variables_of(term)} - {"_"}
