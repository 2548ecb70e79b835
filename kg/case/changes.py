"""Changes of a case: as they are written, carried out, and found from what the case should say.

A change names a place in the case as messages do: ``equipment``, ``findings[0].side``,
``fms.scores.deep_squat``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, TypeVar

from pydantic import ValidationError

from kg.case.fields import (
    UNSIDED,
    Argument,
    DeclaredField,
    FactPlace,
    declared_at,
    fact_places,
)
from kg.case.file import CaseFile, parse
from kg.case.model import Case
from kg.case.problems import Path, together, written
from kg.case.vocabulary import Vocabulary, plain
from kg.errors import CaseError, nearest

__all__ = [
    "Change",
    "addition",
    "as_data",
    "changed",
    "is_changeable",
    "losses",
    "numbers",
    "read_change",
]

AnyCase = TypeVar("AnyCase", bound=Case)
Verb: TypeAlias = Literal["add", "drop", "set"]
Plain: TypeAlias = Any
"""Mappings, lists, text and numbers."""

_PLACE = re.compile(r"[a-z_]+(\.\w+|\[\d+\])*", re.ASCII)
_STEP = re.compile(r"\[(\d+)\]|(\w+)", re.ASCII)
#: A value that YAML reads as it is written, inside a list or a mapping too.
_BARE = re.compile(r"[A-Za-z_][\w /-]*|\d+", re.ASCII)
_NOTHING: Final = object()


@dataclass(frozen=True)
class Change:
    """One change of a case.

    Attributes:
        verb: ``add`` a row to a list, ``drop`` a place or the rows that a value means, or ``set``.
        path: the place.
        value: what is added, set, or meant; nothing when a place is dropped as a whole.
    """

    verb: Verb
    path: Path
    value: Plain = field(default=_NOTHING, hash=False)

    @property
    def place(self) -> str:
        """The place as messages write it."""
        return written(self.path)

    @property
    def has_value(self) -> bool:
        """Whether a value belongs to the change."""
        return self.value is not _NOTHING

    def __str__(self) -> str:
        """Return the change as the command line takes it: ``equipment=mini_band``."""
        return f"{self.place}={_flow(self.value)}" if self.has_value else self.place


def read_change(verb: Verb, text: str, model: type[Case] = Case) -> Change:
    """Return the change that is written ``PLACE=VALUE``, or ``PLACE`` to drop it.

    Args:
        verb: what is to be done.
        text: the place and the value, which is read as YAML: ``tests={test: …, result: weak}``.
        model: the model of the case.

    Raises:
        CaseError: when it cannot be read.
    """
    place, equals, value = text.partition("=")
    name = f"--{verb} {text}"
    if _PLACE.fullmatch(place.strip()) is None:
        allowed = "allowed: a field, or a place in it such as findings[0].side"
        raise CaseError(f"{name}: no place in a case", allowed=allowed)
    path = tuple(int(row) if row else key for row, key in _STEP.findall(place))
    if path[0] not in model.model_fields:
        raise CaseError(
            f"{name}: there is no field {path[0]!r}",
            allowed=f"allowed: {', '.join(model.model_fields)}",
            suggestions=nearest(str(path[0]), model.model_fields),
        )
    if not equals:
        if verb != "drop":
            raise CaseError(f"{name}: no value", allowed=f"allowed: --{verb} {place}=VALUE")
        return Change(verb, path)
    file = parse(f"value: {value}".encode(), name)
    if file.problems:
        raise CaseError(f"{name}: found {file.problems[0].found}", allowed="allowed: one value")
    return Change(verb, path, file.data["value"])


def as_data(case: Case) -> dict[str, Plain]:
    """Return a case as plain data, what was given only."""
    values: dict[str, Plain] = json.loads(case.to_json())
    return values


def changed(case: AnyCase, changes: Iterable[Change], vocabulary: Vocabulary) -> AnyCase:
    """Return a case with some changes made, one after another.

    Args:
        case: what is changed; it stays as it is.
        changes: the changes, in order.
        vocabulary: the words that a case may use.

    Raises:
        CaseError: when a change does not fit the case, or the case would be none any more.
    """
    data, accepted = as_data(case), []
    for change in changes:
        accepted.append(f"--{change.verb} {change}")
        _carry_out(data, change, case, vocabulary)
    places = dict.fromkeys([(), *_places(data, ())], 1)
    try:
        return CaseFile(f"the case with {' '.join(accepted)}", data, places, {}).checked(
            type(case), vocabulary
        )
    except CaseError as error:
        raise _without_lines(error) from None


def _without_lines(error: CaseError) -> CaseError:
    """Return an error of a case that stands in no file."""
    return together(
        [
            CaseError(
                fault.found, allowed=fault.allowed, file=fault.file, suggestions=fault.suggestions
            )
            for fault in (error, *error.also)
        ]
    )


def _carry_out(data: dict[str, Plain], change: Change, case: Case, vocabulary: Vocabulary) -> None:
    """Make one change to the data of a case."""
    *above, last = change.path
    inside: Plain = data
    for step in above:
        inside = _inside(inside, step, change)
    if change.verb == "set":
        _inside_or_new(inside, last, change)
        inside[last] = (
            _row(type(case), change.path[:-1], change.value)
            if isinstance(last, int)
            else change.value
        )
    elif change.verb == "add":
        rows = inside.get(last) if isinstance(inside, dict) else None
        if rows is None and len(change.path) == 1 and getattr(case, str(last)) is None:
            allowed = f"allowed: --set {change.place}=[…]"
            raise CaseError(f"{change.place}: not stated, so nothing can be added", allowed=allowed)
        rows = [] if rows is None else rows
        if not isinstance(rows, list):
            raise CaseError(f"{change.place}: no list", allowed=f"allowed: --set {change}")
        inside[last] = [*rows, _row(type(case), change.path, change.value)]
    elif change.has_value:
        rows = inside.get(last, []) if isinstance(inside, dict) else []
        kept_rows = [one for one in rows if not _means(one, change.value, vocabulary)]
        if len(kept_rows) == len(rows):
            allowed = f"allowed: {', '.join(map(_flow, rows)) or 'nothing, it is empty'}"
            raise CaseError(
                f"{change.place}: {_flow(change.value)} is not among them", allowed=allowed
            )
        inside[last] = kept_rows
    else:
        _inside(inside, last, change)
        del inside[last]


def _inside(value: Plain, step: str | int, change: Change) -> Plain:
    there = isinstance(value, dict) and step in value
    there = there or (isinstance(value, list) and isinstance(step, int) and step < len(value))
    if not there and change.verb != "drop" and isinstance(value, dict) and isinstance(step, str):
        return value.setdefault(step, {})
    if not there:
        raise CaseError(
            f"{change.place}: the case has nothing there", allowed="allowed: what it has"
        )
    return value[step]


def _inside_or_new(value: Plain, step: str | int, change: Change) -> None:
    if isinstance(value, dict) and isinstance(step, str):
        return
    _inside(value, step, change)


def _row(model: type[Case], path: Path, value: Plain) -> Plain:
    """Return a row that may be written as the value of its first key."""
    declared = declared_at(model, path)
    if declared is None or declared.model is None or isinstance(value, dict | list):
        return value
    return {next(iter(declared.model.model_fields)): value}


def _means(row: Plain, value: Plain, vocabulary: Vocabulary) -> bool:
    """Return whether a value means a row of a list: all of it, or one name in it."""
    if row == value:
        return True
    if isinstance(value, dict):
        return isinstance(row, dict) and all(row.get(key) == one for key, one in value.items())
    parts = row.values() if isinstance(row, dict) else [row]
    return any(
        plain(str(value)) in {plain(str(part)), *map(plain, vocabulary.names.get(str(part), ()))}
        for part in parts
    )


def _flow(value: Plain) -> str:
    """Return plain data as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if _BARE.fullmatch(text) else json.dumps(value, ensure_ascii=False)


