"""``continuum study walk``: the phases of the continuum, one after another, on a case."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from kg.cli.cases import add_case_options, consultation_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import width, write, write_document

if TYPE_CHECKING:
    from kg.study.walk import ProvedStatement, Stop

_EXAMPLES: Final = """
continuum study walk examples/knees_in_right.yaml
continuum study walk case.yaml --phase inhibit
continuum study walk case.yaml --json
"""


def add_walk(group: Subparsers) -> None:
    """Add the command."""
    summary = "walk the phases on a case: what for, what is claimed, what it needs"
    parser = add_command(group, "walk", summary, _walk, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument("--phase", metavar="PHASE", help="only this phase")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _walk(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from kg.present.proof_files import to_json
    from kg.study.generator import FOLDER
    from kg.study.walk import walk

    consultation = consultation_of(arguments)
    folder = consultation.answered.knowledge.places.ontology.parent / FOLDER
    stops = walk(consultation, folder, arguments.phase)
    if arguments.json:
        write_document(to_json([asdict(one) for one in stops]))
        return 0
    write("\n".join(line for one in stops for line in _lines(one)))
    return 0


def _lines(stop: Stop) -> Iterator[str]:
    yield stop.label.upper()
    for section in stop.sections:
        yield f"{section.heading}:"
        for group in section.statements:
            # The sources of the phase itself would stand behind every line of it.
            cited = (
                f" [{'; '.join(group.sources)}]"
                if group.sources and group.entry != stop.phase
                else ""
            )
            yield from _wrapped(f"{group.text}{cited}")
    yield from _statement_lines("This client needs it for", stop.needs, "nothing")
    yield from _statement_lines("Chosen", stop.chosen, "nothing")
    if stop.gaps:
        yield from _statement_lines("Left open", stop.gaps, "")
    yield ""


def _statement_lines(
    heading: str, statements: Sequence[ProvedStatement], nothing: str
) -> Iterator[str]:
    yield f"{heading}:"
    for statement in statements:
        yield from _wrapped(f"{statement.text} ({statement.proof})")
    if not statements:
        yield f"  {nothing}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        width(),
        initial_indent="  - ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
