"""Terms of rules beside values, while some variables are not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import clingo

from kg.proof.proof import ANY, Argument, OpenTerm, Pattern
from kg.proof.totals import RELATIONS
from kg.rulebase.syntax import (
    Atom,
    Comparison,
    Function,
    Interval,
    Operation,
    Term,
    Value,
    Variable,
)

__all__ = ["Known", "compare", "matched", "pattern_of", "resolved", "value_of"]

Known: TypeAlias = Mapping[str, clingo.Symbol]
"""The variables whose values are known."""

_COMPUTED: Final[Mapping[str, Callable[[int, int], int]]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "&": lambda one, other: one & other,
    "?": lambda one, other: one | other,
    "^": lambda one, other: one ^ other,
}


def value_of(term: Term, known: Known) -> clingo.Symbol | None:
    """Return the value of a term; ``None`` when it is not known, not one, or none at all."""
    match term:
        case Variable(name):
            return known.get(name)
        case Value(symbol):
            return symbol
        case Function(name, arguments):
            values = [value_of(one, known) for one in arguments]
            if any(one is None for one in values):
                return None
            return clingo.Function(name, [one for one in values if one is not None])
        case Operation(operator, arguments):
            return _computed(operator, [value_of(one, known) for one in arguments])
        case Interval(least, most):
            low, high = value_of(least, known), value_of(most, known)
            return low if low == high else None


def _computed(operator: str, values: Sequence[clingo.Symbol | None]) -> clingo.Symbol | None:
    numbers = [
        one.number for one in values if one is not None and one.type is clingo.SymbolType.Number
    ]
    if len(numbers) < len(values):
        return None
    if len(numbers) == 1:
        (one,) = numbers
        return clingo.Number({"-": -one, "~": ~one, "|": abs(one)}[operator])
    one, other = numbers
    if operator in _COMPUTED:
        return clingo.Number(_COMPUTED[operator](one, other))
    if operator == "**":
        return clingo.Number(one**other) if other >= 0 else None
    if other == 0:
        return None
    quotient = abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)
    return clingo.Number(quotient if operator == "/" else one - other * quotient)


def matched(term: Term, value: clingo.Symbol, known: Known) -> Known | None:
    """Return what is known once a term is to have a value, or ``None`` when it cannot.

    A term that has to be computed from what is not known yet is taken to fit.
    """
    match term:
        case Variable("_"):
            return known
        case Variable(name):
            if name in known:
                return known if known[name] == value else None
            return {**known, name: value}
        case Function(name, arguments):
            if (
                value.type is not clingo.SymbolType.Function
                or value.name != name
                or len(value.arguments) != len(arguments)
            ):
                return None
            return _all_matched(arguments, value.arguments, known)
        case Interval(least, most):
            low, high = value_of(least, known), value_of(most, known)
            return known if low is None or high is None or low <= value <= high else None
    mine = value_of(term, known)
    return known if mine is None or mine == value else None


def _all_matched(terms: Iterable[Term], values: Iterable[Argument], known: Known) -> Known | None:
    found: Known | None = known
    for term, value in zip(terms, values, strict=True):
        if found is not None and isinstance(value, clingo.Symbol):
            found = matched(term, value, found)
        elif found is not None and isinstance(value, OpenTerm):
            found = _matched_in_part(term, value, found)
    return found


def _matched_in_part(term: Term, value: OpenTerm, known: Known) -> Known | None:
    """Return what is known once a term is to be one that is open in part, or ``None``."""
    if isinstance(term, Function):
        alike = term.name == value.name and len(term.arguments) == len(value.arguments)
        return _all_matched(term.arguments, value.arguments, known) if alike else None
    mine = value_of(term, known)
    return known if mine is None or value.matches(mine) else None


def resolved(atom: Atom, pattern: Pattern | clingo.Symbol, known: Known) -> Known | None:
    """Return what is known once an atom of a rule is to be one of a pattern, or ``None``."""
    return _all_matched(atom.arguments, pattern.arguments, known)


def pattern_of(atom: Atom, known: Known) -> Pattern:
    """Return the atoms that an atom of a rule may mean, as far as its variables are known."""
    arguments = tuple(_argument_of(one, known) for one in atom.arguments)
    return Pattern(atom.name, arguments, not atom.strong)


def _argument_of(term: Term, known: Known) -> Argument:
    """Return a term as far as its variables are known."""
    value = value_of(term, known)
    if value is not None:
        return value
    if isinstance(term, Function):
        return OpenTerm(term.name, tuple(_argument_of(one, known) for one in term.arguments))
    return ANY


def compare(one: Comparison, known: Known) -> Iterator[tuple[Known, bool | None]]:
    """Yield what is known after a comparison, and whether it holds: ``None`` when that is open.

    An equation gives its variable a value; one with an interval gives it each in turn.
    """
    if len(one.guards) == 1 and one.guards[0].relation == "=":
        yield from _equation(one.left, one.guards[0].term, known)
        return
    terms = [one.left, *(guard.term for guard in one.guards)]
    values = [value_of(term, known) for term in terms]
    holds: bool | None = True
    for place, guard in enumerate(one.guards):
        left, right = values[place], values[place + 1]
        if left is None or right is None:
            holds = None
        elif not RELATIONS[guard.relation](left, right):
            yield known, False
            return
    yield known, holds


def _equation(left: Term, right: Term, known: Known) -> Iterator[tuple[Known, bool | None]]:
    for term, other in ((left, right), (right, left)):
        if isinstance(term, Variable) and term.name not in known:
            if isinstance(other, Interval):
                low, high = value_of(other.least, known), value_of(other.most, known)
                if low is not None and high is not None:
                    for number in range(low.number, high.number + 1):
                        yield {**known, term.name: clingo.Number(number)}, True
                    return
            value = value_of(other, known)
            if value is not None:
                yield {**known, term.name: value}, True
                return
    one, two = value_of(left, known), value_of(right, known)
    if one is None or two is None:
        for term, value in ((left, two), (right, one)):
            if value is not None:
                found = matched(term, value, known)
                yield (known, False) if found is None else (found, True)
                return
        yield known, None
        return
    yield known, one == two
