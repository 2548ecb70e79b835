"""A field of a case, declared once: what it makes the rules read, and how a person meets it.

A field of ``Case``, or of a model in it, carries its declarations beside its type::

    population: Annotated[
        Rows[PopulationName],
        CaseFact("population", Argument.VALUE),
        CaseField(title="groups", offered="group"),
    ] = Field((), description="groups the client belongs to")

From the type follow reader, messages, JSON Schema and form; from ``CaseFact`` the facts of a case
(``case_facts``) and the change by which a case comes to state one (``changes``); from ``CaseField``
the words and the place of the form, and what the rules call the field in a refusal. Nothing else
lists the fields of a case, so a new one is a declaration and its sentence in ``rules/defined.lp``.

All functions take a model, so what is not known before the ontology is read, such as measures that
it declares, can be a field of a model made from it (``pydantic.create_model`` on ``Case``): an
``Argument.HUNDREDTHS`` of a mapping by id and side is a fact like any other.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

__all__ = [
    "PREFIX",
    "UNSIDED",
    "Argument",
    "CaseFact",
    "CaseField",
    "DeclaredField",
    "DeclaredKind",
    "FactPlace",
    "FieldType",
    "FormSection",
    "Narrowing",
    "declared_at",
    "declared_fields",
    "fact_places",
    "has_observation",
    "is_model",
    "observed_fields",
    "place_in_case",
    "type_of",
]

#: How the predicates of a case begin.
PREFIX: Final = "case_"
#: The side of a statement without one.
UNSIDED: Final = "both"

Path: TypeAlias = tuple[str | int, ...]
DeclaredKind: TypeAlias = Literal["value", "list", "rows", "answers", "sides", "part"]


class Argument(Enum):
    """An argument of a fact; the name of another field of the row is one too.

    A fact is made when all its arguments have a value, so ``HUNDREDTHS`` of a text makes none.
    """

    VALUE = auto()  #: the value of the field
    ROW = auto()  #: the number of the row, from 0
    KEY = auto()  #: the id under which a mapping holds the value
    SIDE = auto()  #: the side of the row or of the value; ``both`` when none is stated
    HUNDREDTHS = auto()  #: the value, a number, in hundredths
    WRITTEN = auto()  #: the value, a number, as a text to show, in hundredths at most
    TEXT = auto()  #: the value, a line of text, as a text to show
    DAYS_AHEAD = auto()  #: the days from the day of the case to the value, a day


class FormSection(Enum):
    """A part of the form of a case, in the order in which a case is taken."""

    SAFETY = "Safety first: pain, red flags, readiness, conditions"
    SEEN = "What you saw"
    SCREEN = "Movement screen"
    CIRCUMSTANCES = "Circumstances"
    GOALS = "Goals"


@dataclass(frozen=True)
class CaseFact:
    """A fact that a case states when a field of it has a value.

    Attributes:
        name: the predicate, without ``case_``.
        arguments: what its arguments are.
        is_changeable: whether a change may be proposed that makes a case state it.
    """

    name: str
    arguments: tuple[Argument | str, ...]
    is_changeable: bool

    def __init__(self, name: str, *arguments: Argument | str, is_changeable: bool = True) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "arguments", arguments)
        object.__setattr__(self, "is_changeable", is_changeable)


@dataclass(frozen=True)
class Narrowing:
    """Which choices of a field another field of the row leaves.

    Attributes:
        by: the other field.
        relation: the relation of facts that says it.
        own: the place of the id of this field in the relation.
        theirs: the place of the id of the other field.
    """

    by: str
    relation: str
    own: int
    theirs: int


@dataclass(frozen=True, kw_only=True)
class CaseField:
    """How a person meets a field of a case, and how the rules name it.

    Attributes:
        title: what it is called where its name alone would be a riddle.
        section: the part of the form that it is in.
        place: its place in that part; fields of the same place come in the order of the model.
        is_open: whether the form shows it unfolded.
        is_observation: whether it counts as something that was observed.
        offered: what an id of the list is called where the change that adds it is offered.
        narrowing: which of its choices another choice leaves.
        sided_by: the relation of facts that names the ids with a value for each side.
        term: what the rules call it in ``invalid``; otherwise its fact, without ``case_``.
        fact_prefix: how the predicates of the part begin, after ``case_``.
        is_changeable: whether a change may be proposed of it, or of anything in it.
    """

    title: str = ""
    section: FormSection = FormSection.CIRCUMSTANCES
    place: int = 0
    is_open: bool = False
    is_observation: bool = False
    offered: str = ""
    narrowing: Narrowing | None = None
    sided_by: str = ""
    term: str = ""
    fact_prefix: str = ""
    is_changeable: bool = True


@dataclass(frozen=True)
class FieldType:
    """A type of a model without its wrapping.

    Attributes:
        base: the type itself; a set of types where it may be one of several.
        metadata: what its annotations state.
        optional: whether it may be ``None``.
    """

    base: Any
    metadata: tuple[Any, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class DeclaredField:
    """A field of a model, as it is declared.

    Attributes:
        name: its name.
        kind: a ``value``; a ``list`` of ids; ``rows`` of several fields; ``answers``, one an id;
            ``sides``, one or two values an id; or a ``part`` with fields of its own.
        holds: the type of the value, of an item of a list or of rows, or of the value under an id.
        key: the type of the ids of a mapping.
        info: what pydantic keeps of it.
        facts: the facts that it makes.
        about: how a person meets it.
        optional: whether the whole of it may be ``None``.
    """

    name: str
    kind: DeclaredKind
    holds: FieldType
    info: FieldInfo = field(repr=False)
    key: FieldType | None = None
    facts: tuple[CaseFact, ...] = ()
    about: CaseField = CaseField()
    optional: bool = False

    @property
    def model(self) -> type[BaseModel] | None:
        """The model of the part, of a row, or of the sides of an id."""
        return self.holds.base if is_model(self.holds.base) else None


def is_model(base: Any) -> bool:  # noqa: ANN401 - a type
    """Return whether a type is a model."""
    return isinstance(base, type) and issubclass(base, BaseModel)


def type_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> FieldType:  # noqa: ANN401 - a type
    """Return what an annotation says of a type.

    Example:
        >>> type_of(Annotated[int | None, "counted"])
        FieldType(base=<class 'int'>, metadata=('counted',), optional=True)
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return type_of(inner, (*metadata, *more))
    if origin in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        optional = len(parts) < len(get_args(annotation))
        if len(parts) == 1:
            inside = type_of(parts[0], metadata)
            return FieldType(inside.base, inside.metadata, optional or inside.optional)
        bases = frozenset(type_of(part).base for part in parts)
        theirs = tuple(item for part in parts for item in type_of(part).metadata)
        return FieldType(bases, (*metadata, *theirs), optional)
    return FieldType(annotation, metadata)


