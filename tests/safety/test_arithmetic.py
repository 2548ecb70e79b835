"""The arithmetic of precautions: limits, modifiers, limbs, sides, and parts that go together."""

from __future__ import annotations

import copy
from typing import Final

import pytest

from tests.safety.catalogue import Catalogue, ConditionEntry, DemandRow, ExerciseEntry, Part, Row
from tests.safety.client import Client, PresentCondition
from tests.safety.product import CATALOGUE

LOADED: Final = "modifier_loaded"
HIP: Final = "demand_hip_flexion"
SPINE: Final = "demand_lumbar_flexion"
PAST_90: Final = (Part(HIP, None, 90, frozenset()),)
FROM_90: Final = (Part(HIP, 90, None, frozenset()),)
LOADED_PAST_90: Final = (Part(HIP, None, 90, frozenset([LOADED])),)
ROUNDED: Final = (Part(SPINE, 2, None, frozenset()),)
TOGETHER: Final = (*PAST_90, *ROUNDED)
BOTH: Final = ("left", "right")


def demand(value: int, name: str = HIP, limb: str = "worked_limb", *with_: str) -> DemandRow:
    return DemandRow(limb, name, value, frozenset(with_))


def catalogue() -> Catalogue:
    known = copy.copy(CATALOGUE)
    known.per_limb = {HIP}
    return known


@pytest.mark.parametrize(
    ("parts", "demands", "unilateral", "affected", "done", "broken"),
    [
        (PAST_90, [demand(91)], False, ("left",), BOTH, True),
        (PAST_90, [demand(90)], False, ("left",), BOTH, False),
        (FROM_90, [demand(90)], False, ("left",), BOTH, True),
        (FROM_90, [demand(89)], False, ("left",), BOTH, False),
        (PAST_90, [], False, ("left",), BOTH, False),
        ((), [demand(120)], False, ("left",), BOTH, False),
        (LOADED_PAST_90, [demand(120)], False, ("left",), BOTH, False),
        (LOADED_PAST_90, [demand(120, HIP, "worked_limb", LOADED)], False, ("left",), BOTH, True),
        # one side at a time: the limb that works is on the side where the exercise is done
        (PAST_90, [demand(120)], True, ("left",), ("left",), True),
        (PAST_90, [demand(120)], True, ("left",), ("right",), False),
        (PAST_90, [demand(120, HIP, "other_limb")], True, ("left",), ("left",), False),
        (PAST_90, [demand(120, HIP, "other_limb")], True, ("left",), ("right",), True),
        (PAST_90, [demand(120)], True, BOTH, ("right",), True),
        (PAST_90, [demand(120)], True, ("left",), BOTH, True),
        # both sides at once: either limb may be the one that is asked
        (PAST_90, [demand(120, HIP, "other_limb")], False, ("left",), BOTH, True),
        # what no limb is asked counts whatever the side
        (ROUNDED, [demand(2, SPINE)], True, ("left",), ("right",), True),
        (ROUNDED, [demand(1, SPINE)], True, ("left",), ("left",), False),
        # parts go together for one limb
        (TOGETHER, [demand(120), demand(2, SPINE)], True, ("left",), ("left",), True),
        (TOGETHER, [demand(120), demand(2, SPINE)], True, ("left",), ("right",), False),
        (TOGETHER, [demand(120)], True, ("left",), ("left",), False),
        (
            (*PAST_90, Part(HIP, None, 70, frozenset([LOADED]))),
            [demand(120), demand(80, HIP, "other_limb", LOADED)],
            False,
            ("left",),
            BOTH,
            False,
        ),
    ],
)
def test_a_precaution_is_broken_by_one_limb(
    parts: tuple[Part, ...],
    demands: list[DemandRow],
    unilateral: bool,
    affected: tuple[str, ...],
    done: tuple[str, ...],
    broken: bool,
) -> None:
    row = Row("row", "excluded", parts)
    none: frozenset[str] = frozenset()
    entry = ConditionEntry("c", "", "", "", none, False, none, none, none, none, (row,), False, {})
    condition = PresentCondition(entry, frozenset(affected), "", (row,), none)
    exercise = ExerciseEntry(
        "e", "", 1, unilateral, none, none, none, none, none, none, (), tuple(demands)
    )
    client = Client(catalogue(), {})
    assert client.breaks(exercise, done, condition, row) is broken
