"""Everything that can be said of a pack without a person: its rules, its Turtle, its cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import clingo
from pyoxigraph import NamedNode

from kg.advice.advise import case_program
from kg.case.model import Case
from kg.errors import BadInput, CaseError, KnowledgeError, TimeLimit, nearest
from kg.knowledge import KnowledgeBase
from kg.knowledge.pack_turtle import line_of
from kg.knowledge.problems import Level, Problem
from kg.knowledge.terms import BASE, compact
from kg.pack_policy.pack_rules import check_packs, guard_of, refuse_guarded
from kg.packs.dependency_order import additions
from kg.packs.golden import golden_cases, read_case
from kg.packs.pack import Pack
from kg.packs.rule_firing import never_firing
from kg.rulebase.annotations import Annotation, check_rules, heads_of, read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Term, Value, atoms_of, terms_in
from kg.solve.search import GroundingError

__all__ = ["Check", "check_ours", "check_pack"]

_EQUALS: Final = 2
#: A constant among the arguments of a fact.
_CONSTANT: Final = re.compile(r"(?<=[(,])[a-z]\w*(?=[,)])")


@dataclass(frozen=True)
class Check:
    """What a check is made of.

    Attributes:
        turtle: whether SHACL and the lint look at the Turtle.
        reasoner: whether HermiT looks at the ontology with the pack.
        time_limit: seconds for the search of each golden case.
    """

    turtle: bool = True
    reasoner: bool = False
    time_limit: float = 10.0


def check_pack(pack: Pack, others: Iterable[Pack] = (), check: Check = Check()) -> list[Problem]:
    """Return what is wrong with a pack, sorted.

    Args:
        pack: the pack, past the gate.
        others: the packs that it requires.
        check: what to look at.

    Raises:
        KnowledgeError: when the packs cannot stand together.
    """
    others = tuple(others)
    put = additions([pack, *others])
    try:
        knowledge = KnowledgeBase.load(packs=put)
        rules = Rules.of(knowledge)
        refuse_guarded(knowledge)
        check_rules(rules, knowledge.facts.signature)
        check_packs(rules, knowledge)
    except KnowledgeError as error:
        return [_problem(pack.id, one) for one in (error, *error.also)]
    found = [*_grounding(rules, knowledge), *_complete(pack)]
    if not found or all(one.level != "error" for one in found):
        found += [*_rules(pack.id, rules, knowledge), *_queries(pack, rules)]
        found += _constants(pack.id, rules, knowledge)
        found += _objective(pack, rules, knowledge, check.time_limit)
    if check.turtle and pack.room("ontology", ".ttl"):
        found += _turtle(pack, knowledge, KnowledgeBase.load(packs=additions(others)))
    if check.reasoner:
        found += _reasoner(knowledge)
    return sorted(set(found), key=str)


def check_ours() -> list[Problem]:
    """Return what is wrong with the rules that come with the package, sorted.

    The ontology has a check of its own, and the golden cases are among the tests.
    """
    try:
        knowledge = KnowledgeBase.load()
        rules = Rules.of(knowledge)
        check_rules(rules, knowledge.facts.signature)
        guard_of(rules)
    except KnowledgeError as error:
        return [_problem("rules", one) for one in (error, *error.also)]
    return sorted([*_grounding(rules, knowledge), *_rules("", rules, knowledge)], key=str)


def _problem(subject: str, error: BadInput, rule: str = "rules") -> Problem:
    place = ":".join(str(one) for one in (error.file, error.line, error.column) if one is not None)
    parts = [error.found, *([error.allowed] if error.allowed else [])]
    if error.suggestions:
        parts.append(f"did you mean {' or '.join(error.suggestions)}?")
    return Problem("error", rule, subject, "; ".join(parts), place or None)


def _at(one: Annotation, level: Level, message: str, rule: str) -> Problem:
    return Problem(level, rule, one.id, message, f"{one.file}:{one.line}")


def _complete(pack: Pack) -> Iterator[Problem]:
    """Yield what a pack should have beside its rules."""
    if not golden_cases(pack):
        yield Problem("warning", "golden_cases", pack.id, "No golden case tries it.", pack.id)
    if not any(name.startswith("README") for name in pack.files):
        yield Problem("info", "readme", pack.id, "No README.md says what it is for.", pack.id)


def _grounding(rules: Rules, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield what the solver has against the rules: unsafe variables above all."""
    try:
        case_program(Case.model_construct(), knowledge, rules).ground()
    except GroundingError as error:
        place = rules.place(error.line) if error.line is not None else None
        unsafe = ", ".join(error.unbound)
        told = f"variables that nothing binds: {unsafe}" if unsafe else error.complaint
        file = ":".join(map(str, [*(place or ("rules",)), *_column(error)]))
        yield Problem("error", "unsafe" if unsafe else "grounding", "rules", told, file)


