"""The part of an advice that speaks of the client: goals, groups, habits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kg.advice import routine as out
from kg.advice.base import Note
from kg.case.model import Case
from kg.rulebase.answer_set import Answer, Value, number, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["CLIENT_OUTPUTS", "goals", "populations", "suspicions"]

#: The predicates that this part is made of.
CLIENT_OUTPUTS: Final = (
    "adjusts",
    "agrees",
    "goal_check",
    "goal_kind",
    "goal_review",
    "goal_verdict",
    "habit_note",
    "letter",
    "letter_sign",
    "look",
    "met",
    "missing",
    "not_shown",
)
#: What a predicate says of a suspected finding.
_STATES: Final = {"agrees": "seen", "not_shown": "not_shown", "look": "look"}


def goals(case: Case, answer: Answer, say: Sentences) -> tuple[out.Goal, ...]:
    """Return the goals of the case, each judged letter by letter."""
    kinds = {number(row[0]): text(row[1]) for row in answer.rows("goal_kind")}
    verdicts = {number(row[0]): row[1] for row in answer.rows("goal_verdict")}
    reviews = {number(row[0]): number(row[1]) for row in answer.rows("goal_review")}
    return tuple(
        out.Goal(
            row=row,
            text=goal.text,
            kind=kinds[row],
            label=say.label(kinds[row]),
            smart=verdicts[row] == "is_smart",
            letters=tuple(_letters(answer, say, row)),
            review=None if case.date is None else case.date + dt.timedelta(days=reviews[row]),
            check_with=tuple(text(one[1]) for one in answer.rows("goal_check") if one[0] == row),
            proof=proof("goal_verdict", row, verdicts[row]),
        )
        for row, goal in enumerate(case.goals)
    )


def _letters(answer: Answer, say: Sentences, row: int) -> Iterator[out.Letter]:
    verdicts = {text(one[1]): one[2] for one in answer.rows("letter") if one[0] == row}
    signs = {text(one[0]): (number(one[2]), one[1]) for one in answer.rows("letter_sign")}
    for name in sorted(verdicts, key=lambda name: signs[name][0]):
        holds = verdicts[name] == "holds"
        told = "met" if holds else "missing"
        reasons = tuple(
            Note(
                kind=term(one[2]).name,
                text=say.say(term(one[2])),
                proof=proof(told, *one),
            )
            for one in answer.rows(told)
            if one[0] == row and one[1] == name
        )
        yield out.Letter(
            id=name,
            letter=say.say(term(signs[name][1])),
            label=say.label(name),
            holds=holds,
            text=" ".join(reason.text for reason in reasons),
            reasons=reasons,
            proof=proof("letter", row, name, verdicts[name]),
        )


def populations(answer: Answer, say: Sentences) -> tuple[out.Population, ...]:
    """Return the groups of the client, each with all that changes for it."""
    changes: dict[str, list[Note]] = defaultdict(list)
    for population, change in answer.rows("adjusts"):
        changes[text(population)].append(
            Note(
                kind=term(change).name,
                text=say.say(term(change)),
                proof=proof("adjusts", population, change),
            )
        )
    return tuple(
        out.Population(id=name, label=say.label(name), changes=tuple(found))
        for name, found in changes.items()
    )


def suspicions(answer: Answer, say: Sentences) -> tuple[out.Suspicion, ...]:
    """Return what the habits make more likely, and what to look with."""
    return tuple(
        out.Suspicion(
            id=text(habit),
            label=say.label(text(habit)),
            strength=text(strength),
            text=say.atom("habit_note", (habit, strength)),
            findings=tuple(_suspected(answer, say, habit)),
            proof=proof("habit_note", habit, strength),
        )
        for habit, strength in answer.rows("habit_note")
    )


def _suspected(answer: Answer, say: Sentences, habit: Value) -> Iterator[out.SuspectedFinding]:
    for predicate, state in _STATES.items():
        found: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
        for row in answer.rows(predicate):
            if row[0] == habit:
                found[text(row[1])].append(row)
        for finding, rows in found.items():
            yield out.SuspectedFinding.model_validate(
                {
                    "finding": finding,
                    "label": say.label(finding),
                    "state": state,
                    "assessments": tuple(text(one) for row in rows for one in row[2:]),
                    "proof": proof(predicate, *rows[0]),
                }
            )
