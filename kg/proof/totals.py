"""What aggregates come to: of all their items, and at least and at most while some are open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import clingo

__all__ = ["RELATIONS", "decided", "holds", "matters", "total"]

Counts: TypeAlias = tuple[clingo.Symbol, ...]
Guard: TypeAlias = tuple[str, clingo.Symbol]

#: So many sums are compared with a bound at most.
_SUMS: Final = 4096

RELATIONS: Final[Mapping[str, Callable[[clingo.Symbol, clingo.Symbol], bool]]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
}


def total(function: str, counted: Iterable[Counts]) -> clingo.Symbol:
    """Return what an aggregate comes to; of nothing, ``#min`` is ``#sup`` and ``#max`` ``#inf``.

    Args:
        function: ``#count``, ``#sum``, ``#sum+``, ``#min`` or ``#max``.
        counted: the tuples; one that stands twice counts once.
    """
    distinct = set(counted)
    match function:
        case "#count":
            return clingo.Number(len(distinct))
        case "#min":
            return min((one[0] for one in distinct), default=clingo.Supremum)
        case "#max":
            return max((one[0] for one in distinct), default=clingo.Infimum)
    weights = [_weight(one) for one in distinct]
    return clingo.Number(sum(one for one in weights if one > 0 or function == "#sum"))


def matters(function: str, counts: Counts) -> bool:
    """Return whether an aggregate heeds a tuple: a sum only numbers, an extreme nothing empty."""
    if function == "#count":
        return True
    number = bool(counts) and counts[0].type is clingo.SymbolType.Number
    match function:
        case "#sum":
            return number
        case "#sum+":
            return number and counts[0].number >= 0
    return bool(counts)


def holds(value: clingo.Symbol, guards: Iterable[Guard], negated: int = 0) -> bool:
    """Return whether a value keeps all guards, or with an odd number of ``not`` breaks one."""
    holding = all(RELATIONS[relation](value, bound) for relation, bound in guards)
    return holding != bool(negated % 2)


def decided(function: str, guards: Sequence[Guard], used: set[Counts], every: set[Counts]) -> bool:
    """Return whether some items already decide an aggregate, whatever else of the answer counts.

    Args:
        function: which aggregate.
        guards: its guards.
        used: the tuples that are established.
        every: all tuples of the answer, those included.
    """
    if used == every:
        return holds(total(function, every), guards)
    return all(_always(function, guard, used, every) for guard in guards)


def _always(function: str, guard: Guard, used: set[Counts], every: set[Counts]) -> bool:
    """Return whether a guard is kept by every set of items from those used to all."""
    relation, bound = guard
    least, most = _range(function, used, every)
    keep = RELATIONS[relation]
    if relation == "=":
        return least == bound == most
    if relation == "!=":
        return most < bound or least > bound or _never(function, bound, used, every)
    return keep(least, bound) and keep(most, bound)


def _never(function: str, bound: clingo.Symbol, used: set[Counts], every: set[Counts]) -> bool:
    """Return whether no set of items from those used to all comes to a value between the ends.

    Where there are too many values to try, it is taken that one may.
    """
    if function == "#count":
        return False
    if function in ("#min", "#max"):
        values = {total(function, used), *(total(function, {*used, one}) for one in every - used)}
        return bound not in values
    if bound.type is not clingo.SymbolType.Number:
        return True
    sums = {total(function, used).number}
    for value in every - used:
        weight = _weight(value)
        if function == "#sum" or weight > 0:
            sums |= {before + weight for before in sums}
        if len(sums) > _SUMS:
            return False
    return bound.number not in sums


def _range(
    function: str, used: set[Counts], every: set[Counts]
) -> tuple[clingo.Symbol, clingo.Symbol]:
    """Return the least and the greatest value between two sets of items."""
    if function in ("#sum", "#sum+"):
        open_weights = [_weight(one) for one in every - used]
        low = total(function, used).number
        falls = sum(one for one in open_weights if one < 0) if function == "#sum" else 0
        rises = sum(one for one in open_weights if one > 0)
        return clingo.Number(low + falls), clingo.Number(low + rises)
    ends = total(function, used), total(function, every)
    return min(ends), max(ends)


def _weight(counts: Counts) -> int:
    """Return the number that a tuple adds to a sum: none if it does not begin with a number."""
    first = counts[0] if counts else None
    number = first is not None and first.type is clingo.SymbolType.Number
    return first.number if number and first is not None else 0
