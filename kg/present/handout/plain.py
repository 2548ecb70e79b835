"""A sheet as Markdown, and its exercises as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.plain_text import guarded_cell
from kg.present.handout.headings import HEADINGS
from kg.present.handout.sheet import Row, Sheet

__all__ = ["program_csv", "sheet_markdown"]

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#])")
_COLUMNS: Final = (
    "phase",
    "order",
    "exercise",
    "label",
    "side",
    "dose",
    "tempo",
    "minutes",
    "equipment",
    "care",
    "serves",
    "why",
    "notice",
)


def sheet_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown."""
    return "\n".join(_lines(sheet)) + "\n"


def program_csv(sheet: Sheet) -> str:
    """Return the exercises of a sheet as CSV with a header: commas, and line feeds.

    What the sheet is and is not stands in every row: a row may be copied without the others.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for part in sheet.parts:
        for order, row in enumerate(part.rows, 1):
            writer.writerow(
                guarded_cell(cell)
                for cell in (
                    part.label,
                    order,
                    row.exercise,
                    row.label,
                    row.side,
                    row.dose,
                    row.tempo or part.tempo,
                    row.minutes,
                    row.tools,
                    row.care,
                    row.targets,
                    row.why,
                    sheet.notice,
                )
            )
    return out.getvalue()


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {_plain(sheet.title)}"
    yield from ("", _plain(" · ".join(sheet.about)))
    yield from _titled(HEADINGS["refer"], sheet.referrals)
    yield from _titled(HEADINGS["clearance"], sheet.clearances)
    yield from ("", f"> {_plain(sheet.notice)}", "", _plain(sheet.result))
    yield from _titled(HEADINGS["violated"], sheet.violated)
    yield from _titled(HEADINGS["mind"], sheet.warnings)
    yield from _titled(HEADINGS["seen"], sheet.seen)
    yield from _titled(HEADINGS["first"], sheet.first)
    for status in sheet.statuses:
        yield from _titled(status.name, status.muscles)
    for part in sheet.parts:
        yield from ("", f"## {part.number}. {_plain(part.label)}", "")
        if part.tempo:
            yield from (f"{HEADINGS['tempo']}: {_plain(part.tempo)}", "")
        if part.empty:
            yield _plain(part.empty)
        for row in part.rows:
            yield from _row(row)
    if sheet.week:
        yield from ("", f"## {HEADINGS['week']}", "")
        for day in sheet.week:
            yield f"- **{_plain(day.title)}**"
            yield from (f"  - {_plain(part)}" for part in day.parts)
    yield from _titled(HEADINGS["gaps"], sheet.gaps)
    yield from _titled(HEADINGS["tests"], sheet.tests)
    if sheet.reassess:
        yield from ("", f"## {HEADINGS['reassess']}", "", _plain(sheet.reassess))
    yield from ("", f"*{_plain(sheet.knowledge)}*")


def _titled(title: str, rows: Iterable[str]) -> Iterator[str]:
    listed = [f"- {_plain(one)}" for one in rows]
    if listed:
        yield from ("", f"## {_plain(title)}", "", *listed)


def _row(row: Row) -> Iterator[str]:
    yield f"- **{_plain(row.label)}**, {_plain(row.side)}: {_plain(row.dose)}; {row.minutes} min"
    facts = (
        ("tempo", row.tempo),
        ("tools", row.tools),
        ("care", row.care),
        ("why", row.why),
    )
    yield from (f"  **{_plain(head)}:** {_plain(text)}" for head, text in row.instructions)
    yield from (f"  {HEADINGS[name]}: {_plain(value)}" for name, value in facts if value)


def _plain(text: str) -> str:
    """Return a text with nothing in it that Markdown would take for a sign."""
    return _SPECIAL.sub(r"\\\1", text)
