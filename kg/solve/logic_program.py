"""A program to be solved: rules, the facts of an ontology, and what is given beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import clingo

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules
from kg.solve.relevance import relevance
from kg.solve.search import GroundingError, ground

__all__ = ["LogicProgram", "Signature", "check_once"]

Signature: TypeAlias = tuple[str, int]
"""The name of a predicate and its number of arguments."""


@dataclass(frozen=True)
class LogicProgram:
    """Rules with the facts that they are grounded on; nothing is grounded before it is asked for.

    Attributes:
        rules: the rules.
        knowledge: the ontology whose facts the rules use.
        given: further facts, each as ASP source: those of a case, a plan, or another answer.
        inputs: predicates that the given facts may fill, and may leave empty.
        shown: predicates whose atoms an answer shows; every atom when there are none.
    """

    rules: Rules
    knowledge: KnowledgeBase = field(repr=False)
    given: tuple[str, ...] = field(default=(), repr=False)
    inputs: AbstractSet[Signature] = field(default=frozenset(), repr=False)
    shown: AbstractSet[Signature] = field(default=frozenset(), repr=False)

    def with_rules(self, rules: Rules) -> LogicProgram:
        """Return the program of other rules; whatever they declare may stay empty."""
        return replace(self, rules=rules, inputs=self.inputs | rules.predicates.keys())

    @property
    def texts(self) -> tuple[str, str, str]:
        """The rules, the facts that they use, and what is given.

        A predicate of the ontology that no rule names is left out.
        """
        facts = self.knowledge.facts
        used = facts.source(sorted(self.rules.words & facts.signature.keys()))
        return self.rules.text, used, "\n".join(self.given)

    def ground(self, *, instead: str | None = None) -> clingo.Control:
        """Return the whole program, grounded.

        Args:
            instead: a form of the rules that is grounded in their place.

        Raises:
            GroundingError: when it does not ground without a complaint.
        """
        rules, *rest = self.texts
        return ground(
            [rules if instead is None else instead, *rest],
            inputs=self._inputs,
            shown=self.shown,
        )

    def ground_relevant(self, *, observer: clingo.Observer | None = None) -> clingo.Control:
        """Return the rules and facts that what is given can use, grounded; it answers the same.

        What can be used is found once for a rule set, which pays when the rules are grounded for
        many cases and most facts are of no use to one.

        Args:
            observer: sees the program as it is grounded.

        Raises:
            GroundingError: when it does not ground without a complaint.
        """
        useful = relevance(self.rules, self.knowledge).program(self.given)
        return ground(
            [useful.rules, useful.facts, *self.given],
            inputs=self._inputs | useful.unfilled,
            shown=self.shown,
            observer=observer,
        )

    def place_fault(self, error: GroundingError) -> KnowledgeError | None:
        """Return what does not ground with its file and line; ``None`` when no rule is at fault."""
        place = None if error.line is None else self.rules.place(error.line)
        if place is None:
            return None
        unbound = ", ".join(error.unbound)
        return KnowledgeError(
            f"nothing binds {unbound}" if unbound else error.complaint,
            allowed="variables that stand in a positive literal of the body" if unbound else "",
            file=place[0],
            line=place[1],
            column=error.column,
        )

    @property
    def _inputs(self) -> set[Signature]:
        facts = self.knowledge.facts.signature
        return {(name, len(arguments)) for name, arguments in facts.items()} | self.inputs


def check_once(rules: Rules, knowledge: KnowledgeBase, check: Callable[[], None]) -> None:
    """Check a rule set unless the cache of the ontology knows that it was checked before.

    Args:
        rules: the rules.
        knowledge: the ontology whose facts they use; its packs count as part of the rules.
        check: checks the rules, and raises when they cannot be used.

    Raises:
        KnowledgeError: as the check does.
    """
    packs = "".join(addition.digest for addition in knowledge.sources.additions)
    content = f"{rules.hash}{sorted(knowledge.facts.signature.items())}{packs}"
    name = f"rules-{hashlib.sha256(content.encode()).hexdigest()}.txt"
    if knowledge.cache.read(name) is None:
        check()
        knowledge.cache.write(name, b"checked")
