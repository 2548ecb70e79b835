"""Judge and rules agree on every exercise, for every condition, side, stage and clearance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.safety.catalogue import SIDES
from tests.safety.client import Client
from tests.safety.matrix import ask
from tests.safety.product import CATALOGUE

Plain = dict[str, Any]

#: The conditions are looked at in so many tests, which may run side by side.
SHARES: Final = 8
CONDITIONS: Final = sorted(CATALOGUE.conditions)


def rows_of(name: str) -> Iterator[Plain]:
    """Yield a condition with and without side, clearance and stage."""
    entry = CATALOGUE.conditions[name]
    places: list[Plain] = [{}]
    if entry.scope == "affected_region" and not entry.regions:
        places.append({"region": "knee", "side": "left"})
    elif entry.sidedness == "sided_left_right":
        places.append({"side": "left"})
    for place in places:
        yield {"condition": name, **place}
        if entry.kind != "allowed_with_precautions":
            yield {"condition": name, **place, "cleared": True}
    for stage in sorted(entry.stages):
        yield {"condition": name, **places[-1], "stage": stage}
        if entry.stages[stage].kind != "allowed_with_precautions":
            yield {"condition": name, **places[-1], "stage": stage, "cleared": True}


@pytest.mark.parametrize("share", range(SHARES))
def test_judge_and_rules_rule_out_the_same(share: int) -> None:
    cases = [{"conditions": [row]} for name in CONDITIONS[share::SHARES] for row in rows_of(name)]
    cells = 0
    for case, verdict in ask(cases):
        client = Client(CATALOGUE, case)
        assert bool(client.stops) is verdict.stopped, case
        if verdict.stopped:
            continue
        for exercise in CATALOGUE.exercises.values():
            for side in SIDES if exercise.unilateral else ("both",):
                cells += 1
                bars = list(client.condition_bars(exercise.id, side))
                places = [side] if side in SIDES else SIDES
                barred = any((exercise.id, place) in verdict.barred for place in places)
                assert bool(bars) is barred, (case, exercise.id, side, bars, verdict.reasons)
                if not bars:
                    cares = set(client.cares(exercise.id, side, tags=False))
                    careful = {c for e, s, c in verdict.careful if e == exercise.id and s in places}
                    assert cares == careful, (case, exercise.id, side)
    assert cells > 10_000


@pytest.mark.parametrize(
    ("region", "exercise", "done", "barred"),
    [
        ("knee", "in_single_leg_balance", "right", True),
        ("knee", "in_single_leg_balance", "left", False),
        ("knee", "in_step_up", "left", True),
        ("knee", "ac_standing_hip_abduction", "left", True),
        ("knee", "ac_standing_hip_abduction", "right", False),
        ("knee", "st_standing_adductor", "right", True),
        ("knee", "st_seated_butterfly", "both", True),
        ("shoulder", "ac_side_plank", "right", True),
        ("shoulder", "ac_side_plank", "left", False),
        ("shoulder", "smr_fibularis", "left", False),
        ("shoulder", "smr_hands_pectorals", "left", True),
        ("shoulder", "ac_chop_tall_kneeling", "left", True),
    ],
)
def test_what_is_asked_of_the_painful_limb_counts(
    region: str, exercise: str, done: str, barred: bool
) -> None:
    """Pain on the right bars what loads that limb, whether it works or supports; nothing else."""
    case = {"pain": [{"region": region, "side": "right"}]}
    assert bool(list(Client(CATALOGUE, case).condition_bars(exercise, done))) is barred
    ((_, verdict),) = ask([case])
    places = [done] if done in SIDES else SIDES
    assert any((exercise, place) in verdict.barred for place in places) is barred
