"""The program and its gaps, as the answer gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from kg.advice import model as out
from kg.advice.base import Span
from kg.rulebase.answer_set import AnswerSet, Value, number, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["DOSE_OUTPUTS", "gaps", "minutes", "program"]

#: The predicates that a dose is made of.
DOSE_OUTPUTS: Final = (
    "dose_from",
    "effort",
    "hold",
    "intensity_of",
    "per_week",
    "repetitions",
    "rest",
    "sets",
    "tempo_of",
)
_SECONDS = 60


def program(
    answer: AnswerSet,
    say: Sentences,
    sources: Mapping[str, Sequence[str]],
    *,
    cost: Sequence[tuple[int, int]],
    proven: bool,
) -> out.Program:
    """Return the chosen exercises by phase, in order.

    Args:
        answer: the atoms of the answer.
        say: the sentences of the rules.
        sources: row of a dose to the documents behind it.
        cost: the value of each objective level, (level, value).
        proven: whether it is proven to be the best by these rules.
    """
    places = {(text(row[0]), text(row[1])): number(row[2]) for row in answer.rows("place_in_phase")}
    chosen: dict[str, list[str]] = defaultdict(list)
    for exercise, phase in answer.rows("choose"):
        chosen[text(phase)].append(text(exercise))
    order = sorted(answer.pairs("phase_order").items(), key=lambda pair: number(pair[1]))
    phases = []
    for phase, _ in order:
        names = sorted(chosen[phase], key=lambda name: (places[name, phase], name))
        items = tuple(_item(answer, say, sources, name, phase) for name in names)
        phases.append(out.Phase(phase=phase, label=say.label(phase), items=items))
    seconds = answer.pairs("seconds")
    total = sum(number(seconds[name]) for names in chosen.values() for name in names)
    names_of_levels = {number(row[0]): say.say(term(row[1])) for row in answer.rows("objective")}
    return out.Program(
        proven=proven,
        minutes=minutes(total),
        cost=tuple(
            out.Cost(level=level, name=names_of_levels[level], value=value) for level, value in cost
        ),
        phases=tuple(phases),
    )


def _item(
    answer: AnswerSet,
    say: Sentences,
    sources: Mapping[str, Sequence[str]],
    exercise: str,
    phase: str,
) -> out.ProgramItem:
    why = [row for row in answer.rows("why") if row[0] == exercise]
    return out.ProgramItem.model_validate(
        {
            "exercise": exercise,
            "label": say.label(exercise),
            "side": answer.pairs("done_on")[exercise],
            "targets": [
                {"muscle": muscle, "side": side}
                for name, muscle, side in answer.rows("works_side")
                if name == exercise
            ],
            "motions": [
                {"motion": motion, "side": side}
                for name, motion, side in answer.rows("moves_side")
                if name == exercise
            ],
            "dose": _dose(answer, say, sources, exercise),
            "equipment": _seconds_of(answer, "uses", exercise),
            "cautions": _seconds_of(answer, "careful", exercise),
            "care": [
                {
                    "condition": condition,
                    "text": say.atom("care_for", (name, condition, reason)),
                }
                for name, condition, reason in answer.rows("care_for")
                if name == exercise
            ],
            "stage": next(
                (row[1] for row in answer.rows("stage_drill") if row[2] == exercise), None
            ),
            "minutes": minutes(number(answer.pairs("seconds")[exercise])),
            "why": " ".join(say.say(term(row[1])) for row in why),
            "proof": proof("choose", exercise, phase),
        }
    )


def _dose(
    answer: AnswerSet, say: Sentences, sources: Mapping[str, Sequence[str]], exercise: str
) -> dict[str, object]:
    return {
        "sets": answer.pairs("sets")[exercise],
        "reps": _span(answer, "repetitions", exercise),
        "hold_s": answer.pairs("hold").get(exercise),
        "tempo": _notes_of(answer, say, "tempo_of", exercise),
        "intensity": _notes_of(answer, say, "intensity_of", exercise),
        "effort_percent": answer.pairs("effort").get(exercise),
        "rest_s": _span(answer, "rest", exercise),
        "per_week": _span(answer, "per_week", exercise),
        "rests_on": [
            {
                "part": say.say(term(part)),
                "id": row,
                "sources": tuple(sources.get(text(row), ())),
                "proof": proof("dose_from", name, part, row),
            }
            for name, part, row in answer.rows("dose_from")
            if name == exercise
        ],
    }


def _notes_of(answer: AnswerSet, say: Sentences, predicate: str, exercise: str) -> str:
    terms = [row[1] for row in answer.rows(predicate) if row[0] == exercise]
    return say.say(term(terms[0])) if terms else ""


def _seconds_of(answer: AnswerSet, predicate: str, exercise: str) -> tuple[str, ...]:
    return tuple(text(row[1]) for row in answer.rows(predicate) if row[0] == exercise)


def _span(answer: AnswerSet, predicate: str, exercise: str) -> Span | None:
    for name, least, most in answer.rows(predicate):
        if name == exercise:
            return Span(minimum=number(least), maximum=number(most))
    return None


def gaps(answer: AnswerSet, say: Sentences) -> tuple[out.Gap, ...]:
    """Return the needs that the program leaves open, each with all its reasons."""
    reasons: dict[tuple[Value, ...], list[str]] = defaultdict(list)
    for phase, muscle, side, reason in answer.rows("gap_reason"):
        reasons[phase, muscle, side].append(say.say(term(reason)))
    notes = [
        out.Gap.model_validate(
            {
                "muscle": muscle,
                "motion": None,
                "finding": None,
                "side": side,
                "phase": phase,
                "reason": " ".join(dict.fromkeys(reasons[phase, muscle, side])),
                "proof": proof("gap", phase, muscle, side),
            }
        )
        for phase, muscle, side in answer.rows("gap")
    ]
    reasons = defaultdict(list)
    for phase, motion, side, reason in answer.rows("motion_gap_reason"):
        reasons[phase, motion, side].append(say.say(term(reason)))
    notes += [
        out.Gap.model_validate(
            {
                "muscle": None,
                "motion": motion,
                "finding": None,
                "side": side,
                "phase": phase,
                "reason": " ".join(dict.fromkeys(reasons[phase, motion, side])),
                "proof": proof("motion_gap", phase, motion, side),
            }
        )
        for phase, motion, side in answer.rows("motion_gap")
    ]
    sides = answer.pairs("concerns_side")
    phase = max(answer.pairs("phase_order").items(), key=lambda pair: number(pair[1]))[0]
    notes += [
        out.Gap.model_validate(
            {
                "muscle": None,
                "motion": None,
                "finding": finding,
                "side": sides[text(finding)],
                "phase": phase,
                "reason": say.say(term(reason)),
                "proof": proof("pattern_gap", finding, reason),
            }
        )
        for finding, reason in answer.rows("pattern_gap")
    ]
    return tuple(notes)


def minutes(seconds: int) -> float:
    """Return seconds as minutes, to the hundredth."""
    return round(seconds / _SECONDS, 2)
