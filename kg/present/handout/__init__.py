"""The sheet of a program as files: HTML for a browser and a printer, PDF, Markdown, a table."""

from __future__ import annotations

from kg.present.handout.html import handout_body, handout_html, handout_style
from kg.present.handout.pdf import handout_pdf
from kg.present.handout.plain import program_csv, sheet_markdown

__all__ = [
    "handout_body",
    "handout_html",
    "handout_pdf",
    "handout_style",
    "program_csv",
    "sheet_markdown",
]
