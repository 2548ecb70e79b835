"""All ways in which literals hold in an answer, by plain matching: no solver and no grounder.

Of this package only the checker uses it. Whoever finds proofs has ways of their own, so that the
two can differ.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import pairwise, product
from typing import Final, NamedTuple, Protocol, TypeAlias, runtime_checkable

import clingo
from clingo import Number, Symbol, SymbolType

from kg.proof.proof import ANY, Argument, OpenTerm, Pattern
from kg.rulebase.syntax import (
    Atom,
    Comparison,
    Function,
    Guard,
    Interval,
    Operation,
    Relation,
    SignedLiteral,
    Term,
    Truth,
    Value,
    Variable,
    terms_of,
    variables_of,
)

__all__ = ["RELATIONS", "Answer", "Binding", "Way", "instances", "names_of", "values", "ways"]

Binding: TypeAlias = Mapping[str, Symbol]
RELATIONS: Final[dict[str, Callable[[Symbol, Symbol], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_CONTRARY: Final[dict[Relation, Relation]] = {
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "=": "!=",
    "!=": "=",
}


@runtime_checkable
class Indexed(Protocol):
    """A set of atoms that finds those of a predicate by itself, without looking through all."""

    def named(self, name: str, arity: int, positive: bool, /) -> Iterable[Symbol]:
        """Return the atoms of a predicate, or of its contrary."""


class Answer:
    """The true atoms, found by predicate."""

    def __init__(self, atoms: AbstractSet[Symbol]) -> None:
        self.atoms = atoms
        self._listed: dict[tuple[str, int, bool], list[tuple[Symbol, list[Symbol]]]] = {}

    @cached_property
    def _named(self) -> dict[str, list[Symbol]]:
        found: dict[str, list[Symbol]] = {}
        for atom in self.atoms:
            found.setdefault(atom.name, []).append(atom)
        return found

    def _alike(self, name: str, arity: int, positive: bool) -> list[tuple[Symbol, list[Symbol]]]:
        """Return the atoms of a predicate; only those that are asked for are taken apart."""
        key = name, arity, positive
        if key not in self._listed:
            if isinstance(self.atoms, Indexed):
                atoms = self.atoms.named(*key)
            else:
                atoms = self._named.get(name, ())
            pairs = ((one, one.arguments) for one in atoms)
            self._listed[key] = [
                (one, arguments)
                for one, arguments in pairs
                if len(arguments) == arity and one.positive == positive
            ]
        return self._listed[key]

    def of(self, atom: Atom, binding: Binding) -> Iterator[tuple[Symbol, list[Symbol]]]:
        """Yield every true atom that may be an instance, with its arguments."""
        if _known(atom.arguments, binding):
            for one in dict.fromkeys(instances(atom, binding)):
                if one in self.atoms:
                    yield one, one.arguments
        else:
            yield from self._alike(atom.name, len(atom.arguments), not atom.strong)


# --- all ways in which literals hold --------------------------------------------------------------


class Way(NamedTuple):
    """One way in which literals hold: its variables, its atoms, and what must be absent."""

    binding: Binding
    needs: tuple[Symbol, ...]
    absences: tuple[Pattern, ...]


def ways(literals: Sequence[SignedLiteral], binding: Binding, answer: Answer) -> Iterator[Way]:
    """Yield every way in which literals hold, at least once."""
    waiting = [(place, _plain(one)) for place, one in enumerate(literals)]
    for bound, found in _search(waiting, binding, {}, answer):
        in_order = [found[place] for place in sorted(found)]
        needs = tuple(one for one in in_order if isinstance(one, Symbol))
        absences = tuple(one for one in in_order if isinstance(one, Pattern))
        yield Way(bound, needs, absences)


def _plain(literal: SignedLiteral) -> SignedLiteral:
    """Return a comparison or a truth value without ``not``, where that is one comparison."""
    match literal:
        case SignedLiteral(1, Truth(value)):
            return SignedLiteral(0, Truth(not value))
        case SignedLiteral(1, Comparison(left, (guard,))):
            contrary = Guard(_CONTRARY[guard.relation], guard.term)
            return SignedLiteral(0, Comparison(left, (contrary,)))
        case SignedLiteral(2, Truth() | Comparison() as of):
            return SignedLiteral(0, of)
    return literal


_Waiting: TypeAlias = list[tuple[int, SignedLiteral]]
_Found: TypeAlias = Mapping[int, Symbol | Pattern]


def _search(
    waiting: _Waiting, binding: Binding, found: _Found, answer: Answer
) -> Iterator[tuple[Binding, _Found]]:
    """Yield the bindings under which all that waits holds, with an atom or pattern for each."""
    if not waiting:
        yield binding, found
        return
    at = min(range(len(waiting)), key=lambda place: _turn(waiting[place][1], binding))
    (place, literal), others = waiting[at], waiting[:at] + waiting[at + 1 :]
    if _turn(literal, binding) == _LATER:
        raise ValueError(f"nothing gives the variables of `{literal}` a value")
    match literal:
        case SignedLiteral(0, Atom() as atom):
            for one, arguments in answer.of(atom, binding):
                if (fit := _fit(atom.arguments, arguments, binding)) is not None:
                    now = [*others, *((-1, equation) for equation in fit[1])]
                    yield from _search(now, fit[0], {**found, place: one}, answer)
        case SignedLiteral(1, Atom() as atom):
            for pattern, exists in _existing(atom, binding, answer):
                if not exists:
                    yield from _search(others, binding, {**found, place: pattern}, answer)
        case SignedLiteral(2, Atom() as atom):
            if any(exists for _, exists in _existing(atom, binding, answer)):
                yield from _search(others, binding, found, answer)
        case SignedLiteral(sign, Comparison() as comparison):
            for bound, rest in _compared(sign, comparison, binding):
                now = [*others, *((-1, equation) for equation in rest)]
                yield from _search(now, bound, found, answer)
        case SignedLiteral(_, Truth(value)) if value:
            yield from _search(others, binding, found, answer)


_LATER: Final = 4


def _turn(literal: SignedLiteral, binding: Binding) -> int:
    """Return how early a literal can be taken: tests first, then what gives a variable a value."""
    match literal:
        case SignedLiteral(0, Atom(_, arguments)):
            return 0 if _known(arguments, binding) else 2
        case SignedLiteral(_, Comparison(left, guards)):
            sides = (left, *(guard.term for guard in guards))
            unknown = [side for side in sides if not _known((side,), binding)]
            if not unknown:
                return 0
            if literal.sign or (len(guards) == 1 and guards[0].relation != "="):
                return _LATER
            if len(guards) > 1:
                return 1
            if len(unknown) > 1 or not _is_solvable(unknown[0], binding):
                return _LATER
            return 3 if isinstance(unknown[0], Operation) else 1
        case SignedLiteral(_, Atom()):
            return 0 if all(name in binding for name in names_of((literal,))) else _LATER
    return 0


def _known(terms: Iterable[Term], binding: Binding) -> bool:
    """Return whether terms have values; a nameless variable has none."""
    return all(name in binding for term in terms for name in variables_of(term))


def _existing(atom: Atom, binding: Binding, answer: Answer) -> Iterator[tuple[Pattern, bool]]:
    """Yield the patterns that an atom stands for, and whether anything true matches it."""
    for terms in product(*(list(_partly_known(term, binding)) for term in atom.arguments)):
        arguments = tuple(map(_argument, terms))
        instance = Atom(atom.name, terms, atom.strong)
        asked = [(0, SignedLiteral(0, instance))]
        exists = any(True for _ in _search(asked, binding, {}, answer))
        yield Pattern(atom.name, arguments, not atom.strong), exists


def _partly_known(term: Term, binding: Binding) -> Iterator[Value | Variable | Function]:
    """Yield a term with values for all that has one, several if an interval stands in it."""
    if _known((term,), binding):
        yield from map(Value, values(term, binding))
    elif isinstance(term, Function):
        for arguments in product(*(list(_partly_known(one, binding)) for one in term.arguments)):
            yield Function(term.name, arguments)
    elif isinstance(term, Variable):
        yield term
    else:
        raise ValueError(f"nothing gives the variables of `{term}` a value")


def _argument(term: Term) -> Argument:
    """Return what stands in a pattern for a term that ``_partly_known`` gave."""
    match term:
        case Value(symbol):
            return symbol
        case Function(name, arguments):
            return OpenTerm(name, tuple(map(_argument, arguments)))
    return ANY


def _fit(
    terms: Sequence[Term], symbols: Sequence[Symbol], binding: Binding
) -> tuple[Binding, list[SignedLiteral]] | None:
    """Return the binding under which terms are these symbols, and what is left to be compared."""
    bound = dict(binding)
    rest: list[SignedLiteral] = []
    pairs = list(zip(terms, symbols, strict=True))
    while pairs:
        term, symbol = pairs.pop()
        match term:
            case Variable("_"):
                continue
            case Variable(name):
                if bound.setdefault(name, symbol) != symbol:
                    return None
            case Value(value):
                if value != symbol:
                    return None
            case Function(name, arguments):
                alike = symbol.type is SymbolType.Function and symbol.positive
                inner = symbol.arguments if alike and symbol.name == name else None
                if inner is None or len(inner) != len(arguments):
                    return None
                pairs += zip(arguments, inner, strict=True)
            case _:
                rest.append(SignedLiteral(0, Comparison(Value(symbol), (Guard("=", term),))))
    return bound, rest


def _compared(
    sign: int, comparison: Comparison, binding: Binding
) -> Iterator[tuple[Binding, list[SignedLiteral]]]:
    """Yield the bindings under which a comparison holds, and what is left to be compared."""
    terms = (comparison.left, *(guard.term for guard in comparison.guards))
    if _known(terms, binding):
        relations = [RELATIONS[guard.relation] for guard in comparison.guards]
        for chosen in product(*(list(values(term, binding)) for term in terms)):
            links = zip(relations, pairwise(chosen), strict=True)
            if all(relation(*pair) for relation, pair in links) != bool(sign):
                yield binding, []
                return
    elif len(comparison.guards) > 1:
        parts = zip(terms[:-1], comparison.guards, strict=True)
        yield binding, [SignedLiteral(0, Comparison(left, (guard,))) for left, guard in parts]
    else:
        known, unknown = sorted(terms, key=lambda term: not _known((term,), binding))
        for value in dict.fromkeys(values(known, binding)):
            if isinstance(unknown, Operation):
                yield from _solved(unknown, value, binding)
            elif (fit := _fit((unknown,), (value,), binding)) is not None:
                yield fit


def names_of(literals: Iterable[SignedLiteral]) -> Iterator[str]:
    """Yield the variables of some literals in the order they first stand there."""
    found = (name for one in literals for term in terms_of(one) for name in variables_of(term))
    yield from (name for name in dict.fromkeys(found) if name != "_")


# --- terms ----------------------------------------------------------------------------------------


def _is_solvable(term: Term, binding: Binding) -> bool:
    """Return whether a term that is not known can be found from its value."""
    match term:
        case Operation("-", (part,)):
            return _is_solvable(part, binding)
        case Operation("+" | "-" | "*", (left, right)):
            unknown = [part for part in (left, right) if not _known((part,), binding)]
            return len(unknown) == 1 and _is_solvable(unknown[0], binding)
    return not isinstance(term, Operation | Interval)


def _solved(
    term: Operation, value: Symbol, binding: Binding
) -> Iterator[tuple[Binding, list[SignedLiteral]]]:
    """Yield the equation that is left for the part of a sum or product that is not known."""
    if len(term.arguments) == 1:
        part, wanted = term.arguments[0], _computed(term.operator, [value])
    else:
        left, right = term.arguments
        part, other = (right, left) if _known((left,), binding) else (left, right)
        known = next(values(other, binding), None)
        if known is None or {known.type, value.type} != {SymbolType.Number}:
            return
        if term.operator == "*":
            wanted = _computed("/", [value, known])
            if wanted is None or wanted.number * known.number != value.number:
                return
        elif term.operator == "-" and part is right:
            wanted = _computed("-", [known, value])
        else:
            wanted = _computed("-" if term.operator == "+" else "+", [value, known])
    if wanted is not None:
        yield binding, [SignedLiteral(0, Comparison(Value(wanted), (Guard("=", part),)))]


def instances(atom: Atom, binding: Binding) -> Iterator[Symbol]:
    """Yield the instances of an atom, several if an interval stands in it."""
    for arguments in product(*(list(values(term, binding)) for term in atom.arguments)):
        yield clingo.Function(atom.name, arguments, not atom.strong)


def values(term: Term, binding: Binding) -> Iterator[Symbol]:
    """Yield the values of a term: none if it has no meaning, several if it is an interval."""
    match term:
        case Variable(name):
            yield binding[name]
        case Value(symbol):
            yield symbol
        case Function(name, arguments):
            yield from instances(Atom(name, arguments), binding)
        case Interval(first, last):
            for least, most in product(values(first, binding), list(values(last, binding))):
                if {least.type, most.type} == {SymbolType.Number}:
                    yield from map(Number, range(least.number, most.number + 1))
        case Operation(sign, parts):
            for chosen in product(*(list(values(part, binding)) for part in parts)):
                result = _computed(sign, chosen)
                if result is not None:
                    yield result


def _computed(sign: str, symbols: Sequence[Symbol]) -> Symbol | None:
    """Return the result of an operation as the solver computes it, if it has one."""
    first = symbols[0]
    if sign == "-" and len(symbols) == 1 and first.type is SymbolType.Function:
        return clingo.Function(first.name, first.arguments, not first.positive)
    if {value.type for value in symbols} != {SymbolType.Number}:
        return None
    result = _figure(sign, *(value.number for value in symbols))
    # The solver's numbers have 32 bits and go round without a word.
    return None if result is None else Number((result + 2**31) % 2**32 - 2**31)


def _figure(sign: str, one: int, two: int | None = None) -> int | None:
    if two is None:
        return {"-": -one, "~": ~one, "|": abs(one)}[sign]
    if sign in {"/", "\\"}:
        if not two:
            return None
        # Towards zero, as in C; the rest has the sign of what is divided.
        whole = abs(one) // abs(two) * (1 if (one < 0) == (two < 0) else -1)
        return whole if sign == "/" else one - whole * two
    if sign == "**":
        if two < 0:
            return 0 if one else None
        return pow(one, two, 2**32)
    return _PLAIN[sign](one, two)


_PLAIN: Final[dict[str, Callable[[int, int], int]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "?": operator.or_,
    "^": operator.xor,
}
