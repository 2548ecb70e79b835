"""The facts of a case: what it states, as the rules read it, by the declarations of its fields.

The predicates are those that ``rules/defined.lp`` declares; nothing is inferred here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import BaseModel

from kg.case.fields import PREFIX, UNSIDED, Argument, CaseFact, declared_fields

__all__ = ["facts_of"]


@dataclass(frozen=True)
class _Context:
    """Where a value is in a case, for the arguments of its facts.

    Attributes:
        day: the day of the case.
        prefix: how the predicates begin.
        row: the row that the value is in, and its number.
        key: the id under which a mapping holds the value.
        side: the side that the value is of.
    """

    day: date | None
    prefix: str = PREFIX
    row: BaseModel | None = None
    number: int | None = None
    key: str | None = None
    side: str | None = None


def facts_of(case: BaseModel) -> Iterator[str]:
    """Yield the facts of a case, without their full stop, always in the same order.

    Args:
        case: a case; its ``date`` is the day that other days are counted from.
    """
    yield from _facts_of_part(case, _Context(getattr(case, "date", None)))


def _facts_of_part(part: BaseModel, context: _Context) -> Iterator[str]:
    for declared in declared_fields(type(part)):
        value = getattr(part, declared.name)
        if value is None or value is False:
            continue
        facts = declared.facts
        match declared.kind:
            case "value":
                yield from _facts(facts, value, context)
            case "list":
                yield from _facts([fact for fact in facts if not fact.arguments], value, context)
                for item in value:
                    yield from _facts([fact for fact in facts if fact.arguments], item, context)
            case "rows":
                for number, row in enumerate(value):
                    inside = replace(context, row=row, number=number)
                    yield from _facts_of_part(row, inside)
            case "part":
                yield from _facts(facts, value, context)
                prefix = context.prefix + declared.about.fact_prefix
                yield from _facts_of_part(value, replace(context, prefix=prefix))
            case "answers" | "sides":
                yield from _facts_of_mapping(facts, value, context)


def _facts_of_mapping(
    facts: Iterable[CaseFact], values: Mapping[str, object], context: _Context
) -> Iterator[str]:
    for key in sorted(values):
        inside = replace(context, key=key)
        value = values[key]
        if not isinstance(value, BaseModel):
            yield from _facts(facts, value, inside)
            continue
        for declared in declared_fields(type(value)):
            of_side = getattr(value, declared.name)
            if of_side is not None:
                yield from _facts(facts, of_side, replace(inside, side=declared.name))


def _facts(facts: Iterable[CaseFact], value: object, context: _Context) -> Iterator[str]:
    for fact in facts:
        arguments = [_argument(argument, value, context) for argument in fact.arguments]
        if None in arguments:
            continue
        written = ",".join(map(str, arguments))
        name = context.prefix + fact.name
        yield f"{name}({written})" if arguments else name


def _argument(argument: Argument | str, value: object, context: _Context) -> str | int | None:
    """Return an argument of a fact; ``None`` when the case does not state it."""
    match argument:
        case Argument.VALUE:
            return value if isinstance(value, int) else str(value)
        case Argument.ROW:
            return context.number
        case Argument.KEY:
            return context.key
        case Argument.SIDE:
            return context.side or getattr(context.row, "side", None) or UNSIDED
        case Argument.HUNDREDTHS:
            return round(value * 100) if isinstance(value, int | float) else None
        case Argument.WRITTEN:
            if not isinstance(value, int | float):
                return None
            return f'"{round(value * 100) / 100:g}"'
        case Argument.TEXT:
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case Argument.DAYS_AHEAD:
            if context.day is None or not isinstance(value, date):
                return None
            return (value - context.day).days
        case str():
            stated: str | int | None = getattr(context.row, argument)
            return stated
