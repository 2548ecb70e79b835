"""Reads the worked cases of ``docs/routine.md``: for each case its YAML and its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "routine.md"
KNOWLEDGE = KnowledgeBase.load()
WORDS = Vocabulary.of(KNOWLEDGE)

_CASE = re.compile(r"^#+ Case: (?P<name>.+)$")
_EXAMPLE = re.compile(r"`(examples/[a-z_]+\.yaml)`")
Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Worked:
    """A case with the tables that say what follows from it.

    Attributes:
        name: its heading.
        data: the case as plain data.
        tables: each table: the header, then its rows.
    """

    name: str
    data: dict[str, Any]
    tables: tuple[Table, ...]

    def case(self, **change: object) -> Case:
        """Return the case, with some of its fields changed."""
        return Case.read({**self.data, **change}, WORDS)

    def table(self, *header: str) -> Table:
        """Return the rows of the table that begins with these column names."""
        return next((t[1:] for t in self.tables if t[0][: len(header)] == header), ())


@cache
def worked() -> tuple[Worked, ...]:
    """Return the cases of the page, in order."""
    found = []
    sections = re.split(r"(?m)^(?=#+ )", PAGE.read_text(encoding="utf-8"))
    for section in sections:
        heading = _CASE.match(section.splitlines()[0]) if section.strip() else None
        if heading:
            found.append(Worked(heading["name"], _data(section), tuple(_tables(section))))
    return tuple(found)


def _data(section: str) -> dict[str, Any]:
    fence = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    if fence:
        text = fence[1]
    else:
        example = _EXAMPLE.search(section)
        assert example, f"no case in: {section[:60]}"
        text = (ROOT / example[1]).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    assert isinstance(data, dict)
    return data


def _tables(section: str) -> list[Table]:
    tables: list[list[tuple[str, ...]]] = []
    inside = False
    for line in section.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            tables.append([])
            inside = True
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if not set("".join(cells)) <= set("-: "):
            tables[-1].append(cells)
    return [tuple(table) for table in tables]


def legend() -> Table:
    """Return the words of the goal tables, each with a sentence that says it."""
    text = PAGE.read_text(encoding="utf-8").partition("## What the words")[2]
    return _tables(text)[0][1:]


def cases() -> dict[str, Case]:
    """Return every case of the page; the rows of goals and of days are part of theirs."""
    found = {}
    for one in worked():
        rows = one.table("goal")
        goals = [
            {"text": f"Goal {number}", **yaml.safe_load(row[0].strip("`"))}
            for number, row in enumerate(rows)
        ]
        found[one.name] = one.case(**({"goals": goals} if goals else {}))
        for row in one.table("days a week"):
            found[f"{one.name}, {row[0]} days"] = one.case(days_per_week=int(row[0]))
    return found
