"""Readiness, scope and contested science of an advice, from the atoms of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import clingo

from kg.advice import scope as out
from kg.case.model import Case, ClearedTest, Condition, Pain, RedFlag
from kg.rulebase.answer_set import Answer, Value, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = [
    "SCOPE_OUTPUTS",
    "clearances",
    "contested",
    "grade_of",
    "readiness",
    "scope",
    "sources_of",
]

#: What these parts of an advice are made of.
SCOPE_OUTPUTS: Final = frozenset(
    [
        "attested",
        "belongs_to",
        "bound_by",
        "clearance",
        "contested",
        "dissent",
        "figure_of",
        "grade_of",
        "readiness",
        "source_of",
        "stands_on",
        "study_on",
        "unanswered",
    ]
)
_DEFINITION: Final = "skos:definition"
_CLEARANCES: Final = {
    "was_cleared": "cleared",
    "is_not_cleared": "not_cleared",
    "needs_no_clearance": "not_needed",
}
_STANCES: Final = {"study_for": "for", "study_against": "against"}


def grade_of(answer: Answer, name: str) -> str | None:
    """Return how well a thing is attested, if that is known."""
    grade = answer.pairs("grade_of").get(name)
    return None if grade is None else text(grade)


def sources_of(answer: Answer, name: str) -> tuple[str, ...]:
    """Return the documents behind a thing."""
    return tuple(text(row[1]) for row in answer.rows("source_of") if row[0] == name)


def readiness(answer: Answer, say: Sentences) -> out.Readiness:
    """Return whether the readiness questions let the client start."""
    ((state,),) = answer.rows("readiness")
    return out.Readiness.model_validate(
        {
            "kind": state,
            "text": say.say(term(state)),
            "unanswered": tuple(text(row[0]) for row in answer.rows("unanswered")),
            "proof": proof("readiness", state),
        }
    )


def clearances(case: Case, answer: Answer, say: Sentences) -> tuple[out.Clearance, ...]:
    """Return what of a case was cleared and what was not, each with the limits that it states."""
    return tuple(
        out.Clearance.model_validate(
            {
                **_matter(case, term(matter), say),
                "state": _CLEARANCES[text(state)],
                "text": say.atom("clearance", (matter, state)),
                "proof": proof("clearance", matter, state),
            }
        )
        for matter, state in answer.rows("clearance")
    )


def _matter(case: Case, matter: clingo.Symbol, say: Sentences) -> Mapping[str, Any]:
    """Return what the case says of something that can be cleared."""
    first, *more = matter.arguments
    row: Condition | Pain | RedFlag | ClearedTest
    place = stage = None
    match matter.name:
        case "cleared_condition":
            row = condition = case.conditions[first.number]
            kind, name = "condition", condition.condition
            place, stage = condition.region, condition.stage
        case "cleared_pain":
            row = pain = case.pain[first.number]
            kind, name, place = "pain", pain.region, pain.region
        case "cleared_red_flag":
            row = flag = case.red_flags[first.number]
            kind, name, place = "red_flag", flag.flag, flag.region
        case _:
            where = str(first), str(more[0])
            row = test = next(t for t in case.fms.cleared if (t.test, t.side or "both") == where)
            kind, name = "test", test.test
    return {
        "kind": kind,
        "id": name,
        "label": say.label(name),
        "side": row.side,
        "region": place,
        "stage": stage,
        "cleared_on": row.cleared_on,
        "limits": row.limits,
    }


def scope(answer: Answer, say: Sentences) -> out.Scope:
    """Return on which side of the boundary the advice stands, with what belongs to the others."""
    ((domain,),) = answer.rows("stands_on")
    return out.Scope(
        id=text(domain),
        label=say.label(text(domain)),
        text=say.text_of(text(domain), _DEFINITION),
        matters=tuple(
            out.Matter(
                domain=text(whose),
                kind=term(what).name,
                text=say.say(term(what)),
                proof=proof("belongs_to", whose, what),
            )
            for whose, what in answer.rows("belongs_to")
        ),
        limits=tuple(
            out.Limit(
                id=text(name),
                label=say.label(text(name)),
                statement=say.text_of(text(name), "statement"),
                may=say.text_of(text(name), "may"),
                may_not=say.text_of(text(name), "mayNot"),
                grade=grade_of(answer, text(name)),
                sources=sources_of(answer, text(name)),
                proof=proof("bound_by", name),
            )
            for (name,) in answer.rows("bound_by")
        ),
        proof=proof("stands_on", domain),
    )


def contested(answer: Answer, say: Sentences) -> tuple[out.Contested, ...]:
    """Return what sources or studies disagree about, of all that bears on the case."""
    found = []
    for topic, note in answer.rows("contested"):
        found.append(
            out.Contested(
                id=text(topic),
                label=say.label(text(topic)),
                text=say.text_of(text(note), "noteText"),
                grade=grade_of(answer, text(note)),
                sources=sources_of(answer, text(note)),
                studies=(),
                proof=proof("contested", topic, note),
            )
        )
    topics = dict.fromkeys(row[0] for row in answer.rows("study_on"))
    return (*found, *(_on(answer, say, topic) for topic in topics))


def _on(answer: Answer, say: Sentences, topic: Value) -> out.Contested:
    rows = [row for row in answer.rows("study_on") if row[0] == topic]
    rows.sort(key=lambda row: (row[2] == "study_against", text(row[1])))
    return out.Contested(
        id=text(topic),
        label=say.label(text(topic)),
        text=say.text_of(text(topic), "useRule"),
        grade=grade_of(answer, text(topic)),
        sources=sources_of(answer, text(topic)),
        studies=tuple(_study(answer, say, row) for row in rows),
        proof=proof("study_on", *rows[0]),
    )


def _study(answer: Answer, say: Sentences, row: tuple[Value, ...]) -> out.Study:
    name = text(row[1])
    return out.Study.model_validate(
        {
            "id": name,
            "label": say.label(name),
            "stance": _STANCES[text(row[2])],
            "population": say.text_of(name, "studyPopulation"),
            "figures": [
                {"measure": say.say(term(measure)), "value": say.say(term(value))}
                for one, measure, value in answer.rows("figure_of")
                if one == name
            ],
            "note": say.text_of(name, "noteText"),
            "grade": grade_of(answer, name),
            "sources": sources_of(answer, name),
            "proof": proof("study_on", *row),
        }
    )
