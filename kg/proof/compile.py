"""From rules to a program that finds, for wanted atoms, every rule instance that supports them.

The program is grounded behind the answer it explains, so that the rules are matched by the engine
and against what is there; nothing is solved again. Only what is wanted is matched: an atom is
wanted when it is asked about, or when a support of a wanted atom rests on it (magic sets).

The atoms it makes; the number of the question stands behind each name:

``_wanted_NAME_ARITY_Q(atom)``: one predicate for each predicate of the rules, so that what is
wanted flows from layer to layer and not round and round;
``_supportN_Q(...)``: an instance of rule number N, beginning with its atom;
``_itemN_M_Q(...)``: something that an aggregate or a condition of rule N has to count.

What the other arguments are, the layout of the rule says.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import clingo

from kg.proof.codes import NAMELESS, RuleCode, rule_codes
from kg.proof.column_layout import ItemLayout, Row, RuleLayout
from kg.proof.proof import ANY, Pattern
from kg.rulebase.syntax import (
    Aggregate,
    Atom,
    BodyLiteral,
    Conditional,
    Function,
    Interval,
    Operation,
    Rule,
    SignedLiteral,
    Term,
    Value,
    Variable,
    Weight,
    atoms_of,
    terms_of,
    variables_of,
)

__all__ = ["Compiled", "Part", "compile_rules", "named", "wanted"]

#: What stands in the lines for the number of the question; no name or text of a rule can hold it.
_QUESTION: Final = "\0"
#: A literal that never holds: it keeps the place of a case that nothing fills.
_NEVER: Final = SignedLiteral(0, Atom("_never", ()))


@dataclass(frozen=True)
class Part:
    """The lines of one rule.

    Attributes:
        text: the lines, for any question.
        layout: what the atoms of its instances tell.
        makes: what is wanted of the rule's head, as a predicate; ``None`` for a weak constraint.
        asks: what it makes wanted, as predicates.
        rests_on: atoms of which some must hold each, or the rule stands behind nothing.
    """

    text: str
    layout: RuleLayout
    makes: str | None
    asks: frozenset[str]
    rests_on: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """The program that finds supports, and what its numbers stand for.

    Attributes:
        codes: what each rule number stands for.
        parts: the lines of each rule, by its number.
    """

    codes: tuple[RuleCode, ...]
    parts: tuple[Part, ...]

    @cached_property
    def costs(self) -> tuple[int, ...]:
        """The numbers of the weak constraints: they are asked for every instance at once."""
        return tuple(number for number, part in enumerate(self.parts) if part.makes is None)

    def program(
        self, question: int, numbers: Iterable[int], atoms: Iterable[tuple[str, clingo.Symbol]] = ()
    ) -> str:
        """Return the program that finds instances of some rules.

        Args:
            question: the number of the question.
            numbers: the rules.
            atoms: what is wanted: a name as ``wanted`` gives it, and the atom.
        """
        lines = [f"{name}({atom})." for name, atom in atoms]
        lines += [self.parts[number].text for number in numbers]
        return named("\n".join(lines), question)

    def supports(
        self, predicates: Iterable[str], some: Callable[[Pattern], bool]
    ) -> tuple[int, ...]:
        """Return the rules that may matter when atoms of some predicates are wanted.

        Every rule costs the engine time, whether an instance of it is found or not.

        Args:
            predicates: names as ``wanted`` gives them.
            some: whether any atom of a pattern holds.

        Returns:
            The numbers of the rules.
        """
        asked: set[str] = set()
        waiting = set(predicates)
        numbers: list[int] = []
        while waiting:
            asked |= waiting
            makers = (number for name in waiting for number in self._makers.get(name, ()))
            met = [number for number in makers if all(map(some, self.parts[number].rests_on))]
            numbers += met
            waiting = {name for number in met for name in self.parts[number].asks} - asked
        return tuple(sorted(numbers))

    def makes(self, predicate: str) -> bool:
        """Return whether any rule makes what is wanted, by a name as ``wanted`` gives it."""
        return predicate in self._makers

    @cached_property
    def _makers(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for number, part in enumerate(self.parts):
            if part.makes is not None:
                found[part.makes] = (*found.get(part.makes, ()), number)
        return found


def compile_rules(rules: Mapping[str, Iterable[Rule]]) -> Compiled:
    """Return the program that finds supports.

    Args:
        rules: the id of each rule, and the rule: one for each way through its pools.
    """
    found = rule_codes(rules)
    heads = [_wanted(one.rule.head) if isinstance(one.rule.head, Atom) else None for one in found]
    derived = frozenset(filter(None, heads))
    parts = []
    for number, (code, makes) in enumerate(zip(found, heads, strict=True)):
        parts.append(_compiled(code, number, makes, derived))
    return Compiled(found, tuple(parts))


def _rests_on(rule: Rule) -> Iterator[Pattern]:
    """Yield the atoms of which some must hold each: of the head, and of the body's literals."""
    literals = (one for one in rule.body if isinstance(one, SignedLiteral) and one.sign == 0)
    for atom in (rule.head, *(one.of for one in literals)):
        if isinstance(atom, Atom):
            known = (one.symbol if isinstance(one, Value) else ANY for one in atom.arguments)
            yield Pattern(atom.name, tuple(known), not atom.strong)


