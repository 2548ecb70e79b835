"""The case as rows with labels, each with the change that drops it; from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.case.changes import Change, as_data
from kg.case.model import Case
from kg.present.case_form import FormField, FormGroup, case_form, entered, group_title

__all__ = ["CaseRow", "case_rows"]


@dataclass(frozen=True)
class CaseRow:
    """Something that a case says.

    Attributes:
        field: where, in plain words.
        text: what, with labels.
        drop: the change that takes it away.
    """

    field: str
    text: str
    drop: Change


def case_rows(case: Case, label: Callable[[str], str]) -> tuple[CaseRow, ...]:
    """Return what a case says, in the order of its fields.

    Args:
        case: the case.
        label: gives the label of an id.
    """
    data, form = as_data(case), case_form(type(case))
    return tuple(row for group in form for row in _rows(type(case), data, group, label))


def _rows(
    model: type[Case], data: dict[str, Any], group: FormGroup, label: Callable[[str], str]
) -> Iterator[CaseRow]:
    stated: Any = data
    for step in group.path:
        stated = stated.get(step) if isinstance(stated, dict) else None
    if stated is None:
        return
    title, fields = group_title(group.path, model), {field.name: field for field in group.fields}

    def say(name: str, value: object) -> str:
        return _value_text(fields[name], value, label)

    if group.kind == "value":
        (name,) = fields
        yield CaseRow(title, say(name, stated), entered(data, group.path, None))
    elif group.kind == "list":
        (name,) = fields
        for item in stated:
            yield CaseRow(title, say(name, item), Change("drop", group.path, item))
        if not stated:
            yield CaseRow(title, "none", entered(data, group.path, None))
    elif group.kind == "rows":
        for row in stated:
            # The day of a clearance says that there is one.
            names = [name for name in row if f"{name}_on" not in row]
            first, *others = (_part(fields[name], say(name, row[name])) for name in names)
            # Some labels, such as those of stages, begin with what the row is about.
            others = [_in_line(text.removeprefix(f"{first}, ")) for text in others]
            yield CaseRow(title, ", ".join([first, *others]), Change("drop", group.path, row))
    else:
        for item, value in stated.items():
            text = _judged(value, say, next(reversed(fields)))
            drop = entered(data, (*group.path, item), None)
            yield CaseRow(title, f"{label(item)}: {text}", drop)


def _judged(value: object, say: Callable[[str, object], str], name: str) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            say(side, part) if side == "both" else f"{side} {say(side, part)}"
            for side, part in value.items()
        )
    return say(name, value)


def _value_text(field: FormField, value: object, label: Callable[[str], str]) -> str:
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
