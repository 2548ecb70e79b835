"""What the later program changes against the earlier one, with the reason of each change.

Nothing else depends on how the reasons are found: whoever finds them better replaces this module
and ``rules/progress/program.lp``.
"""

from __future__ import annotations

from collections import defaultdict

from pydantic import BaseModel, ConfigDict, Field

from kg.advice.model import Advice, Dose, Item
from kg.rulebase.answer_set import Answer, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["ProgramChange", "Reason", "read_program"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Part):
    """Why an exercise came or went."""

    kind: str
    text: str
    proof: str


class ProgramChange(_Part):
    """What became of one exercise."""

    exercise: str
    label: str
    phase: str
    kind: str = Field(description="whether it was kept, added or dropped")
    still: bool = Field(description="whether it was kept, on the same side and in the same dose")
    side_before: str | None
    side_now: str | None
    dose_before: Dose | None
    dose_now: Dose | None
    why: str = Field(description="the line of why in the program that it stands in, the later one")
    reasons: tuple[Reason, ...]
    text: str
    proof: str


def read_program(
    answer: Answer, say: Sentences, before: Advice, after: Advice
) -> tuple[ProgramChange, ...]:
    """Return what became of every exercise of two programs, phase by phase.

    Args:
        answer: the atoms of ``rules/progress/``.
        say: the sentences of the rules.
        before: the advice for the earlier case.
        after: the advice for the later case.
    """
    reasons: dict[tuple[str, str], list[Reason]] = defaultdict(list)
    for exercise, phase, reason in answer.rows("progress_reason"):
        told = Reason(
            kind=term(reason).name,
            text=say.say(term(reason)),
            proof=proof("progress_reason", exercise, phase, reason),
        )
        reasons[text(exercise), text(phase)].append(told)
    still = {row[0] for row in answer.rows("progress_still")}
    earlier, later = _items(before), _items(after)
    changes = []
    for row in answer.rows("progress_exercise"):
        exercise, phase, became = row
        place = text(exercise), text(phase)
        old, new = earlier.get(place), later.get(place)
        same = old is None or new is None or (old.side, old.dose) == (new.side, new.dose)
        shown = new or old
        changes.append(
            ProgramChange(
                exercise=place[0],
                label=say.label(place[0]),
                phase=place[1],
                kind=term(became).name,
                still=became in still and same,
                side_before=old.side if old else None,
                side_now=new.side if new else None,
                dose_before=old.dose if old else None,
                dose_now=new.dose if new else None,
                why=shown.why if shown else "",
                reasons=tuple(reasons[place]),
                text=say.atom("progress_exercise", row),
                proof=proof("progress_exercise", *row),
            )
        )
    order = [one.phase for one in after.program.phases]
    return tuple(sorted(changes, key=lambda one: (order.index(one.phase), one.exercise)))


def _items(advice: Advice) -> dict[tuple[str, str], Item]:
    """Return the exercises of a program by their id and phase."""
    return {
        (item.exercise, phase.phase): item
        for phase in advice.program.phases
        for item in phase.items
    }