@lru_cache(maxsize=64)
def declared_fields(model: type[BaseModel]) -> tuple[DeclaredField, ...]:
    """Return the fields of a model of a case, in their order."""
    return tuple(_declared(name, info) for name, info in model.model_fields.items())


def _declared(name: str, info: FieldInfo) -> DeclaredField:
    whole = type_of(info.annotation, tuple(info.metadata))
    facts = tuple(item for item in whole.metadata if isinstance(item, CaseFact))
    about = next((item for item in whole.metadata if isinstance(item, CaseField)), CaseField())
    kind: DeclaredKind = "value"
    inner, key = whole, None
    if is_model(whole.base):
        kind = "part"
    elif get_origin(whole.base) is tuple:
        inner = type_of(get_args(whole.base)[0])
        kind = "rows" if is_model(inner.base) else "list"
    elif get_origin(whole.base) is dict:
        key, inner = map(type_of, get_args(whole.base))
        kind = "sides" if is_model(inner.base) else "answers"
    return DeclaredField(name, kind, inner, info, key, facts, about, whole.optional)


def declared_at(model: type[BaseModel], path: Path) -> DeclaredField | None:
    """Return the field at a place of a case; numbers of rows in the place are passed over."""
    declared = None
    for name in (step for step in path if isinstance(step, str)):
        fields = {one.name: one for one in declared_fields(model)}
        if name not in fields:
            return None
        declared = fields[name]
        model = declared.model or model
    return declared


