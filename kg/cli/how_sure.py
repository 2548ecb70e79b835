"""``continuum how-sure``: what every equally good program holds, and what to look at next."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import add_case_options, consultation_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import width, write, write_document

_EXAMPLES: Final = """
continuum how-sure examples/upper_crossed_office_worker.yaml
continuum how-sure case.yaml --json
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "show what every equally good program holds"
    parser = add_command(commands, "how-sure", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Answer the case, look at all answers as good as that one, print how they differ."""
    from kg.explain.certainty import certainty
    from kg.present.certainty_text import certainty_to_dict, render_certainty
    from kg.present.proof_files import to_json

    consultation = consultation_of(arguments)
    atoms = [consultation.atom(one.atom) for one in consultation.statements]
    found = certainty(consultation, atoms, seconds=arguments.time_limit)
    advice, say = consultation.advice, consultation.answered.say
    if arguments.json:
        write_document(to_json(certainty_to_dict(found, say, advice)))
    else:
        write(render_certainty(found, say, advice, width=width()))
    return 0
