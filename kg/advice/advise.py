"""The main job: one case in, one explained program out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import clingo
from pydantic import ValidationError

from kg.advice.decode.assemble import OUTPUTS, Basis, assemble
from kg.advice.model import Advice, Knowledge, PackUsed, Violation
from kg.case.fields import place_in_case
from kg.case.model import Case
from kg.case.problems import written
from kg.errors import CaseError, KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.additions import Addition
from kg.rulebase.answer_set import AnswerSet, Value, term, text
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences
from kg.sandbox.stage import report_stage
from kg.solve.logic_program import LogicProgram, check_once
from kg.solve.search import FactAtoms, GroundingError, NoAnswer, Solution, search

if TYPE_CHECKING:
    from kg.solve.relaxation import Broken

__all__ = [
    "TIME_LIMIT",
    "Answered",
    "advise",
    "case_program",
    "consult",
    "fact_atoms",
    "ground_case",
    "solve_case",
]

#: Seconds that a search may take unless the caller says otherwise.
TIME_LIMIT: Final = 10.0
#: What the rules choose; everything else follows from it.
_DECISION: Final = ("choose", 2)
#: What is shown where only the outcome is wanted.
_SHOWN: Final = frozenset(["choose", "outcome"])


def advise(
    case: Case,
    knowledge: KnowledgeBase | None = None,
    *,
    rules: Rules | None = None,
    time_limit: float = TIME_LIMIT,
) -> Advice:
    """Return what follows from a case: statuses, priorities, and one valid program.

    Args:
        case: what was seen, and what is possible.
        knowledge: the ontology; the one that comes with the package when ``None``.
        rules: the rules; those that come with the knowledge when ``None``.
        time_limit: seconds for the search; the best program found is given when it is over.

    Raises:
        CaseError: when the rules find the case impossible, such as a side that a finding needs.
        TimeLimit: when no program at all was found in time.
        KnowledgeError: when the ontology or the rules cannot be used.
    """
    return consult(case, knowledge, rules=rules, time_limit=time_limit).advice


@dataclass(frozen=True)
class Answered:
    """An advice with what it was drawn from, for those who explain it.

    Attributes:
        case: the case that was asked about.
        knowledge: the ontology.
        rules: the rules.
        advice: the answer.
        solution: the answer set.
        control: the grounded program, to be asked further; nothing else uses it.
        say: the sentences of the rules.
    """

    case: Case
    knowledge: KnowledgeBase
    rules: Rules
    advice: Advice
    solution: Solution
    control: clingo.Control
    say: Sentences


def consult(
    case: Case,
    knowledge: KnowledgeBase | None = None,
    *,
    rules: Rules | None = None,
    time_limit: float = TIME_LIMIT,
    whole: bool = False,
    extra: Sequence[str] = (),
    also_shown: AbstractSet[str] = frozenset(),
) -> Answered:
    """Return what ``advise`` returns, together with the answer set behind it.

    Args:
        case: what was seen, and what is possible.
        knowledge: the ontology; the one that comes with the package when ``None``.
        rules: the rules; those that come with the knowledge when ``None``.
        time_limit: seconds for the search.
        whole: whether the solution holds every true atom beside those an advice is made of.
        extra: further facts beside those of the case, such as those of a plan to be judged.
        also_shown: names of predicates whose atoms the solution holds beside those of an advice.

    Raises:
        CaseError, TimeLimit, KnowledgeError: as ``advise`` does.
    """
    knowledge = KnowledgeBase.load() if knowledge is None else knowledge
    rules = Rules.of(knowledge) if rules is None else rules
    program = case_program(case, knowledge, rules, extra, visible=OUTPUTS | also_shown)
    report_stage("grounding the rules")
    control = _ground(program, time_limit)
    report_stage("searching for the best program")
    broken: tuple[Broken, ...] = ()
    try:
        facts = fact_atoms(knowledge, rules) if whole else None
        solution = search(control, time_limit, whole=whole, decided_by=_DECISION, facts=facts)
    except NoAnswer:
        try:
            control, solution, broken = _best_effort(program, time_limit)
        except NoAnswer as error:
            from kg.pack_policy.pack_faults import fault_without_answer  # needed with packs only

            outcome = _outcomes(program, time_limit)
            raise fault_without_answer(rules, outcome) or error from None
    answer = AnswerSet(solution.atoms)
    say = Sentences(rules, knowledge)
    _refuse_impossible(type(case), answer, say)
    edition = text(answer.rows("edition_in_use")[0][0])
    sources = _behind(knowledge, "evidence_source", {text(row[4]) for row in answer.rows("weighs")})
    basis = Basis(
        Knowledge(
            ontology=knowledge.ontology_hash,
            rules=rules.hash,
            edition=edition,
            packs=tuple(map(_pack, knowledge.sources.additions)),
        ),
        sources,
        _behind(knowledge, "dose_source", {text(row[2]) for row in answer.rows("dose_from")}),
    )
    try:
        advice = assemble(case, answer, say, basis, cost=solution.cost, proven=solution.proven)
    except (LookupError, TypeError, ValueError) as error:
        raise _blamed(error, knowledge) from error
    violations = tuple(
        Violation(
            rule=requirement.rule.id,
            text=say.instance(requirement.rule.label, requirement.binding),
        )
        for requirement in broken
    )
    if advice.result == "infeasible" and not broken and knowledge.sources.additions:
        from kg.pack_policy.pack_faults import rules_without_program

        violations = tuple(
            Violation(
                rule=rule.id, text=f"The rule `{rule.id}` leaves nothing to choose: {rule.label}"
            )
            for rule in rules_without_program(rules, _outcomes(program, time_limit))
        )
    if violations:
        advice = advice.model_copy(update={"result": "infeasible", "violated": violations})
    return Answered(case, knowledge, rules, advice, solution, control, say)


def fact_atoms(knowledge: KnowledgeBase, rules: Rules) -> FactAtoms:
    """Return the facts of an ontology that rules name as atoms; they are read once."""
    names = tuple(sorted(rules.words & knowledge.facts.signature.keys()))
    return _fact_atoms(names, knowledge.facts.source(names))


@lru_cache(maxsize=4)
def _fact_atoms(names: tuple[str, ...], text: str) -> FactAtoms:
    return FactAtoms(names, text)


def _behind(knowledge: KnowledgeBase, relation: str, used: set[str]) -> dict[str, list[str]]:
    """Return the documents behind the rows that were used."""
    sources: dict[str, list[str]] = defaultdict(list)
    for row, source in knowledge.facts.relations[relation]:
        if row in used:
            sources[str(row)].append(str(source))
    return sources


def _blamed(error: Exception, knowledge: KnowledgeBase) -> Exception:
    """Return a fault of the answer as one of the packs, if there are any."""
    packs = [one.id for one in knowledge.sources.additions]
    if not packs:
        return error
    message = " ".join(str(error).split())
    if isinstance(error, LookupError):
        parts = error.args[0] if error.args else ""
        named = ", ".join(map(str, parts)) if isinstance(parts, tuple) else str(parts)
        message = f"the answer says nothing of {named}"
    elif isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "a part of the answer"
        message = f"{place} is {first['input']}: {first['msg'].lower()}"
    return KnowledgeError(
        f"with {', '.join(packs)}: {message}",
        allowed="packs whose rules and things leave an answer that an advice can be made of; "
        "`continuum rules check` says what a thing of a pack lacks",
    )


def _outcomes(program: LogicProgram, time_limit: float) -> Callable[[Rules], str | None]:
    """Return what gives the outcome under other rules, unchecked; ``None`` without an answer."""

    def outcome(rules: Rules) -> str | None:
        predicates = {(name, arity) for name, arity in rules.predicates if name in _SHOWN and arity}
        control = replace(program.with_rules(rules), visible=predicates).ground()
        try:
            solution = search(control, time_limit)
        except NoAnswer:
            return None
        return " ".join(text(row[0]) for row in AnswerSet(solution.atoms).rows("outcome"))

    return outcome


def _pack(addition: Addition) -> PackUsed:
    """Return a pack as an advice names it."""
    return PackUsed(
        id=addition.id,
        version=addition.version,
        digest=addition.digest,
        replaces_rules=addition.replaced_rules,
        replaces_facts=addition.replaced_queries,
        says_more_of=addition.said_more_of,
    )


def _best_effort(
    program: LogicProgram, time_limit: float
) -> tuple[clingo.Control, Solution, tuple[Broken, ...]]:
    """Return the answer that breaks the fewest requirements, when none keeps them all."""
    from kg.solve.relaxation import Relaxed  # the parser is slow to load

    relaxed = Relaxed(program.rules)
    with _placed_faults(program):
        control = program.ground(instead=relaxed.text)
    solution = search(control, time_limit, whole=True)
    broken = relaxed.broken(solution.whole)
    return control, replace(solution, cost=relaxed.cost(solution.cost)), broken


def case_program(
    case: Case,
    knowledge: KnowledgeBase,
    rules: Rules,
    extra: Sequence[str] = (),
    *,
    visible: AbstractSet[str] = OUTPUTS,
) -> LogicProgram:
    """Return the program of a case; nothing is checked or grounded yet.

    Args:
        case: what was seen, and what is possible.
        knowledge: the ontology.
        rules: the rules.
        extra: further facts beside those of the case, such as those of a plan.
        visible: the names of the predicates whose atoms an answer shows.
    """
    facts = {(name, len(arguments)) for name, arguments in knowledge.facts.signature.items()}
    # A term may be called like an output, as the result `referred` is; it has no atoms of its own.
    terms = {(name, 0) for name, arity in rules.predicates if name in visible and arity}
    outputs = {(name, arity) for name, arity in facts | rules.predicates.keys() if name in visible}
    return LogicProgram(
        rules, knowledge, (*case.to_facts(), *extra), rules.case_signatures, outputs - terms
    )


def solve_case(
    case: Case,
    knowledge: KnowledgeBase,
    rules: Rules,
    *,
    extra: Sequence[str] = (),
    time_limit: float = TIME_LIMIT,
) -> tuple[clingo.Control, Solution]:
    """Return the program of a case, grounded, and its best answer; one that is refused has one too.

    Args:
        case: what was seen, and what is possible.
        knowledge: the ontology.
        rules: the rules.
        extra: further facts beside those of the case, such as those of a plan.
        time_limit: seconds for the search.

    Raises:
        TimeLimit: when no answer was found in time.
        KnowledgeError: when the rules cannot be used.
    """
    control = ground_case(case, knowledge, rules, extra=extra)
    return control, search(control, time_limit, whole=True)


def ground_case(
    case: Case, knowledge: KnowledgeBase, rules: Rules, *, extra: Sequence[str] = ()
) -> clingo.Control:
    """Return the program of a case, grounded and ready to be searched.

    Args:
        case: what was seen, and what is possible.
        knowledge: the ontology.
        rules: the rules.
        extra: further facts beside those of the case.

    Raises:
        KnowledgeError: when the rules cannot be used, with file and line.
    """
    return _ground(case_program(case, knowledge, rules, extra))


def _ground(program: LogicProgram, time_limit: float | None = None) -> clingo.Control:
    """Return what of the program of a case it can use, grounded, after the rules were checked.

    What packs may not do is refused.
    """
    rules, knowledge = program.rules, program.knowledge
    check_once(rules, knowledge, lambda: _check(rules, knowledge))
    if not knowledge.sources.additions:
        with _placed_faults(program):
            return program.ground_relevant(time_limit=time_limit)
    from kg.pack_policy.containment import refuse_lifting
    from kg.pack_policy.pack_faults import CostTotals, refuse_costs, refuse_reasons

    costs = CostTotals()
    with _placed_faults(program):
        control = program.ground_relevant(observer=costs, time_limit=time_limit)
    refuse_reasons(rules, control)
    refuse_costs(rules, costs)
    refuse_lifting(program, control)
    return control


@contextmanager
def _placed_faults(program: LogicProgram) -> Iterator[None]:
    """Raise what does not ground with its file and line, or as a fault of packs."""
    try:
        yield
    except GroundingError as error:
        fault = _fault_of_grounding(program, error)
        if fault is None:
            raise
        raise fault from error


def _fault_of_grounding(program: LogicProgram, error: GroundingError) -> KnowledgeError | None:
    """Return what does not ground, as a fault of packs if they are at fault."""
    fault = program.place_fault(error)
    if fault is None or error.unbound or not program.knowledge.sources.additions:
        return fault
    from kg.pack_policy.pack_faults import fault_of_grounding

    def grounds(rules: Rules) -> bool:
        try:
            program.with_rules(rules).ground()
        except GroundingError:
            return False
        return True

    place = fault.file or "", fault.line or 0
    return fault_of_grounding(program.rules, grounds, place, error.complaint) or fault


def _check(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check the rules against the facts; with packs, what these may not do, and that all grounds.

    Raises:
        KnowledgeError: when the rules cannot be used.
    """
    from kg.rulebase.annotations import check_rules  # the parser is slow to load

    if not knowledge.sources.additions:
        check_rules(rules, knowledge.facts.signature)
        return
    from kg.pack_policy.pack_rules import check_packs, refuse_guarded

    refuse_guarded(knowledge)
    check_rules(rules, knowledge.facts.signature)
    check_packs(rules, knowledge)
    program = case_program(Case.model_construct(), knowledge, rules)
    with _placed_faults(program):
        program.ground()


def _refuse_impossible(model: type[Case], answer: AnswerSet, say: Sentences) -> None:
    """Raise one error that names everything that cannot be right about the case."""
    instead: dict[tuple[Value, Value], list[str]] = defaultdict(list)
    for row, field, value in answer.rows("instead"):
        instead[row, field].append(str(value))

    def place(row: Value, field: str) -> str:
        return written(place_in_case(model, field, row if isinstance(row, int) else text(row)))

    problems = [
        CaseError(
            f"{place(row, text(field))}: {say.say(term(reason)).removesuffix('.')}",
            allowed=f"allowed: {', '.join(words)}" if (words := instead.get((row, field))) else "",
        )
        for row, field, reason in answer.rows("invalid")
    ]
    if problems:
        raise CaseError(problems[0].found, allowed=problems[0].allowed, also=problems[1:])
