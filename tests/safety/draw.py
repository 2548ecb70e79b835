"""Random cases as plain data, drawn from what the judge knows; the same seed gives the same case.

Everything that protects a client is drawn often: pain, red flags, readiness, clearing tests,
conditions with region, side, clearance and stage, populations, equipment, minutes, level, refusals.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.safety.catalogue import SIDES, Catalogue

__all__ = ["draw_case"]

_ALL_SIDES: Final = (*SIDES, "both")
_SEVERITIES: Final = ("mild", "moderate", "severe")


def draw_case(
    catalogue: Catalogue, seed: str, fields: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    """Return a random case.

    Args:
        catalogue: the ontology as the judge reads it.
        seed: names the case.
        fields: what a row of ``pain``, ``red_flags``, ``conditions`` and ``fms`` may say.
    """
    chance = random.Random(seed)
    case: dict[str, Any] = {"findings": _findings(catalogue, chance)}
    if chance.random() < 0.3:
        case["fms"] = _screen(catalogue, chance, fields["fms"])
    if chance.random() < 0.35:
        case["pain"] = [_row(catalogue, chance, {}, fields["pain"], named=True)]
    if chance.random() < 0.12:
        flag = chance.choice(catalogue.all_of("RedFlag"))
        case["red_flags"] = [_row(catalogue, chance, {"flag": flag}, fields["red_flags"])]
    if chance.random() < 0.15:
        answers = ["answer_no", "answer_no", "answer_cleared", "answer_yes"]
        question = chance.choice(catalogue.all_of("ReadinessQuestion"))
        case["readiness"] = {question: chance.choice(answers)}
    if chance.random() < 0.75:
        case["conditions"] = [
            _condition(catalogue, chance, name, fields["conditions"])
            for name in chance.sample(sorted(catalogue.conditions), chance.randint(1, 2))
        ]
    if chance.random() < 0.3:
        case["population"] = chance.sample(catalogue.all_of("Population"), 1)
    if chance.random() < 0.5:
        items = catalogue.all_of("EquipmentItem")
        case["equipment"] = sorted(chance.sample(items, chance.randint(0, len(items))))
    if chance.random() < 0.6:
        case["minutes"] = chance.randint(4, 45)
    if chance.random() < 0.6:
        case["level"] = chance.randint(1, 5)
    if chance.random() < 0.3:
        case["refuses"] = sorted(chance.sample(sorted(catalogue.exercises), 20))
    if chance.random() < 0.25:
        case["lifts"] = sorted(chance.sample(catalogue.all_of("MainLift"), 2))
    if chance.random() < 0.3:
        case["days_per_week"] = chance.randint(1, 6)
    if chance.random() < 0.2:
        case["edition"] = chance.choice(catalogue.all_of("Edition"))
    return case


def _findings(catalogue: Catalogue, chance: random.Random) -> list[dict[str, Any]]:
    rows = []
    possible = catalogue.all_of("Finding")
    for finding in sorted(chance.sample(possible, chance.randint(1, 4))):
        row: dict[str, Any] = {"finding": finding, "severity": chance.choice(_SEVERITIES)}
        if catalogue.value(finding, "canBeOneSided") == "true":
            row["side"] = chance.choice(SIDES) if chance.random() < 0.8 else "both"
        rows.append(row)
    return rows


def _screen(catalogue: Catalogue, chance: random.Random, fields: frozenset[str]) -> dict[str, Any]:
    def value(thing: str, sided: str, values: Sequence[Any]) -> object:
        if catalogue.value(thing, sided) == "true":
            return {side: chance.choice(values) for side in SIDES}
        return chance.choice(values)

    scores = (1, 1, 2, 2, 3, 3, 3, 0) if chance.random() < 0.5 else (1, 2, 3)
    screen: dict[str, Any] = {
        "scores": {
            pattern: value(pattern, "scoredPerSide", scores)
            for pattern in catalogue.all_of("FmsPattern")
            if chance.random() < 0.7
        },
        "clearing": {
            test: value(test, "clearedPerSide", ("negative", "negative", "negative", "positive"))
            for test in catalogue.all_of("ClearingTest")
            if chance.random() < 0.5
        },
    }
    if "cleared" in fields and chance.random() < 0.3:
        screen["cleared"] = sorted(
            test for test, result in screen["clearing"].items() if "positive" in str(result)
        )
    return screen


def _row(
    catalogue: Catalogue,
    chance: random.Random,
    row: dict[str, Any],
    fields: frozenset[str],
    *,
    named: bool = False,
) -> dict[str, Any]:
    """Return a row with a place, and at times with clearance."""
    if named or chance.random() < 0.6:
        row["region"] = chance.choice(catalogue.all_of("BodyRegion"))
        if chance.random() < 0.8:
            row["side"] = chance.choice(_ALL_SIDES)
    if "cleared" in fields and chance.random() < 0.3:
        row["cleared"] = chance.random() < 0.7
    return row


def _condition(
    catalogue: Catalogue, chance: random.Random, name: str, fields: frozenset[str]
) -> dict[str, Any]:
    entry = catalogue.conditions[name]
    row: dict[str, Any] = {"condition": name}
    if entry.scope == "affected_region" and not entry.regions and chance.random() < 0.95:
        row["region"] = chance.choice(catalogue.all_of("BodyRegion"))
    sided = entry.sidedness == "sided_left_right" or "region" in row
    if sided and chance.random() < 0.8:
        row["side"] = chance.choice(_ALL_SIDES)
    if "cleared" in fields and chance.random() < 0.6:
        row["cleared"] = chance.random() < 0.85
    if "stage" in fields and entry.stages and chance.random() < 0.5:
        stage = entry.stages[chance.choice(sorted(entry.stages))]
        if not (stage.before_clearance and row.get("cleared")):
            row["stage"] = stage.id
    return row
