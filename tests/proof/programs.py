"""Random programs for the solver, safe and finite by construction, and what is known of them.

Variables of a rule are ``X`` and ``U``, assigned ones ``N`` and ``M``, those of elements and
conditions ``Y``, ``Z`` and ``W``. ``d``, ``e``, ``k`` and ``w`` are facts; ``s`` is only ever
chosen; ``t`` holds assigned values, ``g`` terms with arguments; ``a b c`` and ``p q r`` may depend
on each other in any way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import clingo
from clingo import Symbol
from hypothesis import strategies as st

from kg.proof.matching import RELATIONS, Answer, Binding, Way, instances, values, ways
from kg.rulebase.parsing import ParsedComment, ParsedConstant, ParsedRule, parse
from kg.rulebase.syntax import (
    Aggregate,
    Atom,
    Chosen,
    Conditional,
    Rule,
    SignedLiteral,
    global_variables,
    with_constants,
)

# --- random programs ------------------------------------------------------------------------------

PLAIN = st.sampled_from(["a", "b", "c"])
UNARY = st.sampled_from(["p", "q", "r"])
FIGURES = st.integers(-2, 4)
NOTS = st.sampled_from(["", "", "", "not ", "not not "])
COMPOUNDS = st.sampled_from(["f(1)", "f(2)", "h(1)", "(1,2)", "(2,3)", "f(1,2)", "f(h(1),2)"])
RELATION = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


def programs() -> st.SearchStrategy[str]:
    """Return programs of a few rules, each with an annotation; they may have no answer."""
    return _programs()


@st.composite
def _programs(draw: st.DrawFn) -> str:
    rules = list(_facts(draw))
    rules += draw(st.lists(_rules(), min_size=3, max_size=10))
    lines = ["#const m = n+1.", "#const n = 2."]
    for number, rule in enumerate(rules):
        lines += [f'%@ id=r{number} label="rule {number}" source="test"', rule]
    return "\n".join(lines) + "\n"


def _facts(draw: st.DrawFn) -> Iterator[str]:
    yield draw(st.sampled_from(["d(1..3).", "d(1;3).", "d(1..n).", "d(0;2)."]))
    yield "k(x;y)."
    for left, right in draw(st.sets(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=3)):
        yield f"e({left},{right})."
    for term in sorted(draw(st.sets(COMPOUNDS, max_size=2))):
        yield f"g({term})."
    for item, weight in draw(st.sets(st.tuples(st.integers(1, 3), FIGURES), max_size=3)):
        yield f"w({item},{weight})."
    if draw(st.booleans()):
        yield "{ s(Y) : d(Y) }."


@st.composite
def priced_programs(draw: st.DrawFn) -> str:
    """Return random programs with weak constraints; several costs may share level and tuple."""
    program = draw(programs())
    lines = []
    bodies = st.sampled_from(
        ["w(Y,W), p(Y)", "w(_,W)", "d(Y), W = Y, not q(Y)", "a, W = 2", "d(Y), W = Y-2, s(Y)"]
    )
    tuples = st.sampled_from(["", ",W", ",c", ",Y"])
    number = program.count("%@")
    for place, body in enumerate(draw(st.lists(bodies, min_size=1, max_size=3)), number):
        terms = draw(tuples)
        terms = terms if "Y" not in terms or "Y" in body else ""
        lines.append(f'%@ id=r{place} label="rule {place}" source="test"')
        lines.append(f":~ {body}. [W@{draw(st.integers(0, 2))},r{place}{terms}]")
    return program + "\n".join(lines) + "\n"


@st.composite
def _rules(draw: st.DrawFn) -> str:
    """Return a rule: what binds its variables, some literals more, and a head over them."""
    binder = draw(
        st.sampled_from(
            ["", "", "", "d(X)", "k(X)", "X = 1..n", "e(X,U)", "e(U,_)", "p(X)", "q(X)"]
        )
    )
    names = [name for name in ("X", "U") if name in binder]
    body = [binder] if binder else []
    body += draw(st.lists(_literals(names), min_size=0 if binder else 1, max_size=3))
    if draw(st.integers(0, 5)) == 0:
        body.append(f"N = {draw(_settled())}")
        head = draw(st.sampled_from(["t(N)", "{ t(N) }", "t(N-1)"]))
    elif draw(st.integers(0, 12)) == 0:
        head = ""
    else:
        head, more = draw(_heads(names))
        body += more
    order = draw(st.permutations(body))
    return f"{head} :- {'; '.join(order)}." if order else f"{head}."


@st.composite
def _heads(draw: st.DrawFn, names: Sequence[str]) -> tuple[str, list[str]]:
    one, two = draw(PLAIN), draw(PLAIN)
    p, q = draw(UNARY), draw(UNARY)
    x = draw(st.sampled_from([*names, "1", "n"]))
    plain = [one, one, f"-{one}", f"{{ {one}; {two} }}", f"{{ {one} : {two} }}", f"{one} ; {two}"]
    first = [
        *(f"{p}({x})", f"{p}({x})", f"-{p}({x})", f"{p}(1..2)", f"{p}(1;3)", f"{p}((1;2))"),
        *(f"{{ {p}({x}) }}", f"{{ {p}(Y) : d(Y) }}", f"1 {{ {p}({x}); {q}(Y) : d(Y) }} 2"),
        *(f"{p}({x}) ; {q}({x})", f"{{ {p}(Y) : e(Y,{x}), not {q}(Y) }}", f"{p}(|{x}|)"),
        *(f"{p}(Y) : d(Y) ; {one}", f"{p}(Y) : e(Y,{x}) ; {q}({x})", f"{p}({x}) ; {p}(2)"),
        *(f"g(f({x}))", f"g(({x},2))", f"{p}(m)"),
    ]
    head = draw(st.sampled_from(first if names else plain + first))
    if names and draw(st.integers(0, 5)) == 0:
        # What grows must stop: numbers come before all other terms, so this bounds those too.
        name = names[0]
        form = draw(st.sampled_from([[f"{name} < 3"], [f"{name} < 3", f"M = {name}+1"]]))
        return f"{p}({'M' if len(form) > 1 else name + '+1'})", form
    return head, []


@st.composite
def _terms(draw: st.DrawFn, names: Sequence[str]) -> str:
    if not names or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(["1", "2", "n", "m", "x"]))
    x = draw(st.sampled_from(names))
    more = [
        f"{x}+1",
        f"{x}-1",
        f"3-{x}",
        f"-{x}",
        f"|{x}|",
        f"{x}*n",
        f"{x}/2",
        f"{x}\\2",
        f"{x}**2",
    ]
    return draw(st.sampled_from([x, x, x, x, x, *more]))


@st.composite
def _literals(draw: st.DrawFn, names: Sequence[str]) -> str:
    nots, term, other = draw(NOTS), draw(_terms(names)), draw(_terms(names))
    one, p = draw(PLAIN), draw(UNARY)
    strong = draw(st.sampled_from(["", "", "", "-"]))
    relation = draw(RELATION)
    kinds = [
        *(f"{nots}{strong}{one}", f"{nots}{strong}{one}"),
        *(f"{nots}{strong}{p}({term})", f"{nots}{strong}{p}({term})", f"{nots}t({term})"),
        *(f"{nots}{p}(_)", f"{nots}e({term},_)", f"{nots}{p}(1..2)"),
        *(f"{nots}g(f(_))", f"{nots}g((_,{term}))", f"{nots}g(f({term},_))", f"{nots}g(f(h(_),_))"),
        *(f"{nots}{term} {relation} {other}", f"{nots}1 <= {term} < 3"),
        draw(_aggregates(names)),
        draw(_aggregates(names)),
        draw(_conditions(names)),
    ]
    return draw(st.sampled_from(kinds))


@st.composite
def _aggregates(draw: st.DrawFn, names: Sequence[str]) -> str:
    function = draw(st.sampled_from(["#count", "#count", "#sum", "#sum", "#sum+", "#min", "#max"]))
    elements = draw(st.lists(_elements(names), min_size=1, max_size=3))
    left, right = draw(st.tuples(FIGURES, RELATION)), draw(st.tuples(RELATION, FIGURES))
    sides = draw(st.sampled_from(["left", "right", "both", "simple"]))
    nots = draw(NOTS)
    if sides == "simple":
        some = [draw(PLAIN), f"not {draw(PLAIN)}", f"{draw(UNARY)}(Y) : d(Y)", f"{draw(UNARY)}(1)"]
        inner = "; ".join(draw(st.lists(st.sampled_from(some), min_size=1, max_size=3)))
        return f"{nots}{left[0]} {left[1]} {{ {inner} }}"
    before = f"{left[0]} {left[1]} " if sides in {"left", "both"} else ""
    after = f" {right[0]} {right[1]}" if sides in {"right", "both"} else ""
    return f"{nots}{before}{function} {{ {'; '.join(elements)} }}{after}"


@st.composite
def _elements(draw: st.DrawFn, names: Sequence[str]) -> str:
    one, p, q, figure = draw(PLAIN), draw(UNARY), draw(UNARY), draw(FIGURES)
    kinds = [
        *(f"{figure},{one} : {one}", f"{figure} : {one}", f"1..2 : {one}", f"{figure} : not {one}"),
        *(f"Y : {p}(Y)", f"Y : {p}(Y), {q}(Y)", f"Y : d(Y), not {p}(Y)", f"-Y : {p}(Y), Y < 3"),
        *(f"W,Y : w(Y,W), {p}(Y)", f"Y,Z : e(Y,Z), {p}(Z)", f"Y : e(Y,_), not not {q}(Y)"),
        *(f"Y : -{p}(Y)", f"Y : -{p}(Y), d(Y)", f"{figure} : -{one}"),
        *("Y : d(Y), not g(f(_))", "Y : d(Y), not g((Y,_))", "Y : g(f(Y,_)), not not g((_,Y))"),
        *(f"W : w(_,W), not {p}(W)", f"Y+Z : e(Y,Z), -{p}(Y)", f"Y : {p}(Y+1)"),
    ]
    kinds += [f"Y : e({name},Y), {p}(Y)" for name in names]
    kinds += [f"{figure},{name} : {p}({name})" for name in names]
    return draw(st.sampled_from(kinds))


@st.composite
def _settled(draw: st.DrawFn) -> str:
    """Return an aggregate to be assigned: of facts and choices alone, so that it stays finite."""
    function = draw(st.sampled_from(["#count", "#sum", "#sum+", "#min", "#max"]))
    kinds = ["Y : s(Y)", "W,Y : w(Y,W), s(Y)", "W,Y : w(Y,W)", "Y : d(Y), not s(Y)", "2 : s(1)"]
    elements = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2))
    return f"{function} {{ {'; '.join(elements)} }}"


@st.composite
def _conditions(draw: st.DrawFn, names: Sequence[str]) -> str:
    one, two, p, q = draw(PLAIN), draw(PLAIN), draw(UNARY), draw(UNARY)
    kinds = [
        *(f"{one} : {two}", f"{p}(Y) : {q}(Y)", f"{p}(Y) : d(Y)", f"not {p}(Y) : d(Y), Y < 3"),
        *(f"{p}(Y) : e(Y,_), not {q}(Y)", f"{p}(Y+1) : s(Y)", f"#false : {p}(Y), not {q}(Y)"),
        *(f"{p}(Y) : -{q}(Y)", f"-{p}(Y) : -{q}(Y), d(Y)", f"{one} : -{two}"),
        *("not g((Y,_)) : d(Y)", f"{p}(Y) : d(Y), not g(f(_))", f"not g(f(_)) : {q}(Y)"),
        *(f"not not {p}(Y) : {q}(Y)", f"Y < n : {p}(Y)", f"{p}(Y) : Y = 1..n"),
    ]
    kinds += [f"{p}(Y) : e({name},Y)" for name in names]
    return draw(st.sampled_from(kinds))


# --- what is known of a program -------------------------------------------------------------------


def rules_of(program: str) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of an annotated program by their ids, constants replaced."""
    parsed = list(parse(program))
    constants = {one.name: one.value for one in parsed if isinstance(one, ParsedConstant)}
    found: dict[str, tuple[Rule, ...]] = {}
    name = ""
    for one in parsed:
        if isinstance(one, ParsedComment):
            name = re.findall(r"%@ id=(\w+)", one.text)[0]
        elif isinstance(one, ParsedRule):
            found[name] = tuple(with_constants(rule, constants) for rule in one.rules)
    return found