def _asked(body: Iterable[BodyLiteral]) -> Iterator[Atom]:
    """Yield the atoms of a body on which a support may rest."""
    for sign, atom in atoms_of(tuple(body)):
        if sign == 0:
            yield atom


def wanted(name: str, arity: int, *, positive: bool = True) -> str:
    """Return the predicate that says which atoms of a predicate are wanted, for any question."""
    return f"_wanted_{name}_{arity}{'' if positive else '_contrary'}{_QUESTION}"


def named(text: str, question: int) -> str:
    """Return a name, or lines, for one question."""
    return text.replace(_QUESTION, f"_{question}")


def _wanted(atom: Atom) -> str:
    return wanted(atom.name, len(atom.arguments), positive=not atom.strong)


def _nameless_again(one: BodyLiteral) -> BodyLiteral:
    """Return a condition as it was written; there alone a named variable would be unsafe."""
    if not isinstance(one, Conditional) or not isinstance(one.literal.of, Atom):
        return one
    atom = one.literal.of
    arguments = tuple(map(_without_name, atom.arguments))
    return replace(one, literal=replace(one.literal, of=replace(atom, arguments=arguments)))


def _without_name(term: Term) -> Term:
    match term:
        case Variable(name) if name.startswith(NAMELESS):
            return Variable("_")
        case Function(name, arguments):
            return Function(name, tuple(map(_without_name, arguments)))
    return term


def _compiled(code: RuleCode, number: int, makes: str | None, derived: Set[str]) -> Part:
    """Return the lines for one rule, and what the atoms of its instances tell.

    Args:
        code: the rule.
        number: its number.
        makes: what is wanted of its head.
        derived: the predicates of what is wanted that some rule makes true.
    """
    rule = code.rule
    body = [str(_nameless_again(one)) for one in rule.body]
    head = ""
    if isinstance(rule.head, Weight):
        head = f"({rule.head.weight},{rule.head.level},{_tuple(rule.head.terms)})"
    elif isinstance(rule.head, Atom):
        head, equations = _plain_head(rule.head)
        body = [f"{makes}({head})", *body, *equations]
        if code.choice:
            body.append(head)
    name = f"_support{number}{_QUESTION}"
    row = Row(code.variables, head)
    plain = [one for one in rule.body if isinstance(one, SignedLiteral)]
    parts = row.parts(plain)
    told = parts.absences[: len(parts.absences) - code.others]
    bounds = tuple(row.add(_bounds(one)) for _, one in code.aggregates)
    lines = [f"{name}({row}){_if(body)}."]
    lines += _demand(name, row, plain, parts.needs, derived)
    asked = ["_"] * len(row.terms)
    asked[row.values] = code.variables
    items: list[ItemLayout] = []
    for place, one in code.aggregates:
        for counts, counting, meant in _items(one, code.variables):
            here = map(str, meant if _stands_alone(one) else (*meant, *counting))
            label = f"_item{number}_{len(items)}{_QUESTION}"
            item = Row(code.variables)
            counted = item.add(counts)
            this = item.parts(counting)
            only = item.parts(meant)
            items.append(
                ItemLayout(label, len(item.terms), item.values, this, place, counted, only)
            )
            inner = f"({item})" if item.terms else ""
            instance = f"{name}({','.join(asked)})"
            lines.append(f"{label}{inner}{_if([instance, *here])}.")
            lines += _demand(label, item, counting, this.needs, derived)
    return Part(
        "\n".join(lines),
        RuleLayout(name, len(row.terms), row.values, parts, told, bounds, tuple(items)),
        makes,
        frozenset(map(_wanted, _asked(rule.body))) & derived,
        tuple(_rests_on(rule)),
    )


