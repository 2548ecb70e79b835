"""No program ever holds what it must not: random cases against the second, independent check.

Sixty cases on a push, a thousand in a deep run; ``CONTINUUM_RANDOM_PROGRAMS=5000`` says how many.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import CaseError
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules
from tests.depth import UNHURRIED, check_share, shares, tries
from tests.rules.validity import faults

KNOWLEDGE = KnowledgeBase.load()
RULES = Rules.load(KNOWLEDGE.places.rules)
WORDS = {field: sorted(ids) for field, ids in KNOWLEDGE.vocabulary.items()}
COUNT = tries("CONTINUUM_RANDOM_PROGRAMS", push=60, deep=1000)
SIDES = ["left", "right", "both"]


def some(field: str, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(WORDS[field]), max_size=most, unique=True)


def sided(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields, optional={"side": st.sampled_from(SIDES)})


@st.composite
def screens(draw: st.DrawFn) -> dict[str, Any]:
    score = st.integers(0, 3)
    per_side = {str(row[0]) for row in KNOWLEDGE.facts.relations["fms_per_side"]}
    scores: dict[str, Any] = {}
    for pattern in draw(some("fms_test", 7)):
        two = st.fixed_dictionaries({"left": score, "right": score})
        scores[pattern] = draw(two if pattern in per_side else score)
    clearing: dict[str, Any] = {}
    for test in draw(some("clearing", 4)):
        graded = not any(row[0] == test for row in KNOWLEDGE.facts.relations["fms_clearing"])
        words = WORDS["clearing_result"] if graded else ["negative", "positive"]
        two = st.fixed_dictionaries({side: st.sampled_from(words) for side in ("left", "right")})
        sided = (test,) in KNOWLEDGE.facts.relations["clearing_per_side"]
        clearing[test] = draw(two if sided else st.sampled_from(words))
    return {"scores": scores, "clearing": clearing}


@st.composite
def two_screens(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(screens())
    if draw(st.booleans()):
        found["policy"] = draw(st.sampled_from(WORDS["fms_policy"]))
    earlier = draw(screens())
    if (earlier["scores"] or earlier["clearing"]) and draw(st.booleans()):
        found["previous"] = earlier
    if draw(st.booleans()):
        words = [*WORDS["clearing"], *WORDS["fms_test"]]
        found["cleared"] = draw(st.lists(st.sampled_from(words), max_size=2, unique=True))
    return found


def placed(field: str, key: str, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return rows that may name a region and a side."""
    where = {"region": st.sampled_from(WORDS["region"]), "side": st.sampled_from(SIDES)}
    row = st.fixed_dictionaries({key: st.sampled_from(WORDS[field])}, optional=where)
    return st.lists(row, max_size=most, unique_by=lambda one: one[key])


@st.composite
def conditions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return conditions that may be cleared and may be at one of their stages."""
    rows = draw(placed("condition", "condition", 3))
    for row in rows:
        row["cleared"] = draw(st.booleans())
        stages = WORDS.get(f"stage_of_{row['condition']}", [])
        if draw(st.booleans()) and stages:
            row["stage"] = draw(st.sampled_from(stages))
    return rows


CASES = st.fixed_dictionaries(
    {
        "findings": st.lists(
            st.fixed_dictionaries(
                {"finding": st.sampled_from(WORDS["finding"])},
                optional={
                    "side": st.sampled_from(SIDES),
                    "severity": st.sampled_from(WORDS["severity"]),
                },
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda row: row["finding"],
        )
    },
    optional={
        "tests": st.lists(
            sided(test=st.sampled_from(WORDS["test"]), result=st.sampled_from(WORDS["result"])),
            max_size=2,
            unique_by=lambda row: row["test"],
        ),
        "posture": st.lists(
            sided(sign=st.sampled_from(WORDS["posture_sign"])),
            max_size=3,
            unique_by=lambda row: row["sign"],
        ),
        "modifications": st.lists(
            st.fixed_dictionaries(
                {
                    "modification": st.sampled_from(WORDS["modification"]),
                    "result": st.sampled_from(WORDS["modification_result"]),
                }
            ),
            max_size=1,
        ),
        "readiness": st.dictionaries(
            st.sampled_from(WORDS["readiness"]),
            st.sampled_from(["answer_no", "answer_no", "answer_cleared", "answer_yes"]),
            max_size=2,
        ),
        "fms": two_screens(),
        "pain": st.lists(
            sided(region=st.sampled_from(WORDS["region"]), cleared=st.booleans()), max_size=1
        ),
        "conditions": conditions(),
        "red_flags": placed("red_flag", "flag", 1),
        "population": some("population", 2),
        "habits": some("habit", 2),
        "equipment": some("equipment", 21),
        "refuses": some("exercise", 5),
        "minutes": st.integers(1, 60),
        "level": st.integers(1, 5),
        "edition": st.sampled_from(WORDS["edition"]),
    },
)


def as_case(data: dict[str, Any]) -> Case:
    """Return the case of drawn data: a modified assessment speaks of the first finding."""
    seen = data["findings"][0]
    where = {key: seen[key] for key in ("finding", "side") if key in seen}
    changed = [row | where for row in data.get("modifications", [])]
    return Case.model_validate(data | {"modifications": changed})


@pytest.mark.parametrize("share", shares(COUNT))
def test_no_random_case_gets_an_invalid_program(share: int) -> None:
    check_share(CASES, share, check_program)


def check_program(data: dict[str, Any]) -> None:
    """Check the advice for a drawn case."""
    case = as_case(data)
    try:
        advice = advise(case, KNOWLEDGE, rules=RULES, time_limit=UNHURRIED)
    except CaseError:
        return  # the rules named what cannot be right
    assert not list(faults(case, advice, KNOWLEDGE))
    items = [item for phase in advice.program.phases for item in phase.items]
    assert (advice.result in ("solved", "best_found")) or not items
    if advice.result == "referred":
        assert advice.referrals
    for gap in advice.gaps:
        assert gap.reason, gap
    texts = [note.text for note in (*advice.referrals, *advice.warnings)]
    texts += [item.why for item in items] + [gap.reason for gap in advice.gaps]
    texts += [one.text for one in advice.scope.matters]
    texts += [one.text for one in advice.next_looks]
    texts += [one.text for one in advice.modifications]
    texts += [one.text for tested in advice.tests for one in tested.effects]
    if advice.fms is not None:
        texts += [*advice.fms.notes, *(one.reason for one in advice.fms.progression if one.reason)]
    assert not [text for text in texts if not text or "{" in text or "_" in text]
