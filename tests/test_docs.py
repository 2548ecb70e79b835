"""What the documents show is what the program gives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from kg.advice.decode.assemble import OUTPUTS
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.plan.judge import READ
from tools import agreement_page, programs_table

ROOT = Path(__file__).parents[1]


def test_the_table_of_programs_is_current() -> None:
    written = programs_table.PAGE.read_text(encoding="utf-8")
    assert written == programs_table.page()


def test_the_page_on_agreement_is_current() -> None:
    written = agreement_page.PAGE.read_text(encoding="utf-8")
    assert written == agreement_page.page()


def test_the_contract_lists_what_is_read() -> None:
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    table = text.partition("## The contract with Python")[2]
    listed = set(re.findall(r"`([a-z_]+)/\d`", table))
    # The changes of a plan are terms in `repair/4`, told in the table's last row.
    terms = set(re.findall(r"`([a-z_]+)/\d`", table.partition("(terms in `repair/4`)")[2]))
    assert listed - terms == OUTPUTS | READ


def test_every_rule_file_is_described() -> None:
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "rules").glob("*.lp"):
        assert f"`{path.name}`" in text


def test_the_cases_of_the_page_on_assessments_are_read() -> None:
    text = (ROOT / "docs" / "assessments.md").read_text(encoding="utf-8")
    case: dict[str, Any] = {}
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        shown = yaml.safe_load(block)
        case |= shown | {"fms": {**case.get("fms", {}), **shown.get("fms", {})}}
    read = Case.read(case, Vocabulary.of(KnowledgeBase.load()))
    assert read.fms.previous
    assert read.posture
    assert read.modifications
    assert read.readiness
    assert read.fms.cleared
    assert [row.limits for row in read.conditions if row.cleared]
