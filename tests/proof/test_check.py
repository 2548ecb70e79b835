"""The checker accepts right proofs and refuses every way of spoiling them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import clingo
import pytest
from clingo import Symbol
from hypothesis import HealthCheck, given, settings

from kg.proof.check import faults
from kg.proof.matching import instances
from kg.proof.proof import ANY, AggregateItem, Counted, OpenTerm, Pattern, Proof, Step
from kg.rulebase.syntax import Atom
from tests.depth import tries
from tests.proof.founded import founded
from tests.proof.programs import answers, programs, rules_of, stages


def s(text: str) -> Symbol:
    return clingo.parse_term(text)


def atoms(text: str) -> tuple[Symbol, ...]:
    return tuple(s(one) for one in text.split())


def item(counts: str, needs: str = "", *absences: Pattern) -> AggregateItem:
    return AggregateItem(atoms(counts), atoms(needs), absences)


def step(atom: str, rule: str | None = None, needs: str = "", **more: object) -> Step:
    binding = more.pop("binding", "")
    pairs = [one.split("=") for one in str(binding).split()]
    made = Step(s(atom), rule, binding={name: s(value) for name, value in pairs})
    return replace(made, needs=atoms(needs), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    """Rules, what is given, what else is true, and a proof of the last step's atom."""

    rules: str
    given: str
    true: str
    steps: tuple[Step, ...]

    def faults(self, steps: Iterable[Step] | None = None) -> list[str]:
        kept = self.steps if steps is None else tuple(steps)
        proof = Proof(self.steps[-1].atom, {one.atom: one for one in kept})
        lines = enumerate(self.rules.split("\n"))
        annotated = "\n".join(f"%@ id=r{number}\n{line}" for number, line in lines)
        facts = set(atoms(self.given))
        return faults(proof, rules_of(annotated), facts | set(atoms(self.true)), facts.__contains__)

    def with_last(self, **changes: object) -> tuple[Step, ...]:
        return (*self.steps[:-1], replace(self.steps[-1], **changes))  # type: ignore[arg-type]


def given_of(text: str) -> tuple[Step, ...]:
    return tuple(Step(one) for one in atoms(text))


def single(rules: str, given: str, true: str, last: Step) -> Case:
    """Return a case in which one rule leads from what is given to the last step."""
    return Case(rules, given, f"{true} {last.atom}", (*given_of(given), last))


def counted(function: str, value: str | None, *guards: str, **more: object) -> tuple[Counted, ...]:
    pairs = tuple((one.split()[0], s(one.split()[1])) for one in guards)
    whole = Counted(0, function, None if value is None else s(value), pairs, ())
    return (replace(whole, **more),)  # type: ignore[arg-type]


ONE, TWO, THREE = item("1", "q(1)"), item("2", "q(2)"), item("-3", "q(-3)")
QS = "q(1) q(2)"