def _column(error: GroundingError) -> list[int]:
    return [error.column] if error.column is not None else []


def _rules(pack: str, rules: Rules, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield rules of a pack that can never fire, and predicates of its that nothing reads."""
    annotations = read_annotations(rules)
    own = {file.shown for file in rules.files if file.pack == pack}
    for idle in never_firing(annotations, knowledge.facts):
        if idle.rule.file in own:
            told = f"It can never fire: nothing gives {idle.wants}."
            yield _at(idle.rule, "error", told, "never_fires")
    read = {
        atom.signature
        for one in annotations
        for rule in one.rules
        for _, atom in atoms_of(rule.body)
    }
    declared = {name for name, one in rules.predicates.items() if pack and one.file in own}
    for one in annotations:
        if one.file in own:
            for head in (head for rule in one.rules for head in heads_of(rule)):
                if head.signature in declared - read:
                    told = f"It derives {head.name}/{len(head.arguments)}, which nothing reads."
                    yield _at(one, "warning", told, "unused_predicate")


def _constants(pack: str, rules: Rules, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield the constants of a pack's rules that are no id, no declared term and no word of ours.

    One that looks like an id is an error: a rule that names nothing never holds, and says nothing.
    """
    annotations = read_annotations(rules)
    own = {file.shown for file in rules.files if file.pack == pack}
    known = {name for name, arity in rules.predicates if not arity} | knowledge.labels.keys()
    known |= {one.id for one in annotations}
    known |= set(_CONSTANT.findall(knowledge.facts.text))
    for one in annotations:
        if one.file not in own:
            known |= {name for rule in one.rules for name in _names(terms_in(rule))}
    for one in annotations:
        if one.file in own:
            names = {name for rule in one.rules for name in _names(terms_in(rule))}
            for name in sorted(names - known):
                near = nearest(name, sorted(known))
                hint = f"; did you mean {' or '.join(near)}?" if near else ""
                told = f"{name} is no id of the ontology and no declared term{hint}"
                yield _at(one, "error" if near else "warning", told, "unknown_constant")


def _names(terms: Iterable[Term]) -> Iterator[str]:
    """Yield the constants among some terms."""
    for term in terms:
        if isinstance(term, Value) and term.symbol.type is clingo.SymbolType.Function:
            yield term.symbol.name


def _queries(pack: Pack, rules: Rules) -> Iterator[Problem]:
    """Yield the facts queries of a pack that no rule reads."""
    used = rules.words
    for query in pack.room("facts", ".rq"):
        stem = query.name.rpartition("/")[2].removesuffix(".rq")
        if stem not in used:
            told = "No rule reads its predicate."
            yield Problem("warning", "unused_predicate", stem, told, query.name)


def _objective(
    pack: Pack, rules: Rules, knowledge: KnowledgeBase, time_limit: float
) -> Iterator[Problem]:
    """Yield the golden cases for which two different answers are equally good."""
    from kg.packs.unique_optimum import equally_good

    for golden in golden_cases(pack):
        try:
            case = read_case(golden.content, golden.file, knowledge)
            several = equally_good(case, knowledge, rules, time_limit, _EQUALS)
        except CaseError as error:
            yield from (_problem(golden.name, one, "golden_cases") for one in (error, *error.also))
            continue
        except TimeLimit:
            told = "The time ran out before the best program was proven."
            yield Problem("warning", "objective", golden.name, told, golden.file)
            continue
        if several:
            told = (
                "Two programs are equally good, and only the order of letters decides: "
                f"{'; '.join(several)}."
            )
            yield Problem("warning", "objective", golden.name, told, golden.file)


def _turtle(pack: Pack, knowledge: KnowledgeBase, baseline: KnowledgeBase) -> Iterator[Problem]:
    """Yield what SHACL, the lint and the closure have against the knowledge only with the pack.

    A complaint counts when it is new, whatever file it names. An id that nothing describes is said
    first and alone: what follows from it would hide it.
    """
    from kg.knowledge import closure
    from kg.quality import lint, shapes

    unknown = list(_undescribed(pack, knowledge))
    if unknown:
        yield from unknown
        return
    modules = [one for one in knowledge.graphs.graph.modules if one.file.startswith(f"{pack.id}/")]
    nodes = (node for one in modules for quad in one.quads for node in (quad.subject, quad.object))
    subjects = sorted({node.value for node in nodes if isinstance(node, NamedNode)})
    try:
        shaped = shapes.check(knowledge, subjects)
        before = shapes.check(baseline, subjects) if shaped else []
    except KnowledgeError as error:  # pySHACL is an extra
        shaped = before = []
        yield Problem("warning", "shapes", pack.id, f"Not looked at: {error.message}", pack.id)
    known = {_complaint(one) for one in (*before, *lint.check(baseline))}
    for one in (*shaped, *lint.check(knowledge)):
        if _complaint(one) not in known:
            yield replace(one, file=_place(pack, one.subject) or one.file)
    yield from closure.check(knowledge)


def _complaint(one: Problem) -> tuple[str, str, str]:
    return one.rule, one.subject, one.message


def _place(pack: Pack, subject: str) -> str | None:
    """Return where a pack speaks of a thing, with the line."""
    for module in pack.room("ontology", ".ttl"):
        line = line_of(module.text, subject)
        if line is not None:
            return f"{module.name}:{line}"
    return None


def _undescribed(pack: Pack, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield the ids of a pack's Turtle that nothing describes, with line and nearest id."""
    modules = knowledge.graphs.graph.modules
    described = {
        quad.subject.value
        for one in modules
        for quad in one.quads
        if isinstance(quad.subject, NamedNode)
    }
    names = sorted(compact(iri) for iri in described)
    texts = {one.name: one.text for one in pack.room("ontology", ".ttl")}
    for module in modules:
        if module.file not in texts:
            continue
        terms = {
            term.value: compact(getattr(quad.subject, "value", ""))
            for quad in module.quads
            for term in (quad.predicate, quad.object)
            if isinstance(term, NamedNode)
            and term.value.startswith(BASE)
            and "/" not in term.value.removeprefix(BASE)
        }
        for iri in sorted(terms.keys() - described):
            name = compact(iri)
            near = nearest(name, names)
            found = re.search(rf"(?<![\w:]):{re.escape(name)}\b", texts[module.file])
            line = texts[module.file].count("\n", 0, found.start()) + 1 if found else None
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            place = module.file if line is None else f"{module.file}:{line}"
            told = f"refers to {name}, which nothing describes{hint}"
            yield Problem("error", "undescribed", terms[iri], told, place)


def _reasoner(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Yield what HermiT has against the ontology with the pack."""
    from kg.quality.referee import problems_of, verdict_of

    yield from problems_of(verdict_of(knowledge))
