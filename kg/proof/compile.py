"""From rules to a program that finds, for wanted atoms, every rule instance that supports them.

The program is grounded behind the answer it explains, so that the rules are matched by the engine
and against what is there; nothing is solved again. Only what is wanted is matched: an atom is
wanted when it is asked about, or when a support of a wanted atom rests on it (magic sets).

The atoms it makes, with the number of the question first:

``_wanted_NAME_ARITY(question, atom)``: one predicate for each predicate of the rules, so that what
is wanted flows from layer to layer and not round and round;
``_supportN(question, atom, values, needs, absences, doubles, bounds)``: an instance of rule number
N; ``values`` are those of the rule's variables, ``doubles`` the atoms under ``not not``;
``_itemN(question, values, position, counts, needs, absences, doubles, meant_needs, meant_absences,
meant_doubles)``: what an aggregate or a condition at a place of the body of rule N has to count;
the first three lists make it count, the last three only say which ones are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from kg.engine.syntax import (
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
from kg.proof.codes import NAMELESS, RuleCode, rule_codes
from kg.proof.proof import ANY, Pattern

__all__ = [
    "ANYTHING",
    "QUESTION",
    "Compiled",
    "Part",
    "compile_rules",
    "wanted",
]

#: The parameter of the program: the number of the question.
QUESTION: Final = "_question"
#: What stands for an argument that may be anything.
ANYTHING: Final = "_anything"
#: A literal that never holds: it keeps the place of a case that nothing fills.
_NEVER: Final = SignedLiteral(0, Atom("_never", ()))


@dataclass(frozen=True)
class Part:
    """The lines of one rule.

    Attributes:
        text: the lines.
        makes: what is wanted of the rule's head, as a predicate; ``None`` for a weak constraint.
        asks: what it makes wanted, as predicates.
        rests_on: atoms of which some must hold each, or the rule stands behind nothing.
    """

    text: str
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
    def costs(self) -> str:
        """The program for weak constraints: every instance, wanted or not."""
        return "\n".join(part.text for part in self.parts if part.makes is None)

    def supports(
        self, predicates: Iterable[str], some: Callable[[Pattern], bool]
    ) -> tuple[tuple[int, ...], str]:
        """Return the rules that may matter when atoms of some predicates are wanted.

        Every rule costs the engine time, whether an instance of it is found or not.

        Args:
            predicates: names as ``wanted`` gives them.
            some: whether any atom of a pattern holds.

        Returns:
            The numbers of the rules, and the program.
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
        numbers.sort()
        return tuple(numbers), "\n".join(self.parts[number].text for number in numbers)

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
        lines = tuple(_compiled(code, number, derived))
        asks = frozenset(map(_wanted, _asked(code.rule.body))) & derived
        parts.append(Part("\n".join(lines), makes, asks, tuple(_rests_on(code.rule))))
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
    """Return the predicate that says which atoms of a predicate are wanted."""
    return f"_wanted_{name}_{arity}{'' if positive else '_contrary'}"


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


def _compiled(code: RuleCode, number: int, derived: Set[str]) -> Iterator[str]:
    """Yield the lines for one rule.

    Args:
        code: the rule.
        number: its number.
        derived: the predicates of what is wanted that some rule makes true.
    """
    rule, values = code.rule, _tuple(code.variables)
    plain = [one for one in rule.body if isinstance(one, SignedLiteral)]
    needs, absences, doubles = _parts(plain)
    body = [str(_nameless_again(one)) for one in rule.body]
    if isinstance(rule.head, Weight):
        head = f"({rule.head.weight},{rule.head.level},{_tuple(rule.head.terms)})"
    elif isinstance(rule.head, Atom):
        head, equations = _plain_head(rule.head)
        body = [f"{_wanted(rule.head)}({QUESTION},{head})", *body, *equations]
        if code.choice:
            body.append(head)
    bounds = _tuple(_tuple(_bounds(one)) for _, one in code.aggregates)
    parts = ",".join(_tuple(one) for one in (needs, absences, doubles))
    yield f"_support{number}({QUESTION},{head},{values},{parts},{bounds}){_if(body)}."
    yield from _demand(f"_support{number}({QUESTION},_,_,", needs, ",_,_,_)", derived)
    asked = f"_support{number}({QUESTION},_,{values},_,_,_,_)"
    for place, one in code.aggregates:
        for counts, counting, meant in _items(one, code.variables):
            here = map(str, meant if _stands_alone(one) else (*meant, *counting))
            item = ",".join(_tuple(part) for part in (*_parts(counting), *_parts(meant)))
            inner = f"{values},{place},{_tuple(counts)},{item}"
            yield f"_item{number}({QUESTION},{inner}){_if([asked, *here])}."
            opening = f"_item{number}({QUESTION},_,{place},_,"
            yield from _demand(opening, _parts(counting)[0], ",_,_,_,_,_)", derived)


def _if(body: Sequence[str]) -> str:
    return f" :- {'; '.join(body)}" if body else ""


def _demand(opening: str, needs: Sequence[Atom], closing: str, derived: Set[str]) -> Iterator[str]:
    """Yield the rules by which the atoms of a list are wanted, if any rule makes such true."""
    for place, atom in enumerate(needs):
        if _wanted(atom) in derived:
            places = ",".join("X" if place == one else "_" for one in range(len(needs)))
            yield f"{_wanted(atom)}({QUESTION},X) :- {opening}({places},){closing}."


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


def _parts(literals: Iterable[SignedLiteral]) -> tuple[list[Atom], list[Atom], list[Atom]]:
    """Return the atoms that must hold, the patterns of those that must not, and under not not."""
    atoms = [(one.sign, one.of) for one in literals if isinstance(one.of, Atom)]
    needs = [atom for sign, atom in atoms if sign == 0]
    absences, doubles = ([_pattern(a) for sign, a in atoms if sign == want] for want in (1, 2))
    return needs, absences, doubles


def _pattern(atom: Atom) -> Atom:
    """Return an atom with a mark for every nameless variable."""
    return replace(atom, arguments=tuple(map(_open, atom.arguments)))


def _open(term: Term) -> Term:
    """Return a term with a mark for every nameless variable."""
    match term:
        case Variable("_"):
            return Variable(ANYTHING)
        case Function(name, arguments):
            return Function(name, tuple(map(_open, arguments)))
    return term


def _tuple(parts: Iterable[object]) -> str:
    """Return some terms as a tuple of the rules."""
    inner = ",".join(map(str, parts))
    return f"({inner},)" if inner else "()"
