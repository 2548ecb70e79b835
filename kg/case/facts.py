"""The facts of a case: what it says, as the rules read it.

The predicates are those that ``rules/case.lp`` declares; nothing is inferred here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.model import Case, Clearing, Condition, Goal, RedFlag, Score

__all__ = ["facts_of"]


def facts_of(case: Case) -> Iterator[str]:
    """Yield the facts of a case, without their full stop, always in the same order."""
    for row, seen in enumerate(case.findings):
        yield f"case_finding({row},{seen.finding})"
        yield from _optional("case_assessment", row, seen.assessment)
        yield from _optional("case_side", row, seen.side)
        yield from _optional("case_severity", row, seen.severity)
    yield from _each("case_assessed", case.assessed)
    for row, sign in enumerate(case.posture):
        yield f"case_posture({row},{sign.sign})"
        yield from _optional("case_posture_view", row, sign.view)
        yield from _optional("case_posture_side", row, sign.side)
        yield from _optional("case_posture_severity", row, sign.severity)
    for row, change in enumerate(case.modifications):
        told = (change.modification, change.finding, change.side or "both", change.result)
        yield f"case_modification({row},{','.join(told)})"
    for row, test in enumerate(case.tests):
        yield f"case_test({row},{test.test},{test.side or 'both'},{test.result})"
    for row, measure in enumerate(case.measures):
        yield f"case_measure({row},{measure.measure},{measure.side or 'both'})"
        yield from _optional("case_measure_motion", row, measure.motion)
        yield from _optional("case_measure_result", row, measure.result)
        if measure.value is not None:
            hundredths = round(measure.value * 100)
            yield f'case_measure_value({row},{hundredths},"{hundredths / 100:g}")'
    yield from _by_side("case_score", case.fms.scores)
    yield from _by_side("case_clearing", case.fms.clearing)
    for cleared in case.fms.cleared:
        yield f"case_test_cleared({cleared.test},{cleared.side or 'both'})"
    if case.fms.policy is not None:
        yield f"case_fms_policy({case.fms.policy})"
    if case.fms.previous is not None:
        yield "case_previous_screen"
        yield from _by_side("case_previous_score", case.fms.previous.scores)
        yield from _by_side("case_previous_clearing", case.fms.previous.clearing)
    for question in sorted(case.readiness):
        yield f"case_readiness({question},{case.readiness[question]})"
    for number, pain in enumerate(case.pain):
        yield f"case_pain({number},{pain.region},{pain.side or 'both'})"
        yield from _if("case_pain_cleared", number, holds=pain.cleared)
    for number, flag in enumerate(case.red_flags):
        yield f"case_red_flag({flag.flag})"
        yield f"case_red_flag_row({number},{flag.flag})"
        yield from _region("case_red_flag_region", flag.flag, flag)
        yield from _if("case_red_flag_cleared", number, holds=flag.cleared)
    for number, condition in enumerate(case.conditions):
        yield f"case_condition({condition.condition})"
        yield f"case_condition_row({number},{condition.condition})"
        yield from _region("case_condition_region", condition.condition, condition)
        yield from _optional("case_condition_place", number, condition.region)
        yield from _optional("case_condition_side", number, condition.side)
        yield from _optional("case_condition_stage", number, condition.stage)
        yield from _if("case_condition_cleared", number, holds=condition.cleared)
    yield from _each("case_population", case.population)
    yield from _each("case_habit", case.habits)
    if case.equipment is not None:
        yield "case_equipment_given"
        yield from _each("case_equipment", case.equipment)
    numbers = {"minutes": case.minutes, "level": case.level, "days": case.days_per_week}
    yield from (f"case_{name}({value})" for name, value in numbers.items() if value is not None)
    yield from _each("case_refuses", case.refuses)
    yield from _each("case_lift", case.lifts)
    if case.edition is not None:
        yield f"case_edition({case.edition})"
    for row, goal in enumerate(case.goals):
        yield from _goal_facts(case, row, goal)


def _goal_facts(case: Case, row: int, goal: Goal) -> Iterator[str]:
    """Yield the facts of one goal: not its words, but what it can be judged by."""
    yield f"case_goal({row})"
    yield from _optional("case_goal_kind", row, goal.kind)
    yield from _optional("case_goal_finding", row, goal.finding)
    yield from _optional("case_goal_pattern", row, goal.pattern)
    stated = {"measure": goal.measure, "unit": goal.unit, "target": goal.target}
    stated["dated"] = None if goal.by is None else goal.by.isoformat()
    yield from (f"case_goal_{key}({row})" for key, one in stated.items() if one is not None)
    for key, number in (("target", goal.target), ("baseline", goal.baseline)):
        if isinstance(number, int | float):
            yield f"case_goal_{key}_hundredths({row},{round(number * 100)})"
    if goal.times_per_week is not None:
        yield f"case_goal_times({row},{goal.times_per_week})"
    if goal.by is not None and case.date is not None:
        yield f"case_goal_days({row},{(goal.by - case.date).days})"


def _optional(predicate: str, first: int | str, value: str | None) -> Iterator[str]:
    if value is not None:
        yield f"{predicate}({first},{value})"


def _if(predicate: str, row: int, *, holds: bool) -> Iterator[str]:
    if holds:
        yield f"{predicate}({row})"


def _region(predicate: str, name: str, row: RedFlag | Condition) -> Iterator[str]:
    if row.region is not None:
        yield f"{predicate}({name},{row.region},{row.side or 'both'})"


def _each(predicate: str, values: tuple[str, ...]) -> Iterator[str]:
    return (f"{predicate}({value})" for value in values)


def _by_side(predicate: str, rows: Mapping[str, Score] | Mapping[str, Clearing]) -> Iterator[str]:
    for name in sorted(rows):
        for side in ("left", "right", "both"):
            value = getattr(rows[name], side)
            if value is not None:
                yield f"{predicate}({name},{side},{value})"
