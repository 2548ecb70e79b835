"""The movements that the ontology states, as the room of movement reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.knowledge.terms import BASE, PREFIXES, compact
from kg.movement.demand_readings import DemandReading, ShownDemand, shown_demands
from kg.movement.library import Library
from kg.movement.load_rows import LoadRow, load_rows
from kg.movement.record_values import Record

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["library_of", "load_statements", "movement_library", "records_in"]

_TYPE: Final = ox.NamedNode(f"{PREFIXES['rdf']}type")
_XSD: Final = PREFIXES["xsd"]


def movement_library(knowledge: KnowledgeBase) -> Library:
    """Return the movements of the exercises that an ontology states."""
    return library_of(knowledge.asserted)


def library_of(store: ox.Store) -> Library:
    """Return the movements of the exercises that a store states."""
    return Library(lambda kind: records_in(store, kind))


def records_in(store: ox.Store, kind: str) -> Iterator[Record]:
    """Yield what a store states of every member of a class, property by property."""
    for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(BASE + kind)):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        values: dict[str, Any] = {"id": compact(quad.subject.value)}
        for stated in store.quads_for_pattern(quad.subject, None, None):
            name, value = compact(stated.predicate.value), _value(stated.object)
            if name not in values:
                values[name] = value
            else:
                others = values[name] if isinstance(values[name], tuple) else (values[name],)
                values[name] = tuple(sorted((*others, value)))
        yield values


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:  # noqa: ANN401
    """Return a value as Python has it; a thing by its id."""
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value.removeprefix(_XSD)
        if datatype == "integer":
            return int(term.value)
        if datatype == "decimal":
            return float(term.value)
        return term.value == "true" if datatype == "boolean" else term.value
    return compact(term.value) if isinstance(term, ox.NamedNode) else str(term)


def load_statements(store: ox.Store) -> tuple[str, ...]:
    """Return how exercises move and load joints and what they ask, computed from their positions.

    Args:
        store: what is stated.

    Returns:
        N-Triples lines, sorted.
    """
    library, demands = library_of(store), _Demands(store)
    lines: list[str] = []
    for exercise in library.exercises:
        lines += (line for row in load_rows(library, exercise) for line in _lines(row))
        lines += demands.lines(library, exercise)
    return tuple(sorted(lines))


class _Demands:
    """What exercises ask of the body, as their positions show it and as it is stated."""

    def __init__(self, store: ox.Store) -> None:
        self._readings = tuple(map(DemandReading.of, records_in(store, "DemandReading")))
        self._per_limb = frozenset(
            record["id"]
            for record in records_in(store, "Demand")
            if record.get("countsPerLimb") is True
        )
        self._stated = {
            tuple(record.get(name) for name in ("ofExercise", "onLimb", "ofDemand")): record
            for record in records_in(store, "ExerciseDemand")
        }
        self._judged = {
            (record.get("aboutExercise"), record.get("ofDemand"))
            for record in records_in(store, "DemandJudgement")
        }

    def lines(self, library: Library, exercise: str) -> Iterator[str]:
        """Yield the statements about what an exercise asks."""
        movement = library.movement(exercise)
        for demand in shown_demands(self._readings, self._per_limb, library.skeleton, movement):
            stated = self._stated.get((exercise, demand.limb, demand.demand), {})
            is_judged = (exercise, demand.demand) in self._judged
            is_deciding = not is_judged and demand.value >= stated.get("largestValue", 0)
            yield from _demand_lines(exercise, demand, is_deciding=is_deciding)


def _demand_lines(exercise: str, demand: ShownDemand, *, is_deciding: bool) -> Iterator[str]:
    """Yield the statements about a demand."""
    subject = f"<{BASE}{exercise}_shows_{demand.demand}_{demand.limb}>"
    things = {"positionOf": exercise, "ofDemand": demand.demand, "onBodySide": demand.limb}
    yield f"{subject} {_TYPE} <{BASE}DescribedDemand> ."
    for name, thing in things.items():
        yield f"{subject} <{BASE}{name}> <{BASE}{thing}> ."
    for name in ("describedValue", "decidingValue")[: 1 + is_deciding]:
        yield f'{subject} <{BASE}{name}> "{demand.value}"^^<{_XSD}integer> .'


def _lines(row: LoadRow) -> Iterator[str]:
    """Yield the statements of a row."""
    subject = f"<{BASE}{row.exercise}_load_{row.motion}_{row.side}>"
    things = {"positionOf": row.exercise, "ofMotion": row.motion, "onBodySide": row.side}
    numbers = {
        "firstAngle": row.angles[0],
        "lastAngle": row.angles[-1],
        "leastAngle": min(row.angles),
        "mostAngle": max(row.angles),
        "firstMoment": row.moments[0],
        "lastMoment": row.moments[-1],
        "leastMoment": min(row.moments),
        "mostMoment": max(row.moments),
    }
    yield f"{subject} {_TYPE} <{BASE}JointLoad> ."
    for name, thing in things.items():
        yield f"{subject} <{BASE}{name}> <{BASE}{thing}> ."
    for name, number in numbers.items():
        yield f'{subject} <{BASE}{name}> "{number}"^^<{_XSD}integer> .'
