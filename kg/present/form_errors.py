"""What is wrong with a case, for a person who sees a form: fields by title, rows counted from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.case.problems import Path, path_in
from kg.errors import BadInput
from kg.present.case_form import case_form
from kg.present.case_rows import group_title

__all__ = ["fault_lines"]

_PATHS: Final = tuple(group.path for group in case_form())
_ROW: Final = re.compile(r"\brow (\d+) \(rows count from 0\)")
_ROWS: Final = re.compile(r"\(rows (\d+) and (\d+)( of the \w+)?\)")
_YES: Final = re.compile(r"`(\w+): true`")


def fault_lines(error: BadInput) -> list[str]:
    """Return what is wrong, a sentence a fault, without the name of a file.

    Example:
        >>> fault_lines(BadInput("pain[0].cleared_on: found 2026-02-20", allowed="allowed: today"))
        ['Pain, row 1, cleared on: found 2026-02-20; allowed: today']
    """
    return list(_lines(error))


def _lines(error: BadInput) -> Iterator[str]:
    for fault in (error, *error.also):
        parts = [fault.found, *([fault.allowed] if fault.allowed else [])]
        if fault.suggestions:
            parts.append(f"did you mean {' or '.join(fault.suggestions)}?")
        text = "; ".join(" ".join(part.splitlines()) for part in parts)
        path = path_in(text)
        if path:
            place = _place(path)
            text = f"{place}: {text.partition(': ')[2]}" if place else text
        text = _ROW.sub(lambda row: f"row {int(row[1]) + 1}", text)
        text = _ROWS.sub(lambda rows: f"(rows {int(rows[2]) + 1} and {int(rows[1]) + 1})", text)
        yield _YES.sub(r"“\1: Yes”", text)


def _place(path: Path) -> str:
    """Return a place of a case in words: ``Pain, row 1, cleared on``; empty if it is none."""
    names = tuple(step for step in path if isinstance(step, str))
    known = [group for group in _PATHS if names[: len(group)] == group or group == names]
    if not known and not any(group[: len(names)] == names for group in _PATHS):
        return ""
    group = max(known, key=len, default=names)
    others = path[len(group) :]
    words = [
        f"row {step + 1}" if isinstance(step, int) else step.replace("_", " ") for step in others
    ]
    return ", ".join([group_title(group), *words])