# --- facts and their places -----------------------------------------------------------------------


@dataclass(frozen=True)
class FactPlace:
    """A fact, and the field that makes it.

    Attributes:
        predicate: the name of the fact, with ``case_``.
        fact: as it is declared.
        path: the names that lead to the field, or to the list in a row of which it is.
        holder: the field at that path.
        row_field: the field of the row, where the fact is made by one.
        leads: whether that field is the first of its row.
        is_changeable: whether a change may be proposed that makes a case state it.
    """

    predicate: str
    fact: CaseFact
    path: tuple[str, ...]
    holder: DeclaredField
    row_field: DeclaredField | None = None
    leads: bool = False
    is_changeable: bool = True


@lru_cache(maxsize=16)
def fact_places(model: type[BaseModel]) -> tuple[FactPlace, ...]:
    """Return every fact that a case of a model may state, in the order of the model."""
    return tuple(_fact_places(model, (), PREFIX, is_changeable=True))


def _fact_places(
    model: type[BaseModel], above: tuple[str, ...], prefix: str, *, is_changeable: bool
) -> Iterator[FactPlace]:
    for holder in declared_fields(model):
        path = (*above, holder.name)
        may_change = is_changeable and holder.about.is_changeable
        for fact in holder.facts:
            able = may_change and fact.is_changeable
            yield FactPlace(prefix + fact.name, fact, path, holder, is_changeable=able)
        if holder.model is None:
            continue
        if holder.kind == "part":
            below = prefix + holder.about.fact_prefix
            yield from _fact_places(holder.model, path, below, is_changeable=may_change)
        elif holder.kind == "rows":
            for number, row_field in enumerate(declared_fields(holder.model)):
                able = may_change and row_field.about.is_changeable
                for fact in row_field.facts:
                    yield FactPlace(
                        prefix + fact.name,
                        fact,
                        path,
                        holder,
                        row_field,
                        leads=number == 0,
                        is_changeable=able and fact.is_changeable,
                    )


@lru_cache(maxsize=16)
def _terms(model: type[BaseModel]) -> Mapping[str, tuple[str, ...]]:
    """Return what the rules call the fields of a case, each with the names that lead to it."""
    stated: dict[str, tuple[str, ...]] = {}
    implied: dict[str, tuple[str, ...]] = {}
    for path, prefix, holder in _holders(model, (), ""):
        fields = declared_fields(holder.model) if holder.kind == "rows" and holder.model else ()
        for owner, place in [(holder, path), *((one, (*path, one.name)) for one in fields)]:
            if owner.about.term:
                stated[owner.about.term] = place
            if owner.facts:
                implied.setdefault(prefix + owner.facts[0].name, place)
    return implied | stated


def _holders(
    model: type[BaseModel], above: tuple[str, ...], prefix: str
) -> Iterator[tuple[tuple[str, ...], str, DeclaredField]]:
    for holder in declared_fields(model):
        path = (*above, holder.name)
        yield path, prefix, holder
        if holder.kind == "part" and holder.model is not None:
            yield from _holders(holder.model, path, prefix + holder.about.fact_prefix)


def place_in_case(model: type[BaseModel], term: str, row: int | str) -> Path:
    """Return the place that a rule means by the name of a field and a row, or an id.

    Args:
        model: the model of the case.
        term: the field, as the rules name it.
        row: the number of the row, or the id under which a mapping holds the value.
    """
    usual = (observed_fields(model)[0], term) if isinstance(row, int) else (term,)
    path = _terms(model).get(term, usual)
    in_row = isinstance(row, int) and len(path) > 1
    return (*path[:-1], row, path[-1]) if in_row else (*path, row)


# --- what counts as an observation ----------------------------------------------------------------


@lru_cache(maxsize=16)
def observed_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields of a model that count as something observed."""
    return tuple(one.name for one in declared_fields(model) if one.about.is_observation)


def has_observation(part: BaseModel) -> bool:
    """Return whether a case, or a part of one, states something that counts as observed."""
    values = (getattr(part, name) for name in observed_fields(type(part)))
    return any(
        has_observation(value) if isinstance(value, BaseModel) else value for value in values
    )
