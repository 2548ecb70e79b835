"""``continuum handout``: a program as a sheet to take home, in PDF or HTML."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

from kg.cli.cases import EXIT_CODES, add_case_options, advice_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.saving import save_file
from kg.cli.terminal import talk, write_document

_EXAMPLES: Final = """
continuum handout examples/knees_in_right.yaml --pdf program.pdf
continuum handout case.yaml --html program.html
continuum handout case.yaml > program.html
continuum handout case.yaml --json
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "write a program as a sheet to take home"
    parser = add_command(commands, "handout", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument("--pdf", metavar="FILE", type=Path, help="write a PDF document")
    parser.add_argument(
        "--html", metavar="FILE", type=Path, help="write a web page; without any, it is printed"
    )
    parser.add_argument("--json", action="store_true", help="print what stands on it as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read the case, ask the engine, write the sheet."""
    from dataclasses import asdict

    from kg.present.figure.exercise_figures import ExerciseFigures
    from kg.present.handout import handout_html, handout_pdf
    from kg.present.handout.pictures import pictures_in_page, pictures_on_paper
    from kg.present.handout.sheet import sheet

    case, knowledge, advice = advice_of(arguments)
    made = sheet(case, advice, knowledge)
    figures = ExerciseFigures(knowledge)
    in_page = pictures_in_page(figures)
    if arguments.pdf is not None:
        _write(arguments.pdf, handout_pdf(made, pictures_on_paper(figures)))
    if arguments.html is not None:
        _write(arguments.html, handout_html(made, in_page).encode())
    if arguments.json:
        write_document(json.dumps(asdict(made), indent=2, ensure_ascii=False))
    elif arguments.pdf is None and arguments.html is None:
        write_document(handout_html(made, in_page))
    return EXIT_CODES[advice.result]


def _write(path: Path, content: bytes) -> None:
    """Write a file and say so.

    Raises:
        BadInput: when it cannot be written.
    """
    save_file(path, content, "a file in a folder that exists", makes_folder=False)
    talk(f"continuum: {path} is written")
