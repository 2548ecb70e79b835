"""Rules as plain data: terms, literals and rules without pools, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import chain
from typing import Final, Literal, TypeAlias, TypeVar, cast

import clingo

__all__ = [
    "ANY",
    "TURNED",
    "Aggregate",
    "Anything",
    "Argument",
    "Atom",
    "BodyLiteral",
    "Chosen",
    "Comparison",
    "Conditional",
    "Element",
    "Function",
    "Guard",
    "Head",
    "Interval",
    "OpenTerm",
    "Operation",
    "Operator",
    "Relation",
    "Rule",
    "SignedLiteral",
    "Term",
    "Truth",
    "Value",
    "Variable",
    "Weight",
    "atoms_of",
    "fits",
    "global_variables",
    "terms_in",
    "terms_of",
    "variables_of",
    "with_constants",
    "with_names",
]

_Part = TypeVar("_Part")
Operator: TypeAlias = Literal["+", "-", "*", "/", "\\", "**", "&", "?", "^", "~", "|"]
Relation: TypeAlias = Literal["<", "<=", ">", ">=", "=", "!="]


class Anything:
    """The place of an argument that may be anything."""

    def __repr__(self) -> str:
        return "_"


ANY: Final = Anything()
"""What stands in a pattern for an argument that may be anything."""


@dataclass(frozen=True)
class OpenTerm:
    """A term with arguments of which some may be anything, such as ``f(_)``.

    Attributes:
        name: its name; empty for a tuple.
        arguments: a symbol, another open term, or ``ANY``, for each argument.
    """

    name: str
    arguments: tuple[Argument, ...]

    def matches(self, symbol: clingo.Symbol) -> bool:
        """Return whether a symbol is one of those terms."""
        return (
            symbol.type is clingo.SymbolType.Function
            and symbol.positive
            and symbol.name == self.name
            and len(symbol.arguments) == len(self.arguments)
            and all(map(fits, self.arguments, symbol.arguments))
        )

    def __str__(self) -> str:
        inner = ",".join(map(str, self.arguments))
        return f"{self.name}({inner}{',' if not self.name and len(self.arguments) == 1 else ''})"


Argument: TypeAlias = clingo.Symbol | Anything | OpenTerm
"""An argument of a pattern."""


def fits(argument: Argument, symbol: clingo.Symbol) -> bool:
    """Return whether a symbol is one that an argument of a pattern stands for."""
    if isinstance(argument, OpenTerm):
        return argument.matches(symbol)
    return isinstance(argument, Anything) or argument == symbol


#: A relation with its sides changed over.
TURNED: Final[dict[str, Relation]] = {
    ">": "<",
    "<": ">",
    "<=": ">=",
    ">=": "<=",
    "=": "=",
    "!=": "!=",
}


# --- terms --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variable:
    """A variable; ``_`` is one that nobody names."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Value:
    """A number, a text or a constant."""

    symbol: clingo.Symbol

    def __str__(self) -> str:
        return str(self.symbol)


@dataclass(frozen=True)
class Function:
    """A term with arguments; without a name, a tuple."""

    name: str
    arguments: tuple[Term, ...]

    def __str__(self) -> str:
        inner = ",".join(map(str, self.arguments))
        if self.name:
            return f"{self.name}({inner})" if self.arguments else self.name
        return f"({inner},)" if len(self.arguments) == 1 else f"({inner})"


@dataclass(frozen=True)
class Operation:
    """A sum, a product and so on; with one argument a negation, a complement or an amount."""

    operator: Operator
    arguments: tuple[Term, ...]

    def __str__(self) -> str:
        if len(self.arguments) == 2:
            return f"({self.arguments[0]}{self.operator}{self.arguments[1]})"
        (inner,) = self.arguments
        return f"|{inner}|" if self.operator == "|" else f"{self.operator}({inner})"


@dataclass(frozen=True)
class Interval:
    """The whole numbers from one to another."""

    least: Term
    most: Term

    def __str__(self) -> str:
        return f"({self.least}..{self.most})"


Term: TypeAlias = Variable | Value | Function | Operation | Interval


# --- literals -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Atom:
    """A predicate with its arguments; ``strong`` when it is the contrary one, ``-p``."""

    name: str
    arguments: tuple[Term, ...]
    strong: bool = False

    @property
    def signature(self) -> tuple[str, int]:
        """The name and the number of arguments."""
        return self.name, len(self.arguments)

    def __str__(self) -> str:
        inner = f"({','.join(map(str, self.arguments))})" if self.arguments else ""
        return f"{'-' if self.strong else ''}{self.name}{inner}"


