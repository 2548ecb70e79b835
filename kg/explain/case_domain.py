"""What cases and their ontology say of the atoms of a program, as explanations ask it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import clingo

from kg.case.changes import addition, is_changeable
from kg.explain.axiom_sentences import axiom
from kg.explain.ontology_proofs import Inference, OntologyProofs, Premise
from kg.knowledge import KnowledgeBase
from kg.knowledge.origin import Origin, StatedTriple
from kg.knowledge.terms import Term, Text
from kg.proof.domain import Objective
from kg.proof.narrative import Line, Twins, note_of
from kg.proof.near_misses import NEW_ROW
from kg.proof.proof import Pattern
from kg.proof.true_atoms import TrueAtoms
from kg.rulebase.rule_set import CASE_PREFIX, Rules
from kg.rulebase.sentences import Sentences

__all__ = ["WRAPPER", "CaseDomain"]

#: What wraps an atom of an answered case where it is a fact of another program:
#: ``case_at(Name, Atom)``.
WRAPPER: Final = f"{CASE_PREFIX}at"
#: What a predicate of a case calls its argument that numbers the rows of a list.
_ROW: Final = "Row"


class CaseDomain:
    """The words, the facts and the inputs of programs about cases.

    Attributes:
        knowledge: the ontology: labels, and where facts came from.
        sentences: the sentences of the rules.
        ontology: proves what the ontology only implies; may be shared.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        rules: Rules,
        sentences: Sentences,
        ontology: OntologyProofs | None = None,
    ) -> None:
        """Keep what explanations are made of.

        Args:
            knowledge: the ontology.
            rules: the rules whose declarations name the inputs.
            sentences: their sentences.
            ontology: proves what the ontology only implies; a new one when ``None``.
        """
        self.knowledge = knowledge
        self.sentences = sentences
        self.ontology = OntologyProofs(knowledge) if ontology is None else ontology
        self._rules = rules

    @property
    def fixed(self) -> Container[str]:
        """The predicates that the ontology fills."""
        return self.knowledge.facts.signature.keys()

    @cached_property
    def rows(self) -> Container[str]:
        """The predicates of a case whose first argument numbers the rows of a list."""
        return {
            name
            for (name, _), declared in self._rules.predicates.items()
            if name.startswith(CASE_PREFIX) and declared.arguments[:1] == (_ROW,)
        }

    def is_input(self, name: str) -> bool:
        """Return whether a case fills a predicate."""
        return name.startswith(CASE_PREFIX)

    def weigh(self, goal: Pattern) -> int | None:
        """Return how much a case would have to say anew; the parts of a new row count once."""
        if not is_changeable(goal.name):
            return None
        if NEW_ROW not in goal.arguments:
            return 1
        known = [str(one) if isinstance(one, clingo.Symbol) else None for one in goal.arguments]
        return int(addition(goal.name, known) is not None)

    def say(self, atom: clingo.Symbol) -> str:
        """Return what an atom says."""
        return self.sentences.say(atom)

    def say_absence(self, goal: Pattern) -> str:
        """Return what it says that no atom of a pattern holds."""
        return self.sentences.absent(goal.name, goal.arguments)

    def say_instance(self, label: str, binding: Mapping[str, clingo.Symbol]) -> str:
        """Return the sentence of one instance of a rule."""
        return self.sentences.instance(label, binding)

    def denies(self, name: str, arity: int) -> bool:
        """Return whether the rules say in words of their own that there is no such atom."""
        return (name, arity) in self._rules.absences

    def objective(self, truth: TrueAtoms) -> Objective:
        """Return what the levels count, as the rules say: ``objective/2`` and ``tie_break/1``."""
        return Objective(
            {
                atom.arguments[0].number: atom.arguments[1].string
                for atom in truth.of("objective", 2)
            },
            frozenset(atom.arguments[0].number for atom in truth.of("tie_break", 1)),
            "program",
        )

    def twins(self, truth: TrueAtoms) -> tuple[Twins, ...]:
        """Return the words that are said together, as the rules say: ``said_together/3``."""
        return tuple(
            Twins(*map(self._word, atom.arguments)) for atom in truth.of("said_together", 3)
        )

    def _word(self, symbol: clingo.Symbol) -> str:
        word = self.sentences.say(symbol)
        return word[:1].lower() + word[1:]

    # --- facts ------------------------------------------------------------------------------------

    def lines_of(self, facts: Iterable[clingo.Symbol]) -> Mapping[clingo.Symbol, Sequence[Line]]:
        """Return the lines of facts, each after the statements of the ontology it came from."""
        atoms = tuple(facts)
        known = [atom for atom in atoms if not self.is_input(atom.name)]
        triples = (triple for atom in known for triple in self._origin(atom).triples)
        self._learn(triple for triple in triples if not triple.asserted)
        return {atom: tuple(self._lines(atom)) for atom in atoms}

    def _lines(self, atom: clingo.Symbol) -> Iterator[Line]:
        key, text = str(atom), self.say(atom)
        if self.is_input(atom.name):
            yield Line(key, text, "case")
            return
        origin = self._origin(atom)
        because = []
        for triple in () if self._is_computed(origin) else origin.triples:
            if not triple.asserted:
                yield from self._inferred(triple)
                because.append(_key(triple))
        first = next(iter(origin.triples), None)
        place = _place(first.file, first.line) if first is not None else ""
        sources = tuple(map(self.sentences.label, origin.sources))
        reasons = tuple(because)
        yield Line(key, text, "knowledge", reasons, None, origin, place, sources)

    def _is_computed(self, origin: Origin) -> bool:
        """Return whether a fact was computed from rows of a file, which its place names."""
        return all(
            triple.file is not None and self._inferences.get(triple.statement, triple) is None
            for triple in origin.triples
        )

    def _inferred(self, triple: StatedTriple) -> Iterator[Line]:
        """Yield the line of an inferred statement, after those of the files it follows from."""
        inference = self._inferences[triple.statement]
        if inference is None:
            words = self._words(triple.subject, triple.predicate, triple.object)
            yield Line(_key(triple), words, "inference")
            return
        because = []
        for premise in inference.premises:
            line = self._axiom(premise)
            because.append(line.key)
            yield line
        annotation = self.ontology.rulebook.annotations[inference.rule]
        reason = self.sentences.instance(annotation.label, inference.binding)
        yield Line(_key(triple), reason, "inference", tuple(because), note_of(annotation))

    def _axiom(self, premise: Premise) -> Line:
        """Return the line of a statement that a file makes."""
        subject, predicate, target, file, line = premise
        words = self._words(subject, predicate, "" if target.startswith("_:") else target)
        place = _place(file, line)
        return Line(f"{subject} {predicate} {target}", words, "statement", place=place)

    def _words(self, subject: str, predicate: str, target: str) -> str:
        sentence = axiom(subject, predicate, target, self.knowledge.labels)
        if sentence is not None:
            return sentence
        named = (self.sentences.label(name) for name in (subject, predicate, target) if name)
        sentence = f"{' — '.join(named)}."
        return sentence[:1].upper() + sentence[1:]

    def _origin(self, atom: clingo.Symbol) -> Origin:
        return self.ontology.origins.of(atom.name, [_term(one) for one in atom.arguments])

    @cached_property
    def _inferences(self) -> dict[str, Inference | None]:
        """The inferences found so far, by statement."""
        return {}

    def _learn(self, triples: Iterable[StatedTriple]) -> None:
        """Find how some statements follow, together: much faster than one by one."""
        new = [triple for triple in triples if triple.statement not in self._inferences]
        self._inferences.update(self.ontology.inferences(new))


def _key(triple: StatedTriple) -> str:
    return f"{triple.subject} {triple.predicate} {triple.object}"


def _term(symbol: clingo.Symbol) -> Term:
    """Return an argument of a fact as the bridge gave it."""
    if symbol.type is clingo.SymbolType.Number:
        return symbol.number
    return Text(symbol.string) if symbol.type is clingo.SymbolType.String else str(symbol)


def _place(file: str | None, line: int | None) -> str:
    """Return a place as people read it."""
    return ":".join(str(part) for part in (file, line) if part)
