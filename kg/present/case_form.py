"""The form of a case, generated from its model: which inputs there are, and what each may hold.

A new field of ``Case``, or of one of its rows, appears here by itself: what it is called, may hold
and where it comes is declared with it, and what ids it takes is known to the vocabulary.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeAlias, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from kg.case.changes import Change
from kg.case.field_types import NAME_LENGTH
from kg.case.fields import (
    CaseField,
    DeclaredKind,
    FieldType,
    FormSection,
    Narrowing,
    declared_at,
    declared_fields,
)
from kg.case.model import Case

__all__ = ["FormField", "FormGroup", "case_form", "entered", "group_title", "sections"]

FieldKind: TypeAlias = Literal["choice", "truth", "number", "text", "text_or_number", "day"]


@dataclass(frozen=True)
class FormField:
    """One input.

    Attributes:
        name: the name in the model.
        kind: what it takes.
        vocabularies: for a choice, the fields of the vocabulary that its ids come from.
        depends: how the field of the vocabulary begins that the first id of the row completes, as
            ``stage_of_`` does for the stages of a condition.
        choices: for a choice, the values when they are of the model itself, such as sides.
        low: the least number.
        high: the greatest number.
        whole: whether a number has to be whole.
        required: whether a row needs it.
        description: what the model says of it.
        narrowing: which of its choices another input of the row leaves.
    """

    name: str
    kind: FieldKind
    vocabularies: tuple[str, ...] = ()
    depends: str = ""
    choices: tuple[str | int, ...] = ()
    low: int | None = None
    high: int | None = None
    whole: bool = False
    required: bool = False
    description: str = ""
    narrowing: Narrowing | None = None


@dataclass(frozen=True)
class FormGroup:
    """One field of a case, with its inputs.

    Attributes:
        path: where it is in a case, such as ``("fms", "scores")``.
        kind: ``rows`` of several inputs; a ``list`` of ids; ``answers``, one an id; ``sides``, a
            value an id, or one a side; or a ``value`` by itself.
        fields: the inputs; of ``answers`` and ``sides`` the first is the id.
        description: what the model says of it.
        may_be_empty: whether an empty list says something else than none at all.
        about: where it comes in the form, and what else is declared of it.
    """

    path: tuple[str, ...]
    kind: DeclaredKind
    fields: tuple[FormField, ...]
    description: str = ""
    may_be_empty: bool = False
    about: CaseField = field(default_factory=CaseField)


def case_form(model: type[BaseModel] = Case) -> tuple[FormGroup, ...]:
    """Return the form of a case, in the order of the model.

    Raises:
        TypeError: when a field of the model is of a kind that no input takes.

    Example:
        >>> [group.path[0] for group in case_form()][:3]
        ['client', 'date', 'edition']
    """
    return tuple(_groups(model, ()))


def sections(model: type[BaseModel] = Case) -> Mapping[str, tuple[FormGroup, ...]]:
    """Return the groups of the form by section, in the order in which a case is taken."""
    placed = {declared.name: declared.about for declared in declared_fields(model)}
    groups = sorted(case_form(model), key=lambda group: placed[group.path[0]].place)
    return {
        section.value: tuple(group for group in groups if placed[group.path[0]].section is section)
        for section in FormSection
    }


def group_title(path: tuple[str, ...], model: type[BaseModel] = Case) -> str:
    """Return what a part of a case is called.

    Example:
        >>> group_title(("red_flags",)), group_title(("fms", "previous", "scores"))
        ('Red flags', 'Previous screen: scores')
    """
    *above, name = path
    declared = declared_at(model, path)
    title = (declared.about.title if declared is not None else "") or name.replace("_", " ")
    words = f"{above[-1]} screen: {title}" if above[1:] else title
    return words[:1].upper() + words[1:]


# --- from the declarations of the model -----------------------------------------------------------


def _groups(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[FormGroup]:
    for declared in declared_fields(model):
        path = (*above, declared.name)
        inside = declared.model
        if declared.kind == "part" and inside is not None:
            for group in _groups(inside, path):
                is_open = group.about.is_open and not declared.optional
                yield replace(group, about=replace(group.about, is_open=is_open))
            continue
        if declared.kind == "value":
            fields: tuple[FormField, ...] = (_field(declared.name, declared.holds, declared.info),)
        elif inside is not None:
            fields = tuple(
                _field(declared.name, declared.holds, declared.info, declared.about.narrowing)
                for declared in declared_fields(inside)
            )
        else:
            fields = (_field(declared.name, declared.holds, FieldInfo()),)
        if declared.key is not None:
            fields = (_field("id", declared.key, FieldInfo()), *fields)
        yield FormGroup(
            path,
            declared.kind,
            fields,
            declared.info.description or "",
            may_be_empty=declared.kind == "list" and declared.optional,
            about=declared.about,
        )


def _field(
    name: str, stated: FieldType, info: FieldInfo, narrowing: Narrowing | None = None
) -> FormField:
    """Return the input of a field of the model.

    Raises:
        TypeError: when no input takes its type.
    """
    about: dict[str, Any] = {
        "required": info.is_required(),
        "description": info.description or "",
        "narrowing": narrowing,
    }
    fields = _vocabularies(stated.metadata)
    if fields:
        return FormField(name, "choice", fields, **about)
    if get_origin(stated.base) is Literal:
        return FormField(name, "choice", choices=get_args(stated.base), **about)
    if stated.base is bool:
        return FormField(name, "truth", **about)
    if stated.base in (int, float) or stated.base == frozenset({int, float}):
        low, high = _limit(stated, "ge"), _limit(stated, "le")
        return FormField(name, "number", low=low, high=high, whole=stated.base is int, **about)
    if stated.base is date:
        return FormField(name, "day", **about)
    if stated.base is str and _limit(stated, "max_length") == NAME_LENGTH:
        # A name that belongs to no field of the vocabulary by itself belongs to another of its row.
        return FormField(name, "choice", depends=f"{name}_of_", **about)
    if stated.base is str:
        return FormField(name, "text", **about)
    if stated.base == frozenset({str, int, float}):
        return FormField(name, "text_or_number", **about)
    raise TypeError(f"{name}: no input takes {stated.base}")


def _vocabularies(metadata: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the fields of the vocabulary that a name may be of."""
    for item in metadata:
        if isinstance(item, BeforeValidator):
            closed = inspect.getclosurevars(item.func).nonlocals
            if set(closed) == {"field"}:
                return (str(closed["field"]),)
            if set(closed) == {"fields"}:
                return tuple(map(str, closed["fields"]))
    return ()


