"""Plans for questions: the program of a case as a person would write it, with one thing changed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

from kg.advice.model import Advice
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.plan.judge import Judge
from kg.plan.model import Item, Plan

__all__ = ["INTACT", "PLANNED", "PlanChange", "judged_plans"]

#: What the rules call the judged plan, and the same plan before the change.
PLANNED: Final = "planned"
INTACT: Final = "intact"
PlanChange = Literal["add", "drop_phase", "turn_round", "other_side"]
_KINDS: Final[tuple[PlanChange, ...]] = get_args(PlanChange)
_OTHER: Final[Mapping[str, Literal["left", "right"]]] = {"left": "right", "right": "left"}
_TWO: Final = 2


def judged_plans(
    now: Consultation,
    changes: Sequence[PlanChange],
    added: str,
    chance: random.Random,
    time_limit: float,
) -> dict[str, Consultation] | None:
    """Return a case with the plan of its own program judged, and with a changed plan judged.

    Args:
        now: the answered case.
        changes: which changes may be made.
        added: the relation (muscle, phase, exercise, …) that an added exercise is taken from.
        chance: decides which change is made, and where.
        time_limit: seconds for each judgement.

    Returns:
        The two, by what the rules call them, or ``None`` when no change can be made.
    """
    answered = now.answered
    items = _items(now.advice)
    kinds = [one for one in _KINDS if one in changes]
    chance.shuffle(kinds)
    for kind in kinds:
        changed = _changed(kind, items, now.advice, answered.knowledge, added, chance)
        if changed is not None:
            judge = Judge.of(
                answered.case, answered.knowledge, rules=answered.rules, time_limit=time_limit
            )
            plans = {INTACT: Plan(items=tuple(items)), PLANNED: Plan(items=tuple(changed))}
            return {
                name: Consultation(judge.judge(plan).answered, time_limit)
                for name, plan in plans.items()
            }
    return None


def _items(advice: Advice) -> list[Item]:
    """Return the exercises of a program in their order."""
    return [
        Item(exercise=item.exercise, phase=phase.phase, side=_side(item.side))
        for phase in advice.program.phases
        for item in phase.items
    ]


def _side(side: str) -> Literal["left", "right", "both"]:
    return side if side in {"left", "right"} else "both"  # type: ignore[return-value]


def _changed(
    kind: PlanChange,
    items: Sequence[Item],
    advice: Advice,
    knowledge: KnowledgeBase,
    added: str,
    chance: random.Random,
) -> list[Item] | None:
    """Return the items with one thing changed, or ``None`` when that is not possible."""
    phases = list(dict.fromkeys(item.phase for item in items))
    if kind == "drop_phase" and len(phases) > _TWO:
        left_out = chance.choice(phases)
        return [item for item in items if item.phase != left_out]
    if kind == "turn_round" and len(phases) > _TWO:
        one, other = chance.sample(range(len(phases)), _TWO)
        phases[one], phases[other] = phases[other], phases[one]
        return sorted(items, key=lambda item: phases.index(item.phase))
    if kind == "other_side":
        sided = [place for place, item in enumerate(items) if item.side in _OTHER]
        if sided:
            place = chance.choice(sided)
            item = items[place]
            turned = item.model_copy(update={"side": _OTHER[str(item.side)]})
            return [*items[:place], turned, *items[place + 1 :]]
    if kind == "add":
        return _with_another(items, advice, knowledge, added, chance)
    return None


def _with_another(
    items: Sequence[Item],
    advice: Advice,
    knowledge: KnowledgeBase,
    added: str,
    chance: random.Random,
) -> list[Item] | None:
    """Return the items with a usual exercise for a muscle of the case among them."""
    found = {one.id for one in advice.muscles}
    there = {item.exercise for item in items}
    phases = [item.phase for item in items]
    possible = sorted(
        {
            (str(row[1]), str(row[2]))
            for row in knowledge.facts.relations[added]
            if row[0] in found and row[2] not in there and row[1] in phases
        }
    )
    if not possible:
        return None
    phase, exercise = chance.choice(possible)
    place = len(phases) - phases[::-1].index(phase)
    return [*items[:place], Item(exercise=exercise, phase=phase, side="both"), *items[place:]]
