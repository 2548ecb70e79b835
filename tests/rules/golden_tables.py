"""The tables of ``tests/golden-tables``: Markdown that a teacher reads and a test runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.case.vocabulary import plain
from kg.knowledge import KnowledgeBase

DIRECTORY: Final = Path(__file__).parents[1] / "golden-tables"
KNOWLEDGE: Final = KnowledgeBase.load()
#: The patterns as the tables write them, in the order in which they are corrected.
PATTERNS: Final = {
    "leg raise": "active_straight_leg_raise",
    "shoulder": "shoulder_mobility",
    "rotary stability": "rotary_stability",
    "push-up": "trunk_stability_push_up",
    "lunge": "inline_lunge",
    "hurdle step": "hurdle_step",
    "squat": "deep_squat",
}


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        table: the heading above it.
        cells: column to what stands there.
    """

    table: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return what stands in a column."""
        return self.cells[column]

    def list(self, column: str) -> list[str]:
        """Return what stands in a column, apart at each semicolon."""
        return [part.strip() for part in self.cells[column].split(";") if part.strip()]

    @property
    def name(self) -> str:
        """What a failing test is called."""
        return f"{self.table}: {' '.join(list(self.cells.values())[:3])}"


def rows(table: str) -> list[Row]:
    """Return the rows of the table below a heading.

    Raises:
        LookupError: when there is no such table.
    """
    found = [row for path in sorted(DIRECTORY.glob("*.md")) for row in _rows(path, table)]
    if not found:
        raise LookupError(table)
    return found


def headings() -> set[str]:
    """Return the headings of all tables."""
    lines = [
        line for path in DIRECTORY.glob("*.md") for line in path.read_text("utf-8").split("\n")
    ]
    return {line.removeprefix("## ") for line in lines if line.startswith("## ")}


def _rows(path: Path, table: str) -> Iterator[Row]:
    heading = ""
    columns: list[str] = []
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("## "):
            heading, columns = line.removeprefix("## "), []
        elif line.startswith("|") and heading == table:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not columns:
                columns = cells
            elif set(cells[0]) != {"-"}:
                yield Row(table, dict(zip(columns, cells, strict=True)))


def meant(field: str, name: str) -> str:
    """Return the id of a field's word that a table writes in plain words."""
    if field == "muscle":
        ids = {str(row[0]) for row in KNOWLEDGE.facts.relations["muscle"]}
    else:
        ids = set(KNOWLEDGE.vocabulary[field])
    wanted = plain(name)
    found = [one for one in sorted(ids) if wanted == plain(one)]
    found += [one for one in sorted(ids) if wanted in map(plain, KNOWLEDGE.names.get(one, ()))]
    assert found, f"{name} is no word of {field}"
    return found[0]


def scores(text: str) -> dict[str, Any]:
    """Return the screen that a table writes: scores in order, then clearing tests that hurt."""
    written, *painful = [part.strip() for part in text.split(",")]
    tokens = written.split()
    assert len(tokens) == len(PATTERNS), text
    found = {
        pattern: score
        for pattern, token in zip(PATTERNS.values(), tokens, strict=True)
        if (score := score_of(token)) is not None
    }
    return {"scores": found, "clearing": clearing(painful)}


def score_of(token: str) -> int | dict[str, int] | None:
    """Return one score as a table writes it; ``-`` is none."""
    if "/" not in token:
        return None if token == "-" else int(token)
    left, right = token.split("/")
    sides = {"left": left, "right": right}
    return {side: int(score) for side, score in sides.items() if score != "-"} or None


def clearing(painful: list[str]) -> dict[str, Any]:
    """Return the clearing tests that hurt."""
    found: dict[str, Any] = {}
    for words in painful:
        name, _, side = words.rpartition(" ")
        if side in ("left", "right"):
            other = "right" if side == "left" else "left"
            found[meant("clearing", name)] = {side: "positive", other: "negative"}
        else:
            found[meant("clearing", words)] = "positive"
    return found


def told(case: dict[str, Any]) -> Advice:
    """Return the advice for a case."""
    return advise(Case.model_validate(case), KNOWLEDGE)


def exercises(advice: Advice) -> set[tuple[str, str]]:
    """Return the exercises of a program with their sides."""
    return {(i.exercise, i.side) for phase in advice.program.phases for i in phase.items}
