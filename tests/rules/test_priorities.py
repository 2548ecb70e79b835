"""What comes first among findings that rank alike."""

from __future__ import annotations

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.knowledge import KnowledgeBase

KNOWLEDGE = KnowledgeBase.load()
#: Of one severity, one region and no common syndrome; in the order of the alphabet.
ALIKE = ("feet_flatten", "feet_turn_out")


@pytest.mark.parametrize(
    ("named", "first"),
    [
        ([], ALIKE[0]),
        ([ALIKE[0]], ALIKE[0]),
        ([ALIKE[1]], ALIKE[1]),
        (ALIKE, ALIKE[0]),
    ],
)
def test_a_goal_of_the_client_breaks_a_tie(named: list[str], first: str) -> None:
    assert _order(named, {}) == [first, *(one for one in ALIKE if one != first)]


def test_a_goal_does_not_outweigh_severity() -> None:
    assert _order([ALIKE[1]], {ALIKE[0]: "severe"}) == list(ALIKE)


def _order(named: list[str], severity: dict[str, str]) -> list[str]:
    findings = [
        {"finding": one, "side": "both", "severity": severity.get(one, "moderate")} for one in ALIKE
    ]
    goals = [{"text": f"Goal {number}", "finding": one} for number, one in enumerate(named)]
    case = Case.model_validate({"findings": findings, "goals": goals})
    return [one.id for one in advise(case, KNOWLEDGE).priorities]