def answers(program: str, most: int = 4) -> list[frozenset[Symbol]]:
    """Return the first answers of a program, each with all its true atoms."""
    control = clingo.Control([str(most)], logger=lambda _, __: None)
    control.add("base", [], program)
    control.ground([("base", [])])
    found: list[frozenset[Symbol]] = []
    control.solve(on_model=lambda model: found.append(frozenset(model.symbols(atoms=True))))
    return found


def stages(program: str, model: AbstractSet[Symbol]) -> dict[Symbol, int] | None:
    """Return at which stage each atom of an answer follows, counted from 1.

    What the answer lacks stays absent, as in the reduct; a stage adds the heads of all rules whose
    bodies hold by the stages before. The condition of a conditional literal is that of the answer,
    and so is all that stands behind ``not``. A disjunction gives its only true atom.

    Returns:
        The stages; ``None`` if an aggregate that is not negated could fail when more holds.
    """
    answer = Answer(model)
    supports: list[_Support] = []
    for rule in (one for variants in rules_of(program).values() for one in variants):
        for support in _supports(rule, answer):
            if support is None:
                return None
            supports.append(support)
    found: dict[Symbol, int] = {}
    stage = 0
    while True:
        stage += 1
        new = {one.head for one in supports if one.head not in found and one.holds(found)}
        if not new:
            return found
        found |= dict.fromkeys(new, stage)


