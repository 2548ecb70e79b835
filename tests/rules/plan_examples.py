"""The plans of the examples, each with its case, and their critiques as golden files keep them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from kg.case.file import read_case
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.plan.critique import Critique
from kg.plan.file import read_plan
from kg.plan.judge import Judge, Judged
from kg.plan.model import Plan
from kg.plan.words import PlanWords
from kg.rulebase.rule_set import Rules

ROOT = Path(__file__).parents[2]
PLANS = sorted(one for one in (ROOT / "examples" / "plans").iterdir() if one.is_file())
GOLDEN = ROOT / "tests" / "golden" / "plans"
KNOWLEDGE = KnowledgeBase.load()
RULES = Rules.load(KNOWLEDGE.places.rules)
WORDS = PlanWords.of(KNOWLEDGE)
_CASE = re.compile(r"# For (\S+\.yaml): ")


def plan_path(name: str) -> Path:
    return next(one for one in PLANS if one.stem == name)


def case_of(path: Path) -> Case:
    """The case that the first line of a plan names."""
    found = _CASE.match(path.read_text(encoding="utf-8"))
    assert found is not None, f"{path.name} names no case"
    return read_case(ROOT / found[1], WORDS)


def plan_of(path: Path) -> Plan:
    return read_plan(path, WORDS)


@lru_cache(maxsize=2)
def judge_of(path: Path) -> Judge:
    return Judge.of(case_of(path), KNOWLEDGE, rules=RULES)


def judged(name: str) -> Judged:
    path = plan_path(name)
    return judge_of(path).judge(plan_of(path))


@lru_cache(maxsize=64)
def critique_of(path: Path) -> Critique:
    return judge_of(path).critique(plan_of(path))


def stable(critique: Critique) -> str:
    """The critique without the digests of the knowledge, which change with every edit of a text."""
    knowledge = critique.knowledge.model_copy(update={"ontology": "", "rules": ""})
    return critique.model_copy(update={"knowledge": knowledge}).to_json()


if __name__ == "__main__":  # python -m tests.rules.plan_examples writes the golden files anew
    GOLDEN.mkdir(exist_ok=True)
    for one in PLANS:
        (GOLDEN / f"{one.stem}.json").write_text(stable(critique_of(one)), encoding="utf-8")
