"""What a case is made of: names, sides, numbers, dates, rows; each refuses what it may not hold.

A refusal carries what would have been allowed, so that all messages read alike. No word of the
field enters here, and no sentence is put together: ``case_problems`` does that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final, Literal, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from kg.case.vocabulary import Vocabulary
from kg.knowledge.terms import is_id
from kg.plain_text import find_forbidden_character

NAME_LENGTH: Final = 100
TEXT_LENGTH: Final = 500
ROWS: Final = 200
LARGEST: Final = 1_000_000

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WORD = re.compile(r"[\w-][\w -]{0,39}")
_SIDES: Final = ("left", "right", "both")

Key = TypeVar("Key")
Value = TypeVar("Value")


def not_allowed(
    allowed: str,
    *,
    problem: str = "",
    choices: tuple[str, ...] = (),
    path: tuple[str | int, ...] = (),
) -> PydanticCustomError:
    """Return the error of a value that may not stand where it does.

    Args:
        allowed: what would have been allowed, as it completes "allowed: …".
        problem: what was found, if the value itself does not say it.
        choices: the words that would have been allowed, for the nearest of them.
        path: where in the refused value the fault lies, if deeper than the value itself.
    """
    context = {"allowed": allowed, "found": problem, "choices": choices, "path": path}
    return PydanticCustomError("not_allowed", "allowed: {allowed}", context)


def _vocabulary(info: ValidationInfo) -> Vocabulary | None:
    words = info.context.get("vocabulary") if isinstance(info.context, Mapping) else None
    return words if isinstance(words, Vocabulary) else None


def _understood(fields: tuple[str, ...], name: object, info: ValidationInfo) -> str:
    """Return the id that a name means; without a vocabulary only a well-formed id passes."""
    if not isinstance(name, str) or len(name) > NAME_LENGTH:
        raise not_allowed(f"an id or a name of at most {NAME_LENGTH} letters")
    words = _vocabulary(info)
    if words is None:
        if not is_id(name):
            raise not_allowed("an id (small letters, digits and _, beginning with a letter)")
        return name
    meant = [one for field in fields for one in words.meant(field, name)]
    if len(meant) == 1:
        return meant[0]
    if len(fields) == 1:
        raise PydanticCustomError("name", "not a name of this field", {"field": fields[0]})
    helps = [words.help(field, name) for field in fields]
    raise not_allowed(
        "; ".join(one.allowed for one in helps),
        choices=tuple(choice for one in helps for choice in one.suggestions),
    )


def named(field: str) -> BeforeValidator:
    """Return the validator of a name that must stand in one field of the vocabulary."""

    def understand(name: object, info: ValidationInfo) -> str:
        return _understood((field,), name, info)

    return BeforeValidator(understand)


def named_any(*fields: str) -> BeforeValidator:
    """Return the validator of a name of any of some fields of the vocabulary."""

    def understand(name: object, info: ValidationInfo) -> str:
        return _understood(fields, name, info)

    return BeforeValidator(understand)


def stage_of(condition: str, name: object, info: ValidationInfo) -> str:
    """Return the id of the stage that a name means for a condition.

    Args:
        condition: the id of the condition.
        name: the id or the label of one of its stages, or the last words of the id, which
            follow the condition's: ``early`` for ``stage_meniscus_repair_early``.
        info: carries the vocabulary, which has a field for the stages of each condition.

    Raises:
        PydanticCustomError: when the condition has no such stage.
    """
    field, beginning = f"stage_of_{condition}", f"stage_{condition}_"
    words = _vocabulary(info)
    if words is None or not isinstance(name, str):
        return _understood((field,), name, info)
    stages = words.ids.get(field, frozenset())
    if not stages:
        raise not_allowed("no stage, as this condition has none")
    meant = words.meant(field, name) or words.meant(field, beginning + name)
    if len(meant) == 1:
        return meant[0]
    short = tuple(sorted(stage.removeprefix(beginning) for stage in stages))
    raise not_allowed(", ".join(short), choices=short)


def _side(value: object, info: ValidationInfo) -> object:
    """Let a side's label or synonym pass for its id."""
    words = _vocabulary(info)
    if words is not None and isinstance(value, str):
        meant = words.meant("side", value)
        value = meant[0] if len(meant) == 1 else value
    if value not in _SIDES:
        raise not_allowed(", ".join(_SIDES), choices=_SIDES)
    return value


def _yes_or_no(value: object) -> object:
    """Return a truth value as the word that YAML makes it of."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _is_yes(value: object) -> object:
    """Return yes and no, however they were written, as a truth value."""
    if isinstance(value, str) and value in ("yes", "no"):
        return value == "yes"
    if not isinstance(value, bool):
        raise not_allowed("true or false", choices=("true", "false", "yes", "no"))
    return value


def _whole(low: int, high: int) -> BeforeValidator:
    def whole(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise not_allowed(f"a whole number from {low} to {high}")
        return value

    return BeforeValidator(whole)


def _line(value: object) -> object:
    """Return text on one line; control characters, which would drive a terminal, are refused."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not 0 < len(text) <= TEXT_LENGTH:
        raise not_allowed(f"text of 1 to {TEXT_LENGTH} characters")
    if find_forbidden_character(text) is not None:
        raise not_allowed("text without control characters or characters that nobody sees")
    return text


