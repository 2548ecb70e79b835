"""Validity of a program, decided a second time: plain Python over the bridge's facts, no solver.

Written for the tests alone, and deliberately without a look at the rules: what an exercise must
never be, read straight from the relations and the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.engine import Advice, Case
from kg.engine.advice import Item
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
                techniques = {
                    t for p, t in rows["population_excludes_technique"] if p == population
                }
                if techniques & {t for one, t in rows["technique_of"] if one == name}:
                    yield f"{name} uses a technique that does not suit {population}"
            for region, side, reason in _left_alone(case, conditions, rows):
                if (name, region) in rows["loads_region"] and _works(item, side, rows):
                    yield f"{name} loads {region} ({side}), left alone: {reason}"
            for condition, region, side in _affected(case, conditions, rows):
                unsuited = (name, condition) in rows["unsuited_in_region"]
                if unsuited and (name, region) in rows["loads_region"] and _works(item, side, rows):
                    yield f"{name} loads {region} ({side}), which {condition} affects"
            for pattern in _painful(case, rows):
                if any(row[0] == pattern and row[2] == name for row in rows["fms_corrective"]):
                    yield f"{name} is a corrective of {pattern}, which hurts"
            if (name,) in rows["unilateral"]:
                sides = {target.side for target in item.targets} - {"midline"}
                if sides and item.side != "both" and sides != {item.side}:
                    yield f"{name} is done on the {item.side} for the {sides}"
            yield from _wrong_muscles(name, phase.phase, item.side, status, rows)
            if not item.targets and not item.stage and phase.phase != "integrate":
                yield f"{name} serves no need"
            if not item.why:
                yield f"{name} has no line of why"
    if _stopped(case, conditions, rows) and any(one.items for one in advice.program.phases):
        yield "a program in spite of a reason to stop"
    for phase in advice.program.phases:
        for item in phase.items:
            yield from _time_faults(case, item, rows)
    minutes = sum(item.minutes for phase in advice.program.phases for item in phase.items)
    if abs(minutes - advice.program.minutes) > 0.05:
        yield "the minutes do not add up"
    daily = [int(row[2]) for row in rows["population_dose"] if _asks(case, row, "daily_minutes")]
    for limit in [case.minutes] if case.minutes is not None else daily:
        if minutes > limit:
            yield f"{minutes} minutes are more than {limit}"
        yield from _idle_phases(advice, limit, rows)
    count = sum(len(phase.items) for phase in advice.program.phases)
    if count > 10:
        yield f"{count} exercises are too many"


def _works(item: Item, side: str, rows: Relations) -> bool:
    """Return whether an exercise works a side: a two-sided one always does."""
    return (item.exercise,) not in rows["unilateral"] or item.side in ("both", side)


def _sides(side: str | None) -> tuple[str, ...]:
    return (side,) if side in ("left", "right") else ("left", "right")


def _places(region: str | None, side: str | None, rows: Relations) -> list[tuple[str, str]]:
    """Return where a region and a side are; without a region, everywhere."""
    if region is None:
        return [(str(row[0]), one) for row in rows["region_order"] for one in ("left", "right")]
    return [(region, one) for one in _sides(side)]


def _affected(case: Case, conditions: set[str], rows: Relations) -> Iterator[tuple[str, str, str]]:
    """Yield the regions of conditions that have some."""
    regional = {str(row[0]) for row in rows["condition"] if row[2] == "affected_region"}
    for name in conditions & regional:
        stated = [one for one in case.conditions if one.condition == name]
        named = [one for one in stated if one.region is not None]
        for one in named or stated[:1]:
            for region, side in _places(one.region, one.side, rows):
                yield name, region, side


def _left_alone(
    case: Case, conditions: set[str], rows: Relations
) -> Iterator[tuple[str, str, str]]:
    """Yield the regions and sides that must not be worked, each with its reason."""
    for pain in case.pain:
        for side in _sides(pain.side):
            yield pain.region, side, "pain"
    regional = {str(row[0]) for row in rows["red_flag"] if row[1] == "stop_region"}
    for name in {one.flag for one in case.red_flags} & regional:
        stated = [one for one in case.red_flags if one.flag == name]
        for flag in [one for one in stated if one.region is not None] or stated[:1]:
            for region, side in _places(flag.region, flag.side, rows):
                yield region, side, name
    patterns = {str(row[0]) for row in rows["red_flag"] if row[1] == "stop_pattern"}
    for flag in case.red_flags:
        known = flag.region is not None or not (case.pain or _painful(case, rows))
        if flag.flag in patterns and known:
            for region, side in _places(flag.region, flag.side, rows):
                yield region, side, flag.flag
    for name, region, side in _affected(case, conditions, rows):
        if (name,) in rows["bars_everything"]:
            yield region, side, name
    ankle = case.fms.clearing.get("ankle_clearing")
    for side in ("left", "right"):
        if ankle is not None and getattr(ankle, side) == "positive":
            yield "foot_ankle", side, "its clearing test hurts"


def _painful(case: Case, rows: Relations) -> set[str]:
    """Return the patterns that score 0, by themselves or by their clearing test."""
    zero = {name for name, score in case.fms.scores.items() if 0 in dict(score).values()}
    for clearing, pattern in rows["fms_clearing"]:
        result = case.fms.clearing.get(str(clearing))
        if result is not None and "positive" in dict(result).values():
            zero.add(str(pattern))
    return zero


def _stopped(case: Case, conditions: set[str], rows: Relations) -> bool:
    stops = {str(row[0]) for row in rows["red_flag"] if row[1] == "stop_all"}
    whole = {str(row[0]) for row in rows["condition"] if row[2] == "whole_body"}
    everything = {str(row[0]) for row in rows["bars_everything"]}
    asked = "answer_yes" in case.readiness.values()
    flagged = stops & {one.flag for one in case.red_flags}
    return bool(asked or flagged or conditions & whole & everything)


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
    shoulder = case.fms.clearing.get("shoulder_clearing")
    if shoulder is not None and "positive" in dict(shoulder).values():
        stated.add("shoulder_impingement_symptoms")
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


def seconds_of(exercise: str, sides: int, sets: int, hold: int, rows: Relations) -> int:
    """Return how long an exercise takes, in seconds.

    The tables give the time at the usual dose: what differs from it is the time held, or the
    share of the sets.

    Args:
        exercise: the exercise.
        sides: on how many sides it is done, if it is done one side at a time.
        sets: the number of sets.
        hold: seconds held in a set, 0 when nothing is held.
        rows: the facts of the bridge.
    """
    dose = _dose(exercise, rows)
    one_sided = (exercise,) in rows["unilateral"]
    usual = dose["seconds_unilateral"] * sides // 2 if one_sided else dose["seconds_bilateral"]
    if "hold_seconds_default" not in dose:
        return usual * sets // dose["sets_default"]
    held = sets * hold - dose["sets_default"] * dose["hold_seconds_default"]
    return usual + (sides if one_sided else 1) * held


def least_seconds(exercise: str, sides: int, rows: Relations) -> int:
    """Return how long an exercise takes at the fewest sets and the shortest hold, in seconds."""
    dose = _dose(exercise, rows)
    return seconds_of(
        exercise, sides, dose["sets_minimum"], dose.get("hold_seconds_minimum", 0), rows
    )


def _dose(exercise: str, rows: Relations) -> dict[str, int]:
    """Return what the tables say of the technique of an exercise, by parameter."""
    techniques = {str(row[1]) for row in rows["technique_of"] if row[0] == exercise}
    return {str(row[1]): int(row[2]) for row in rows["dose"] if str(row[0]) in techniques}


def _time_faults(case: Case, item: Item, rows: Relations) -> Iterator[str]:
    """Yield what is wrong with the dose and the time of an item."""
    name, sets, hold = item.exercise, item.dose.sets, item.dose.hold_s or 0
    dose = _dose(name, rows)
    starts = {int(row[2]) for row in rows["population_dose"] if _asks(case, row, "sets_start")}
    holds = {
        int(row[2]) for row in rows["population_dose"] if _asks(case, row, "static_hold_seconds")
    }
    if not dose["sets_minimum"] <= sets <= dose["sets_maximum"] and sets not in starts:
        yield f"{name} has {sets} sets"
    if "hold_seconds_default" in dose:
        least, most = dose["hold_seconds_minimum"], dose["hold_seconds_maximum"]
        if not least <= hold <= most and hold not in holds:
            yield f"{name} is held {hold} s"
    expected = seconds_of(name, 2 if item.side == "both" else 1, sets, hold, rows)
    if abs(60 * item.minutes - expected) > 1:
        yield f"{name} takes {item.minutes} minutes, and its dose takes {expected} s"


def _idle_phases(advice: Advice, limit: int, rows: Relations) -> Iterator[str]:
    """Yield the phases left out for want of minutes although what is chosen could make room.

    With the least dose of every chosen exercise, one exercise a phase, and the shortest technique
    of the phase on two sides, the session must still be too long.
    """
    left_out = {gap.phase for gap in advice.gaps if "leave no room for this phase" in gap.reason}
    if not left_out:
        return
    chosen = [phase for phase in advice.program.phases if phase.items]
    least = sum(
        min(
            least_seconds(one.exercise, 2 if one.side == "both" else 1, rows) for one in phase.items
        )
        for phase in chosen
    )
    if {phase.phase for phase in chosen} & left_out:
        yield f"{left_out} are called left out, and are not"
    longest = max(int(row[2]) for row in rows["dose"] if row[1] == "seconds_unilateral")
    if least + longest * len(left_out) <= 60 * limit:
        yield f"{left_out} are left out, and {limit} minutes are enough for them"


def _asks(case: Case, row: tuple[object, ...], parameter: str) -> bool:
    """Return whether a row of population doses is of the case and of a parameter."""
    return row[0] in case.population and row[1] == parameter
