"""``continuum compare``: what differs between the advices for two cases, and why."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import add_case_options, consultation_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.proofs import add_proof_options, beside, write_stories

_EXAMPLES: Final = """
continuum compare examples/knees_in_right.yaml examples/flat_feet.yaml
continuum compare case.yaml case.yaml --other-rules my_rules
continuum compare before.yaml after.yaml --markdown
"""
_DEPTH: Final = 4


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "show what differs between two cases, and why"
    parser = add_command(commands, "compare", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument("other", metavar="OTHER", help="the other case, a YAML or JSON file")
    parser.add_argument(
        "--other-rules", metavar="FOLDER", help="answer the other case by the rules of a folder"
    )
    add_proof_options(parser, _DEPTH)


def run(arguments: argparse.Namespace) -> int:
    """Answer both cases; print what differs. 1 when something does."""
    from pathlib import Path

    from kg.rulebase.rule_set import Rules

    first = consultation_of(arguments)
    rules = Rules.load(Path(arguments.other_rules)) if arguments.other_rules else None
    second = consultation_of(arguments, case=arguments.other, rules=rules)
    story = beside(first, second)
    write_stories(arguments, [story])
    return int(bool(story.top.because))
