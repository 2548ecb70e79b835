"""``continuum why-not``: why something does not hold, and what would make it so."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kg.cli.cases import add_case_options, consultation_of, pack_words, seconds
from kg.cli.commands import Subparsers, add_command
from kg.cli.proofs import add_proof_options, write_stories
from kg.cli.terminal import progress, width, write, write_document

if TYPE_CHECKING:
    from kg.explain.consultation import Consultation
    from kg.proof.proof import Pattern

_EXAMPLES: Final = """
continuum why-not examples/knees_in_right.yaml clamshell
continuum why-not case.yaml gluteus_medius --side left
continuum why-not case.yaml "choose(ac_clamshell,any)" --json
continuum why-not case.yaml program --clash
"""
_DEPTH: Final = 10
_SECONDS: Final = 20.0


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "show why something does not hold, and what would make it so"
    parser = add_command(commands, "why-not", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument(
        "subject",
        metavar="SUBJECT",
        help="an exercise, muscle, finding, phase …: its id or name; the word program; or an atom "
        "of the rules, with any for what may be anything",
    )
    parser.add_argument("--side", choices=("left", "right", "midline"), help="only this side of it")
    parser.add_argument(
        "--no-change", action="store_true", help="do not look for what would make it so"
    )
    parser.add_argument(
        "--change-seconds",
        type=seconds,
        default=_SECONDS,
        metavar="SECONDS",
        help=f"how long to look for what would make it so (default {_SECONDS:g})",
    )
    parser.add_argument(
        "--clash",
        action="store_true",
        help="name a smallest set of restrictions of the case that together stand in the way",
    )
    add_proof_options(parser, _DEPTH)


def run(arguments: argparse.Namespace) -> int:
    """Answer the case, find what fails, and what would mend it; print both."""
    from kg.explain.explainer import Against
    from kg.explain.lookup import goals
    from kg.explain.remedies import remedies
    from kg.present.proof_files import story_as_markdown, story_to_dict, to_json
    from kg.present.proof_text import render_story
    from kg.present.remedies_text import remedies_as_markdown, remedies_to_dict, render_remedies

    consultation = consultation_of(arguments)
    asked = goals(consultation, arguments.subject, arguments.side)
    tells = Against.of(consultation)
    stories = [tells.story(one, whole=arguments.whole) for one in asked]
    if arguments.clash:
        return _clash(arguments, consultation, asked)
    if arguments.no_change or arguments.dot:
        write_stories(arguments, stories)
        return 0
    with progress("tried {} changes of the case") as tell:
        limit = arguments.change_seconds
        found = [remedies(consultation, one, seconds=limit, progress=tell) for one in asked]
    pairs = list(zip(stories, found, strict=True))
    packs = pack_words(arguments)
    if arguments.json:
        write_document(
            to_json(
                [
                    {**story_to_dict(one), "would_make_it_so": remedies_to_dict(mend)}
                    for one, mend in pairs
                ]
            )
        )
    elif arguments.markdown:
        write_document(
            "\n".join(
                story_as_markdown(one)
                + "\n"
                + remedies_as_markdown(mend, arguments.case, options=packs)
                for one, mend in pairs
            )
        )
    else:
        columns = width()
        write(
            "\n".join(
                render_story(one, depth=arguments.depth, whole=arguments.whole, width=columns)
                + "\n"
                + render_remedies(mend, arguments.case, options=packs, width=columns)
                for one, mend in pairs
            )
        )
    return 0


def _clash(
    arguments: argparse.Namespace, consultation: Consultation, asked: Sequence[Pattern]
) -> int:
    """Print which restrictions of the case clash."""
    from kg.explain.clash import clash
    from kg.present.proof_files import to_json
    from kg.present.remedies_text import clash_to_dict, render_clash

    with progress("answered {} cases") as tell:
        found = [clash(consultation, one, progress=tell) for one in asked]
    if arguments.json:
        write_document(to_json(list(map(clash_to_dict, found))))
    else:
        write("\n".join(render_clash(one, width=width()) for one in found))
    return 0