def _limit(stated: FieldType, name: str) -> int | None:
    """Return a limit that the annotations of a type state."""
    for item in stated.metadata:
        for part in (item, *getattr(item, "metadata", ())):
            if getattr(part, name, None) is not None:
                return int(getattr(part, name))
    return None


# --- what an entry makes of a case ----------------------------------------------------------------


def entered(data: Mapping[str, Any], path: tuple[str, ...], value: Any) -> Change:  # noqa: ANN401
    """Return the change by which a case holds a value in a place, or nothing there any more.

    Args:
        data: the case as plain data, what was given only.
        path: the place, such as ``("fms", "scores", "deep_squat")``.
        value: plain data; ``None`` takes the place away, and with it whatever is then empty.

    Example:
        >>> entered({"fms": {"scores": {"deep_squat": 2}}}, ("fms", "scores", "deep_squat"), None)
        Change(verb='drop', path=('fms',))
    """
    first = path[0]
    whole = _with(data.get(first), path[1:], value)
    return Change("drop", (first,)) if whole is None else Change("set", (first,), whole)


def _with(inside: Any, path: tuple[str, ...], value: Any) -> Any:  # noqa: ANN401 - plain data
    if not path:
        return value
    step, *rest = path
    parts = dict(inside) if isinstance(inside, Mapping) else {}
    part = _with(parts.pop(step, None), tuple(rest), value)
    if part is not None:
        parts[step] = part
    return parts or None
