"""Nothing unsafe leaves: random cases, and all that their advice offers, before the judge.

Three hundred random cases are judged on a push, ten thousand in a deep run;
``CONTINUUM_SAFETY_CASES=1000`` says how many.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest

from tests.depth import tries
from tests.safety.draw import draw_case
from tests.safety.judge import Judge
from tests.safety.product import CATALOGUE, case_fields, draw_answered

COUNT: Final = tries("CONTINUUM_SAFETY_CASES", push=300, deep=10_000)
#: The cases are judged in so many tests, which may run side by side.
SHARES: Final = 10


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_unsafe_leaves_for_a_random_case(share: int) -> None:
    seeds = (f"safety {number}" for number in range(share, COUNT, SHARES))
    programs, violations = 0, []
    for seed, case, advice in draw_answered(seeds):
        judge = Judge(CATALOGUE, case, advice)
        programs += bool(judge.items)
        violations += [f"{seed}: {violation}" for violation in judge.judge()]
    assert not violations, "\n".join(violations)
    assert programs >= COUNT // SHARES // 3, "too few cases with a program to judge"


def test_everything_that_protects_is_drawn() -> None:
    drawn: Counter[str] = Counter()
    for number in range(300):
        case = draw_case(CATALOGUE, f"safety {number}.0", case_fields())
        drawn.update(list(case))
        drawn.update(_fields(case, "pain", "region", "side", "cleared"))
        drawn.update(_fields(case, "red_flags", "region", "side"))
        drawn.update(_fields(case, "conditions", "region", "side", "cleared", "stage"))
        drawn.update(f"fms.{field}" for field in case.get("fms", {}))
        drawn.update(f"positive {test}" for test in _positive(case))
    for field in ("readiness", "population", "equipment", "minutes", "level", "refuses", "lifts"):
        assert drawn[field] >= 20, field
    known = case_fields()
    for part in ("pain", "conditions"):
        for field in {"region", "side", "cleared", "stage"} & known[part]:
            assert drawn[f"{part}.{field}"] >= 20, (part, field)
    for test in CATALOGUE.all_of("ClearingTest"):
        assert drawn[f"positive {test}"] >= 5, test


def test_the_same_seed_gives_the_same_case() -> None:
    first, again, other = (
        draw_case(CATALOGUE, seed, case_fields()) for seed in ("one", "one", "two")
    )
    assert first == again
    assert first != other


def _fields(case: dict[str, Any], part: str, *fields: str) -> list[str]:
    return [f"{part}.{field}" for row in case.get(part, []) for field in fields if field in row]


def _positive(case: dict[str, Any]) -> list[str]:
    results = case.get("fms", {}).get("clearing", {})
    return [test for test, result in results.items() if "positive" in str(result)]
