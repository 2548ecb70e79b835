"""The case as rows with labels, each with the change that drops it; from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.engine.case import Case
from kg.engine.changes import Change, as_data

__all__ = ["Row", "case_rows"]


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
    return tuple(_rows(as_data(case), label))


def _rows(data: dict[str, Any], label: Callable[[str], str]) -> Iterator[Row]:
    for name, value in data.items():
        field = name.replace("_", " ").capitalize()
        if isinstance(value, list) and value:
            for one in value:
                yield Row(field, _said(one, label), Change("drop", (name,), one))
        elif isinstance(value, dict):
            for part, entries in value.items():
                for key, one in entries.items():
                    drop = Change("drop", (name, part, key))
                    yield Row(part.capitalize(), f"{label(key)}: {_said(one, label)}", drop)
        else:
            yield Row(field, _said(value, label) or "none", Change("drop", (name,)))


def _said(value: Any, label: Callable[[str], str]) -> str:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        if set(value) <= {"left", "right", "both"}:
            return ", ".join(f"{side} {_said(one, label)}" for side, one in value.items())
        return ", ".join(_said(one, label) for one in value.values())
    if isinstance(value, list):
        return ", ".join(_said(one, label) for one in value)
    return label(value) if isinstance(value, str) else str(value)
