"""The judge fires on planted faults of every kind, and on nothing in a good advice."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.safety.client import Client
from tests.safety.faults import FAULTS, SCREEN_FAULTS
from tests.safety.judge import Judge
from tests.safety.product import CATALOGUE
from tests.safety.tamper import ADVICE, BASE, SCREENED, SCREENED_ADVICE, Change, Plain, put

ROOM: Final = Path(__file__).parent


def judged(case: Plain, advice: Plain, change: Change) -> list[Any]:
    case, advice = copy.deepcopy(case), copy.deepcopy(advice)
    change(case, advice)
    return list(Judge(CATALOGUE, case, advice).judge())


@pytest.mark.parametrize(("case", "advice"), [(BASE, ADVICE), (SCREENED, SCREENED_ADVICE)])
def test_a_good_advice_passes(case: Plain, advice: Plain) -> None:
    assert [str(one) for one in Judge(CATALOGUE, case, advice).judge()] == []
    assert all(phase["items"] for phase in ADVICE["program"]["phases"])


@pytest.mark.parametrize(
    ("change", "kind", "where", "word"),
    [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS],
)
def test_it_fires_on_a_planted_fault(change: Change, kind: str, where: str, word: str) -> None:
    violations = judged(BASE, ADVICE, change)
    assert [
        one
        for one in violations
        if one.kind == kind
        and one.where.startswith(where)
        and word in f"{one.exercise} {one.reason}"
    ], list(map(str, violations))


@pytest.mark.parametrize(
    ("change", "kind", "where", "word"),
    [pytest.param(*fault[1:], id=fault[0]) for fault in SCREEN_FAULTS],
)
def test_it_fires_on_a_planted_fault_of_a_screen(
    change: Change, kind: str, where: str, word: str
) -> None:
    violations = judged(SCREENED, SCREENED_ADVICE, change)
    assert [
        one
        for one in violations
        if one.kind == kind and one.where.startswith(where) and word in one.reason
    ], list(map(str, violations))


def test_every_kind_of_violation_is_planted() -> None:
    sources = "".join((ROOM / name).read_text() for name in ("judge.py", "client.py"))
    kinds = set(re.findall(r"(?:Bar|Violation)\(\s*\"(\w+)\"", sources))
    kinds |= set(re.findall(r"\"\w+(?:Tag|Technique)\", \"(\w+)\"\)", sources))
    assert {fault[2] for fault in [*FAULTS, *SCREEN_FAULTS]} == kinds


def test_the_judge_shares_nothing_with_the_product() -> None:
    for name in ("catalogue.py", "client.py", "judge.py", "positions.py"):
        text = (ROOM / name).read_text()
        assert not re.search(r"\bkg\b|clingo|\.lp\b|\.rq\b|rules", text.replace("rules out", "")), (
            name
        )
        imported = re.findall(r"^from (\S+) import", text, re.MULTILINE)
        assert {one for one in imported if one.startswith("tests")} <= {
            "tests.safety.catalogue",
            "tests.safety.client",
            "tests.safety.positions",
        }


@pytest.mark.parametrize("name", sorted(CATALOGUE.conditions))
def test_what_a_condition_rules_out_by_name_is_barred(name: str) -> None:
    entry = CATALOGUE.conditions[name]
    client = Client(CATALOGUE, {"conditions": [name]})
    for exercise in CATALOGUE.exercises.values():
        kinds = {bar.kind for bar in client.condition_bars(exercise.id, "both")}
        assert ("condition" in kinds) is bool(exercise.traits & entry.excluded)


def test_it_remarks_on_care_that_a_free_first_choice_would_spare() -> None:
    assert not Judge(CATALOGUE, BASE, ADVICE).remarks()
    case, advice = copy.deepcopy(BASE), copy.deepcopy(ADVICE)
    put("smr_tfl")(case, advice)
    target = {"muscle": "tensor_fasciae_latae", "side": "right"}
    for phase in advice["program"]["phases"]:
        for item in phase["items"]:
            if item["exercise"] == "smr_tfl":
                item["targets"] = [target]
    case["conditions"] = ["vertigo"]
    remarks = Judge(CATALOGUE, case, advice).remarks()
    assert any(one.exercise == "smr_tfl" and "vertigo" in one.reason for one in remarks)
