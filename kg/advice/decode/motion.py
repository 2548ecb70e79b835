"""Measures and motions of joints of an advice, from the atoms of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kg.advice import motion as out
from kg.case.model import Case
from kg.rulebase.answer_set import Answer, Value, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["MOTION_OUTPUTS", "measures", "motions"]

#: What these parts of an advice are made of.
MOTION_OUTPUTS: Final = frozenset(
    [
        "measure_said",
        "measured_motion",
        "measured_short",
        "measured_well",
        "motion_full",
        "motion_gap",
        "motion_gap_reason",
        "motion_limited",
        "motion_suspected",
        "motion_worked",
        "moves_side",
    ]
)
#: The predicates that say what is known of a motion, and the state they say.
_STATES: Final = (
    ("motion_limited", "limited"),
    ("motion_suspected", "suspected"),
    ("motion_full", "full"),
)


def measures(case: Case, answer: Answer, say: Sentences) -> tuple[out.Measured, ...]:
    """Return the measures of the case, each with its reading and its verdict."""
    return tuple(
        out.Measured.model_validate(
            {
                "measure": row.measure,
                "label": say.label(row.measure),
                "motion": answer.pairs("measured_motion")[str(index)],
                "side": row.side or "both",
                "reading": say.say(term(answer.pairs("measure_said")[str(index)])),
                "verdict": _verdict(answer, index),
                "proof": proof("case_measure", index, row.measure, row.side or "both"),
            }
        )
        for index, row in enumerate(case.measures)
    )


def _verdict(answer: Answer, index: int) -> str:
    if (index,) in answer.rows("measured_short"):
        return "limited"
    return "normal" if (index,) in answer.rows("measured_well") else "open"


def motions(answer: Answer, say: Sentences) -> tuple[out.Motion, ...]:
    """Return the motions of which something is known, each with what shows or suggests it."""
    worked = {text(motion) for (motion,) in answer.rows("motion_worked")}
    return tuple(
        out.Motion.model_validate(
            {
                "id": motion,
                "label": say.label(text(motion)),
                "side": side,
                "state": state,
                "worked_on": state != "full" and text(motion) in worked,
                "reasons": tuple(say.atom(rows[0][0], row) for _, row in rows),
                "proof": proof(rows[0][0], *rows[0][1]),
            }
        )
        for (motion, side, state), rows in _known(answer)
    )


def _known(
    answer: Answer,
) -> Iterator[tuple[tuple[Value, Value, str], list[tuple[str, tuple[Value, ...]]]]]:
    """Yield what is known of each motion and side, with the atoms that say it."""
    known: dict[tuple[Value, Value, str], list[tuple[str, tuple[Value, ...]]]] = defaultdict(list)
    for predicate, state in _STATES:
        for row in answer.rows(predicate):
            known[row[0], row[1], state].append((predicate, row))
    yield from known.items()
