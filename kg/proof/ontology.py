"""How a statement that the ontology does not make follows from those it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import clingo

from kg.engine.rules import RuleFile, Rules
from kg.knowledge import KnowledgeBase
from kg.knowledge.closure import encode, ground_closure
from kg.knowledge.origin import StatedTriple
from kg.proof.proof import Proof
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.truth import Everything

__all__ = ["OntologyProofs"]

_GIVEN: Final = frozenset(["asserted", "asserted_value"])


@dataclass(frozen=True)
class OntologyProofs:
    """Proves inferred statements by the rules of the closure; grounds them when first asked."""

    knowledge: KnowledgeBase

    @cached_property
    def rulebook(self) -> Rulebook:
        """The closure rules, by id."""
        source = self.knowledge.sources.closure_rules
        return rulebook(Rules((RuleFile(source.name, source.text, closed=True),)))

    def of(self, triple: StatedTriple) -> Proof | None:
        """Return the smallest proof of a statement, down to what the ontology states.

        Returns:
            The proof, or ``None`` when the closure does not speak of the statement: annotations
            and what only queries compute.
        """
        self.prove([triple])
        return self._proofs[triple.statement]

    def prove(self, triples: Iterable[StatedTriple]) -> None:
        """Find the proofs of some statements together: much faster than one by one."""
        new = {one.statement: one for one in triples if one.statement not in self._proofs}
        atoms = {name: self._atom(one) for name, one in new.items()}
        roots = [atom for atom in atoms.values() if atom is not None]
        proofs = self._machine[0].proofs_of(roots) if roots else {}
        for name, atom in atoms.items():
            self._proofs[name] = None if atom is None else proofs[atom]

    @cached_property
    def _proofs(self) -> dict[str, Proof | None]:
        """The proofs found so far, by statement."""
        return {}

    @cached_property
    def _machine(self) -> tuple[SolvedProgram, dict[str, str]]:
        """The closure, in which everything holds, and how the rules write a term of N-Triples."""
        rules = self.knowledge.sources.closure_rules
        encoded = encode(self.knowledge.graphs.lines, rules.text)
        control = ground_closure(encoded.facts, rules)
        solved = SolvedProgram(
            control, self.rulebook, Everything(), lambda atom: atom.name in _GIVEN
        )
        return solved, {token: written for written, token in encoded.terms.items()}

    def _atom(self, triple: StatedTriple) -> clingo.Symbol | None:
        """Return a statement as the closure rules write it."""
        subject, predicate, target = triple.statement.removesuffix(" .").split(" ", 2)
        _, written = self._machine
        if not all(part in written for part in (subject, predicate, target)):
            return None
        name = "value" if target.startswith('"') else "triple"
        inner = ",".join(written[part] for part in (subject, predicate, target))
        return clingo.parse_term(f"{name}({inner})")