@dataclass(frozen=True)
class Guard:
    """A relation and the term on its right."""

    relation: Relation
    term: Term

    def __str__(self) -> str:
        return f"{self.relation}{self.term}"


@dataclass(frozen=True)
class Comparison:
    """A chain of relations, such as ``1 < X < Y``."""

    left: Term
    guards: tuple[Guard, ...]

    def __str__(self) -> str:
        return f"{self.left}{''.join(map(str, self.guards))}"


@dataclass(frozen=True)
class Truth:
    """``#true`` or ``#false``."""

    value: bool

    def __str__(self) -> str:
        return "#true" if self.value else "#false"


@dataclass(frozen=True)
class SignedLiteral:
    """An atom, a comparison or a truth value, with as many ``not`` before it as ``sign`` says."""

    sign: int
    of: Atom | Comparison | Truth

    def __str__(self) -> str:
        return "not " * self.sign + str(self.of)


@dataclass(frozen=True)
class Conditional:
    """A literal that must hold for every way in which its condition holds."""

    literal: SignedLiteral
    condition: tuple[SignedLiteral, ...]

    def __str__(self) -> str:
        return str(self.literal) + _condition(self.condition)


@dataclass(frozen=True)
class Element:
    """One kind of thing that an aggregate counts: a tuple, and when it counts."""

    terms: tuple[Term, ...]
    condition: tuple[SignedLiteral, ...]

    def __str__(self) -> str:
        return ",".join(map(str, self.terms)) + _condition(self.condition)


@dataclass(frozen=True)
class Aggregate:
    """``#count``, ``#sum``, ``#sum+``, ``#min`` or ``#max`` of some elements, with guards.

    A guard reads *aggregate relation term*, whichever side it was written on.
    """

    sign: int
    function: str
    elements: tuple[Element, ...]
    guards: tuple[Guard, ...]

    def __str__(self) -> str:
        inner = f"{self.function}{{{'; '.join(map(str, self.elements))}}}"
        return "not " * self.sign + _guarded(inner, self.guards)


BodyLiteral: TypeAlias = SignedLiteral | Conditional | Aggregate


