"""The rules in the form that is compiled: one atom each, and a name for every variable that counts.

A rule that may make several atoms true stands once for each of them. Proofs speak of a rule by the
number of its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from kg.rulebase.syntax import (
    Aggregate,
    Atom,
    BodyLiteral,
    Chosen,
    Comparison,
    Conditional,
    Function,
    Guard,
    Operation,
    Rule,
    SignedLiteral,
    Term,
    Variable,
    global_variables,
    terms_in,
    with_names,
)

__all__ = ["NAMELESS", "RuleCode", "rule_codes"]

#: How the names of nameless variables begin.
NAMELESS: Final = "_Nameless"


@dataclass(frozen=True)
class RuleCode:
    """What a number in the program stands for.

    Attributes:
        id: the id of the rule.
        variant: which way through the rule's pools.
        variables: the variables whose values a support gives, in order.
        aggregates: place in the body, and the aggregate or condition there.
        choice: whether the rule only allows its atom.
        rule: the rule, of one atom.
        others: how many of its last absences are the other atoms of a disjunction.
        own: how many literals of the body are the rule's own; after them come the condition of its
            atom, then what says that no other atom of a disjunction is true.
    """

    id: str
    variant: int
    variables: tuple[str, ...]
    aggregates: tuple[tuple[int, Aggregate | Conditional], ...]
    choice: bool
    rule: Rule
    others: int
    own: int


def rule_codes(rules: Mapping[str, Iterable[Rule]]) -> tuple[RuleCode, ...]:
    """Return what each number stands for, in the order of the rules.

    Args:
        rules: the id of each rule, and the rule: one for each way through its pools.
    """
    return tuple(
        _code(name, variant, one, choice=choice, others=others, own=len(rule.body))
        for name, variants in rules.items()
        for variant, rule in enumerate(variants)
        for one, choice, others in _single_headed(rule)
    )


def _single_headed(rule: Rule) -> Iterator[tuple[Rule, bool, int]]:
    """Yield a rule once for each atom it may make true; whether that is a choice; how many others.

    A condition of the head goes into the body. The other atoms of a disjunction must be false.
    One that has a condition, or may be the same atom, must be so wherever the condition holds and
    it is another; what says that comes before the plain literals, of which the number is given.
    """
    if rule.head is None:
        return
    if not isinstance(rule.head, Chosen):
        yield rule, False, 0
        return
    for element in rule.head.elements:
        atom, condition = with_names(element, _clashing(rule, element[0], element[1]))
        plain: list[SignedLiteral] = []
        open_ones: list[Conditional] = []
        for other in () if rule.head.choice else rule.head.elements:
            if not other[1] and _signature(other[0]) != _signature(atom):
                plain.append(SignedLiteral(1, other[0]))
            elif other[1] or other[0] != atom:
                open_ones.append(_no_other(rule, atom, other))
        body = (*rule.body, *condition, *open_ones, *plain)
        yield Rule(atom, body), rule.head.choice, len(plain)


def _signature(atom: Atom) -> tuple[str, int, bool]:
    return *atom.signature, atom.strong


def _no_other(
    rule: Rule, atom: Atom, element: tuple[Atom, tuple[SignedLiteral, ...]]
) -> Conditional:
    """Return what says that an element of a disjunction gives no true atom but a certain one."""
    used = {term.name for term in terms_in(rule) if isinstance(term, Variable)}
    own = set(global_variables(Rule(*element))) - set(global_variables(rule))
    names: dict[str, str] = {}
    for name in sorted(own):
        fresh = (f"{name}Other{number or ''}" for number in count())
        names[name] = next(one for one in fresh if one not in used)
    other, condition = with_names(element, names)
    if _signature(other) == _signature(atom) and atom.arguments:
        mine, its = (Function("", one.arguments) for one in (atom, other))
        condition = (*condition, SignedLiteral(0, Comparison(its, (Guard("!=", mine),))))
    return Conditional(SignedLiteral(1, other), condition)


def _clashing(rule: Rule, atom: Atom, condition: tuple[SignedLiteral, ...]) -> dict[str, str]:
    """Return new names for the variables of a choice that an aggregate uses for its own."""
    inner = [one for one in rule.body if not isinstance(one, SignedLiteral)]
    used = {term.name for term in terms_in(Rule(None, tuple(inner))) if isinstance(term, Variable)}
    own = set(global_variables(Rule(atom, condition))) - set(global_variables(rule))
    return {name: f"_Own{name}" for name in own & used}


def _code(name: str, variant: int, rule: Rule, *, choice: bool, others: int, own: int) -> RuleCode:
    named = _Names()
    body = tuple(named.literal(one) for one in rule.body)
    aggregates = tuple(
        (place, one) for place, one in enumerate(body) if isinstance(one, Aggregate | Conditional)
    )
    named_rule = Rule(rule.head, body)
    return RuleCode(
        *(name, variant, global_variables(named_rule), aggregates, choice, named_rule),
        *(others, own),
    )


class _Names:
    """Gives every nameless variable of a positive literal a name, so that its atom is known."""

    def __init__(self) -> None:
        self._numbers = count()

    def literal(self, one: BodyLiteral) -> BodyLiteral:
        """Return a literal of a body without nameless variables where they matter."""
        match one:
            case SignedLiteral():
                return self._signed(one)
            case Conditional(literal, condition):
                return Conditional(self._signed(literal), tuple(map(self._signed, condition)))
            case Aggregate():
                elements = tuple(
                    replace(each, condition=tuple(map(self._signed, each.condition)))
                    for each in one.elements
                )
                return replace(one, elements=elements)

    def _signed(self, one: SignedLiteral) -> SignedLiteral:
        if one.sign or not isinstance(one.of, Atom):
            return one
        return SignedLiteral(0, replace(one.of, arguments=tuple(map(self._term, one.of.arguments))))

    def _term(self, term: Term) -> Term:
        match term:
            case Variable("_"):
                return Variable(f"{NAMELESS}{next(self._numbers)}")
            case Function(name, arguments):
                return Function(name, tuple(map(self._term, arguments)))
            case Operation(operator, arguments):
                return Operation(operator, tuple(map(self._term, arguments)))
        return term
