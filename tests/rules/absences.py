"""What is said that something does not hold, beside each way in which it can fail to hold.

A sentence of that kind must be true whichever literal of the rules fails, so it denies what the
rules would derive, and asserts nothing of its own. ``python -m tests.rules.absences`` writes the
table of all of them; who adds a literal to a rule reads its sentence again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from kg.knowledge import KnowledgeBase
from kg.rulebase.annotations import read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Atom, SignedLiteral

TABLE: Final = Path(__file__).parent.parent / "golden-tables" / "absences.txt"
#: A word that makes a sentence a denial.
_DENIES: Final = re.compile(
    r"\b(no|not|nothing|none|never|neither|nor|nobody|nowhere|cannot|fewer)\b", re.IGNORECASE
)


def denies(sentence: str) -> bool:
    """Return whether a sentence says that something is not so."""
    return _DENIES.search(sentence) is not None


def asserting(rules: Rules, facts: dict[str, str]) -> Iterator[str]:
    """Yield what an absence says where it asserts something: the way it fails may be another one.

    Args:
        rules: the rules with their declarations.
        facts: predicate to what it says that there is no such fact.
    """
    for (name, arity), declared in rules.absences.items():
        if not denies(declared.sentence):
            yield f"{declared.file}:{declared.line}: {name}/{arity}: {declared.sentence}"
    for name, sentence in facts.items():
        if not denies(sentence):
            yield f"rules/facts/{name}.rq: {sentence}"


def table() -> str:
    """Return each sentence with the literals of its rules, any of which may fail."""
    knowledge, rules = shipped()
    ways: dict[tuple[str, int], list[str]] = defaultdict(list)
    for annotation in read_annotations(rules):
        head = annotation.rules[0].head
        if isinstance(head, Atom):
            ways[head.signature].append(annotation.id)
            ways[head.signature] += [
                f"    {literal}"
                for literal in annotation.rules[0].body
                if not (isinstance(literal, SignedLiteral) and _is_fact(literal, knowledge))
            ]
    lines = []
    for signature, declared in sorted(rules.absences.items()):
        if not declared.name.startswith("case_"):
            lines.append(f"{declared.name}: {declared.sentence}")
            lines += [f"  {way}" for way in ways[signature]]
    return "\n".join(lines) + "\n"


def _is_fact(literal: SignedLiteral, knowledge: KnowledgeBase) -> bool:
    return isinstance(literal.of, Atom) and literal.of.name in knowledge.facts.signature


@cache
def shipped() -> tuple[KnowledgeBase, Rules]:
    """Return the ontology and the rules that come with the package."""
    knowledge = KnowledgeBase.load()
    return knowledge, Rules.of(knowledge)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