# --- from what a case says to the change that makes it so --------------------------------------


def losses(case: Case) -> Iterator[tuple[Change, frozenset[str]]]:
    """Yield every single thing that can be dropped from a case, with the facts that then go.

    The smallest things come first: the side of a row before the row. What would leave no case is
    left out.
    """
    data, facts = as_data(case), set(case.to_facts())
    for path in sorted(_places(data, ()), key=lambda one: (-len(one), list(map(str, one)))):
        try:
            smaller = type(case).model_validate(_without(data, path))
        except ValidationError:
            continue
        gone = facts - set(smaller.to_facts())
        if gone:
            yield _drop(data, path), frozenset(one.removesuffix(".") for one in gone)


def _places(value: Plain, path: Path) -> Iterator[Path]:
    steps: Iterable[tuple[str | int, Plain]] = ()
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    for step, inner in steps:
        here: Path = (*path, step)
        yield here
        yield from _places(inner, here)


def _without(value: Plain, path: Path) -> Plain:
    first, *rest = path
    if isinstance(value, dict):
        rest_of = {key: one for key, one in value.items() if key != first or rest}
        return {**rest_of, first: _without(value[first], tuple(rest))} if rest else rest_of
    copy = list(value)
    if rest:
        copy[int(first)] = _without(value[int(first)], tuple(rest))
    else:
        del copy[int(first)]
    return copy


