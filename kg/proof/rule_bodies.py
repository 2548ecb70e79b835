"""The body of a rule beside an answer: in which ways it holds, and what of it fails.

What a literal comes to is looked up while some variables are still unknown; what is not known is no
failure.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import clingo

from kg.proof.argument_index import Extensions
from kg.proof.proof import Item, Pattern
from kg.proof.totals import holds, matters, total
from kg.proof.unify import Known, compare, matched, pattern_of, resolved, value_of
from kg.rulebase.syntax import (
    Aggregate,
    Atom,
    Comparison,
    Conditional,
    Rule,
    SignedLiteral,
    variables_of,
)
from kg.rulebase.syntax import Truth as Constant

__all__ = ["Bodies", "Obstacle", "ObstacleKind"]

ObstacleKind: TypeAlias = Literal["missing", "present", "relation", "count", "choice"]
"""What fails: an atom that is missing, one that is present though it must not be, a comparison, an
aggregate or condition; or nothing, but the atom was left unchosen."""


@dataclass(frozen=True)
class Obstacle:
    """Something in the body of a rule that fails.

    Attributes:
        kind: what fails.
        pattern: the atoms of which none holds, or of which one does, if it is a matter of atoms.
        atoms: the atoms that are present, or that the relation or the aggregate speaks of.
        text: the relation as it reads with its values; the aggregate with what it comes to.
    """

    kind: ObstacleKind
    pattern: Pattern | None = None
    atoms: tuple[clingo.Symbol, ...] = ()
    text: str = ""


class Bodies:
    """Looks up what the literals of bodies come to in one answer."""

    def __init__(self, extensions: Extensions, fixed: Container[str]) -> None:
        """Keep the answer.

        Args:
            extensions: the answer.
            fixed: the predicates that are a matter of the ontology alone, which no case changes.
        """
        self._extensions = extensions
        self._fixed = fixed

    def whole(self, rule: Rule) -> Iterator[tuple[Known, tuple[clingo.Symbol, ...]]]:
        """Yield every way in which all of a body holds, with the atoms by which it does."""
        plain = [one for one in rule.body if isinstance(one, SignedLiteral)]
        others = [one for one in rule.body if not isinstance(one, SignedLiteral)]
        for known, held in self._joined(plain, {}):
            ways = [known]
            for literal in others:
                ways = [
                    after
                    for before in ways
                    for after, failed in self.literal(literal, before)
                    if not failed
                ]
            yield from ((one, held) for one in ways)

    def literal(
        self,
        literal: SignedLiteral | Aggregate | Conditional,
        known: Known,
        held: Sequence[tuple[Atom, clingo.Symbol]] = (),
        missing: Sequence[object] = (),
    ) -> Iterator[tuple[Known, tuple[Obstacle, ...]]]:
        """Yield what is known after a literal, and how it fails if it does.

        What an aggregate comes to is not asked while something is missing: it would be otherwise.
        """
        if isinstance(literal, Aggregate):
            if missing:
                yield known, ()
            else:
                yield from self._aggregate(literal, known)
        elif isinstance(literal, Conditional):
            yield known, tuple(self._condition(literal, known))
        elif isinstance(literal.of, Comparison):
            for after, verdict in compare(literal.of, known):
                failed = verdict is not None and verdict == bool(literal.sign % 2)
                yield after, (self._relation(literal, after, held),) if failed else ()
        elif isinstance(literal.of, Constant):
            failed = literal.of.value == bool(literal.sign % 2)
            yield known, (Obstacle("relation", text=str(literal)),) if failed else ()
        elif literal.sign == 0:
            yield known, ()
        else:
            pattern = pattern_of(literal.of, known)
            found = self._extensions.of(pattern)
            if literal.sign == 1 and found and self._all_known(literal.of, known):
                yield known, (Obstacle("present", pattern, tuple(found[:1])),)
            elif literal.sign == 2 and not found:
                yield known, (Obstacle("missing", pattern),)
            else:
                yield known, ()

    @staticmethod
    def _all_known(atom: Atom, known: Known) -> bool:
        """Return whether every named variable of an atom has a value."""
        names = (name for term in atom.arguments for name in variables_of(term))
        return all(name in known or name == "_" for name in names)

    def _relation(
        self, literal: SignedLiteral, known: Known, held: Sequence[tuple[Atom, clingo.Symbol]]
    ) -> Obstacle:
        """Return a comparison that fails, with the atoms that its values come from."""
        comparison = literal.of
        if not isinstance(comparison, Comparison):
            raise TypeError(f"no comparison: {comparison}")
        terms = [comparison.left, *(guard.term for guard in comparison.guards)]
        names = {name for term in terms for name in variables_of(term)}
        telling = []
        for atom, one in held:
            mine = {name for term in atom.arguments for name in variables_of(term)}
            if mine & names and one.name not in self._fixed:
                telling.append(one)
        words = [str(value_of(term, known)) for term in terms]
        text = words[0]
        for guard, word in zip(comparison.guards, words[1:], strict=True):
            text += f" {guard.relation} {word}"
        return Obstacle("relation", atoms=tuple(telling), text="not " * literal.sign + text)

    def _condition(self, one: Conditional, known: Known) -> Iterator[Obstacle]:
        """Yield what fails of a condition: the first way in which its literal does not hold."""
        for inner, _ in self._joined(one.condition, known):
            for after, found in self.literal(one.literal, inner):
                if found:
                    yield from found
                    return
                atom = one.literal.of
                if one.literal.sign == 0 and isinstance(atom, Atom):
                    pattern = pattern_of(atom, after)
                    if not self._extensions.of(pattern):
                        yield Obstacle("missing", pattern)
                        return

    def _aggregate(
        self, one: Aggregate, known: Known
    ) -> Iterator[tuple[Known, tuple[Obstacle, ...]]]:
        """Yield what is known after an aggregate, and how it fails if it does."""
        items: dict[tuple[clingo.Symbol, ...], Item] = {}
        for element in one.elements:
            for inner, needs in self._joined(element.condition, known):
                counts = [value_of(term, inner) for term in element.terms]
                told = tuple(value for value in counts if value is not None)
                if len(told) == len(counts) and matters(one.function, told):
                    items.setdefault(told, Item(told, needs))
        value = total(one.function, items)
        bounds = []
        for guard in one.guards:
            after = None
            if guard.relation == "=" and value_of(guard.term, known) is None:
                after = matched(guard.term, value, known)
            known = after or known
            bound = value_of(guard.term, known)
            if bound is not None:
                bounds.append((guard.relation, bound))
        if holds(value, bounds, one.sign) or len(bounds) < len(one.guards):
            yield known, ()
            return
        atoms = dict.fromkeys(atom for item in items.values() for atom in item.needs)
        wanted = " and ".join(f"{relation} {bound}" for relation, bound in bounds)
        text = f"{value} {'not ' * one.sign}{wanted}"
        yield known, (Obstacle("count", atoms=tuple(atoms), text=text),)

    def _joined(
        self, literals: Iterable[SignedLiteral], known: Known
    ) -> Iterator[tuple[Known, tuple[clingo.Symbol, ...]]]:
        """Yield every way in which some literals hold, with the atoms by which they do."""
        ordered = sorted(literals, key=lambda one: (one.sign, not isinstance(one.of, Atom)))
        found: list[tuple[Known, tuple[clingo.Symbol, ...]]] = [(known, ())]
        for literal in ordered:
            if literal.sign == 0 and isinstance(literal.of, Atom):
                atom = literal.of
                found = [
                    (after, (*needs, one))
                    for before, needs in found
                    for one in self._extensions.of(pattern_of(atom, before))
                    if (after := resolved(atom, one, before)) is not None
                ]
            else:
                found = [
                    (after, needs)
                    for before, needs in found
                    for after, failed in self.literal(literal, before)
                    if not failed
                ]
        yield from found