class _Threshold(NamedTuple):
    """An aggregate that only grows: its tuples with the ways in which each counts."""

    function: str
    items: Mapping[tuple[Symbol, ...], list[tuple[Symbol, ...]]]
    guards: tuple[tuple[str, Symbol], ...]

    def holds(self, atoms: Mapping[Symbol, int]) -> bool:
        counts = [
            tuple_
            for tuple_, ways_ in self.items.items()
            if any(all(atom in atoms for atom in needs) for needs in ways_)
        ]
        value = _value(self.function, counts)
        return all(RELATIONS[relation](value, bound) for relation, bound in self.guards)


class _Support(NamedTuple):
    """An instance of a rule that the answer does not contradict."""

    head: Symbol
    needs: tuple[Symbol, ...]
    thresholds: tuple[_Threshold, ...]

    def holds(self, atoms: Mapping[Symbol, int]) -> bool:
        return all(atom in atoms for atom in self.needs) and all(
            one.holds(atoms) for one in self.thresholds
        )


def _value(function: str, counts: Sequence[tuple[Symbol, ...]]) -> Symbol:
    if function == "#count":
        return clingo.Number(len(counts))
    if function == "#min":
        return min((one[0] for one in counts if one), default=clingo.Supremum)
    if function == "#max":
        return max((one[0] for one in counts if one), default=clingo.Infimum)
    weights = [one[0].number for one in counts if one and one[0].type is clingo.SymbolType.Number]
    return clingo.Number(sum(one for one in weights if one > 0 or function == "#sum"))


