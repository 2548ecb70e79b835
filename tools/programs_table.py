"""Writes docs/programs.md: the program of every finding alone, to be read by a teacher.

Run ``python tools/programs_table.py`` after a change of the rules or the ontology.
"""

from __future__ import annotations

from pathlib import Path

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules

PAGE = Path(__file__).parents[1] / "docs" / "programs.md"
HEAD = """# The program of every finding alone

Seen on both sides, or on the right where the tables speak of a side; all equipment at hand, no
time limit, main lists. Written by `python tools/programs_table.py`; a test holds it current.

| finding | inhibit | lengthen | activate | integrate | minutes |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the text of the page."""
    knowledge = KnowledgeBase.load()
    rules = Rules.load(knowledge.places.rules)
    sided = {str(row[0]) for row in knowledge.facts.relations["needs_side"]}
    lines = []
    for (finding,) in knowledge.facts.relations["finding"]:
        side = "right" if finding in sided else None
        case = Case.model_validate({"findings": [{"finding": finding, "side": side}]})
        lines.append(_line(knowledge.label(str(finding)), advise(case, knowledge, rules=rules)))
    return HEAD + "".join(lines)


def _line(label: str, advice: Advice) -> str:
    cells = [
        "; ".join(item.label for item in phase.items) or "—" for phase in advice.program.phases
    ]
    return f"| {label} | {' | '.join(cells)} | {advice.program.minutes:g} |\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