RIGHT: dict[str, Case] = {
    "a given fact": Case("", "q(1)", "", given_of("q(1)")),
    "a fact of the rules": single("p(1..3).", "", "", step("p(2)", "r0")),
    "a variable": single("p(X) :- q(X).", QS, "", step("p(1)", "r0", "q(1)", binding="X=1")),
    "a chain": Case(
        "p(X) :- q(X).\ns(X,Y) :- p(X), q(Y), X < Y.",
        QS,
        "p(1) p(2) s(1,2)",
        (
            *given_of(QS),
            step("p(1)", "r0", "q(1)", binding="X=1"),
            step("s(1,2)", "r1", "p(1) q(2)", binding="X=1 Y=2"),
        ),
    ),
    "one nobody names": single("p :- e(_,X), e(X,_).", "e(1,2) e(2,3)", "",
        step("p", "r0", "e(1,2) e(2,3)", binding="X=2")),
    "arithmetic": single("p(X*2-1,-X/2,|X|,X**2,X\\2,~X) :- q(X+1).", "q(-2)", "",
        step("p(-7,1,3,9,-1,2)", "r0", "q(-2)", binding="X=-3")),
    "an interval to a variable": single("p(X) :- X = 1..3, X != 2.", "", "",
        step("p(3)", "r0", binding="X=3")),
    "the order of terms": single(
        "p :- 1 < a, a < \"a\", \"a\" < f(1), #inf < 1, f(1) < #sup.", "", "",
        step("p", "r0")),
    "a chain of relations": single("p(X) :- q(X), 0 < X < 2.", QS, "",
        step("p(1)", "r0", "q(1)", binding="X=1")),
    "a comparison denied": single("p(X) :- q(X), not X = 2.", QS, "",
        step("p(1)", "r0", "q(1)", binding="X=1")),
    "a pool": single("p(1;2) :- q(1).", QS, "", step("p(2)", "r0", "q(1)", variant=1)),
    "a constant": single("p(n) :- q(1).", QS, "", step("p(n)", "r0", "q(1)")),
    "a compound term": single("p(X) :- q(f(X,g(_))).", "q(f(1,g(2)))", "",
        step("p(1)", "r0", "q(f(1,g(2)))", binding="X=1")),
    "strong negation": single("-p(X) :- -q(X).", "-q(1)", "",
        step("-p(1)", "r0", "-q(1)", binding="X=1")),
    "absence": single("p(X) :- q(X), not e(X,_), not -p(X), not t.", QS, "e(2,2)",
        step("p(1)", "r0", "q(1)", binding="X=1", absences=(
            Pattern("e", (s("1"), ANY)), Pattern("p", (s("1"),), False), Pattern("t", ())))),
    "absence within a compound": single("p :- not q(f(_)).", "q(g(1))", "",
        step("p", "r0", absences=(Pattern("q", (OpenTerm("f", (ANY,)),)),))),
    "absence of one of an interval": single("p :- not q(1..3).", QS, "",
        step("p", "r0", absences=(Pattern("q", (s("3"),)),))),
    "double negation": single("p :- not not p.", "", "", step("p", "r0")),
    "double negation with anything": single("p :- not not q(_).", QS, "", step("p", "r0")),
    "truth": single("p :- #true, not #false.", "", "", step("p", "r0")),
    "a choice": single("1 { p(X,Y) : e(X,Y), not t(Y); s } 2 :- q(X).", "q(1) e(1,3)", "",
        step("p(1,3)", "r0", "q(1) e(1,3)", binding="X=1", choice=True,
            absences=(Pattern("t", (s("3"),)),))),
    "a choice that says its own variable": single("{ p(Y) : q(Y) }.", QS, "",
        step("p(2)", "r0", "q(2)", binding="Y=2", choice=True)),
    "a disjunction": single("a ; b ; c : q(X) :- q(2).", QS, "", step("c", "r0", "q(2) q(1)")),
    "a count": single("p :- #count { X : q(X) } >= 1.", QS, "",
        step("p", "r0", counted=counted("#count", "2", ">= 1", used=(ONE,), others=(TWO,)))),
    "a count to a variable": single("p(N) :- N = #count { X : q(X) }.", QS, "",
        step("p(2)", "r0", binding="N=2",
            counted=counted("#count", "2", "= 2", used=(ONE, TWO)))),
    "a count with both sides": single("p :- 1 <= #count { X : q(X) } < 4.", QS, "",
        step("p", "r0", counted=counted("#count", "2", ">= 1", "< 4", used=(TWO,), others=(ONE,)))),
    "a sum": single("p :- #sum { X : q(X) } >= 0.", "q(1) q(2) q(-3)", "",
        step("p", "r0", counted=counted("#sum", "0", ">= 0", used=(ONE, TWO), others=(THREE,)))),
    "a sum that may not exceed": single("p :- #sum { X : q(X) } <= 2.", "q(1) q(2) q(-3)", "",
        step("p", "r0", counted=counted("#sum", "0", "<= 2", used=(THREE,), others=(ONE, TWO)))),
    "a sum of what is positive": single("p :- #sum+ { X : q(X) } > 2.", "q(1) q(2) q(-3)", "",
        step("p", "r0", counted=counted("#sum+", "3", "> 2", used=(ONE, TWO)))),
    "a sum that passes over what is no number": single(
        "p :- #sum { X : q(X) } = 1.", "q(1) q(a)", "",
        step("p", "r0", counted=counted("#sum", "1", "= 1", used=(ONE,)))),
    "another value": single("p :- #count { X : q(X) } != 0.", QS, "",
        step("p", "r0", counted=counted("#count", "2", "!= 0", used=(TWO,), others=(ONE,)))),
    "a minimum": single("p :- #min { X : q(X) } <= 2.", QS, "",
        step("p", "r0", counted=counted("#min", "1", "<= 2", used=(TWO,), others=(ONE,)))),
    "a minimum of nothing": single("p :- #min { X : t(X) } = #sup.", "", "",
        step("p", "r0", counted=counted("#min", "#sup", "= #sup"))),
    "a maximum": single("p(M) :- M = #max { X : q(X) }.", QS, "",
        step("p(2)", "r0", binding="M=2",
            counted=counted("#max", "2", "= 2", used=(TWO,), others=(ONE,)))),
    "a maximum that may not exceed": single("p :- #max { X : q(X) } < 3.", QS, "",
        step("p", "r0", counted=counted("#max", "2", "< 3", others=(ONE, TWO)))),
    "elements of two kinds": single("p :- #sum { W,X : w(X,W), not t(X); 5 : q(1) } > 5.",
        "q(1) w(1,2)", "",
        step("p", "r0", counted=counted("#sum", "7", "> 5", used=(
            item("2 1", "w(1,2)", Pattern("t", (s("1"),))), item("5", "q(1)"))))),
    "an aggregate denied": single("p :- not #count { X : q(X) } > 2.", QS, "",
        step("p", "r0", counted=counted("#count", "2", "> 2", others=(ONE, TWO), negated=1))),
    "an aggregate denied twice": single("p :- not not #count { 1 : p } > 0.", "", "",
        step("p", "r0",
            counted=counted("#count", "1", "> 0", others=(item("1", "p"),), negated=2))),
    "a condition": single("p :- q(X) : e(X,_).", "q(1) q(2) e(1,1) e(1,2) e(2,1)", "",
        step("p", "r0", counted=counted("#all", None, used=(ONE, TWO)))),
    "a condition that denies": single("p :- not t(X) : q(X).", QS, "",
        step("p", "r0", counted=counted("#all", None, used=(
            item("1", "", Pattern("t", (s("1"),))), item("2", "", Pattern("t", (s("2"),))))))),
    "a condition that nothing meets": single("p :- #false : t(X).", "", "",
        step("p", "r0", counted=counted("#all", None))),
    "a condition of the rule's own variable": single("p(X) :- q(X), t(Y) : e(X,Y).",
        "q(1) e(1,2) t(2)", "",
        step("p(1)", "r0", "q(1)", binding="X=1",
            counted=counted("#all", None, position=1, used=(item("2", "t(2)"),)))),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right_proofs_have_no_faults(name: str) -> None:
    assert RIGHT[name].faults() == []


def last(name: str, **changes: object) -> Callable[[], list[str]]:
    """Return what finds the faults of a right case with its last step changed."""
    case = RIGHT[name]
    return lambda: case.faults(case.with_last(**changes))


def aggregate(name: str, **changes: object) -> Callable[[], list[str]]:
    """Return what finds the faults of a right case with the aggregate of its last step changed."""
    (whole,) = RIGHT[name].steps[-1].counted
    return last(name, counted=(replace(whole, **changes),))  # type: ignore[arg-type]


def steps_of(name: str, *places: int) -> Callable[[], list[str]]:
    """Return what finds the faults of a right case with only some steps, in another order."""
    case = RIGHT[name]
    return lambda: case.faults(case.steps[place] for place in places)


CYCLE = Case("a :- b.\nb :- a.", "", "a b", (step("a", "r0", "b"), step("b", "r1", "a")))
ITSELF = single(
    "p :- #count { X : q(X); 0 : p } >= 2.",
    "q(1)",
    "",
    step(
        "p",
        "r0",
        counted=counted("#count", "2", ">= 2", used=(ONE, item("0", "p"))),
    ),
)
WRONG: dict[str, tuple[Callable[[], list[str]], str]] = {
    "no root": (steps_of("a chain", 0, 1, 2), "the root has no step"),
    "a premise without a step": (steps_of("a chain", 0, 2, 3), "q(2), on which it rests, has no"),
    "a premise that comes later": (steps_of("a chain", 0, 1, 3, 2), "does not come before it"),
    "a cycle": (CYCLE.faults, "does not come before it"),
    "an aggregate that rests on itself": (ITSELF.faults, "does not come before it"),
    "a fact that is not given": (last("a variable", rule=None, needs=(), binding={}), "not given"),
    "a fact that rests on something": (last("a variable", rule=None, binding={}), "on nothing"),
    "a false atom": (last("a fact of the rules", atom=s("p(3)")), "it is not true"),
    "an atom that is not the head": (last("a variable", atom=s("p(2)")), "no instance of r0"),
    "no such rule": (last("a variable", rule="r7"), "there is no rule r7"),
    "no such variant": (last("a pool", variant=2), "with a variant 2"),
    "another variant": (last("a pool", variant=0), "no instance"),
    "another rule": (last("a chain", rule="r0"), "the variables of r0"),
    "a rule that fits only in form": (
        last("a chain", rule="r0", binding={"X": s("1")}, needs=atoms("q(1)")),
        "no instance of r0",
    ),
    "another value of a variable": (last("a variable", binding={"X": s("2")}), "no instance"),
    "values swapped": (last("a chain", binding={"X": s("2"), "Y": s("1")}), "no instance"),
    "a variable without value": (last("a chain", binding={"X": s("1")}), "variables of r1"),
    "a variable too many": (last("a pool", binding={"X": s("1")}), "variables of r0 are none"),
    "a dropped premise": (last("a chain", needs=atoms("p(1)")), "what it needs"),
    "a premise too many": (last("a chain", needs=atoms("p(1) q(2) q(1)")), "what it needs"),
    "premises swapped": (last("a chain", needs=atoms("q(2) p(1)")), "what it needs"),
    "another premise": (last("one nobody names", needs=atoms("e(2,3) e(2,3)")), "what it needs"),
    "a false comparison": (
        last("an interval to a variable", binding={"X": s("2")}),
        "no instance",
    ),
    "wrong arithmetic": (last("arithmetic", binding={"X": s("3")}), "no instance"),
    "an absence dropped": (last("absence", absences=()), "what it needs"),
    "an absence too wide": (
        last(
            "absence",
            absences=(
                Pattern("e", (ANY, ANY)),
                *RIGHT["absence"].steps[-1].absences[1:],
            ),
        ),
        "what it needs",
    ),
    "an absence of the other sign": (
        last(
            "absence",
            absences=(
                RIGHT["absence"].steps[-1].absences[0],
                Pattern("p", (s("1"),)),
                Pattern("t", ()),
            ),
        ),
        "what it needs",
    ),
    "an absence that is there": (
        single(
            "p(X) :- q(X), not e(X,_).",
            QS,
            "e(1,2)",
            step(
                "p(1)",
                "r0",
                "q(1)",
                binding="X=1",
                absences=(Pattern("e", (s("1"), ANY)),),
            ),
        ).faults,
        "no instance",
    ),
    "an absence of one of an interval that is there": (
        last("absence of one of an interval", absences=(Pattern("q", (s("2"),)),)),
        "what it needs",
    ),
    "double negation of what is false": (
        single("p :- not not t.", "", "", step("p", "r0")).faults,
        "no instance",
    ),
    "what is never true": (
        single("p :- #false.", "", "", step("p", "r0")).faults,
        "no instance",
    ),
    "a choice that is not said": (last("a choice", choice=False), "r0 chooses"),
    "a rule said to choose": (last("a variable", choice=True), "r0 does not choose"),
    "a disjunction said to choose": (last("a disjunction", choice=True), "does not choose"),
    "a choice without its condition": (last("a choice", needs=atoms("q(1)")), "what it needs"),
    "a choice by another value": (
        last("a choice that says its own variable", binding={"Y": s("1")}),
        "no instance",
    ),
    "a disjunction of which more is true": (
        single("a ; b.", "", "b", step("a", "r0")).faults,
        "b, the other way of r0, is true",
    ),
    "a constraint": (single(":- q(1).", QS, "", step("p", "r0", "q(1)")).faults, "no instance"),
    "a weak constraint": (
        single(":~ q(1). [1@1,p]", QS, "", step("p", "r0", "q(1)")).faults,
        "no instance",
    ),
    "an aggregate left out": (last("a count", counted=()), "are at [0]"),
    "an aggregate at another place": (aggregate("a count", position=1), "are at [0]"),
    "another function": (aggregate("a count", function="#sum"), "it is #count"),
    "another value of an aggregate": (aggregate("a count", value=s("1")), "its value is 2"),
    "another bound": (aggregate("a count", guards=((">=", s("2")),)), "its guards are >=1"),
    "another relation": (aggregate("a count", guards=((">", s("1")),)), "its guards are >=1"),
    "a guard left out": (aggregate("a count", guards=()), "its guards are >=1"),
    "a value assigned wrongly": (
        last(
            "a count to a variable",
            atom=s("p(2)"),
            binding={"N": s("1")},
        ),
        "no instance",
    ),
    "an item left out": (aggregate("a count", others=()), "it has 2 items"),
    "an item twice": (aggregate("a count", others=(TWO, ONE)), "it has 2 items"),
    "an item that is none": (aggregate("a count", others=(item("2", "q(1)"),)), "does not count"),
    "an item with another tuple": (
        aggregate("a count", used=(item("3", "q(1)"),)),
        "(3) does not count",
    ),
    "an item without what it needs": (aggregate("a count", used=(item("1"),)), "does not count"),
    "an item without its absence": (
        aggregate("elements of two kinds", used=(item("2 1", "w(1,2)"), item("5", "q(1)"))),
        "does not count",
    ),
    "a sum with an item ignored": (
        aggregate("a sum that passes over what is no number", others=(item("a", "q(a)"),)),
        "does not count",
    ),
    "a count not secured": (
        aggregate("a count", used=(), others=(ONE, TWO)),
        "does not secure >=1: it may be 0 to 2",
    ),
    "an equality not secured": (
        aggregate("a count to a variable", used=(ONE,), others=(TWO,)),
        "does not secure =2",
    ),
    "a sum not secured from below": (
        aggregate("a sum", used=(ONE,), others=(TWO, THREE)),
        "does not secure >=0: it may be -2 to 3",
    ),
    "a sum not secured from above": (
        aggregate("a sum that may not exceed", used=(), others=(ONE, TWO, THREE)),
        "does not secure <=2: it may be -3 to 3",
    ),
    "a minimum not secured": (
        aggregate("a minimum", used=(), others=(ONE, TWO)),
        "does not secure <=2: it may be 1 to #sup",
    ),
    "a maximum not secured": (
        aggregate("a maximum", used=(ONE,), others=(TWO,)),
        "does not secure =2: it may be 1 to 2",
    ),
    "another value not secured": (
        aggregate("another value", used=(), others=(ONE, TWO)),
        "does not secure !=0",
    ),
    "negation dropped": (aggregate("an aggregate denied", negated=0), "1 times not"),
    "an aggregate denied that holds": (
        single(
            "p :- not #count { X : q(X) } > 1.",
            QS,
            "",
            step(
                "p",
                "r0",
                counted=counted("#count", "2", "> 1", others=(ONE, TWO), negated=1),
            ),
        ).faults,
        "its guards hold",
    ),
    "a condition with a way left out": (aggregate("a condition", used=(ONE,)), "it has 2 items"),
    "a condition not used": (
        aggregate("a condition", used=(ONE,), others=(TWO,)),
        "every way of the condition",
    ),
    "a condition with a value": (aggregate("a condition", value=s("2")), "no value"),
    "a condition with another literal": (
        aggregate("a condition", used=(ONE, item("2", "q(1)"))),
        "does not count",
    ),
    "a condition that fails": (
        single(
            "p :- t(X) : q(X).",
            QS,
            "t(1)",
            step("p", "r0", counted=counted("#all", None, used=(item("1", "t(1)"),))),
        ).faults,
        "it has 2 items",
    ),
    "a condition that must not be": (
        single(
            "p :- #false : q(X).",
            QS,
            "",
            step("p", "r0", counted=counted("#all", None, used=(item("1"), item("2")))),
        ).faults,
        "does not count",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_spoilt_proofs_are_refused(name: str) -> None:
    found, said = WRONG[name]
    assert any(said in text for text in found()), found()


def test_steps_that_the_root_does_not_need_are_no_fault() -> None:
    case = RIGHT["a chain"]
    more = step("p(2)", "r0", "q(2)", binding="X=2")
    assert case.faults((*case.steps[:-1], more, case.steps[-1])) == []
    assert case.faults((*case.steps[:-1], replace(more, needs=()), case.steps[-1])) != []


TERMS = [
    *("-7/2", "7/(-2)", "-7\\2", "7\\(-2)", "2**(-1)", "0**0", "0**(-1)", "2**31", "3**25", "~5"),
    *("|-3|", "5&3", "5?3", "5^3", "(-5)&3", "1/0", "1\\0", "1..0", "|a|", "a+1", "-a", "-f(1)"),
    *("--a", "-(a,b)", "f(1..2)", "(1..2)+(1..2)", "(1..2)..3", "a..2", "(1,)", "()", '"x"'),
    *("-#inf", "(-2)**3", "2147483647+1", "|-2147483647-1|", "(1..3,a)", '-"x"', "10**10"),
]


@pytest.mark.parametrize("term", TERMS)
def test_terms_have_the_values_that_the_solver_gives_them(term: str) -> None:
    (rule,) = rules_of(f"%@ id=r0\np({term}).")["r0"]
    assert isinstance(rule.head, Atom)
    (answer,) = answers(f"p({term}).")
    assert set(instances(rule.head, {})) == answer


MANY = settings(
    max_examples=tries("CONTINUUM_SMALL_PROGRAMS", push=150, deep=150),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@MANY
@given(programs())
def test_every_atom_of_an_answer_has_a_stage(program: str) -> None:
    for model in answers(program):
        found = stages(program, model)
        assert found is None or found.keys() == model


@settings(MANY, max_examples=tries("CONTINUUM_SMALL_PROGRAMS", push=40, deep=40))
@given(programs())
def test_all_atoms_of_an_answer_have_proofs(program: str) -> None:
    rules = rules_of(program)
    for model in answers(program, 2):
        assert founded(rules, model).keys() == model


@settings(MANY, max_examples=tries("CONTINUUM_SMALL_PROGRAMS", push=20, deep=20))
@given(programs())
def test_what_is_proved_as_a_whole_is_an_answer(program: str) -> None:
    """Models in which some atoms come from nowhere are never proved as a whole."""
    rules = rules_of(program)
    nowhere = "{ a; b; c; p(1); p(2); q(1); q(2); r(1); t(1); -p(1); -a }."
    for model in answers(program + nowhere, 8):
        if founded(rules, model).keys() == model:
            exactly = "".join(f":- not {atom}.\n" for atom in model)
            assert model in answers(program + exactly, 0)