def _supports(rule: Rule, answer: Answer) -> Iterator[_Support | None]:
    """Yield the instances of a rule in an answer; ``None`` for one that more atoms could undo."""
    simple = [one for one in rule.body if isinstance(one, SignedLiteral)]
    # The variable of an assignment has its value in no literal: it is tried out below.
    for way, whole in _bodies(rule, simple, answer):
        needs = list(way.needs)
        thresholds: list[_Threshold] = []
        holds = True
        for literal in rule.body:
            if isinstance(literal, Conditional):
                for condition in ways(literal.condition, whole, answer):
                    found = next(ways((literal.literal,), condition.binding, answer), None)
                    holds = holds and found is not None
                    needs += found.needs if found else ()
            elif isinstance(literal, Aggregate):
                one = _threshold(literal, whole, answer)
                true = one.holds(dict.fromkeys(answer.atoms, 0))
                if literal.sign:
                    holds = holds and true != (literal.sign == 1)
                elif not true:
                    holds = False
                elif not _only_grows(one):
                    yield None
                    return
                else:
                    thresholds.append(one)
        if holds:
            for head in _heads_of(rule, whole, answer):
                yield _Support(head[0], (*needs, *head[1]), tuple(thresholds))


def _bodies(
    rule: Rule, simple: Sequence[SignedLiteral], answer: Answer
) -> Iterator[tuple[Way, Binding]]:
    names = global_variables(rule)
    assigned = [
        one
        for one in rule.body
        if isinstance(one, Aggregate) and any(str(guard.term) == "N" for guard in one.guards)
    ]
    if not assigned:
        for way in ways(simple, {}, answer):
            yield way, {name: way.binding[name] for name in names}
        return
    for way in ways(simple, {}, answer):
        items = _threshold(Aggregate(0, assigned[0].function, assigned[0].elements, ()), {}, answer)
        value = _value(items.function, list(items.items))
        yield way, {name: way.binding.get(name, value) for name in names}


