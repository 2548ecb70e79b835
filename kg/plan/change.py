"""Changes of a plan, as the rules name them, carried out: nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import clingo

from kg.errors import InternalError
from kg.plan.model import DOSE_PARTS, Plan, PlanItem, PlanSpan, Reassessment, words_of

__all__ = ["changed"]

_FIELD_OF: Final[Mapping[str, str]] = {part: field for field, part in DOSE_PARTS.items()}


def changed(plan: Plan, change: clingo.Symbol, referral: str) -> Plan:
    """Return a plan with one change made.

    Args:
        plan: the plan; items count from 1.
        change: what the rules call it, such as ``drop_item(3,plank)``.
        referral: the words of a referral, where one is added.

    Raises:
        InternalError: when the rules name a change that is not known here.
    """
    if change.name == "set_referral":
        return plan.changed(refer=referral)
    make = _CHANGES.get(change.name)
    if make is None:
        raise InternalError(f"the rules name an unknown change: {change}")
    return make(plan, change.arguments)


Arguments = list[clingo.Symbol]


def _row(argument: clingo.Symbol) -> int:
    """Return the place of an item, counted from 0."""
    return argument.number - 1


def _with(plan: Plan, row: int, **fields: object) -> Plan:
    """Return the plan with some fields of an item changed."""
    items = list(plan.rows)
    items[row] = items[row].model_copy(update=fields)
    return plan.changed(items=tuple(items))


def _drop(plan: Plan, given: Arguments) -> Plan:
    row = _row(given[0])
    return plan.changed(items=plan.rows[:row] + plan.rows[row + 1 :])


def _swap(plan: Plan, given: Arguments) -> Plan:
    """Put another exercise in the place of an item; dose and remarks went with the old one."""
    row = _row(given[0])
    old = plan.rows[row]
    new = PlanItem(exercise=given[2].name, phase=old.phase)
    items = list(plan.rows)
    items[row] = new.model_copy(update={"side": given[3].name})
    return plan.changed(items=tuple(items))


def _add(plan: Plan, given: Arguments) -> Plan:
    exercise, phase, side, before = given
    named = all(item.phase is not None for item in plan.rows)
    item = PlanItem(exercise=exercise.name, phase=phase.name if named else None)
    item = item.model_copy(update={"side": side.name})
    return plan.changed(items=_inserted(plan.rows, item, before.number))


def _move(plan: Plan, given: Arguments) -> Plan:
    row, before = _row(given[0]), given[3].number
    item = plan.rows[row]
    if item.phase is not None:
        item = item.model_copy(update={"phase": given[2].name})
    rest = plan.rows[:row] + plan.rows[row + 1 :]
    shifted = before - 1 if before - 1 > row else before
    return plan.changed(items=_inserted(rest, item, shifted))


def _inserted(rows: tuple[PlanItem, ...], item: PlanItem, before: int) -> tuple[PlanItem, ...]:
    """Return the items with one more before an item counted from 1; 0 is the end."""
    place = len(rows) if before == 0 else before - 1
    return (*rows[:place], item, *rows[place:])


def _side(plan: Plan, given: Arguments) -> Plan:
    return _with(plan, _row(given[0]), side=given[2].name)


def _dose(plan: Plan, given: Arguments) -> Plan:
    span = PlanSpan(minimum=given[3].number, maximum=given[4].number)
    return _with(plan, _row(given[0]), **{_FIELD_OF[given[2].name]: span})


def _clear_dose(plan: Plan, given: Arguments) -> Plan:
    return _with(plan, _row(given[0]), **{_FIELD_OF[given[2].name]: None})


def _tempo(plan: Plan, given: Arguments) -> Plan:
    tempo = "/".join(str(one.number) for one in given[2:])
    return _with(plan, _row(given[0]), tempo=tempo)


def _clear_text(plan: Plan, given: Arguments) -> Plan:
    """Take out the texts of an item, or with 0 of the whole plan, that have a word."""
    word = given[1].string
    if given[0].number == 0:
        notes = tuple(text for text in plan.notes if word not in words_of(text))
        progression = plan.progression
        if progression is not None and word in words_of(progression):
            progression = None
        return plan.changed(notes=notes, progression=progression)
    row = _row(given[0])
    item = plan.rows[row]
    texts = {"tempo": item.tempo, "note": item.note}
    return _with(
        plan, row, **{key: None for key, text in texts.items() if text and word in words_of(text)}
    )


def _reassess(plan: Plan, given: Arguments) -> Plan:
    tools = plan.reassess.with_ if plan.reassess is not None else ()
    new = Reassessment(weeks=given[0].number)
    return plan.changed(reassess=new.model_copy(update={"with_": tools}))


def _lift(plan: Plan, given: Arguments) -> Plan:
    """Go on with a lift; a warm-up and a cool-down come with it, where the plan has none."""
    return plan.changed(
        lifts=(*plan.lifts, given[0].name),
        warm_up=plan.warm_up or given[1].number,
        cool_down=plan.cool_down or given[2].number,
    )


def _drop_lift(plan: Plan, given: Arguments) -> Plan:
    return plan.changed(lifts=tuple(lift for lift in plan.lifts if lift != given[0].name))


def _number(field: str) -> Callable[[Plan, Arguments], Plan]:
    return lambda plan, given: plan.changed(**{field: given[0].number})


_CHANGES: Final[Mapping[str, Callable[[Plan, Arguments], Plan]]] = MappingProxyType(
    {
        "drop_item": _drop,
        "swap_item": _swap,
        "add_item": _add,
        "move_item": _move,
        "set_side": _side,
        "set_dose": _dose,
        "set_range": _dose,
        "clear_dose": _clear_dose,
        "set_tempo": _tempo,
        "clear_text": _clear_text,
        "set_reassessment": _reassess,
        "set_days": _number("days_per_week"),
        "set_weeks": _number("weeks"),
        "set_minutes": _number("minutes"),
        "set_warm_up": _number("warm_up"),
        "set_cool_down": _number("cool_down"),
        "add_lift": _lift,
        "drop_lift": _drop_lift,
    }
)
