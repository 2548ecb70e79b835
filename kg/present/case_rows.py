"""The case as rows with labels, each with the change that drops it; from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg.case.changes import Change, as_data
from kg.case.model import Case
from kg.present.case_form import FormField, FormGroup, case_form, entered

__all__ = ["Row", "case_rows", "group_title"]


@dataclass(frozen=True)
class Row:
    """Something that a case says.

    Attributes:
        field: where, in plain words.
        text: what, with labels.
        drop: the change that takes it away.
    """

    field: str
    text: str
    drop: Change


def case_rows(case: Case, label: Callable[[str], str]) -> tuple[Row, ...]:
    """Return what a case says, in the order of its fields.

    Args:
        case: the case.
        label: gives the label of an id.
    """
    data = as_data(case)
    return tuple(row for group in case_form() for row in _rows(data, group, label))


#: What a field is called where its name alone would be a riddle.
_TITLES: Final[Mapping[str, str]] = {
    "assessed": "assessments done",
    "clearing": "clearing tests",
    "cleared": "painful tests cleared since",
    "date": "day",
    "edition": "source of the tables",
    "fms.previous": "previous screen",
    "fms.policy": "which pattern comes first",
    "level": "hardest level",
    "minutes": "minutes a session",
    "modifications": "assessments repeated with a change",
    "population": "groups",
    "refuses": "exercises refused",
}


def group_title(path: tuple[str, ...]) -> str:
    """Return what a part of a case is called.

    Example:
        >>> group_title(("red_flags",)), group_title(("fms", "previous", "scores"))
        ('Red flags', 'Previous screen: scores')
    """
    *above, name = path
    title = _TITLES.get(".".join(path)) or _TITLES.get(name) or name.replace("_", " ")
    words = f"{above[-1]} screen: {title}" if above[1:] else title
    return words[:1].upper() + words[1:]


def _rows(data: dict[str, Any], group: FormGroup, label: Callable[[str], str]) -> Iterator[Row]:
    stated: Any = data
    for step in group.path:
        stated = stated.get(step) if isinstance(stated, dict) else None
    if stated is None:
        return
    title, fields = group_title(group.path), {field.name: field for field in group.fields}

    def say(name: str, value: object) -> str:
        return _said(fields[name], value, label)

    if group.kind == "value":
        (name,) = fields
        yield Row(title, say(name, stated), entered(data, group.path, None))
    elif group.kind == "list":
        (name,) = fields
        for item in stated:
            yield Row(title, say(name, item), Change("drop", group.path, item))
        if not stated:
            yield Row(title, "none", entered(data, group.path, None))
    elif group.kind == "rows":
        for row in stated:
            # The day of a clearance says that there is one.
            names = [name for name in row if f"{name}_on" not in row]
            first, *others = (_part(fields[name], say(name, row[name])) for name in names)
            # Some labels, such as those of stages, begin with what the row is about.
            others = [_in_line(text.removeprefix(f"{first}, ")) for text in others]
            yield Row(title, ", ".join([first, *others]), Change("drop", group.path, row))
    else:
        for item, value in stated.items():
            text = _judged(value, say, next(reversed(fields)))
            drop = entered(data, (*group.path, item), None)
            yield Row(title, f"{label(item)}: {text}", drop)


def _judged(value: object, say: Callable[[str, object], str], name: str) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            say(side, part) if side == "both" else f"{side} {say(side, part)}"
            for side, part in value.items()
        )
    return say(name, value)


def _said(field: FormField, value: object, label: Callable[[str], str]) -> str:
    """Return a value in words; what a person wrote as it was written."""
    if isinstance(value, bool):
        return field.name.replace("_", " ") if value else f"not {field.name.replace('_', ' ')}"
    return label(value) if field.kind == "choice" and isinstance(value, str) else str(value)


def _part(field: FormField, text: str) -> str:
    """Return a value within a row; a day, a number or a text comes after what it is."""
    if field.required or field.kind in ("choice", "truth"):
        return text
    name = field.name.replace("_", " ")
    return f"{name}: {text}" if field.kind == "text" else f"{name} {text}"


def _in_line(text: str) -> str:
    """Return a label as it is written within a line; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
