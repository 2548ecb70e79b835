"""``continuum advise``: a case file in, an explained program out."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import EXIT_CODES, add_case_options, advice_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import in_colour, width, write, write_document

_EXAMPLES: Final = """
continuum advise examples/knees_in_right.yaml
continuum advise case.yaml --json > advice.json
continuum advise case.yaml --markdown > program.md
continuum advise case.yaml --csv > exercises.csv
continuum advise - < case.yaml
continuum advise case.yaml --time-limit 5
continuum advise case.yaml --pack my_pack --pack other_pack.zip
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "turn a case into an explained program"
    parser = add_command(commands, "advise", summary, run, _EXAMPLES)
    add_case_options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the advice as JSON")
    form.add_argument("--markdown", action="store_true", help="print the program as Markdown")
    form.add_argument("--csv", action="store_true", help="print the exercises as a table")


def run(arguments: argparse.Namespace) -> int:
    """Read the case, ask the engine, print the answer."""
    case, knowledge, advice = advice_of(arguments)
    if arguments.json:
        write_document(advice.to_json())
    elif arguments.markdown or arguments.csv:
        from kg.present.handout.plain import program_csv, sheet_markdown
        from kg.present.handout.sheet import sheet

        made = sheet(case, advice, knowledge)
        write_document(sheet_markdown(made) if arguments.markdown else program_csv(made))
    else:
        from kg.present.advice_text import render

        write(render(advice, names=knowledge.labels, width=width(), colour=in_colour()))
    return EXIT_CODES[advice.result]
