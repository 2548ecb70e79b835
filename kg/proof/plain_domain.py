"""The words of a program that is nobody's field: the sentences its own comments declare."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

import clingo

from kg.proof.domain import Objective
from kg.proof.narrative import Line, Twins
from kg.proof.proof import Pattern
from kg.proof.true_atoms import TrueAtoms
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences

__all__ = ["PlainDomain"]


class PlainDomain:
    """What a program says of itself.

    ``%! name(Argument): sentence`` above its rules is what an atom says, ``%~`` what it says that
    there is none. An atom without a sentence is shown as it is written.

    Attributes:
        rows: no input is a list.
    """

    rows: Container[str] = ()

    def __init__(self, rules: Rules, inputs: Container[str] = ()) -> None:
        """Keep the sentences.

        Args:
            rules: the program.
            inputs: the predicates whose facts could have been given otherwise.
        """
        self._rules = rules
        self._inputs = inputs
        self._sentences = Sentences(rules, _NoWords())

    @property
    def fixed(self) -> Container[str]:
        """No predicate."""
        return ()

    def is_input(self, name: str) -> bool:
        """Return whether facts of a predicate could have been given otherwise."""
        return name in self._inputs

    def weigh(self, goal: Pattern) -> int | None:
        """Return one for each input that is missing."""
        return 1 if goal.name in self._inputs else None

    def say(self, atom: clingo.Symbol) -> str:
        """Return the declared sentence of an atom, or the atom."""
        if atom.type is not clingo.SymbolType.Function:
            return str(atom)
        if (atom.name, len(atom.arguments)) not in self._rules.predicates:
            return f"{atom}."
        return self._sentences.say(atom)

    def say_absence(self, goal: Pattern) -> str:
        """Return the declared sentence for what does not hold, or that the atoms do not."""
        signature = goal.name, len(goal.arguments)
        if not {signature} & (self._rules.predicates.keys() | self._rules.absences.keys()):
            return f"There is no {goal}."
        return self._sentences.absent(goal.name, goal.arguments)

    def say_instance(self, label: str, binding: Mapping[str, clingo.Symbol]) -> str:
        """Return a label with its variables filled."""
        return self._sentences.instance(label, binding)

    def denies(self, name: str, arity: int) -> bool:
        """Return whether the program says in words that there is no such atom."""
        return (name, arity) in self._rules.absences

    def lines_of(self, facts: Iterable[clingo.Symbol]) -> Mapping[clingo.Symbol, Sequence[Line]]:
        """Return one line for each fact."""
        return {atom: (Line(str(atom), self.say(atom), "case"),) for atom in facts}

    def objective(self, truth: TrueAtoms) -> Objective:
        """Return levels without names."""
        del truth
        return Objective()

    def twins(self, truth: TrueAtoms) -> tuple[Twins, ...]:
        """Return no words: nothing is said together."""
        del truth
        return ()


class _NoWords:
    """No ontology: every id is its own label."""

    labels: Mapping[str, str] = {}
    sentence_labels: Mapping[str, str] = {}
    texts: Mapping[str, Mapping[str, Sequence[str]]] = {}
    signature: Mapping[str, tuple[str, ...]] = {}
    meanings: Mapping[str, str] = {}
    absences: Mapping[str, str] = {}

    @property
    def facts(self) -> _NoWords:
        """No facts either."""
        return self