# --- rules ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """Atoms that may be true (``choice``) or of which one must be (a disjunction).

    Attributes:
        elements: the atoms, each with its condition.
        choice: whether they may be true.
        guards: how many of them, or what they must come to, as in an ``Aggregate``.
        function: what they come to; empty for their number.
        counted: with a function, the tuple that each element counts by.
    """

    elements: tuple[tuple[Atom, tuple[SignedLiteral, ...]], ...]
    choice: bool
    guards: tuple[Guard, ...] = ()
    function: str = ""
    counted: tuple[tuple[Term, ...], ...] = ()

    def __str__(self) -> str:
        # A disjunction of one atom is told from a plain atom by its colon.
        lone = not self.choice and len(self.elements) == 1
        parts = [f"{atom}{_condition(inner, always=lone)}" for atom, inner in self.elements]
        if not self.choice:
            return "; ".join(parts)
        if self.function:
            tuples = [",".join(map(str, terms)) for terms in self.counted]
            parts = [": ".join(pair) for pair in zip(tuples, parts, strict=True)]
        return _guarded(f"{self.function}{{{'; '.join(parts)}}}", self.guards)


@dataclass(frozen=True)
class Weight:
    """What an instance of a weak constraint costs, at which level, counted once a tuple."""

    weight: Term
    level: Term
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return f"[{','.join([f'{self.weight}@{self.level}', *map(str, self.terms)])}]"


Head: TypeAlias = Atom | Chosen | Weight | None
"""What a rule makes true; ``None`` for a constraint, a ``Weight`` for a weak one."""


@dataclass(frozen=True)
class Rule:
    """One rule without pools."""

    head: Head
    body: tuple[BodyLiteral, ...]

    def __str__(self) -> str:
        """Return the rule as the parser reads it: it gives an equal rule back."""
        body = "; ".join(map(str, self.body))
        if isinstance(self.head, Weight):
            return f":~ {body}. {self.head}"
        head = "" if self.head is None else str(self.head)
        if not body and head:
            return f"{head}."
        return f"{head} :- {body}.".lstrip()


def _condition(literals: Sequence[SignedLiteral], *, always: bool = True) -> str:
    """Return a condition with its colon; a blank keeps ``: -p`` from being read as ``:-``."""
    return f": {', '.join(map(str, literals))}" if literals or always else ""


def _guarded(inner: str, guards: Sequence[Guard]) -> str:
    """Return an aggregate between its guards; each reads *aggregate relation term*."""
    first = f"{guards[0].term}{TURNED[guards[0].relation]}" if guards else ""
    return first + inner + "".join(map(str, guards[1:]))


# --- what a rule is made of -----------------------------------------------------------------------


def variables_of(term: Term) -> Iterator[str]:
    """Yield the variables of a term, as often as they stand there."""
    match term:
        case Variable(name):
            yield name
        case Function(_, arguments) | Operation(_, arguments):
            yield from chain.from_iterable(map(variables_of, arguments))
        case Interval(least, most):
            yield from chain(variables_of(least), variables_of(most))


def atoms_of(literals: Sequence[BodyLiteral]) -> Iterator[tuple[int, Atom]]:
    """Yield every atom of a body with its sign, those in aggregates and conditions too."""
    for one in literals:
        match one:
            case SignedLiteral(sign, Atom() as atom):
                yield sign, atom
            case Conditional(literal, condition):
                yield from atoms_of((literal, *condition))
            case Aggregate(_, _, elements, _):
                for element in elements:
                    yield from atoms_of(element.condition)


def terms_of(literal: SignedLiteral) -> Iterator[Term]:
    """Yield the terms of a literal."""
    match literal.of:
        case Atom(_, arguments):
            yield from arguments
        case Comparison(left, guards):
            yield left
            yield from (guard.term for guard in guards)


def global_variables(rule: Rule) -> tuple[str, ...]:
    """Return the variables that belong to a whole rule, in the order they first stand there.

    Those of an aggregate's elements, of a condition, and nameless ones belong to their place alone.
    """
    terms: list[Term] = []
    match rule.head:
        case Atom(_, arguments):
            terms += arguments
        case Weight(weight, level, counted):
            terms += [weight, level, *counted]
    for one in rule.body:
        match one:
            case SignedLiteral():
                terms += terms_of(one)
            case Aggregate(_, _, _, guards):
                terms += [guard.term for guard in guards]
    found = chain.from_iterable(map(variables_of, terms))
    return tuple(dict.fromkeys(name for name in found if name != "_"))


def terms_in(rule: Rule) -> Iterator[Term]:
    """Yield every term of a rule, and every term inside one."""

    def inside(one: object) -> Iterator[Term]:
        if isinstance(one, Variable | Value | Function | Operation | Interval):
            yield one
        if isinstance(one, tuple):
            yield from chain.from_iterable(map(inside, one))
        elif is_dataclass(one) and not isinstance(one, type):
            yield from chain.from_iterable(inside(getattr(one, each.name)) for each in fields(one))

    return inside(rule)


def with_constants(rule: Rule, values: Mapping[str, Term]) -> Rule:
    """Return a rule with every constant of a ``#const`` replaced by its value.

    Args:
        rule: the rule.
        values: the constants; the value of one may speak of others, but not of itself.
    """

    def replace_constant(term: Term, of: frozenset[str] = frozenset()) -> Term:
        name = _constant(term.symbol) if isinstance(term, Value) else ""
        if name in of or name not in values:
            return term
        return _with_terms(values[name], lambda inner: replace_constant(inner, of | {name}))

    return _with_terms(rule, replace_constant) if values else rule


def with_names(one: _Part, names: Mapping[str, str]) -> _Part:
    """Return a part of a rule with some of its variables under other names."""

    def replaced(term: Term) -> Term:
        known = isinstance(term, Variable) and term.name in names
        return Variable(names[term.name]) if known and isinstance(term, Variable) else term

    return _with_terms(one, replaced) if names else one


def _with_terms(one: _Part, replaced: Callable[[Term], Term]) -> _Part:
    """Return a part of a rule with every variable and value replaced."""

    def within(part: object) -> object:
        if isinstance(part, Variable | Value):
            return replaced(part)
        if isinstance(part, tuple):
            return tuple(map(within, part))
        if is_dataclass(part) and not isinstance(part, type):
            kept = {each.name: getattr(part, each.name) for each in fields(part)}
            return type(part)(**{name: within(value) for name, value in kept.items()})
        return part

    return cast(_Part, within(one))


def _constant(symbol: clingo.Symbol) -> str:
    plain = symbol.type is clingo.SymbolType.Function and not symbol.arguments
    return symbol.name if plain else ""
