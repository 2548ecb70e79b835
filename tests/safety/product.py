"""The product under test, loaded once: what a case is answered with, as plain data.

Only this file and the tests know the product; the judge does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import CaseError
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules
from tests.depth import UNHURRIED
from tests.safety.catalogue import Catalogue
from tests.safety.draw import draw_case

__all__ = ["CATALOGUE", "KNOWLEDGE", "RULES", "advise_plainly", "case_fields", "draw_answered"]

KNOWLEDGE: Final = KnowledgeBase.load()
RULES: Final = Rules.of(KNOWLEDGE)
CATALOGUE: Final = Catalogue(KNOWLEDGE.places.ontology)
#: The parts of a case whose rows say where something is and whether it is cleared.
_PARTS: Final = {
    "pain": "Pain",
    "red_flags": "RedFlag",
    "conditions": "Condition",
    "fms": "Screen",
}
#: So many cases in a row may be refused by the rules.
_TRIES: Final = 40


@cache
def case_fields() -> Mapping[str, frozenset[str]]:
    """Return what the rows of a case may say, as its published contract has it."""
    path = KNOWLEDGE.places.ontology.parent / "schemas" / "case.schema.json"
    parts = json.loads(path.read_text(encoding="utf-8"))["$defs"]
    return {field: frozenset(parts[part]["properties"]) for field, part in _PARTS.items()}


def advise_plainly(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the advice for a case as plain data.

    Raises:
        CaseError: when the rules find the case impossible.
    """
    advice = advise(Case.model_validate(case), KNOWLEDGE, rules=RULES, time_limit=UNHURRIED)
    plain: dict[str, Any] = json.loads(advice.to_json())
    return plain


def draw_answered(seeds: Iterator[str]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the seed, the case and the advice of every seed; refused cases are drawn again.

    Args:
        seeds: one for each case.
    """
    for seed in seeds:
        for number in range(_TRIES):
            case = draw_case(CATALOGUE, f"{seed}.{number}", case_fields())
            try:
                yield f"{seed}.{number}", case, advise_plainly(case)
            except CaseError:
                continue  # the rules named what cannot be right: another case is drawn
            break
        else:
            raise AssertionError(f"no possible case in {_TRIES} tries of the seed {seed}")
