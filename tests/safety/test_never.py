"""Judge and rules say of every golden row what the table says."""

from __future__ import annotations

import json
from functools import cache

import pytest

from tests.safety.catalogue import SIDES, ExerciseEntry
from tests.safety.client import Client
from tests.safety.golden_rows import GoldenRow, rows
from tests.safety.matrix import Verdict, ask
from tests.safety.product import CATALOGUE


def position(number: int, row: GoldenRow) -> str:
    """Return a described position as facts about an exercise of its own."""
    name = f"described_{number}"
    facts = [f"serves({name},activate,anything)."]
    for demand in row.demands:
        facts.append(f"demand_of({name},worked_limb,{demand.demand},{demand.value}).")
        facts += [
            f"demand_modifier({name},worked_limb,{demand.demand},{one})."
            for one in sorted(demand.modifiers)
        ]
    return " ".join(facts)


@cache
def verdicts() -> dict[str, Verdict]:
    """Return what the rules say of every exercise and position, for the case of every row."""
    cases = {json.dumps(row.case): row.case for row in rows()}
    more = "\n".join(position(number, row) for number, row in enumerate(rows()) if row.described)
    return {json.dumps(case): verdict for case, verdict in ask(list(cases.values()), more)}


def test_the_table_is_as_large_as_it_should_be() -> None:
    counts = dict.fromkeys(("never", "careful", "allowed"), 0)
    for row in rows():
        counts[row.verdict] += 1
        assert row.condition in CATALOGUE.conditions, row.name
        assert bool(row.exercise) is not bool(row.described), row.name
        assert not row.exercise or row.exercise in CATALOGUE.exercises, row.name
        sided = CATALOGUE.conditions[row.condition].sidedness == "sided_left_right"
        assert sided is bool(row.side), row.name
    assert counts["never"] >= 240
    assert counts["allowed"] >= 30


@pytest.mark.parametrize("row", [r for r in rows() if r.exercise], ids=lambda row: row.name)
def test_judge_and_rules_say_of_an_exercise_what_the_table_says(row: GoldenRow) -> None:
    client = Client(CATALOGUE, row.case)
    verdict = verdicts()[json.dumps(row.case)]
    side = row.sides[0] if len(row.sides) == 1 else "both"
    bars = list(client.condition_bars(row.exercise, side))
    barred = any((row.exercise, place) in verdict.barred for place in row.sides)
    assert not verdict.stopped
    assert bool(bars) is barred is (row.verdict == "never"), (bars, verdict.reasons)
    if row.verdict == "never":
        assert any(row.condition in reason for reason in verdict.reasons[row.exercise])
    if row.verdict == "careful":
        assert row.condition in client.cares(row.exercise, side)


@pytest.mark.parametrize(
    ("number", "row"),
    [pytest.param(n, r, id=r.name) for n, r in enumerate(rows()) if r.described],
)
def test_judge_and_rules_say_of_a_position_what_the_table_says(number: int, row: GoldenRow) -> None:
    none: frozenset[str] = frozenset()
    place = ExerciseEntry("", "", 1, False, none, none, none, none, none, none, (), row.demands)
    client = Client(CATALOGUE, row.case)
    (condition,) = client.conditions
    broken = {one.verdict for one in condition.rows if client.breaks(place, SIDES, condition, one)}
    wanted = "never" if "excluded" in broken else "careful" if "cautioned" in broken else "allowed"
    assert wanted == row.verdict
    verdict = verdicts()[json.dumps(row.case)]
    name = f"described_{number}"
    assert any((name, side) in verdict.barred for side in SIDES) is (row.verdict == "never")
    careful = {condition for one, _, condition in verdict.careful if one == name}
    assert row.verdict != "careful" or row.condition in careful
