"""Validity of a program, decided a second time: plain Python over the bridge's facts, no solver.

Written for the tests alone, and deliberately without a look at the rules: what an exercise must
never be, read straight from the relations and the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.advice.model import Advice, ProgramItem
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.knowledge.facts import Relation

Relations = Mapping[str, Relation]
PHASES = ("inhibit", "lengthen", "activate", "integrate")
ALLOWED = "allowed_with_precautions"
STRICTEST = ("stop_until_cleared", "region_protected_until_cleared", ALLOWED)
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
            for region, side, reason in _left_alone(case, rows):
                if _loads(item, region, side, rows):
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
            yield from _broken(case, item, rows)
            worked = {one.id for one in advice.motions if one.worked_on}
            moved = {motion for motion, one in rows["moves_joint"] if one == name}
            if not moved & worked and not (moved and item.stage):
                yield from _wrong_muscles(name, phase.phase, item.side, status, rows)
            preferred = {condition for condition, one in rows["prefers_exercise"] if one == name}
            wanted = item.targets or item.motions or item.stage or preferred & conditions
            if not wanted and phase.phase != "integrate":
                yield f"{name} serves no need"
            if not item.why:
                yield f"{name} has no line of why"
    if _stopped(case, rows) and any(one.items for one in advice.program.phases):
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


def _works(item: ProgramItem, side: str, rows: Relations) -> bool:
    """Return whether an exercise works a side: a two-sided one always does."""
    return (item.exercise,) not in rows["unilateral"] or item.side in ("both", side)


def _loads(item: ProgramItem, region: str, side: str, rows: Relations) -> bool:
    """Return whether an item loads a region on a side, by its region, position or demands."""
    name = item.exercise
    if (name, region) in rows["loads_region"] and _works(item, side, rows):
        return True
    propped = {position for position, where in rows["position_loads"] if where == region}
    if any(one == name and position in propped for one, position in rows["position_of"]):
        return True
    opposite = "left" if side == "right" else "right"
    for demand, where, least in rows["demand_loads"]:
        if where != region:
            continue
        wanted = {modifier for one, modifier in rows["demand_loads_with"] if one == demand}
        either = (demand,) not in rows["demand_per_limb"]
        for one, limb, asked, value in rows["demand_of"]:
            if one != name or asked != demand or int(value) < int(least):
                continue
            kinds = {m for e, p, d, m in rows["demand_modifier"] if (e, p, d) == (one, limb, asked)}
            done = side if limb == "worked_limb" else opposite
            if wanted <= kinds and (either or _works(item, done, rows)):
                return True
    return False


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


def _left_alone(case: Case, rows: Relations) -> Iterator[tuple[str, str, str]]:
    """Yield the regions and sides that must not be worked, each with its reason."""
    for region, side, reason in _places_left_alone(case, rows):
        midline = (region,) in rows["midline_region"] and (reason,) not in rows["keeps_side"]
        for place in _sides(None if midline else side):
            yield region, place, reason


def _places_left_alone(case: Case, rows: Relations) -> Iterator[tuple[str, str, str]]:
    """Yield the regions that must not be worked, on the sides named, each with its reason."""
    for pain in case.pain:
        for side in () if pain.cleared else _sides(pain.side):
            yield pain.region, side, "pain"
    regional = {str(row[0]) for row in rows["red_flag"] if row[1] == "stop_region"}
    for name in {one.flag for one in case.red_flags if not one.cleared} & regional:
        stated = [one for one in case.red_flags if one.flag == name]
        for flag in [one for one in stated if one.region is not None] or stated[:1]:
            for region, side in _places(flag.region, flag.side, rows):
                yield region, side, name
    patterns = {str(row[0]) for row in rows["red_flag"] if row[1] == "stop_pattern"}
    for flag in case.red_flags:
        hurts = any(not pain.cleared for pain in case.pain) or _painful(case, rows)
        known = flag.region is not None or not hurts
        if flag.flag in patterns and known and not flag.cleared:
            for region, side in _places(flag.region, flag.side, rows):
                yield region, side, flag.flag
    for state in _states(case, rows):
        if state.kind == "region_protected_until_cleared" and not state.cleared:
            regions = {str(r) for c, r in rows["condition_protects"] if c == state.condition}
            regions |= {state.region} if state.region is not None else set()
            for region in regions or {str(row[0]) for row in rows["region_order"]}:
                for side in state.sides:
                    yield region, side, state.condition
    for test, about in rows["clearing_region"]:
        for side in _hurting(case, str(test)):
            yield str(about), side, "its clearing test hurts"
    for test, pattern in rows["fms_clearing"]:
        for side in _hurting(case, str(pattern)):
            yield from (
                (str(r), side, f"{pattern} hurts") for t, r in rows["clearing_region"] if t == test
            )


def _hurting(case: Case, test: str) -> set[str]:
    """Return the sides on which a clearing test or a pattern hurts and is not cleared."""
    result = case.fms.clearing.get(test) or case.fms.scores.get(test)
    found = {} if result is None else dict(result)
    hurts = {
        one for side, value in found.items() if value in ("positive", 0) for one in _sides(side)
    }
    for row in case.fms.cleared:
        if row.test == test:
            hurts -= set(_sides(row.side))
    return hurts


@dataclass(frozen=True)
class _State:
    """A condition of the client, one row of the case or what counts as one."""

    condition: str
    sides: tuple[str, ...]
    region: str | None
    stage: str | None
    kind: str
    cleared: bool


def _states(case: Case, rows: Relations) -> Iterator[_State]:
    """Yield the conditions of a case, with their sides, their kind and their clearance."""
    kinds = {str(condition): str(kind) for condition, kind in rows["clearance_kind"]}
    sided = {str(c) for c, how in rows["condition_sided"] if how == "sided_left_right"}
    stages = {(str(c), str(stage)): str(kind) for c, stage, kind in rows["condition_stage"]}
    for one in case.conditions:
        name = one.condition
        sides = _sides(one.side if name in sided or one.region is not None else None)
        kind = kinds[name]
        if one.stage is not None:
            kind = min(kind, stages[name, one.stage], key=STRICTEST.index)
        yield _State(name, sides, one.region, one.stage, kind, one.cleared)
    for test, condition in rows["clearing_condition"]:
        result = case.fms.clearing.get(str(test))
        for side, value in dict(result or {}).items():
            if value == "positive":
                kind, name = kinds[str(condition)], str(condition)
                cleared = not _hurting(case, str(test)) & set(_sides(side))
                yield _State(name, _sides(side), None, None, kind, cleared)
    stated = {one.condition for one in case.conditions}
    for name in sorted(_conditions(case, rows) - stated):
        if any(c == name and p in case.population for p, c in rows["presumes"]):
            yield _State(name, _sides(None), None, None, kinds[name], False)


def _limited(state: _State, rows: Relations) -> set[str | None]:
    """Return the condition, its stage or both: whatever has limits that hold now."""
    later = ALLOWED in {str(row[2]) for row in rows["condition_stage"] if row[1] == state.stage}
    limits = any(row[1] == state.stage for row in rows["stage_precaution"])
    waits = state.kind != ALLOWED and not state.cleared
    return {state.stage} if later and limits and not waits else {state.stage, state.condition}


def _broken(case: Case, item: ProgramItem, rows: Relations) -> Iterator[str]:
    """Yield the excluding precautions that an exercise breaks on one of the sides it is done on."""
    per_limb = {str(row[0]) for row in rows["demand_per_limb"]}
    demands = {
        (str(limb), str(demand)): int(value)
        for one, limb, demand, value in rows["demand_of"]
        if one == item.exercise
    }
    modifiers = {row[1:] for row in rows["demand_modifier"] if row[0] == item.exercise}
    limits = {str(part): (str(demand), int(n)) for part, demand, n in rows["part_from"]}
    limits |= {str(part): (str(demand), int(n) + 1) for part, demand, n in rows["part_beyond"]}

    def meets(part: str, limb: str) -> bool:
        demand, least = limits[part]
        where = limb if demand in per_limb else "worked_limb"
        asked = {m for p, m in rows["part_modifier"] if p == part}
        enough = demands.get((where, demand), -1) >= least
        return enough and all((where, demand, one) in modifiers for one in asked)

    two_sided = (item.exercise,) not in rows["unilateral"]
    for state in _states(case, rows):
        for row, one, verdict in [*rows["precaution"], *rows["stage_precaution"]]:
            if verdict != "excluded" or one not in _limited(state, rows):
                continue
            parts = [str(part) for r, part in rows["precaution_part"] if r == row]
            for done in _sides(item.side):
                for side in state.sides:
                    limbs = ["worked_limb"] if side == done or two_sided else []
                    limbs += ["other_limb"] if side != done or two_sided else []
                    if any(all(meets(part, limb) for part in parts) for limb in limbs):
                        yield f"{item.exercise} ({done}) breaks {row} of {state.condition}"


def _painful(case: Case, rows: Relations) -> set[str]:
    """Return the patterns that score 0, by themselves or by their clearing test."""
    zero = {name for name in case.fms.scores if _hurting(case, name)}
    return zero | {str(t) for c, t in rows["fms_clearing"] if _hurting(case, str(c))}


def _stopped(case: Case, rows: Relations) -> bool:
    stops = {str(row[0]) for row in rows["red_flag"] if row[1] == "stop_all"}
    asked = "answer_yes" in case.readiness.values()
    flagged = stops & {one.flag for one in case.red_flags}
    waits = any(one.kind == "stop_until_cleared" and not one.cleared for one in _states(case, rows))
    return bool(asked or flagged or waits)


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


def _time_faults(case: Case, item: ProgramItem, rows: Relations) -> Iterator[str]:
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
