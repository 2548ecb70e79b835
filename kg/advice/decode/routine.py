"""The part of an advice that spreads the program over the days and weeks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kg.advice import routine as out
from kg.advice.base import Note
from kg.advice.decode.program import minutes
from kg.case.model import Case
from kg.rulebase.answer_set import Answer, number, proof, text
from kg.rulebase.sentences import Sentences

__all__ = ["ROUTINE_OUTPUTS", "progression", "sessions", "week"]

#: The predicates that this part is made of.
ROUTINE_OUTPUTS: Final = (
    "again",
    "before_lift",
    "block_part",
    "criterion",
    "day",
    "held_back",
    "in_session",
    "lift_on",
    "next_step",
    "sets_up_to",
    "slot_place",
    "sooner_when",
    "step_back",
    "week_note",
)


def week(case: Case, answer: Answer, say: Sentences) -> tuple[out.Day, ...]:
    """Return the training days; day 1 is the day of the assessment."""
    return tuple(
        out.Day(
            day=number(day),
            id=text(focus),
            label=say.label(text(focus)),
            date=None if case.date is None else case.date + dt.timedelta(days=number(day) - 1),
            proof=proof("day", day, focus),
        )
        for day, focus in answer.rows("day")
    )


def sessions(answer: Answer, say: Sentences) -> tuple[out.Session, ...]:
    """Return what the days of the week hold, in the order in which the sessions come."""
    names = dict.fromkeys(text(focus) for _, focus in answer.rows("day"))
    return tuple(_session(answer, say, name) for name in names)


def _session(answer: Answer, say: Sentences, name: str) -> out.Session:
    parts = tuple(_parts(answer, say, name))
    return out.Session(
        id=name,
        label=say.label(name),
        minutes=round(sum(part.minutes for part in parts), 2),
        lifts=tuple(text(lift) for lift, focus in answer.rows("lift_on") if focus == name),
        parts=parts,
    )


def _parts(answer: Answer, say: Sentences, session: str) -> Iterator[out.SessionPart]:
    """Yield the parts of a session in order; the exercises before each lift are one part."""
    lifts = {text(row[2]): text(row[1]) for row in answer.rows("before_lift") if row[0] == session}
    places = {text(slot): number(place) for slot, place in answer.rows("slot_place")}
    found: dict[tuple[int, str, str], list[out.SessionItem]] = defaultdict(list)
    order = _order(answer)
    rows = [
        (predicate, text(slot), text(exercise))
        for predicate in ("in_session", "again")
        for focus, slot, exercise in answer.rows(predicate)
        if focus == session
    ]
    for predicate, slot, exercise in sorted(rows, key=lambda row: order[row[2]]):
        found[places[slot], slot, lifts.get(exercise, "")].append(
            out.SessionItem.model_validate(
                {
                    "exercise": exercise,
                    "label": say.label(exercise),
                    "side": answer.pairs("done_on")[exercise],
                    "minutes": minutes(number(answer.pairs("seconds")[exercise])),
                    "again": predicate == "again",
                    "proof": proof(predicate, session, slot, exercise),
                }
            )
        )
    for (_, slot, lift), items in sorted(found.items(), key=lambda part: part[0]):
        yield out.SessionPart(
            slot=slot,
            label=say.label(slot),
            lift=lift or None,
            minutes=round(sum(item.minutes for item in items), 2),
            items=tuple(items),
        )


def _order(answer: Answer) -> dict[str, tuple[int, int, str]]:
    """Return the place of each chosen exercise: by phase, then within the phase."""
    phases = answer.pairs("phase_order")
    places = {(text(row[0]), text(row[1])): number(row[2]) for row in answer.rows("place_in_phase")}
    return {
        text(one): (number(phases[text(phase)]), places[text(one), text(phase)], text(one))
        for one, phase in answer.rows("choose")
    }


def progression(answer: Answer, say: Sentences) -> out.Progression:
    """Return how the program goes on from week to week, up to the reassessment."""
    chosen = sorted(order := _order(answer), key=order.__getitem__)
    return out.Progression(
        stages=tuple(
            out.Stage(
                id=text(stage),
                label=say.label(text(stage)),
                first_week=number(first),
                last_week=number(last),
                text=say.atom("block_part", (stage, first, last)),
                proof=proof("block_part", stage, first, last),
            )
            for stage, first, last in answer.rows("block_part")
        ),
        criteria=tuple(
            Note(
                kind=text(rule), text=say.atom("criterion", (rule,)), proof=proof("criterion", rule)
            )
            for (rule,) in answer.rows("criterion")
        ),
        steps=tuple(_steps(answer, say, name) for name in chosen),
    )


def _steps(answer: Answer, say: Sentences, exercise: str) -> out.ExerciseSteps:
    sets = number(answer.pairs("sets")[exercise])
    return out.ExerciseSteps(
        exercise=exercise,
        label=say.label(exercise),
        sets=sets,
        sets_up_to=number(answer.pairs("sets_up_to").get(exercise, sets)),
        harder=tuple(_links(answer, say, "next_step", exercise)),
        easier=tuple(_links(answer, say, "step_back", exercise)),
        ruled_out=tuple(_links(answer, say, "held_back", exercise)),
    )


def _links(answer: Answer, say: Sentences, predicate: str, exercise: str) -> Iterator[out.Step]:
    for row in answer.rows(predicate):
        if row[0] == exercise:
            yield out.Step(
                exercise=text(row[1]),
                label=say.label(text(row[1])),
                text=say.atom(predicate, row),
                proof=proof(predicate, *row),
            )
