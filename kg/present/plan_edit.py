"""A program changed by hand: the plan it becomes, and what that breaks, mends and keeps.

What a change breaks is said by the rules that judge any plan; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import clingo

from kg.advice.advise import Answered
from kg.advice.model import Advice, Dose
from kg.explain.consultation import Consultation
from kg.knowledge.facts import Facts
from kg.knowledge.phases import exercises_of_phases
from kg.plan.critique import Credit, Critique, PlanViolation
from kg.plan.judge import Judge, JudgedPlan
from kg.plan.model import DOSE_PARTS, Plan, PlanItem
from kg.present.program_cards import cards_by_exercise
from kg.present.text_writer import in_side

__all__ = [
    "EditOutcome",
    "EditStep",
    "left_out",
    "outcome",
    "own_cards",
    "place_of",
    "plan_of",
    "put_in",
    "swapped",
]

#: What the rules call the sides on which an exercise would be of use.
_SIDE_OF: Final = "side_of"
#: What stands round the lifts, and the figure of the programme frame for the least of it.
_FRAME: Final = "frame"
_ROUND: Final = {"warm_up": "warm_up_minutes_minimum", "cool_down": "cool_down_minutes_minimum"}
_REFERRED: Final = "The client is referred, as the program says."


@dataclass(frozen=True)
class EditStep:
    """A change that was made by hand.

    Attributes:
        told: what was changed.
        plan: the plan with it.
    """

    notice: str
    plan: Plan


@dataclass(frozen=True)
class EditOutcome:
    """What the rules say of a changed program.

    Attributes:
        critique: the critique of the changed program.
        breaks: what it breaks that the program did not, the heaviest first.
        before: what the program broke already.
        good: what stays good.
        lost: what was good about the program and no longer holds.
        mended: by the number of a violation: the change that repairs it, and the plan with it.
        judged: the answer behind the critique, ready to be explained.
    """

    critique: Critique
    breaks: tuple[PlanViolation, ...]
    before: tuple[PlanViolation, ...]
    good: tuple[Credit, ...]
    lost: tuple[Credit, ...]
    mended: Mapping[int, EditStep]
    judged: JudgedPlan


def plan_of(answered: Answered) -> Plan | None:
    """Return the program of an answer as a plan, doses included; ``None`` when it is empty.

    The lifts of its sessions come with it, and with them the least warm-up and cool-down of the
    programme frame.
    """
    advice = answered.advice
    rows = [
        {
            "exercise": item.exercise,
            "phase": phase.phase,
            "side": _sided(item.side),
            "tempo": item.dose.tempo or None,
            **_dose(item.dose),
        }
        for phase in advice.program.phases
        for item in phase.items
    ]
    if not rows:
        return None
    plan: dict[str, Any] = {"items": rows}
    trained = {lift for session in advice.sessions for lift in session.lifts}
    lifts = tuple(lift for lift in answered.case.lifts if lift in trained)
    if lifts:
        relations = answered.knowledge.facts.relations
        frame = {str(name): int(value) for name, value in relations[_FRAME]}
        plan |= {"lifts": lifts}
        plan |= {part: frame[name] for part, name in _ROUND.items()}
    if advice.reassess is not None:
        weeks = advice.reassess.weeks.maximum
        plan["reassess"] = {"weeks": weeks, "with": list(advice.reassess.with_)}
    if advice.referrals:
        plan["refer"] = _REFERRED
    return Plan.model_validate(plan)


def _sided(side: str) -> str:
    return side if side in {"left", "right"} else "both"


def _dose(dose: Dose) -> dict[str, Any]:
    doses = {}
    for field in DOSE_PARTS:
        value = getattr(dose, field)
        if value is not None:
            doses[field] = value if isinstance(value, int) else value.model_dump()
    return doses


def place_of(plan: Plan, exercise: str) -> int | None:
    """Return where an exercise stands in a plan, counted from 0."""
    return next((at for at, one in enumerate(plan.rows) if one.exercise == exercise), None)


def swapped(plan: Plan, place: int, exercise: str, consultation: Consultation) -> Plan:
    """Return a plan with another exercise in the place of one; the dose went with the old one.

    Args:
        plan: the plan.
        place: which is replaced, counted from 0.
        exercise: what comes in its place, on the side on which it would be of use.
        consultation: the answer to the case.
    """
    old = plan.rows[place]
    side = _wanted_side(exercise, consultation) or old.side
    items = list(plan.rows)
    items[place] = _item(exercise, old.phase, side)
    return plan.changed(items=tuple(items))


def left_out(plan: Plan, place: int) -> Plan | None:
    """Return a plan without one of its exercises; ``None`` when nothing would be left of it."""
    rows = plan.rows
    if len(rows) == 1 and plan.refer is None:
        return None
    return plan.changed(items=rows[:place] + rows[place + 1 :])


def put_in(plan: Plan, exercise: str, facts: Facts, consultation: Consultation) -> Plan:
    """Return a plan with one exercise more, at the end of its phase.

    Args:
        plan: the plan.
        exercise: what comes in, on the side on which it would be of use.
        facts: what the bridge says of exercises and phases.
        consultation: the answer to the case.
    """
    order = exercises_of_phases(facts)
    phase = next(one for one, exercises in order.items() if exercise in exercises)
    until = list(order)[: list(order).index(phase) + 1]
    before = [one for one in plan.rows if one.phase in until]
    after = [one for one in plan.rows if one not in before]
    new = _item(exercise, phase, _wanted_side(exercise, consultation) or "both")
    return plan.changed(items=(*before, new, *after))


def _item(exercise: str, phase: str | None, side: str | None) -> PlanItem:
    return PlanItem.model_validate({"exercise": exercise, "phase": phase, "side": side})


def _wanted_side(exercise: str, consultation: Consultation) -> str | None:
    """Return the side on which the rules would have an exercise done, if they say one."""
    sides = {
        atom.arguments[1].name
        for atom in consultation.truth.of(_SIDE_OF, 2)
        if atom.arguments[0].name == exercise
    } & {"left", "right"}
    if not sides:
        return None
    return "both" if len(sides) > 1 else next(iter(sides))


def outcome(judge: Judge, plan: Plan, program: Plan) -> EditOutcome:
    """Return what the rules say of a changed program.

    Args:
        judge: judges plans for the case.
        plan: the program as it was changed.
        program: the program as the rules chose it.
    """
    before = judge.critique(program, repairs=False)
    judged, after = judge.judge(plan), judge.critique(plan)
    broken = {_meant(one.proof) for one in before.violations}
    earned = {_meant(one.proof) for one in after.credits}
    repairs = ((one.number, judge.mended(judged, one.number)) for one in after.violations)
    return EditOutcome(
        critique=after,
        breaks=tuple(one for one in after.violations if _meant(one.proof) not in broken),
        before=tuple(one for one in after.violations if _meant(one.proof) in broken),
        good=after.credits,
        lost=tuple(one for one in before.credits if _meant(one.proof) not in earned),
        mended={number: EditStep(*step) for number, step in repairs if step is not None},
        judged=judged,
    )


def _meant(atom: str) -> tuple[str, ...]:
    """Return what an atom says without its numbers: items are counted anew in a changed plan."""
    return tuple(_words(clingo.parse_term(atom)))


def _words(term: clingo.Symbol) -> Iterable[str]:
    if term.type is clingo.SymbolType.Function:
        yield term.name
        for argument in term.arguments:
            yield from _words(argument)
    elif term.type is clingo.SymbolType.String:
        yield term.string


def own_cards(plan: Plan, advice: Advice, label: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return a changed program as cards, as ``program_cards`` returns those of the program.

    The key of a card is its exercise; what came in by hand has no dose and no reason of its own.

    Args:
        plan: the changed program.
        advice: the answer that it was made from.
        label: gives the label of an id.
    """
    cards = cards_by_exercise(advice, label)
    # A phase may come twice when it was put in the wrong place: the order of the plan is shown.
    phases: list[dict[str, Any]] = []
    for at, item in enumerate(plan.rows, 1):
        phase = item.phase or ""
        if not phases or phases[-1]["phase"] != phase:
            phases.append(
                {"phase": phase, "label": label(phase), "tempo": "", "lacking": False, "cards": []}
            )
        by_hand = {"facts": ["put in by hand"], "tools": "", "why": "", "care": "", "own": True}
        named = {
            "key": item.exercise,
            "exercise": item.exercise,
            "label": f"{at}. {label(item.exercise)}",
            "side": in_side(item.side or "both"),
            "body_side": item.side or "both",
        }
        phases[-1]["cards"].append(cards.get(item.exercise, by_hand) | named)
    return phases
