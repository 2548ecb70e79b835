"""Answers of cases as facts of another program: its proofs go on in theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import clingo

from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.explain.narrative import Line, Story
from kg.explain.ontology_proofs import OntologyProofs
from kg.proof.proof import ANY, Pattern
from kg.rulebase.rule_set import CASE_PREFIX

__all__ = ["WRAPPER", "Premises"]

#: What wraps an atom of an answer where it is a fact: ``case_at(Name, Atom)``.
WRAPPER: Final = f"{CASE_PREFIX}at"
_ANYTHING: Final = clingo.Function("any")


@dataclass(frozen=True)
class Premises:
    """Answered cases whose atoms another program is given, each as ``case_at(Name, Atom)``.

    Attributes:
        answers: the answered cases, by the names that the rules of the program use.
        ontology: proves what the ontology implies; may be shared.
        retold: whether a premise reads as it does in its own answer; otherwise it keeps the
            sentence of the program, and only what it rests on is that of its own answer.
    """

    answers: Mapping[str, Consultation]
    ontology: OntologyProofs
    retold: bool = False

    def facts(self, words: AbstractSet[str]) -> tuple[str, ...]:
        """Return the atoms of the answers that a program names, as its facts.

        Args:
            words: every name that the rules of the program use.
        """
        return tuple(
            f"{WRAPPER}({name},{atom})."
            for name, answer in self.answers.items()
            for signature in sorted(answer.answered.rules.predicates)
            if signature[0] in words - answer.answered.knowledge.facts.signature.keys()
            for atom in answer.truth.of(*signature)
        )

    def splice(self, story: Story, unsaid: AbstractSet[str] = frozenset()) -> Story:
        """Return a story of the program that goes on in the answers that it takes premises from.

        Args:
            story: a proof of the program, in sentences.
            unsaid: the keys of lines to leave out.
        """
        lines: dict[str, Line] = {}
        for key, line in story.lines.items():
            if key in unsaid:
                continue
            below = self._explain(key)
            for inner in below.lines.values() if below is not None else ():
                lines.setdefault(inner.key, inner)
            top = line if below is None else below.top
            because = tuple(name for name in top.because if name not in unsaid)
            if self.retold:
                line = replace(line, text=top.text, kind=top.kind, rule=top.rule)  # noqa: PLW2901
            lines[key] = replace(line, because=because)
        return Story(story.root, lines)

    def faults(self, atoms: Iterable[clingo.Symbol]) -> list[str]:
        """Return what the independent checker finds wrong with what some atoms take as premises.

        Args:
            atoms: atoms of the program; those that are no premises are passed over.
        """
        taken: dict[str, dict[clingo.Symbol, None]] = {}
        for atom in atoms:
            if atom.name == WRAPPER:
                name, inner = atom.arguments
                taken.setdefault(name.name, {})[inner] = None
        return [
            fault
            for name, inner_atoms in taken.items()
            for fault in self.answers[name].solved.faults(inner_atoms)
        ]

    def _explain(self, key: str) -> Story | None:
        """Return why a premise holds in its own answer, or does not; ``None`` if it is given."""
        absent = key.startswith(f"not {WRAPPER}(")
        if not absent and not key.startswith(f"{WRAPPER}("):
            return None
        written = key.removeprefix("not ").replace("(_", "(any").replace(",_", ",any")
        name, inner = clingo.parse_term(written).arguments
        if name.name not in self.answers:
            return None
        answer, explainer = self.answers[name.name], self._explainers[name.name]
        if not absent:
            if answer.is_given(inner):
                return None
            return explainer.teller.tell(answer.why(inner)).under(name.name)
        arguments = tuple(ANY if one == _ANYTHING else one for one in inner.arguments)
        goal = Pattern(inner.name, arguments)
        if any(map(goal.matches, answer.truth.of(goal.name, len(arguments)))):
            return None
        return explainer.story(goal).under(name.name)

    @cached_property
    def _explainers(self) -> dict[str, Against]:
        return {name: Against.of(answer, self.ontology) for name, answer in self.answers.items()}
