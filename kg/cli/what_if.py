"""``continuum what-if``: what a change of the case would change in the advice, and why."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import add_case_options, consultation_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.proofs import add_proof_options, beside, write_stories
from kg.cli.terminal import write_document

_EXAMPLES: Final = """
continuum what-if examples/no_equipment.yaml --add equipment=foam_roller
continuum what-if case.yaml --set minutes=10 --drop equipment=foam_roller
continuum what-if case.yaml --add "tests={test: hip_abduction, result: weak}"
continuum what-if case.yaml --set edition=nasm_ces1 --case > changed.json
"""
_DEPTH: Final = 4


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "change a case and show what differs, and why"
    parser = add_command(commands, "what-if", summary, run, _EXAMPLES)
    add_case_options(parser)
    for verb, meaning in (
        ("add", "add a row to a list of the case"),
        ("drop", "drop a field, or the rows of a list that a value means"),
        ("set", "set a field, or a place in it"),
    ):
        value = "PLACE[=VALUE]" if verb == "drop" else "PLACE=VALUE"
        parser.add_argument(
            f"--{verb}", action=_Change, dest="changes", metavar=value, help=meaning
        )
    parser.add_argument(
        "--case", dest="print_case", action="store_true", help="print the changed case as JSON"
    )
    add_proof_options(parser, _DEPTH)


class _Change(argparse.Action):
    """Keeps the changes in the order in which they were written."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Keep the verb with what follows it."""
        kept = getattr(namespace, self.dest) or []
        verb = str(option_string or "").removeprefix("--")
        setattr(namespace, self.dest, [*kept, (verb, str(values))])


def run(arguments: argparse.Namespace) -> int:
    """Answer the case as it is and as it would be; print what differs."""
    from kg.case.changes import changed, read_change
    from kg.case.vocabulary import Vocabulary
    from kg.errors import CaseError
    from kg.explain.consultation import Consultation

    if not arguments.changes:
        raise CaseError("nothing is changed", allowed="allowed: --add, --drop or --set")
    changes = [read_change(verb, text) for verb, text in arguments.changes]
    first = consultation_of(arguments)
    answered = first.answered
    case = changed(answered.case, changes, Vocabulary.of(answered.knowledge))
    if arguments.print_case:
        write_document(case.model_dump_json(indent=2, exclude_defaults=True))
        return 0
    second = Consultation.of(
        case, answered.knowledge, rules=answered.rules, time_limit=arguments.time_limit
    )
    write_stories(arguments, [beside(first, second)])
    return 0
