"""Which instances of which rules an answer uses.

A rule is used when an instance of it holds in the answer to a case, wanted by a statement or not;
a weak constraint when an instance of it costs something. A constraint holds in no answer, so it is
used when all of its body holds that does not depend on what is chosen: then it may forbid a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

import clingo

from kg.advice.advise import TIME_LIMIT, solve_case
from kg.case.model import Case
from kg.explain.given_atoms import given_by
from kg.knowledge import KnowledgeBase
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.supports import Instance
from kg.proof.true_atoms import Truth
from kg.rulebase.annotations import heads_of
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import (
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
        self._possible = possible(self.book)
        self.compiled = self._possible.compiled
        self.is_given = given_by(knowledge.facts.signature)

    def of(self, control: clingo.Control, atoms: AbstractSet[clingo.Symbol]) -> Used:
        """Return what an answer uses.

        Args:
            control: the case's program, grounded; nobody else may have asked it.
            atoms: every true atom of its answer.
        """
        truth = Truth(atoms, control)
        return used_of(SolvedProgram(control, self._possible, truth, self.is_given), atoms)

    def ids(
        self, case: Case, *, extra: Sequence[str] = (), time_limit: float = TIME_LIMIT
    ) -> tuple[str, ...]:
        """Return the ids of the rules that a case uses, in the order of the files.

        Args:
            case: the case; one that the rules refuse uses no cost.
            extra: further facts beside those of the case, such as those of a plan.
            time_limit: seconds for the search.

        Raises:
            TimeLimit, KnowledgeError: as ``kg.advice.advise`` does.
        """
        control, solution = solve_case(
            case, self._knowledge, self._rules, extra=extra, time_limit=time_limit
        )
        used = self.of(control, solution.whole)
        found = {self.compiled.codes[one.number].id for one in (*used.behind, *used.costs)}
        return tuple(name for name in self.book.annotations if name in found)


def used_of(solved: SolvedProgram, atoms: Iterable[clingo.Symbol]) -> Used:
    """Return what an answer uses of some rules.

    Args:
        solved: the answer, with the rules that are looked for.
        atoms: its atoms; those that are given use nothing.
    """
    derived = sorted(atom for atom in atoms if not solved.is_given(atom))
    refused = any(atom.name in REFUSALS for atom in derived)
    behind = solved.behind(derived)
    return Used(tuple(behind), () if refused else tuple(solved.supports.costs(solved.truth)))


# --- what a constraint may forbid -----------------------------------------------------------------


def possible(book: Rulebook) -> Rulebook:
    """Return the rules, each constraint as what tells whether it may forbid a choice."""
    chosen = _chosen([rule for variants in book.rules.values() for rule in variants])
    return Rulebook(
        {
            name: replace(
                annotation, rules=tuple(_possible(rule, chosen) for rule in annotation.rules)
            )
            for name, annotation in book.annotations.items()
        }
    )


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
