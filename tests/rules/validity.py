"""Validity of a program, decided a second time: plain Python over the bridge's facts, no solver.

Written for the tests alone, and deliberately without a look at the rules: what an exercise must
never be, read straight from the relations and the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.engine import Advice, Case
from kg.knowledge import KnowledgeBase
from kg.knowledge.facts import Relation

Relations = Mapping[str, Relation]
PHASES = ("inhibit", "lengthen", "activate", "integrate")
TREATS = {"inhibit": "overactive", "lengthen": "overactive", "activate": "underactive"}


def faults(case: Case, advice: Advice, knowledge: KnowledgeBase) -> Iterator[str]:
    """Yield everything that makes the program of an advice invalid for a case."""
    rows = knowledge.facts.relations
    status: dict[tuple[str, str], str] = {(one.id, one.side): one.status for one in advice.muscles}
    level = _level(case, rows)
    conditions = _conditions(case, rows)
    if [phase.phase for phase in advice.program.phases] != list(PHASES):
        yield "the phases are out of order"
    for phase in advice.program.phases:
        if len(phase.items) > (1 if phase.phase == "integrate" else 3):
            yield f"too many exercises in {phase.phase}"
        for item in phase.items:
            name = item.exercise
            if (name, phase.phase) not in rows["phase_of"]:
                yield f"{name} does not belong to {phase.phase}"
            if dict(_pairs(rows["difficulty"]))[name] > level:
                yield f"{name} is above level {level}"
            if name in case.refuses:
                yield f"{name} is refused"
            if case.equipment is not None and not _at_hand(name, set(case.equipment), rows):
                yield f"{name} needs what is not at hand"
            for condition in conditions:
                if (name, condition) in rows["unsuited"]:
                    yield f"{name} is contraindicated with {condition}"
            for population in case.population:
                tags = {tag for one, tag in rows["population_avoids"] if one == population}
                if tags & {tag for one, tag in rows["tagged"] if one == name}:
                    yield f"{name} does not suit {population}"
            for pain in case.pain:
                hurts = (name, pain.region) in rows["loads_region"]
                unilateral = (name,) in rows["unilateral"]
                other = (
                    unilateral
                    and pain.side in ("left", "right")
                    and item.side
                    not in (
                        pain.side,
                        "both",
                    )
                )
                if hurts and not other:
                    yield f"{name} loads {pain.region}, which hurts"
            yield from _wrong_muscles(name, phase.phase, item.side, status, rows)
            if not item.targets and phase.phase != "integrate":
                yield f"{name} serves no need"
            if not item.why:
                yield f"{name} has no line of why"
    minutes = sum(item.minutes for phase in advice.program.phases for item in phase.items)
    if abs(minutes - advice.program.minutes) > 0.05:
        yield "the minutes do not add up"
    if case.minutes is not None and minutes > case.minutes:
        yield f"{minutes} minutes are more than {case.minutes}"
    count = sum(len(phase.items) for phase in advice.program.phases)
    if count > 10:
        yield f"{count} exercises are too many"


def _wrong_muscles(
    name: str, phase: str, side: str, status: Mapping[tuple[str, str], str], rows: Relations
) -> Iterator[str]:
    """Yield the targets that the phase must not treat."""
    if phase not in TREATS:
        return
    sides = ("left", "right", "midline") if side == "both" else (side, "midline")
    for exercise, muscle in rows["targets"]:
        for one in sides:
            found = status.get((str(muscle), one)) if exercise == name else None
            if found is not None and found != TREATS[phase]:
                yield f"{name} treats {muscle} ({one}), which is {found}, in {phase}"


def _level(case: Case, rows: Relations) -> int:
    caps = [case.level if case.level is not None else 3]
    for population, parameter, value in rows["population_dose"]:
        if population in case.population and parameter == "difficulty_maximum":
            caps.append(int(value))
    return min(caps)


def _conditions(case: Case, rows: Relations) -> set[str]:
    stated = {one.condition for one in case.conditions}
    for population, condition in rows["presumes"]:
        concerned = {c for c, p in rows["concerns"] if p == population}
        if population in case.population and not concerned & stated:
            stated.add(str(condition))
    return stated


def _at_hand(name: str, equipment: set[str], rows: Relations) -> bool:
    sets = [number for one, number in rows["equipment_set"] if one == name]
    return any(
        {item for one, k, item in rows["needs"] if one == name and k == number} <= equipment
        for number in sets
    )


def _pairs(relation: Relation) -> Iterator[tuple[str, int]]:
    for one, value in relation:
        yield str(one), int(value)
