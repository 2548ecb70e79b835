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
    from kg.study.walk import Stop, Told

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
        for said in section.said:
            # The sources of the phase itself would stand behind every line of it.
            cited = (
                f" [{'; '.join(said.sources)}]" if said.sources and said.entry != stop.phase else ""
            )
            yield from _wrapped(f"{said.text}{cited}")
    yield from _told("This client needs it for", stop.needs, "nothing")
    yield from _told("Chosen", stop.chosen, "nothing")
    if stop.gaps:
        yield from _told("Left open", stop.gaps, "")
    yield ""


def _told(heading: str, told: Sequence[Told], nothing: str) -> Iterator[str]:
    yield f"{heading}:"
    for one in told:
        yield from _wrapped(f"{one.text} ({one.proof})")
    if not told:
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
