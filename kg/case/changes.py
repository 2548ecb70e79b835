"""Changes of a case: as they are written, carried out, and found from what the case should say.

A change names a place in the case as messages do: ``equipment``, ``findings[0].side``,
``fms.scores.deep_squat``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from pydantic import ValidationError

from kg.case.file import CaseFile, parse
from kg.case.model import Case
from kg.case.problems import Path, models_at, together, written
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


def read_change(verb: Verb, text: str) -> Change:
    """Return the change that is written ``PLACE=VALUE``, or ``PLACE`` to drop it.

    Args:
        verb: what is to be done.
        text: the place and the value, which is read as YAML: ``tests={test: …, result: weak}``.

    Raises:
        CaseError: when it cannot be read.
    """
    place, equals, value = text.partition("=")
    name = f"--{verb} {text}"
    if _PLACE.fullmatch(place.strip()) is None:
        allowed = "allowed: a field, or a place in it such as findings[0].side"
        raise CaseError(f"{name}: no place in a case", allowed=allowed)
    path = tuple(int(row) if row else key for row, key in _STEP.findall(place))
    if path[0] not in Case.model_fields:
        raise CaseError(
            f"{name}: there is no field {path[0]!r}",
            allowed=f"allowed: {', '.join(Case.model_fields)}",
            suggestions=nearest(str(path[0]), Case.model_fields),
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
    found: dict[str, Plain] = json.loads(case.to_json())
    return found


def changed(case: Case, changes: Iterable[Change], vocabulary: Vocabulary) -> Case:
    """Return a case with some changes made, one after another.

    Args:
        case: what is changed; it stays as it is.
        changes: the changes, in order.
        vocabulary: the words that a case may use.

    Raises:
        CaseError: when a change does not fit the case, or the case would be none any more.
    """
    data, told = as_data(case), []
    for one in changes:
        told.append(f"--{one.verb} {one}")
        _carry_out(data, one, case, vocabulary)
    places = dict.fromkeys([(), *_places(data, ())], 1)
    try:
        return CaseFile(f"the case with {' '.join(told)}", data, places, {}).case(vocabulary)
    except CaseError as error:
        raise _without_lines(error) from None


def _without_lines(error: CaseError) -> CaseError:
    """Return an error of a case that stands in no file."""
    return together(
        [
            CaseError(one.found, allowed=one.allowed, file=one.file, suggestions=one.suggestions)
            for one in (error, *error.also)
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
            _row(change.path[:-1], change.value) if isinstance(last, int) else change.value
        )
    elif change.verb == "add":
        rows = inside.get(last) if isinstance(inside, dict) else None
        if rows is None and len(change.path) == 1 and getattr(case, str(last)) is None:
            allowed = f"allowed: --set {change.place}=[…]"
            raise CaseError(f"{change.place}: not stated, so nothing can be added", allowed=allowed)
        rows = [] if rows is None else rows
        if not isinstance(rows, list):
            raise CaseError(f"{change.place}: no list", allowed=f"allowed: --set {change}")
        inside[last] = [*rows, _row(change.path, change.value)]
    elif change.has_value:
        rows = inside.get(last, []) if isinstance(inside, dict) else []
        kept = [one for one in rows if not _means(one, change.value, vocabulary)]
        if len(kept) == len(rows):
            allowed = f"allowed: {', '.join(map(_flow, rows)) or 'nothing, it is empty'}"
            raise CaseError(
                f"{change.place}: {_flow(change.value)} is not among them", allowed=allowed
            )
        inside[last] = kept
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


def _row(path: Path, value: Plain) -> Plain:
    """Return a row that may be written as the value of its first key."""
    model = next(iter(models_at(path)), None)
    if model is None or isinstance(value, dict | list):
        return value
    return {next(iter(model.model_fields)): value}


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
            smaller = Case.model_validate(_without(data, path))
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
        kept = {key: one for key, one in value.items() if key != first or rest}
        return {**kept, first: _without(value[first], tuple(rest))} if rest else kept
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
    schema = Case.model_json_schema()["properties"]
    found = {}
    for name, value in as_data(case).items():
        if isinstance(value, int):
            bounds = next(
                one for one in (schema[name], *schema[name].get("anyOf", ())) if "maximum" in one
            )
            found[name] = (value, int(bounds["minimum"]), int(bounds["maximum"]))
    return found


#: A predicate of the case, and the change by which a case comes to say such a fact.
_Maker: TypeAlias = Callable[[Sequence[str | None]], Change | None]


def addition(predicate: str, arguments: Sequence[str | None]) -> Change | None:
    """Return the change by which a case comes to say a fact, if one change does.

    Args:
        predicate: a predicate that cases fill.
        arguments: its arguments; ``None`` stands for anything.
    """
    maker = _MAKERS.get(predicate)
    return None if maker is None else maker(arguments)


def is_changeable(predicate: str) -> bool:
    """Return whether some change can make a case say a fact of a predicate."""
    return predicate in _MAKERS


def _added(name: str, place: int = 0) -> _Maker:
    def make(arguments: Sequence[str | None]) -> Change | None:
        value = arguments[place]
        return None if value is None else Change("add", (name,), value)

    return make


def _added_row(name: str, keys: Mapping[str, int]) -> _Maker:
    """Return what makes a row; a key whose value is open is left out, the first must be known."""

    def make(arguments: Sequence[str | None]) -> Change | None:
        row = {key: arguments[place] for key, place in keys.items()}
        if next(iter(row.values())) is None:
            return None
        kept = {key: one for key, one in row.items() if one is not None and one != "both"}
        return Change("add", (name,), kept)

    return make


def _set(*path: str) -> _Maker:
    def make(arguments: Sequence[str | None]) -> Change | None:
        value = arguments[0]
        if value is None:
            return None
        return Change("set", path, int(value) if value.isdecimal() else value)

    return make


def _set_of(*path: str) -> _Maker:
    def make(arguments: Sequence[str | None]) -> Change | None:
        name, value = arguments
        return None if name is None or value is None else Change("set", (*path, name), value)

    return make


def _set_by_side(*path: str) -> _Maker:
    def make(arguments: Sequence[str | None]) -> Change | None:
        name, side, value = arguments
        if name is None or value is None:
            return None
        place = (*path, name) if side in (None, "both") else (*path, name, side)
        return Change("set", place, int(value) if value.isdecimal() else value)

    return make


def _set_in_row(name: str, key: str) -> _Maker:
    def make(arguments: Sequence[str | None]) -> Change | None:
        row, value = arguments
        if row is None or value is None or not row.isdecimal():
            return None
        return Change("set", (name, int(row), key), value)

    return make


def _cleared(name: str) -> _Maker:
    """Return what states that a row of a list was cleared."""

    def make(arguments: Sequence[str | None]) -> Change | None:
        (row,) = arguments
        if row is None or not row.isdecimal():
            return None
        return Change("set", (name, int(row), "cleared"), True)

    return make


_MAKERS: Final[Mapping[str, _Maker]] = {
    "case_finding": _added_row("findings", {"finding": 1}),
    "case_assessed": _added("assessed"),
    "case_assessment": _set_in_row("findings", "assessment"),
    "case_side": _set_in_row("findings", "side"),
    "case_severity": _set_in_row("findings", "severity"),
    "case_posture": _added_row("posture", {"sign": 1}),
    "case_posture_side": _set_in_row("posture", "side"),
    "case_posture_severity": _set_in_row("posture", "severity"),
    "case_posture_view": _set_in_row("posture", "view"),
    "case_modification": _added_row(
        "modifications", {"modification": 1, "finding": 2, "side": 3, "result": 4}
    ),
    "case_readiness": _set_of("readiness"),
    "case_fms_policy": _set("fms", "policy"),
    "case_test": _added_row("tests", {"test": 1, "side": 2, "result": 3}),
    "case_score": _set_by_side("fms", "scores"),
    "case_clearing": _set_by_side("fms", "clearing"),
    "case_pain": _added_row("pain", {"region": 1, "side": 2}),
    "case_pain_cleared": _cleared("pain"),
    "case_red_flag": _added("red_flags"),
    "case_red_flag_cleared": _cleared("red_flags"),
    "case_condition": _added("conditions"),
    "case_condition_cleared": _cleared("conditions"),
    "case_condition_side": _set_in_row("conditions", "side"),
    "case_condition_stage": _set_in_row("conditions", "stage"),
    "case_condition_place": _set_in_row("conditions", "region"),
    "case_population": _added("population"),
    "case_habit": _added("habits"),
    "case_equipment": _added("equipment"),
    "case_minutes": _set("minutes"),
    "case_level": _set("level"),
    "case_days": _set("days_per_week"),
    "case_refuses": _added("refuses"),
    "case_lift": _added("lifts"),
    "case_edition": _set("edition"),
}
