"""The sheet of a program as files: HTML for a browser and a printer, PDF, Markdown, a table."""

from __future__ import annotations

from kg.view.handout.html import handout_body, handout_html, handout_style
from kg.view.handout.pdf import handout_pdf
from kg.view.handout.plain import program_csv, sheet_markdown

__all__ = [
    "handout_body",
    "handout_html",
    "handout_pdf",
    "handout_style",
    "program_csv",
    "sheet_markdown",
]
