"""The main job: one case in, one explained program out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import clingo

from kg.engine.advice import Advice, Knowledge
from kg.engine.answer import Answer, Value, number, term, text
from kg.engine.assemble import OUTPUTS, Basis, assemble
from kg.engine.case import Case
from kg.engine.rules import Rules
from kg.engine.sentences import Sentences
from kg.engine.solve import GroundingError, Solution, ground, search
from kg.errors import CaseError, KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.paths import Cache

__all__ = ["TIME_LIMIT", "Answered", "advise", "consult", "program_text"]

#: Seconds that a search may take unless the caller says otherwise.
TIME_LIMIT: Final = 10.0
#: The case's lists by the field that a rule names, where the two differ.
_LISTS: Final = {"score": "fms.scores", "clearing": "fms.clearing"}


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
) -> Answered:
    """Return what ``advise`` returns, together with the answer set behind it.

    Args:
        case: what was seen, and what is possible.
        knowledge: the ontology; the one that comes with the package when ``None``.
        rules: the rules; those that come with the knowledge when ``None``.
        time_limit: seconds for the search.
        whole: whether the solution holds every true atom beside those an advice is made of.

    Raises:
        CaseError, TimeLimit, KnowledgeError: as ``advise`` does.
    """
    knowledge = KnowledgeBase.load() if knowledge is None else knowledge
    rules = Rules.load(knowledge.places.rules) if rules is None else rules
    _check_once(rules, knowledge)
    inputs = {(name, len(args)) for name, args in knowledge.facts.signature.items()}
    try:
        control = ground(
            program_text(case, knowledge, rules),
            inputs=inputs | rules.case_signatures,
            shown={one for one in inputs | rules.predicates.keys() if one[0] in OUTPUTS},
        )
    except GroundingError as error:
        place = None if error.line is None else rules.place(error.line)
        if place is None:
            raise
        raise KnowledgeError(error.complaint, file=place[0], line=place[1]) from error
    solution = search(control, time_limit, whole=whole)
    answer = Answer(solution.atoms)
    say = Sentences(rules, knowledge)
    _refuse_impossible(answer, say)
    edition = text(answer.rows("edition_in_use")[0][0])
    sources: dict[str, list[str]] = defaultdict(list)
    used = {text(row[4]) for row in answer.rows("weighs")}
    for row, source in knowledge.facts.relations["evidence_source"]:
        if row in used:
            sources[str(row)].append(str(source))
    basis = Basis(
        Knowledge(ontology=knowledge.ontology_hash, rules=rules.hash, edition=edition), sources
    )
    advice = assemble(case, answer, say, basis, cost=solution.cost, proven=solution.proven)
    return Answered(case, knowledge, rules, advice, solution, control, say)


def _check_once(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check the rules unless the same rules were checked before, with the same bridge."""
    key = hashlib.sha256(f"{rules.hash}{sorted(knowledge.facts.signature.items())}".encode())
    cache, name = Cache(), f"rules-{key.hexdigest()}.txt"
    if cache.read(name) is None:
        from kg.engine.annotations import check_rules  # the parser is slow to load

        check_rules(rules, knowledge.facts.signature)
        cache.write(name, b"checked")


def program_text(case: Case, knowledge: KnowledgeBase, rules: Rules) -> tuple[str, str, str]:
    """Return the program that is solved: the rules, the facts they use, the case.

    A predicate of the bridge that no rule names is left out.
    """
    facts = knowledge.facts
    return (
        rules.text,
        facts.source(sorted(rules.words & set(facts.signature))),
        "\n".join(case.to_facts()),
    )


def _refuse_impossible(answer: Answer, say: Sentences) -> None:
    """Raise one error that names everything that cannot be right about the case."""
    instead: dict[tuple[Value, Value], list[str]] = defaultdict(list)
    for row, field, value in answer.rows("instead"):
        instead[row, field].append(str(value))
    problems = [
        CaseError(
            f"{_place(row, text(field))}: {say.say(term(reason)).removesuffix('.')}",
            allowed=f"allowed: {', '.join(words)}" if (words := instead.get((row, field))) else "",
        )
        for row, field, reason in answer.rows("invalid")
    ]
    if problems:
        raise CaseError(problems[0].found, allowed=problems[0].allowed, also=problems[1:])


def _place(row: Value, field: str) -> str:
    if isinstance(row, int):
        rows = "tests" if field == "result" else "findings"
        return f"{rows}[{number(row)}].{field}"
    return f"{_LISTS.get(field, field)}.{row}"
