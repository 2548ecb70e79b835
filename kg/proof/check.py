"""Whether a proof is right: an independent check, without solver, grounder or prover.

A step is read beside its rule, and everything that the rule says is done again by plain matching
over the answer. What a proof has to keep to:

- ``Proof.steps`` holds the root; an atom stands after all of ``Step.premises()``. Steps that the
  root does not need are no fault, but they must be right too.
- A given fact has nothing but its atom.
- ``Step.binding`` holds all of ``global_variables``. It may hold the variables of the head's
  element too, for a choice or a disjunction; if it does, they belong to the instance meant.
- ``Step.needs`` holds the atoms of the positive literals of the body in their order, then those of
  the condition of the head's element. ``Step.absences`` does the same for ``not``. ``not not``
  stands in neither: like a negated aggregate, it is a matter of the answer and needs no proof.
- In an argument of a pattern ``ANY`` stands for ``_``, inside a compound term too; the rest is
  symbols.
- Where a literal holds an interval, one of its values is meant, after ``not`` too.
- ``Step.counted`` has one entry for each aggregate and condition of the body, in their order; the
  bounds of ``Counted.guards`` are values, in the order of the rule's guards.
- ``Counted.used`` and ``others`` hold every tuple once, with one of the ways in which it counts.
  A tuple that the solver ignores is no item: for sums one without a number in front (for ``#sum+``
  below zero), for minimum and maximum the empty one.
- The items in ``used`` suffice: the guards hold for every set between them and all items. For
  ``!=`` that means that no such set comes to the bound.
  A negated aggregate is judged by the whole answer, as the solver does; it may use no items.
- For ``#all`` every item is used. Its ``counts`` are the values of the condition's variables, those
  that are not of the whole rule, in the order they first stand there; ``needs`` and ``absences``
  are those of the literal alone. What the condition says is true in the answer, without a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product

from clingo import Infimum, Number, Supremum, Symbol, SymbolType

from kg.proof.matching import RELATIONS, Answer, Binding, instances, names_of, values, ways
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

__all__ = ["faults"]


def faults(
    proof: Proof,
    rules: Mapping[str, Sequence[Rule]],
    model: AbstractSet[Symbol],
    is_given: Callable[[Symbol], bool],
) -> list[str]:
    """Return what is wrong with a proof, a sentence each; nothing when it is right.

    Args:
        proof: the proof.
        rules: the id of every rule with its ways through the pools, constants replaced.
        model: all true atoms of the answer.
        is_given: whether an atom is a given fact.
    """
    answer = Answer(model)
    found = [] if proof.root in proof.steps else [f"{proof.root}: the root has no step"]
    before: set[Symbol] = set()
    for atom, step in proof.steps.items():
        wrong = [] if step.atom == atom else [f"its step is that of {step.atom}"]
        wrong += [] if atom in model else ["it is not true"]
        for premise in step.premises():
            if premise not in before:
                late = "does not come before it" if premise in proof.steps else "has no step"
                wrong.append(f"{premise}, on which it rests, {late}")
        if step.rule is not None:
            wrong += _faults_of_instance(step, rules.get(step.rule, ()), answer)
        elif step != Step(step.atom):
            wrong.append("without a rule it rests on nothing")
        elif not is_given(atom):
            wrong.append("it is not given")
        found += [f"{atom}: {text}" for text in wrong]
        before.add(atom)
    return found


# --- a step and its rule --------------------------------------------------------------------------


def _faults_of_instance(step: Step, variants: Sequence[Rule], answer: Answer) -> Iterator[str]:
    """Yield what keeps a step from being an instance of its rule."""
    if not 0 <= step.variant < len(variants):
        yield f"there is no rule {step.rule} with a variant {step.variant}"
        return
    rule = variants[step.variant]
    names = set(global_variables(rule))
    heads = _heads(rule)
    local = {name for head in heads for name in names_of((SignedLiteral(0, head[0]), *head[1]))}
    if names - step.binding.keys() or step.binding.keys() - names - local:
        yield f"the variables of {step.rule} are {', '.join(sorted(names)) or 'none'}"
        return
    whole = {name: step.binding[name] for name in names}
    body = [one for one in rule.body if isinstance(one, SignedLiteral)]
    fitting = [
        way
        for head, condition in heads
        for way in ways((*body, *condition), step.binding, answer)
        if step.atom in instances(head, way.binding)
    ]
    if not fitting:
        yield f"no instance of {step.rule} with this binding holds and gives it"
    elif not any((way.needs, way.absences) == (step.needs, step.absences) for way in fitting):
        yield f"what it needs, present and absent, is not what {step.rule} says"
    chosen = isinstance(rule.head, Chosen)
    if step.choice != (isinstance(rule.head, Chosen) and rule.head.choice):
        yield f"{step.rule} {'does not choose' if step.choice else 'chooses'}"
    elif chosen and not step.choice:
        for other in _others(heads, whole, answer):
            if other != step.atom:
                yield f"{other}, the other way of {step.rule}, is true"
    counting = [place for place, one in enumerate(rule.body) if not isinstance(one, SignedLiteral)]
    if counting != [one.position for one in step.counted]:
        yield f"the aggregates and conditions of {step.rule} are at {counting}"
        return
    for counted in step.counted:
        literal = rule.body[counted.position]
        if isinstance(literal, Aggregate):
            wrong = _faults_of_aggregate(counted, literal, whole, answer)
        elif isinstance(literal, Conditional):
            wrong = _faults_of_condition(counted, literal, whole, answer)
        yield from (f"{step.rule}, literal {counted.position}: {text}" for text in wrong)


def _heads(rule: Rule) -> tuple[tuple[Atom, tuple[SignedLiteral, ...]], ...]:
    """Return the atoms that a rule derives, each with its condition; constraints have none."""
    if isinstance(rule.head, Chosen):
        return rule.head.elements
    return ((rule.head, ()),) if isinstance(rule.head, Atom) else ()


def _others(
    heads: Iterable[tuple[Atom, tuple[SignedLiteral, ...]]], whole: Binding, answer: Answer
) -> Iterator[Symbol]:
    """Yield the true atoms of a disjunction."""
    for head, condition in heads:
        for way in ways((*condition, SignedLiteral(0, head)), whole, answer):
            yield way.needs[-1]


# --- aggregates and conditions --------------------------------------------------------------------


def _faults_of_condition(
    counted: Counted, literal: Conditional, whole: Binding, answer: Answer
) -> Iterator[str]:
    """Yield what is wrong with a literal that must hold for every way of its condition."""
    if (counted.function, counted.value, counted.guards) != ("#all", None, ()):
        yield "a condition has no value and no guards"
    names = [name for name in names_of(literal.condition) if name not in whole]
    real: dict[tuple[Symbol, ...], set[Item]] = {}
    for condition in ways(literal.condition, whole, answer):
        counts = tuple(condition.binding[name] for name in names)
        found = ways((literal.literal,), condition.binding, answer)
        items = {Item(counts, way.needs, way.absences) for way in found}
        real.setdefault(counts, set()).update(items)
    yield from _faults_of_items(counted, real)
    if counted.others:
        yield "every way of the condition is used"
    if counted.negated:
        yield "a condition is not negated"


def _faults_of_aggregate(
    counted: Counted, literal: Aggregate, whole: Binding, answer: Answer
) -> Iterator[str]:
    """Yield what is wrong with an aggregate: its items, its value, its guards."""
    if (counted.function, counted.negated) != (literal.function, literal.sign):
        yield f"it is {literal.function} with {literal.sign} times not"
    relations = [guard.relation for guard in literal.guards]
    if relations != [relation for relation, _ in counted.guards] or not all(
        bound in values(guard.term, whole)
        for guard, (_, bound) in zip(literal.guards, counted.guards, strict=True)
    ):
        yield f"its guards are {' '.join(map(str, literal.guards)) or 'none'}"
        return
    real: dict[tuple[Symbol, ...], set[Item]] = {}
    for element in literal.elements:
        for way in ways(element.condition, whole, answer):
            for counts in product(*(values(term, way.binding) for term in element.terms)):
                if _is_counted(literal.function, counts):
                    real.setdefault(counts, set()).add(Item(counts, way.needs, way.absences))
    yield from _faults_of_items(counted, real)
    value, _ = _ends(literal.function, real.keys(), real.keys())
    if counted.value != value:
        yield f"its value is {value}"
    if literal.sign:
        holds = all(RELATIONS[relation](value, bound) for relation, bound in counted.guards)
        if holds != (literal.sign == 2):
            yield f"its guards {'hold' if holds else 'do not hold'}"
        return
    used = {item.counts for item in counted.used} & real.keys()
    least, most = _ends(literal.function, used, real.keys())
    for relation, bound in counted.guards:
        if relation == "!=":
            holds = bound not in _reachable(literal.function, used, real.keys())
        else:
            holds = RELATIONS[relation](least, bound) and RELATIONS[relation](most, bound)
        if not holds:
            yield f"what is used does not secure {relation}{bound}: it may be {least} to {most}"


def _faults_of_items(
    counted: Counted, real: Mapping[tuple[Symbol, ...], AbstractSet[Item]]
) -> Iterator[str]:
    """Yield what is wrong with the items themselves: each real, none missing, none twice."""
    items = (*counted.used, *counted.others)
    for item in items:
        if item not in real.get(item.counts, ()):
            yield f"({','.join(map(str, item.counts))}) does not count in that way"
    if len(items) != len(real) or {item.counts for item in items} != real.keys():
        yield f"it has {len(real)} items, each named once"


def _is_counted(function: str, counts: tuple[Symbol, ...]) -> bool:
    """Return whether the solver does not ignore a tuple."""
    if function == "#count":
        return True
    if not counts or function in {"#min", "#max"}:
        return bool(counts)
    is_number = counts[0].type is SymbolType.Number
    return is_number and (function == "#sum" or counts[0].number >= 0)


def _reachable(
    function: str, used: AbstractSet[tuple[Symbol, ...]], real: AbstractSet[tuple[Symbol, ...]]
) -> AbstractSet[Symbol]:
    """Return the values of all sets between the used and all items."""
    more = sorted(real - used)
    if function == "#count":
        return set(map(Number, range(len(used), len(real) + 1)))
    if function in {"#min", "#max"}:
        single, _ = _ends(function, used, used)
        better = min if function == "#min" else max
        return {single, *(better(single, counts[0]) for counts in more)}
    found = {sum(counts[0].number for counts in used)}
    for counts in more:
        found |= {value + counts[0].number for value in found}
    return set(map(Number, found))


def _ends(
    function: str, used: AbstractSet[tuple[Symbol, ...]], real: AbstractSet[tuple[Symbol, ...]]
) -> tuple[Symbol, Symbol]:
    """Return the least and the greatest value over all sets between the used and all items."""
    if function == "#count":
        return Number(len(used)), Number(len(real))
    if function in {"#sum", "#sum+"}:
        sure = sum(counts[0].number for counts in used)
        more = [counts[0].number for counts in real - used]
        below, above = sum(min(0, one) for one in more), sum(max(0, one) for one in more)
        return Number(sure + below), Number(sure + above)
    best, end = (min, Supremum) if function == "#min" else (max, Infimum)
    few, all_of_them = (best((one[0] for one in some), default=end) for some in (used, real))
    return min(few, all_of_them), max(few, all_of_them)
