"""A proof in sentences: what each step says, by which rule, and what it rests on.

The sentences are those of the rules and of the ontology; here they are only put in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, TypeAlias

import clingo

from kg.explain.axiom_sentences import axiom
from kg.explain.consultation import Consultation
from kg.explain.ontology_proofs import Inference, OntologyProofs, Premise
from kg.knowledge import KnowledgeBase
from kg.knowledge.origin import Origin, Origins, StatedTriple
from kg.knowledge.terms import Term, Text
from kg.proof.proof import Counted, Pattern, Proof, Step
from kg.proof.rulebook import Rulebook
from kg.rulebase.annotations import Annotation
from kg.rulebase.rule_set import CASE_PREFIX
from kg.rulebase.sentences import Sentences

__all__ = ["Kind", "Line", "RuleNote", "Story", "Teller", "rule_note"]

Kind: TypeAlias = Literal[
    "case",
    "knowledge",
    "statement",
    "inference",
    "rule",
    "choice",
    "absence",
    "count",
    "way",
    "price",
    "difference",
]
"""What a line is: a fact of the case or of the ontology, a statement that the ontology makes or
that follows from it, a rule's conclusion, a choice, something that does not hold, an aggregate or a
comparison, a way in which something could hold, what another choice would cost, or what differs
between two answers."""

#: How an aggregate is announced; the numbers and the things counted say the rest.
_TOTALS: Final[Mapping[str, str]] = {
    "#count": "How many",
    "#sum": "Added up",
    "#sum+": "Added up",
    "#min": "The lowest",
    "#max": "The highest",
    "#all": "All of them",
}


@dataclass(frozen=True)
class RuleNote:
    """A rule that a line was drawn by.

    Attributes:
        id: its name.
        source: where it comes from.
        text: the rule.
        file: the rule file.
        line: where it begins, counted from 1.
    """

    id: str
    source: str
    text: str
    file: str
    line: int


@dataclass(frozen=True)
class Line:
    """One line of a story.

    Attributes:
        key: names the line: an atom, a pattern or a statement as the rules write it.
        text: the sentence.
        kind: what it is.
        because: the keys of the lines it rests on, in order.
        rule: the rule it was drawn by, if one was.
        origin: where a fact of the ontology came from, if it is one.
        place: file and line where it stands; may be empty.
        sources: the documents that a fact of the ontology cites, by name.
    """

    key: str
    text: str
    kind: Kind
    because: tuple[str, ...] = ()
    rule: RuleNote | None = None
    origin: Origin | None = None
    place: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """A proof in sentences.

    Attributes:
        root: the key of the statement that is explained.
        lines: key to line; a line comes after those it rests on.
    """

    root: str
    lines: Mapping[str, Line]

    @property
    def top(self) -> Line:
        """The line of the statement."""
        return self.lines[self.root]

    @cached_property
    def general(self) -> frozenset[str]:
        """The keys of lines that hold for everybody: they rest on rules alone."""
        found: set[str] = set()
        for line in self.lines.values():
            if line.kind == "rule" and all(key in found for key in line.because):
                found.add(line.key)
        return frozenset(found)

    def under(self, name: str) -> Story:
        """Return the same story with keys that begin with a name, beside those of another one."""

        def named(key: str) -> str:
            return f"{name}: {key}"

        lines = {
            named(key): replace(line, key=named(key), because=tuple(map(named, line.because)))
            for key, line in self.lines.items()
        }
        return Story(named(self.root), lines)


@dataclass
class Teller:
    """Tells proofs.

    Attributes:
        knowledge: the ontology: labels, and where facts came from.
        rulebook: the rules, by id.
        say: the sentences of the rules.
        ontology: proves what the ontology only implies; may be shared among tellers.
    """

    knowledge: KnowledgeBase
    rulebook: Rulebook
    say: Sentences
    ontology: OntologyProofs

    @classmethod
    def of(cls, consultation: Consultation, ontology: OntologyProofs | None = None) -> Teller:
        """Return what tells the proofs of an answer.

        Args:
            consultation: the answer.
            ontology: proves what the ontology only implies; a new one when ``None``.
        """
        answered = consultation.answered
        shared = OntologyProofs(answered.knowledge) if ontology is None else ontology
        return cls(answered.knowledge, consultation.rulebook, answered.say, shared)

    def tell(self, proof: Proof) -> Story:
        """Return a proof in sentences, down to the case and the files of the ontology."""
        facts = [one.atom for one in proof.steps.values() if _is_knowledge(one)]
        triples = (triple for atom in facts for triple in self._origin(atom).triples)
        self._inferences |= self.ontology.inferences(
            triple for triple in triples if not triple.asserted
        )
        lines: dict[str, Line] = {}
        for step in proof.steps.values():
            for line in self._lines(step):
                lines.setdefault(line.key, line)
        return Story(str(proof.root), lines)

    def _lines(self, step: Step) -> Iterator[Line]:
        """Yield the lines of one step, its own the last."""
        key = str(step.atom)
        if step.rule is None:
            yield from self._given(step.atom, key)
            return
        annotation = self.rulebook.annotations[step.rule]
        because = [str(atom) for atom in step.needs]
        for pattern in step.absences:
            line = self._absence(pattern)
            because.append(line.key)
            yield line
        for counted in step.counted:
            line = self._total(key, counted)
            because.append(line.key)
            yield line
        kind: Kind = "choice" if step.choice else "rule"
        text = self.say.instance(annotation.label, step.binding)
        yield Line(key, text, kind, tuple(dict.fromkeys(because)), rule_note(annotation))

    def _given(self, atom: clingo.Symbol, key: str) -> Iterator[Line]:
        """Yield the line of a fact, after the statements of the ontology that it came from."""
        text = self.say.say(atom)
        if atom.name.startswith(CASE_PREFIX):
            yield Line(key, text, "case")
            return
        origin = self._origin(atom)
        because = []
        for triple in origin.triples:
            if not triple.asserted:
                yield from self._inferred(triple)
                because.append(_key(triple))
        first = next(iter(origin.triples), None)
        place = _place(first.file, first.line) if first is not None else ""
        sources = tuple(map(self.say.label, origin.sources))
        yield Line(key, text, "knowledge", tuple(because), None, origin, place, sources)

    def _inferred(self, triple: StatedTriple) -> Iterator[Line]:
        """Yield the line of an inferred statement, after those of the files it follows from."""
        if triple.statement not in self._inferences:
            self._inferences |= self.ontology.inferences([triple])
        inference = self._inferences[triple.statement]
        if inference is None:
            yield Line(
                _key(triple),
                self._words(triple.subject, triple.predicate, triple.object),
                "inference",
            )
            return
        because = []
        for premise in inference.premises:
            line = self._axiom(premise)
            because.append(line.key)
            yield line
        annotation = self.ontology.rulebook.annotations[inference.rule]
        reason = self.say.instance(annotation.label, inference.binding)
        yield Line(_key(triple), reason, "inference", tuple(because), rule_note(annotation))

    def _axiom(self, premise: Premise) -> Line:
        """Return the line of a statement that a file makes."""
        subject, predicate, target, file, line = premise
        words = self._words(subject, predicate, "" if target.startswith("_:") else target)
        place = _place(file, line)
        return Line(f"{subject} {predicate} {target}", words, "statement", place=place)

    def _words(self, subject: str, predicate: str, target: str) -> str:
        told = axiom(subject, predicate, target, self.knowledge.labels)
        if told is not None:
            return told
        named = (self.say.label(one) for one in (subject, predicate, target) if one)
        told = f"{' — '.join(named)}."
        return told[:1].upper() + told[1:]

    def _absence(self, pattern: Pattern) -> Line:
        text = self.say.absent(pattern.name, pattern.arguments)
        return Line(f"not {pattern}", text, "absence")

    def _total(self, key: str, counted: Counted) -> Line:
        """Return the line of an aggregate: what it comes to, and what was counted."""
        items = len(counted.used) + len(counted.others)
        value = counted.value
        told = f"{_TOTALS[counted.function]}: "
        if value is None or value.type is not clingo.SymbolType.Number:
            told += str(items)
        elif counted.function == "#count":
            told += str(value.number)
        else:
            told += f"{value.number} (of {items})"
        because = tuple(dict.fromkeys(str(atom) for item in counted.used for atom in item.needs))
        return Line(f"{key} #{counted.position}", f"{told}.", "count", because)

    def _origin(self, atom: clingo.Symbol) -> Origin:
        return self._origins.of(atom.name, [_term(one) for one in atom.arguments])

    @property
    def _origins(self) -> Origins:
        return self.ontology.origins

    @cached_property
    def _inferences(self) -> dict[str, Inference | None]:
        """The inferences found so far, by statement."""
        return {}


def _is_knowledge(step: Step) -> bool:
    """Return whether a step is a fact of the ontology."""
    return step.rule is None and not step.atom.name.startswith(CASE_PREFIX)


def rule_note(annotation: Annotation) -> RuleNote:
    """Return what a line says of the rule it was drawn by."""
    return RuleNote(
        annotation.id, annotation.source, annotation.text, annotation.file, annotation.line
    )


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
