"""The golden table of what is never, carefully and still done with a condition."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.safety.catalogue import SIDES, DemandRow
from tests.safety.product import CATALOGUE

__all__ = ["GoldenRow", "Plain", "rows"]

Plain = dict[str, Any]

TABLE: Final = Path(__file__).parents[1] / "golden-tables" / "precautions.tsv"
OTHER: Final = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class GoldenRow:
    """One row of the table.

    Attributes:
        name: its place and what it is about.
        condition: the condition.
        side: the side of the condition, or the empty string.
        done_for: whether the exercise is done for the affected or the other side, if either.
        exercise: the exercise, or the empty string when a position is described.
        described: the demands of the position.
        verdict: ``never``, ``careful`` or ``allowed``.
        stage: the stage of the condition, or the empty string.
    """

    name: str
    condition: str
    side: str
    done_for: str
    exercise: str
    described: str
    verdict: str
    stage: str

    @property
    def case(self) -> Plain:
        """The case of the condition, cleared where it would otherwise leave nothing to do."""
        entry = CATALOGUE.conditions[self.condition]
        row: Plain = {"condition": self.condition}
        if self.side:
            row["side"] = self.side
        if entry.kind != "allowed_with_precautions":
            row["cleared"] = True
        if entry.scope == "affected_region" and not entry.regions:
            row["region"] = "knee"
        if self.stage:
            row["stage"] = self.stage
            row["cleared"] = True
        return {"conditions": [row]}

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides on which the exercise is done."""
        if self.done_for == "affected":
            return (self.side,)
        return (OTHER[self.side],) if self.done_for == "other" else SIDES

    @property
    def demands(self) -> tuple[DemandRow, ...]:
        """The demands of the described position."""
        rows = []
        for part in filter(None, self.described.split(";")):
            demand, said = part.split("=")
            value, *modifiers = said.split()
            held = frozenset(f"modifier_{word.strip(',')}" for word in modifiers)
            rows.append(DemandRow("worked_limb", f"demand_{demand}", int(value), held))
        return tuple(rows)


@cache
def rows() -> tuple[GoldenRow, ...]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        GoldenRow(
            name=" ".join(
                (str(number), row["stage"] or row["condition"], row["exercise"] or row["described"])
            ),
            condition=row["condition"],
            side=row["side"],
            done_for=row["done_for"],
            exercise=row["exercise"],
            described=row["described"],
            verdict=row["verdict"],
            stage=row["stage"] or "",
        )
        for number, row in enumerate(table, 1)
    )
