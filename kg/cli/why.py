"""``continuum why``: the proof of a statement of an advice."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import add_case_options, consultation_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.proofs import add_proof_options, write_stories

_EXAMPLES: Final = """
continuum why examples/knees_in_right.yaml gluteus_medius
continuum why case.yaml "glute bridge" --depth 3
continuum why case.yaml "status(soleus,left,overactive)" --json
continuum why case.yaml gluteus_medius --dot | dot -Tsvg > why.svg
"""
_DEPTH: Final = 4


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "show the proof of a statement"
    parser = add_command(commands, "why", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument(
        "subject",
        metavar="SUBJECT",
        help="a muscle, exercise, finding …: its id or name; or an atom of the rules",
    )
    parser.add_argument(
        "--side", choices=("left", "right", "both", "midline"), help="only this side of it"
    )
    add_proof_options(parser, _DEPTH)


def run(arguments: argparse.Namespace) -> int:
    """Answer the case, find what is meant, print its proof."""
    from kg.explain.lookup import meant
    from kg.explain.mechanics_first import mechanics_first

    consultation = consultation_of(arguments)
    subject = meant(consultation, arguments.subject, arguments.side)
    stories = consultation.stories(one.atom for one in subject)
    write_stories(arguments, [mechanics_first(consultation, story) for story in stories])
    return 0
