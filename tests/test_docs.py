"""What the documents show is what the program gives."""

from __future__ import annotations

import re
from pathlib import Path

from kg.engine.assemble import OUTPUTS
from tools.programs_table import PAGE, page

ROOT = Path(__file__).parents[1]


def test_the_table_of_programs_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_contract_lists_what_is_read() -> None:
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    table = text.partition("## The contract with Python")[2]
    listed = set(re.findall(r"`([a-z_]+)/\d`", table))
    assert listed | {"phase_order"} == OUTPUTS


def test_every_rule_file_is_described() -> None:
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "rules").glob("*.lp"):
        assert f"`{path.name}`" in text
