"""Posture, modified assessments and tests of an advice, from the atoms of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.advice import observed as out
from kg.advice.decode.scope import grade_of, sources_of
from kg.case.model import Case
from kg.rulebase.answer_set import Answer, Value, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["OBSERVED_OUTPUTS", "looks", "modified", "posture", "tested"]

#: What these parts of an advice are made of.
OBSERVED_OUTPUTS: Final = frozenset(
    ["departs", "look_next", "modified", "shows", "suggests", "test_effect"]
)


def posture(case: Case, answer: Answer, say: Sentences) -> tuple[out.Posture, ...]:
    """Return the signs in standing, each with its checkpoints and what it shows or suggests."""
    return tuple(
        out.Posture(
            id=row.sign,
            label=say.label(row.sign),
            side=row.side,
            severity=row.severity,
            checkpoints=tuple(
                out.Checkpoint(
                    id=text(where),
                    label=say.label(text(where)),
                    expected=say.text_of(text(where), "expectedAlignment"),
                    plumb_line=say.text_of(text(where), "plumbLine"),
                    proof=proof("departs", one, sign, where),
                )
                for one, sign, where in answer.rows("departs")
                if one == index
            ),
            shows=_seconds(answer.rows("shows"), row.sign),
            suggests=_seconds(answer.rows("suggests"), row.sign),
            proof=proof("case_posture", index, row.sign),
        )
        for index, row in enumerate(case.posture)
    )


def _seconds(rows: Iterable[tuple[Value, ...]], first: str) -> tuple[str, ...]:
    return tuple(text(row[1]) for row in rows if row[0] == first)


def modified(case: Case, answer: Answer, say: Sentences) -> tuple[out.Modified, ...]:
    """Return the modified assessments, each with the region on which the suspicion falls."""
    readings = {row[0]: row for row in answer.rows("modified")}
    found = []
    for index, row in enumerate(case.modifications):
        told = ("case_modification", index, row.modification, row.finding)
        atom = (*told, row.side or "both", row.result)
        reading = readings.get(index)
        name = text(reading[1]) if reading else ""
        found.append(
            out.Modified(
                modification=row.modification,
                finding=row.finding,
                side=row.side,
                result=row.result,
                region=text(reading[2]) if reading else None,
                grade=grade_of(answer, name),
                sources=sources_of(answer, name),
                text=say.atom("modified", reading)
                if reading
                else say.atom("case_modification", atom[1:]),
                proof=proof("modified", *reading) if reading else proof(*atom),
            )
        )
    return tuple(found)


def tested(case: Case, answer: Answer, say: Sentences) -> tuple[out.Tested, ...]:
    """Return the tests, each with what it confirms or overrules."""
    return tuple(
        out.Tested(
            test=row.test,
            label=say.label(row.test),
            side=row.side or "both",
            result=row.result,
            effects=tuple(
                out.TestEffect.model_validate(
                    {
                        "muscle": muscle,
                        "side": side,
                        "direction": direction,
                        "effect": effect,
                        "text": say.atom("test_effect", (one, muscle, side, direction, effect)),
                        "proof": proof("test_effect", one, muscle, side, direction, effect),
                    }
                )
                for one, muscle, side, direction, effect in answer.rows("test_effect")
                if one == index
            ),
            proof=proof("case_test", index, row.test, row.side or "both", row.result),
        )
        for index, row in enumerate(case.tests)
    )


def looks(answer: Answer, say: Sentences) -> tuple[out.Look, ...]:
    """Return where to look next."""
    return tuple(
        out.Look(
            kind=term(reason).name,
            text=say.say(term(reason)),
            proof=proof("look_next", reason),
        )
        for (reason,) in answer.rows("look_next")
    )