def _number(value: object) -> object:
    """Return a number that the rules can count in hundredths."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise not_allowed(f"a number from -{LARGEST} to {LARGEST}")
    return value


def _line_or_number(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _number(value) if is_number else _line(value)


def _day(value: object) -> object:
    """Return the date behind ``YYYY-MM-DD``."""
    if type(value) is date:
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise not_allowed("a date of the calendar written as YYYY-MM-DD")


def _client(value: object) -> object:
    if not isinstance(value, str) or re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value) is None:
        raise not_allowed("a pseudonym of 1 to 64 letters, digits, _ or -")
    return value


def _rows(value: object) -> object:
    """Return a list as the tuple that a frozen case keeps."""
    if not isinstance(value, list | tuple):
        is_word = isinstance(value, str) and _WORD.fullmatch(value) is not None
        raise not_allowed(f"a list, such as [{value}]" if is_word else "a list")
    if len(value) > ROWS:
        raise not_allowed(f"at most {ROWS} rows", problem=f"{len(value)} rows")
    return tuple(value)


def _once(rows: tuple[Value, ...]) -> tuple[Value, ...]:
    """Refuse a row that repeats an earlier one exactly."""
    for row, value in enumerate(rows):
        if value in rows[:row]:
            problem = f"the same as row {rows.index(value)} (rows count from 0)"
            raise not_allowed("each row once", problem=problem, path=(row,))
    return rows


class ReadOnly(dict[Key, Value]):
    """A mapping that a frozen case may hold: it hashes, and refuses to change."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[ReadOnly[Key, Value]], tuple[dict[Key, Value]]]:
        return type(self), (dict(self),)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a case does not change; make a new one")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def _mapping(value: object) -> object:
    if not isinstance(value, Mapping):
        raise not_allowed("a mapping, each entry written as `name: value`")
    return value


def _distinct(written: object, understand: ValidatorFunctionWrapHandler) -> object:
    """Refuse a mapping in which two written names mean the same id."""
    checked = understand(written)
    if isinstance(written, Mapping) and len(checked) < len(written):
        raise not_allowed("each id once", problem="two names of the same thing")
    return checked


def short_form(key: str) -> Callable[[object], object]:
    """Return the reader of a row that may also be written as the bare value of one key."""

    def written(value: object) -> object:
        return value if isinstance(value, Mapping | BaseModel) else {key: value}

    return written


def sided_form(key: str) -> Callable[[object, ValidationInfo], object]:
    """Return the reader of a row that may be a bare name, with the side in it: ``left knee``.

    Args:
        key: the field that the name fills; of the vocabulary as well.
    """

    def written(value: object, info: ValidationInfo) -> object:
        row = value if isinstance(value, Mapping | BaseModel) else {key: value}
        words = _vocabulary(info)
        if words is None or not isinstance(row, Mapping) or row.get("side") is not None:
            return row
        name = row.get(key)
        if not isinstance(name, str) or len(name) > NAME_LENGTH or words.meant(key, name):
            return row
        parts = words.without_side(key, name)
        return row if parts is None else {**row, key: parts[0], "side": parts[1]}

    return written


def unlisted_form(key: str) -> Callable[[object, ValidationInfo], object]:
    """Return the reader of a row whose name may be one that the knowledge does not hold.

    Such a name is taken as the client's own words, unless it is near to one that is known: it may
    be misspelt, and is asked back.

    Args:
        key: the field that the name fills; of the vocabulary as well.
    """

    def written(value: object, info: ValidationInfo) -> object:
        row = sided_form(key)(value, info)
        words = _vocabulary(info)
        if words is None or not isinstance(row, Mapping) or row.get("called") is not None:
            return row
        name, unlisted = row.get(key), words.ids.get(f"unlisted_{key}", frozenset())
        if not isinstance(name, str) or not 0 < len(name) <= NAME_LENGTH or not unlisted:
            return row
        if "_" in name or words.meant(key, name):
            return row
        shorter, side = next(words.side_splits(name), (name, None))
        if words.help(key, shorter).suggestions:
            return row
        return {"side": side, **row, key: min(unlisted), "called": shorter}

    return written


ReadinessAnswer = Annotated[
    str,
    Field(min_length=1, max_length=NAME_LENGTH),
    named("readiness_answer"),
    BeforeValidator(_yes_or_no, json_schema_input_type=bool | str),
]
Side = Annotated[Literal["left", "right", "both"], BeforeValidator(_side)]
YesNo = Annotated[
    bool, BeforeValidator(_is_yes, json_schema_input_type=bool | Literal["yes", "no"])
]
ScoreNumber = Annotated[int, Field(ge=0, le=3), _whole(0, 3)]
Minutes = Annotated[int, Field(ge=1, le=240), _whole(1, 240)]
Level = Annotated[int, Field(ge=1, le=5), _whole(1, 5)]
Days = Annotated[int, Field(ge=1, le=7), _whole(1, 7)]
Line = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH), BeforeValidator(_line)]
LineOrNumber = Annotated[str | int | float, BeforeValidator(_line_or_number)]
Number = Annotated[int | float, Field(ge=-LARGEST, le=LARGEST), BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
Client = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$"), BeforeValidator(_client)]

Rows = Annotated[
    tuple[Value, ...],
    Field(max_length=ROWS, json_schema_extra={"uniqueItems": True}),
    BeforeValidator(_rows),
    AfterValidator(_once),
]
ById = Annotated[
    dict[Key, Value],
    AfterValidator(ReadOnly),
    WrapValidator(_distinct),
    BeforeValidator(_mapping),
]
