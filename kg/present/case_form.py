"""The form of a case, generated from its model: which inputs there are, and what each may hold.

A new field of ``Case``, or of one of its rows, appears here by itself. What a field is called and
may hold comes from the model and the vocabulary; only the order of sections is said here.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from kg.case.changes import Change
from kg.case.field_types import NAME_LENGTH
from kg.case.model import Case

__all__ = ["SECTIONS", "FormField", "FormGroup", "case_form", "entered", "sections"]

FieldKind: TypeAlias = Literal["choice", "truth", "number", "text", "text_or_number", "day"]
GroupKind: TypeAlias = Literal["rows", "list", "answers", "sides", "value"]

#: The order in which a case is taken; a field of the model that is in none comes under the fourth.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Safety first: pain, red flags, readiness, conditions": (
        "pain",
        "red_flags",
        "readiness",
        "conditions",
    ),
    "What you saw": ("findings", "posture", "modifications", "tests", "assessed"),
    "Movement screen": ("fms",),
    "Circumstances": (),
    "Goals": ("goals", "lifts"),
}
_REST: Final = "Circumstances"


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
    """

    path: tuple[str, ...]
    kind: GroupKind
    fields: tuple[FormField, ...]
    description: str = ""
    may_be_empty: bool = False


def case_form(model: type[BaseModel] = Case) -> tuple[FormGroup, ...]:
    """Return the form of a case, in the order of the model.

    Raises:
        TypeError: when a field of the model is of a kind that no input takes.

    Example:
        >>> [group.path[0] for group in case_form()][:3]
        ['client', 'date', 'edition']
    """
    return tuple(_groups(model, ()))


def sections() -> Mapping[str, tuple[FormGroup, ...]]:
    """Return the groups of the form by section, in the order in which a case is taken."""
    placed = {name: section for section, names in SECTIONS.items() for name in names}
    found: dict[str, list[FormGroup]] = {section: [] for section in SECTIONS}
    for group in case_form():
        found[placed.get(group.path[0], _REST)].append(group)
    for section, names in SECTIONS.items():
        found[section].sort(
            key=lambda group, names=names: (  # type: ignore[misc]
                names.index(group.path[0]) if group.path[0] in names else len(names)
            )
        )
    return {section: tuple(groups) for section, groups in found.items()}


# --- from the types of the model ------------------------------------------------------------------


@dataclass(frozen=True)
class _Type:
    """A type of the model without its wrapping.

    Attributes:
        base: the type itself.
        metadata: what its annotations say.
        optional: whether nothing may stand there.
    """

    base: Any
    metadata: tuple[Any, ...]
    optional: bool = False


def _type_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> _Type:  # noqa: ANN401 - a type
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _type_of(inner, (*metadata, *more))
    if origin in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        optional = len(parts) < len(get_args(annotation))
        if len(parts) == 1:
            inside = _type_of(parts[0], metadata)
            return _Type(inside.base, inside.metadata, optional or inside.optional)
        bases = frozenset(_type_of(part).base for part in parts)
        theirs = tuple(item for part in parts for item in _type_of(part).metadata)
        return _Type(bases, (*metadata, *theirs), optional)
    return _Type(annotation, metadata)


def _groups(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[FormGroup]:
    for name, info in model.model_fields.items():
        path = (*above, name)
        stated = _type_of(info.annotation, tuple(info.metadata))
        text = info.description or ""
        if _is_model(stated.base):
            yield from _groups(stated.base, path)
        elif get_origin(stated.base) is tuple:
            row = _type_of(get_args(stated.base)[0])
            if _is_model(row.base):
                yield FormGroup(path, "rows", _fields(row.base), text)
            else:
                item = _field(name, row, FieldInfo())
                yield FormGroup(path, "list", (item,), text, may_be_empty=stated.optional)
        elif get_origin(stated.base) is dict:
            key, value = map(_type_of, get_args(stated.base))
            first = _field("id", key, FieldInfo())
            if _is_model(value.base):
                yield FormGroup(path, "sides", (first, *_fields(value.base)), text)
            else:
                yield FormGroup(path, "answers", (first, _field(name, value, FieldInfo())), text)
        else:
            yield FormGroup(path, "value", (_field(name, stated, info),), text)


def _is_model(base: Any) -> bool:  # noqa: ANN401 - a type
    return isinstance(base, type) and issubclass(base, BaseModel)


def _fields(model: type[BaseModel]) -> tuple[FormField, ...]:
    return tuple(
        _field(name, _type_of(info.annotation, tuple(info.metadata)), info)
        for name, info in model.model_fields.items()
    )


def _field(name: str, stated: _Type, info: FieldInfo) -> FormField:
    """Return the input of a field of the model.

    Raises:
        TypeError: when no input takes its type.
    """
    about: dict[str, Any] = {"required": info.is_required(), "description": info.description or ""}
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


def _limit(stated: _Type, name: str) -> int | None:
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
