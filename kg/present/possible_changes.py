"""Every single change that a case allows, with a name: from the model and the vocabulary alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kg.case.changes import Change, as_data, losses
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.present.case_form import FormField, case_form
from kg.present.case_rows import case_rows

__all__ = ["offers"]

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
    data, form = as_data(case), case_form(type(case))
    for group in form:
        (name, *deeper), (first, *_) = group.path, group.fields
        if group.kind == "value" and first.kind == "number" and not deeper:
            for value in _values(first):
                if data.get(name) != value:
                    yield f"{_field(name)}: {value}", Change("set", group.path, value)
    for group in form:
        (name, *deeper), (first, *_) = group.path, group.fields
        if group.kind == "value" and first.kind == "choice" and not deeper:
            for item in _ids(first, vocabulary, label):
                if data.get(name) != item:
                    yield f"{_field(name)}: {label(item)}", Change("set", group.path, item)
    for group in form:
        if not group.about.offered:
            continue
        (name, *_), (first, *_) = group.path, group.fields
        stated = data.get(name)
        if group.may_be_empty and stated is None:
            yield f"{_field(name)}: none at hand", Change("set", group.path, [])
            continue
        present = {
            row if isinstance(row, str) else next(iter(row.values())) for row in stated or ()
        }
        for item in _ids(first, vocabulary, label):
            if item not in present:
                added = Change("add", group.path, item)
                yield f"With {group.about.offered}: {label(item)}", added


def _ids(field: FormField, vocabulary: Vocabulary, label: Callable[[str], str]) -> list[str]:
    ids = (item for name in field.vocabularies for item in vocabulary.ids.get(name, ()))
    return sorted(ids, key=label)


def _values(field: FormField) -> Iterator[int]:
    low, high = field.low or 0, field.high or 0
    yield from (range(low, high + 1) if high - low < max(_STEPS) else _STEPS)


def _words(change: Change, label: Callable[[str], str]) -> str:
    """Return what a change drops: ``side of findings, row 1``; rows are counted from 1."""
    names = [
        _field(step).lower() if isinstance(step, str) else f"row {step + 1}" for step in change.path
    ]
    *above, last = names
    value_text = label(str(change.value)) if change.has_value else ""
    place = f"{last} of {', '.join(above)}" if above else last
    return f"{place}: {value_text}" if value_text else place


def _field(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