def _if(body: Sequence[str]) -> str:
    return f" :- {'; '.join(body)}" if body else ""


def _demand(
    name: str, row: Row, literals: Sequence[SignedLiteral], needs: slice, derived: Set[str]
) -> Iterator[str]:
    """Yield the rules by which the needed atoms are wanted, if any rule makes such true."""
    atoms = [one.of for one in literals if one.sign == 0 and isinstance(one.of, Atom)]
    for place, atom in enumerate(atoms, needs.start):
        if _wanted(atom) in derived:
            yield f"{_wanted(atom)}(X) :- {name}({row.only(place)})."


def _bounds(one: Aggregate | Conditional) -> Iterator[str]:
    """Yield the terms of the guards."""
    if isinstance(one, Aggregate):
        yield from (str(guard.term) for guard in one.guards)


def _plain_head(head: object) -> tuple[str, list[str]]:
    """Return a head whose arguments can be matched, and what equates them with the rule's."""
    if not isinstance(head, Atom):
        raise TypeError(f"no atom: {head}")
    arguments: list[str] = []
    equations: list[str] = []
    for place, term in enumerate(head.arguments):
        if _computed(term):
            arguments.append(f"_Head{place}")
            equations.append(f"_Head{place} = {term}")
        else:
            arguments.append(str(term))
    inner = f"({','.join(arguments)})" if arguments else ""
    return f"{'-' if head.strong else ''}{head.name}{inner}", equations


def _computed(term: Term) -> bool:
    """Return whether a term has to be computed before it can be compared."""
    match term:
        case Operation() | Interval():
            return True
        case Function(_, arguments):
            return any(map(_computed, arguments))
    return False


def _items(
    one: Aggregate | Conditional, of_the_rule: Container[str]
) -> Iterator[tuple[list[str], tuple[SignedLiteral, ...], tuple[SignedLiteral, ...]]]:
    """Yield what an aggregate or condition counts: the tuple, what makes it count, who is meant."""
    if isinstance(one, Conditional):
        counts = [name for name in _variables(one) if name not in of_the_rule]
        yield counts, (one.literal,), one.condition
        if not _stands_alone(one):
            yield counts, (_NEVER,), one.condition
    else:
        for element in one.elements:
            yield list(map(str, element.terms)), element.condition, ()


def _stands_alone(one: Aggregate | Conditional) -> bool:
    """Return whether the literal of a condition is known once its condition is.

    Otherwise any of several atoms will do, and each is an item of its own.
    """
    if isinstance(one, Aggregate):
        return False
    return not any(
        name.startswith(NAMELESS) for term in terms_of(one.literal) for name in variables_of(term)
    )


def _variables(one: Conditional) -> tuple[str, ...]:
    """Return the variables of a condition, in the order they first stand there."""
    terms = (term for literal in (*one.condition, one.literal) for term in terms_of(literal))
    names = (name for term in terms for name in variables_of(term))
    return tuple(dict.fromkeys(name for name in names if name[0] != "_"))


def _tuple(parts: Iterable[object]) -> str:
    """Return some terms as a tuple of the rules."""
    inner = ",".join(map(str, parts))
    return f"({inner},)" if inner else "()"