def _threshold(literal: Aggregate, whole: Binding, answer: Answer) -> _Threshold:
    items: dict[tuple[Symbol, ...], list[tuple[Symbol, ...]]] = {}
    for element in literal.elements:
        for way in ways(element.condition, whole, answer):
            for tuple_ in _tuples([list(values(term, way.binding)) for term in element.terms]):
                items.setdefault(tuple_, []).append(way.needs)
    guards = tuple(
        (guard.relation, bound) for guard in literal.guards for bound in values(guard.term, whole)
    )
    return _Threshold(literal.function, items, guards)


def _tuples(columns: Sequence[Sequence[Symbol]]) -> Iterator[tuple[Symbol, ...]]:
    if not columns:
        yield ()
        return
    for first in columns[0]:
        for rest in _tuples(columns[1:]):
            yield (first, *rest)


def _only_grows(one: _Threshold) -> bool:
    """Return whether more items cannot undo the guards."""
    if all(not needs for ways_ in one.items.values() for needs in ways_):
        return True
    allowed = {"<", "<="} if one.function == "#min" else {">", ">="}
    negative = one.function == "#sum" and any(
        counts and counts[0] < clingo.Number(0) for counts in one.items
    )
    return not negative and all(relation in allowed for relation, _ in one.guards)


def _heads_of(
    rule: Rule, whole: Binding, answer: Answer
) -> Iterator[tuple[Symbol, tuple[Symbol, ...]]]:
    """Yield the true atoms that an instance gives, with what the condition of each needs."""
    if isinstance(rule.head, Atom):
        yield from ((atom, ()) for atom in instances(rule.head, whole))
    elif isinstance(rule.head, Chosen):
        found = [
            (atom, way.needs)
            for head, condition in rule.head.elements
            for way in ways(condition, whole, answer)
            for atom in instances(head, way.binding)
            if atom in answer.atoms
        ]
        if rule.head.choice or len({atom for atom, _ in found}) == 1:
            yield from found
