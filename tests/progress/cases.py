"""Cases to compare, answered once each."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from kg.case.model import Case
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.progress.changes import Change, Changes
from kg.progress.comparison import Comparison, compare
from tests.depth import UNHURRIED

KNOWLEDGE: Final = KnowledgeBase.load()


@lru_cache(maxsize=256)
def _answered(text: str) -> Consultation:
    return Consultation.of(Case.model_validate(json.loads(text)), KNOWLEDGE, time_limit=UNHURRIED)


def answered(case: dict[str, Any]) -> Consultation:
    """Return a case, answered."""
    return _answered(json.dumps(case))


def compared(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Return what changed between two cases."""
    return compare(answered(before), answered(after))


def squat(*findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a case in which the overhead squat was done."""
    rows = [{"assessment": "overhead_squat", **one} for one in findings]
    return {"assessed": ["overhead_squat"], "findings": rows, **more}


def seen(finding: str, side: str | None = None, severity: str | None = None) -> dict[str, Any]:
    """Return a row of findings."""
    row = {"finding": finding, "side": side, "severity": severity}
    return {name: value for name, value in row.items() if value is not None}


def kinds(changes: tuple[Change, ...]) -> set[tuple[str, str | None, str]]:
    """Return changes as (about, side, kind)."""
    return {(one.about, one.side, one.kind) for one in changes}


def everything(changes: Changes) -> set[tuple[str, str | None, str]]:
    """Return all changes but those of the program as (about, side, kind)."""
    parts = (
        *(changes.findings, changes.tests, changes.pain, changes.patterns),
        changes.asymmetries,
    )
    return set().union(*map(kinds, parts))