def _drop(data: dict[str, Plain], path: Path) -> Change:
    """Return the change that drops a place; a row is named by what it says."""
    inside: Plain = data
    for step in path[:-1]:
        inside = inside[step]
    if isinstance(inside, list):
        return Change("drop", path[:-1], inside[int(path[-1])])
    return Change("drop", path)


def numbers(case: Case) -> Mapping[str, tuple[int, int, int]]:
    """Return the whole numbers of a case by the fact that states them: value, least, greatest."""
    schema = type(case).model_json_schema()["properties"]
    limits = {}
    for name, value in as_data(case).items():
        if isinstance(value, int):
            bounds = next(
                part for part in (schema[name], *schema[name].get("anyOf", ())) if "maximum" in part
            )
            limits[name] = (value, int(bounds["minimum"]), int(bounds["maximum"]))
    return limits


def addition(
    predicate: str, arguments: Sequence[str | None], model: type[Case] = Case
) -> Change | None:
    """Return the change by which a case comes to state a fact, if one change does.

    Args:
        predicate: a predicate that cases fill.
        arguments: its arguments; ``None`` stands for anything.
        model: the model of the case.
    """
    place = _changeable(model).get(predicate)
    if place is None:
        return None
    stated = dict(zip(place.fact.arguments, arguments, strict=True))
    if place.row_field is not None:
        return _row_change(place, place.row_field, stated)
    value = stated[Argument.VALUE]
    if value is None:
        return None
    path: Path = place.path
    if place.holder.kind == "list":
        return Change("add", path, value)
    if Argument.KEY in stated:
        key = stated[Argument.KEY]
        if key is None:
            return None
        side = stated.get(Argument.SIDE)
        path = (*path, key) if side in (None, UNSIDED) else (*path, key, side)
    is_number = place.holder.kind != "answers" and value.isdecimal()
    return Change("set", path, int(value) if is_number else value)


def is_changeable(predicate: str, model: type[Case] = Case) -> bool:
    """Return whether some change can make a case state a fact of a predicate."""
    return predicate in _changeable(model)


@lru_cache(maxsize=16)
def _changeable(model: type[Case]) -> Mapping[str, FactPlace]:
    """Return the facts that a change can make a case state, by predicate."""
    return {
        place.predicate: place
        for place in fact_places(model)
        if place.is_changeable and _is_reachable(place)
    }


def _is_reachable(place: FactPlace) -> bool:
    """Return whether the arguments of a fact say where it goes, and what is to go there."""
    arguments = set(place.fact.arguments)
    if place.row_field is None or place.leads:
        return Argument.VALUE in arguments
    is_stated = Argument.VALUE in arguments or place.row_field.holds.base is bool
    return Argument.ROW in arguments and is_stated


def _row_change(
    place: FactPlace, row_field: DeclaredField, stated: Mapping[Argument | str, str | None]
) -> Change | None:
    """Return the change that adds a row, or states a field of one.

    What is open is left out of a new row, but the first field must be known. A fact that does not
    name the row is stated by the bare value.
    """
    value, path = stated.get(Argument.VALUE), place.path
    if not place.leads:
        row = stated[Argument.ROW]
        value = "" if row_field.holds.base is bool else value
        if row is None or value is None or not row.isdecimal():
            return None
        return Change("set", (*path, int(row), row_field.name), value or True)
    if value is None:
        return None
    if Argument.ROW not in stated:
        return Change("add", path, value)
    names = {Argument.VALUE: row_field.name, Argument.SIDE: "side"}
    added = {
        names[argument] if isinstance(argument, Argument) else argument: stated[argument]
        for argument in stated
        if argument is not Argument.ROW and stated[argument] not in (None, UNSIDED)
    }
    return Change("add", path, added)
