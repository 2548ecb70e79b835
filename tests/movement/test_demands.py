"""What the positions of exercises show of demands, and which of the two values decides."""

from __future__ import annotations

import pytest

from kg.knowledge import KnowledgeBase
from kg.knowledge.movements import movement_library, records_in
from kg.movement.demand_readings import DemandReading, shown_demands

KNOWLEDGE = KnowledgeBase.load()
LIBRARY = movement_library(KNOWLEDGE)
READINGS = tuple(map(DemandReading.of, records_in(KNOWLEDGE.asserted, "DemandReading")))
PER_LIMB = frozenset(str(row[0]) for row in KNOWLEDGE.facts.relations["demand_per_limb"])
STATED = {tuple(map(str, row[:3])): int(row[3]) for row in KNOWLEDGE.facts.relations["demand_of"]}
SHOWN = {tuple(map(str, row[:3])): int(row[3]) for row in KNOWLEDGE.facts.relations["shows_demand"]}


def shown(exercise: str) -> dict[tuple[str, str], int]:
    demands = shown_demands(READINGS, PER_LIMB, LIBRARY.skeleton, LIBRARY.movement(exercise))
    return {
        (demand.limb, demand.demand.removeprefix("demand_")): demand.value for demand in demands
    }


@pytest.mark.parametrize(
    ("exercise", "limb", "demand", "least", "most"),
    [
        ("st_supine_piriformis", "worked_limb", "hip_flexion", 105, 135),
        ("in_sit_to_stand", "worked_limb", "hip_flexion", 90, 110),
        ("ac_scaption", "worked_limb", "shoulder_elevation", 80, 100),
        ("ac_dead_bug", "other_limb", "shoulder_elevation", 150, 180),
        ("dm_cat_camel", "worked_limb", "lumbar_flexion", 2, 3),
        ("dm_cat_camel", "worked_limb", "lumbar_extension", 2, 3),
        ("st_scalenes", "worked_limb", "neck_side_bend", 2, 3),
    ],
)
def test_positions_show_a_demand(
    exercise: str, limb: str, demand: str, least: int, most: int
) -> None:
    assert least <= shown(exercise)[limb, demand] <= most


def test_what_only_follows_from_contacts_shows_no_turn_of_the_spine() -> None:
    assert ("worked_limb", "lumbar_flexion") not in shown("ac_straight_leg_raise")


def test_arms_beyond_the_head_are_raised_and_not_behind_the_body() -> None:
    demands = shown("ac_prone_y")
    assert demands["worked_limb", "shoulder_elevation"] > 90
    assert ("worked_limb", "shoulder_extension") not in demands


def test_what_decides_is_never_smaller_than_what_is_stated() -> None:
    assert len(SHOWN) > 1000
    assert all(value >= STATED.get(key, 0) for key, value in SHOWN.items())


def test_a_judgement_leaves_the_stated_value() -> None:
    judged = [
        (record["aboutExercise"], record["ofDemand"])
        for record in records_in(KNOWLEDGE.asserted, "DemandJudgement")
    ]
    assert judged
    assert not {(exercise, demand) for exercise, _, demand in SHOWN} & set(judged)


def test_every_judgement_is_about_something_that_positions_show() -> None:
    for record in records_in(KNOWLEDGE.asserted, "DemandJudgement"):
        demand = record["ofDemand"].removeprefix("demand_")
        assert any(name == demand for _, name in shown(record["aboutExercise"])), record["id"]
