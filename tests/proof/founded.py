"""A plain search for proofs, for the tests: try every rule on what is proved, until nothing comes.

Slow and without taste, so that it can be seen to leave nothing out; the checker judges each step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product

from clingo import Infimum, Number, Supremum, Symbol, SymbolType

from kg.proof.check import faults
from kg.proof.matching import Answer, Binding, instances, names_of, values, ways
from kg.proof.proof import Counted, Item, Proof, Step
from kg.rulebase.syntax import (
    Aggregate,
    Atom,
    Chosen,
    Conditional,
    Rule,
    SignedLiteral,
    global_variables,
)


def founded(rules: Mapping[str, Sequence[Rule]], model: AbstractSet[Symbol]) -> dict[Symbol, Step]:
    """Return a step for every atom that has one by steps before it."""
    answer = Answer(model)
    found: dict[Symbol, Step] = {}
    size = -1
    while size < len(found):
        size = len(found)
        for name, variants in rules.items():
            for number, rule in enumerate(variants):
                for step in _steps(name, number, rule, answer, found.keys()):
                    if step.atom in found or not set(step.premises()) <= found.keys():
                        continue
                    proof = Proof(step.atom, {**found, step.atom: step})
                    if not faults(proof, rules, model, lambda _: False):
                        found[step.atom] = step
    return found


def _steps(
    name: str, number: int, rule: Rule, answer: Answer, proved: AbstractSet[Symbol]
) -> Iterator[Step]:
    """Yield the steps that a rule may give, right or not, with all that is proved in use."""
    simple = [one for one in rule.body if isinstance(one, SignedLiteral)]
    if isinstance(rule.head, Atom):
        heads: Sequence[tuple[Atom, tuple[SignedLiteral, ...]]] = [(rule.head, ())]
    else:
        heads = rule.head.elements if isinstance(rule.head, Chosen) else []
    choice = isinstance(rule.head, Chosen) and rule.head.choice
    for body in ways(simple, {}, answer):
        for whole in _assigned(rule, body.binding, answer):
            counted = tuple(
                _counted(place, literal, whole, answer, proved)
                for place, literal in enumerate(rule.body)
                if not isinstance(literal, SignedLiteral)
            )
            for head, condition in heads:
                for way in ways((*simple, *condition), whole, answer):
                    for atom in instances(head, way.binding):
                        yield Step(
                            *(atom, name, number, whole),
                            *(way.needs, way.absences, counted, choice),
                        )


def _assigned(rule: Rule, bound: Binding, answer: Answer) -> Iterator[dict[str, Symbol]]:
    """Yield the values of all variables of a rule; those of assignments are tried out."""
    names = global_variables(rule)
    missing = [name for name in names if name not in bound]
    numbers = {one for atom in answer.atoms for one in atom.arguments}
    tried = {*map(Number, range(-8, 12)), Infimum, Supremum, *numbers}
    for some in product(tried, repeat=len(missing)):
        given = {**bound, **dict(zip(missing, some, strict=True))}
        yield {name: given[name] for name in names}


def _counted(
    place: int,
    literal: Aggregate | Conditional,
    whole: Binding,
    answer: Answer,
    proved: AbstractSet[Symbol],
) -> Counted:
    real: dict[tuple[Symbol, ...], list[Item]] = {}
    if isinstance(literal, Conditional):
        names = [name for name in names_of(literal.condition) if name not in whole]
        for condition in ways(literal.condition, whole, answer):
            counts = tuple(condition.binding[name] for name in names)
            for way in ways((literal.literal,), condition.binding, answer):
                real.setdefault(counts, []).append(Item(counts, way.needs, way.absences))
        used, others = _parted(real, proved)
        return Counted(place, "#all", None, (), (*used, *others))
    for element in literal.elements:
        for way in ways(element.condition, whole, answer):
            for counts in product(*(list(values(term, way.binding)) for term in element.terms)):
                if _weight(literal.function, counts) is not None:
                    real.setdefault(counts, []).append(Item(counts, way.needs, way.absences))
    bounds = [(one.relation, next(values(one.term, whole), Supremum)) for one in literal.guards]
    # What is denied is judged by the whole answer: nothing of it need be proved.
    used, others = _parted(real, set() if literal.sign else proved)
    if literal.sign:
        used, others = (), (*used, *others)
    weights = [_weight(literal.function, counts) for counts in real]
    value = _total(literal.function, [one for one in weights if one is not None])
    return Counted(
        *(place, literal.function, value, tuple(bounds), used, others), negated=literal.sign
    )


def _parted(
    real: Mapping[tuple[Symbol, ...], Sequence[Item]], proved: AbstractSet[Symbol]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items that are proved, and the others."""
    used: list[Item] = []
    others: list[Item] = []
    for items in real.values():
        ready = [one for one in items if set(one.needs) <= proved]
        (used if ready else others).append((ready or items)[0])
    return tuple(used), tuple(others)


def _weight(function: str, counts: tuple[Symbol, ...]) -> Symbol | None:
    if function == "#count":
        return Number(1)
    if not counts or function in {"#min", "#max"}:
        return counts[0] if counts else None
    if counts[0].type is not SymbolType.Number:
        return None
    return counts[0] if function == "#sum" or counts[0].number >= 0 else None


def _total(function: str, weights: Sequence[Symbol]) -> Symbol:
    if function == "#min":
        return min(weights, default=Supremum)
    if function == "#max":
        return max(weights, default=Infimum)
    return Number(sum(one.number for one in weights))
