"""``continuum advise``: a case file in, an explained program out."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import add_case_options
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import in_colour, width, write, write_document
from kg.errors import CaseError

_EXAMPLES: Final = """
continuum advise examples/knees_in_right.yaml
continuum advise case.yaml --json > advice.json
continuum advise - < case.yaml
continuum advise case.yaml --time-limit 5
"""
_EXIT_CODES: Final = {"solved": 0, "referred": 0, "infeasible": 3, "best_found": 4}


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "turn a case into an explained program"
    parser = add_command(commands, "advise", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument("--json", action="store_true", help="print the advice as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read the case, ask the engine, print the answer."""
    from kg.engine import advise
    from kg.engine.case_file import read_file
    from kg.engine.vocabulary import Vocabulary
    from kg.knowledge import KnowledgeBase

    file = read_file(arguments.case)
    knowledge = KnowledgeBase.load()
    case = file.case(Vocabulary.of(knowledge))
    try:
        advice = advise(case, knowledge, time_limit=arguments.time_limit)
    except CaseError as error:
        raise file.placed(error) from None
    if arguments.json:
        write_document(advice.to_json())
    else:
        from kg.view.text import render

        write(render(advice, names=knowledge.labels, width=width(), colour=in_colour()))
    return _EXIT_CODES[advice.result]
