"""Every single change that a case allows, with a name: from the model and the vocabulary alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, get_args

from kg.case.changes import Change, as_data, losses
from kg.case.field_types import Days, Level, Minutes
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.present.case_rows import case_rows

__all__ = ["offers"]

#: Lists of a case: the field of the vocabulary that a bare name in them comes from, and what one
#: such name is called.
_LISTS: Final = {
    "findings": ("finding", "finding"),
    "red_flags": ("red_flag", "red flag"),
    "conditions": ("condition", "condition"),
    "population": ("population", "group"),
    "habits": ("habit", "habit"),
    "equipment": ("equipment", "equipment"),
    "refuses": ("exercise", "refused exercise"),
}
_STEPS: Final = (5, 10, 15, 20, 30, 45, 60)


def offers(case: Case, vocabulary: Vocabulary, label: Callable[[str], str]) -> dict[str, Change]:
    """Return changes by their names, what is dropped first.

    Args:
        case: what would be changed.
        vocabulary: the words that a case may use.
        label: gives the label of an id.
    """
    return dict(_offers(case, vocabulary, label))


def _offers(
    case: Case, vocabulary: Vocabulary, label: Callable[[str], str]
) -> Iterator[tuple[str, Change]]:
    rows = {str(row.drop): f"{row.field.lower()}: {row.text}" for row in case_rows(case, label)}
    for change, _ in losses(case):
        yield f"Without {rows.get(str(change)) or _words(change, label)}", change
    data = as_data(case)
    for name, kind in (("minutes", Minutes), ("level", Level), ("days_per_week", Days)):
        for value in _values(kind):
            if data.get(name) != value:
                yield f"{_field(name)}: {value}", Change("set", (name,), value)
    for edition in sorted(vocabulary.ids.get("edition", ()), key=label):
        if case.edition != edition:
            yield f"Edition: {label(edition)}", Change("set", ("edition",), edition)
    for name, (field, called) in _LISTS.items():
        told = data.get(name, [])
        present = {one if isinstance(one, str) else next(iter(one.values())) for one in told}
        if name == "equipment" and case.equipment is None:
            yield "Equipment: none at hand", Change("set", ("equipment",), [])
            continue
        for one in sorted(vocabulary.ids.get(field, ()), key=label):
            if one not in present:
                yield f"With {called}: {label(one)}", Change("add", (name,), one)


def _values(kind: Any) -> Iterator[int]:  # noqa: ANN401 - an annotated type
    low, high = next((one.metadata[0].ge, one.metadata[1].le) for one in get_args(kind)[1:2])
    yield from (range(low, high + 1) if high - low < max(_STEPS) else _STEPS)


def _words(change: Change, label: Callable[[str], str]) -> str:
    """Return what a change drops: ``side of findings, row 1``; rows are counted from 1."""
    names = [
        _field(step).lower() if isinstance(step, str) else f"row {step + 1}" for step in change.path
    ]
    *above, last = names
    told = label(str(change.value)) if change.has_value else ""
    place = f"{last} of {', '.join(above)}" if above else last
    return f"{place}: {told}" if told else place


def _field(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
