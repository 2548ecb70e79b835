"""The files that an answer can be taken away as: what each is called, and what makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from kg.advice.model import Advice
from kg.case.model import Case
from kg.errors import BadInput, NoProgram
from kg.knowledge import KnowledgeBase
from kg.present.figure.exercise_figures import ExerciseFigures
from kg.present.handout import handout_html, handout_pdf, program_csv, sheet_markdown
from kg.present.handout.pictures import pictures_in_page, pictures_on_paper
from kg.present.handout.sheet import Sheet
from kg.present.week_calendar import entries, to_ical

__all__ = ["Export", "calendar_file", "exports"]

_PDF_LIBRARY, _CALENDAR_LIBRARY = "typst", "icalendar"
_NAME = "program"


@dataclass(frozen=True)
class Export:
    """A file to take away.

    Attributes:
        label: what it is.
        name: what the file is called.
        kind: its media type.
        make: makes it; called when it is asked for.
        missing: why it cannot be made; empty when it can.
    """

    label: str
    name: str
    kind: str
    make: Callable[[], bytes]
    missing: str = ""


def exports(
    case: Case, advice: Advice, sheet: Sheet, figures: ExerciseFigures
) -> tuple[Export, ...]:
    """Return the files of an answer, but for the calendar.

    Args:
        case: the case it answers; its client names the files.
        advice: the answer.
        sheet: the answer as a sheet.
        figures: the figures of its exercises.
    """
    name = case.client or _NAME
    return (
        Export(
            "PDF",
            f"{name}.pdf",
            "application/pdf",
            lambda: handout_pdf(sheet, pictures_on_paper(figures)),
            _missing(_PDF_LIBRARY, "explorer"),
        ),
        Export(
            "Web page",
            f"{name}.html",
            "text/html",
            lambda: handout_html(sheet, pictures_in_page(figures)).encode("utf-8"),
        ),
        Export(
            "Markdown", f"{name}.md", "text/markdown", lambda: sheet_markdown(sheet).encode("utf-8")
        ),
        Export(
            "Table (CSV)", f"{name}.csv", "text/csv", lambda: program_csv(sheet).encode("utf-8")
        ),
        Export(
            "JSON", f"{name}.json", "application/json", lambda: advice.to_json().encode("utf-8")
        ),
    )


def calendar_file(
    case: Case, advice: Advice, knowledge: KnowledgeBase, at: dt.time | None = None
) -> Export:
    """Return the week of a program as a calendar file.

    Args:
        case: the case.
        advice: the answer to it.
        knowledge: the ontology, for names.
        at: when sessions begin; whole days when ``None``.
    """
    missing = _missing(_CALENDAR_LIBRARY, "calendar")
    try:
        calendar_entries = entries(case, advice, names=knowledge.labels)
    except (BadInput, NoProgram) as error:
        calendar_entries, missing = (), error.message
    return Export(
        "Calendar (iCalendar)",
        f"{case.client or _NAME}.ics",
        "text/calendar",
        lambda: to_ical(calendar_entries, calendar_entries[0].start, at).encode("utf-8"),
        missing,
    )


def _missing(library: str, extra: str) -> str:
    if find_spec(library) is not None:
        return ""
    return f"This needs {library}, which is not installed; install the extra “{extra}”."
