"""Which rules of a pack can fire at all, and which did in an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import clingo

from kg.knowledge.facts import Facts
from kg.knowledge.terms import term_source
from kg.rulebase.annotations import Annotation
from kg.rulebase.rule_set import CASE_PREFIX
from kg.rulebase.syntax import Atom, Chosen, Rule, SignedLiteral, Term, Value, Weight, atoms_of

__all__ = ["Idle", "fired", "never_firing"]

Signature: TypeAlias = tuple[str, int]
Pattern: TypeAlias = tuple[str | None, ...]
_MARK: Final = "_fired"


@dataclass(frozen=True)
class Idle:
    """A rule that cannot fire, whatever the case.

    Attributes:
        rule: the rule.
        wants: the literal that nothing can make true.
    """

    rule: Annotation
    wants: str


def never_firing(annotations: Sequence[Annotation], facts: Facts) -> tuple[Idle, ...]:
    """Return the rules that can never fire: a literal of theirs finds no fact and no rule.

    Args:
        annotations: every rule of the rule set.
        facts: what the rules are given of the ontology.
    """
    heads: dict[Signature, set[Pattern]] = defaultdict(set)
    waiting = [(one, rule) for one in annotations for rule in one.rules]
    while True:
        left = []
        for one, rule in waiting:
            if _missing(rule, heads, facts) is None:
                for head in _heads(rule):
                    heads[head.signature].add(_pattern(head.arguments))
            else:
                left.append((one, rule))
        if len(left) == len(waiting):
            break
        waiting = left
    found = {one.id: Idle(one, _missing(rule, heads, facts) or "") for one, rule in left}
    alive = {one.id for one in annotations for rule in one.rules if (one, rule) not in left}
    return tuple(found[name] for name in found if name not in alive)


def _heads(rule: Rule) -> Iterator[Atom]:
    if isinstance(rule.head, Atom):
        yield rule.head
    elif isinstance(rule.head, Chosen):
        yield from (atom for atom, _ in rule.head.elements)


def _literals(rule: Rule) -> Iterator[SignedLiteral]:
    yield from (one for one in rule.body if isinstance(one, SignedLiteral))
    if isinstance(rule.head, Chosen) and len(rule.head.elements) == 1:
        yield from rule.head.elements[0][1]


def _missing(rule: Rule, heads: Mapping[Signature, set[Pattern]], facts: Facts) -> str | None:
    """Return the first literal of a rule that nothing makes true."""
    for literal in _literals(rule):
        atom = literal.of
        if literal.sign or not isinstance(atom, Atom) or atom.name.startswith(CASE_PREFIX):
            continue
        wanted = _pattern(atom.arguments)
        if len(facts.signature.get(atom.name, ())) == len(wanted) > 0:
            given: Iterable[Pattern] = (
                tuple(map(term_source, row)) for row in facts.relations[atom.name]
            )
        else:
            given = heads.get(atom.signature, ())
        if not any(_unify(wanted, one) for one in given):
            return str(atom)
    return None


def _unify(one: Pattern, other: Pattern) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _pattern(terms: Iterable[Term]) -> Pattern:
    return tuple(str(one) if isinstance(one, Value) else None for one in terms)


def fired(rules: Iterable[Annotation], atoms: Iterable[clingo.Symbol]) -> frozenset[str]:
    """Return the ids of the rules whose body holds in an answer.

    A requirement holds in no answer, so it is never among them.

    Args:
        rules: the rules to look for.
        atoms: every true atom of the answer.
    """
    listed = list(rules)
    lines = [f"{atom}." for atom in atoms]
    needed: set[Signature] = set()
    for number, one in enumerate(listed):
        for rule in one.rules:
            if rule.head is not None:
                conditions = [*_conditions(rule), *map(str, rule.body)]
                body = "; ".join(conditions)
                lines.append(f"{_MARK}({number}){' :- ' if body else ''}{body}.")
                needed |= _signatures(rule)
    lines += [f"#defined {name}/{arity}." for name, arity in sorted(needed)]
    control = clingo.Control(logger=lambda *_: None)
    control.add("base", [], "\n".join(lines))
    control.ground([("base", [])])
    marks = control.symbolic_atoms.by_signature(_MARK, 1)
    return frozenset(listed[mark.symbol.arguments[0].number].id for mark in marks)


def _conditions(rule: Rule) -> list[str]:
    """Return what the one element of a choice asks for: the atom itself, and its condition."""
    if not isinstance(rule.head, Chosen):
        return [str(rule.head)] if isinstance(rule.head, Atom) else []
    if len(rule.head.elements) != 1:
        return []
    atom, condition = rule.head.elements[0]
    return [str(atom), *map(str, condition)]


def _signatures(rule: Rule) -> set[Signature]:
    found = {atom.signature for _, atom in atoms_of(rule.body)}
    if not isinstance(rule.head, Weight):
        found |= {atom.signature for atom in _heads(rule)}
    return found
