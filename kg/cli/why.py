"""``continuum why``: the proof of a statement of an advice."""

from __future__ import annotations

import argparse
from typing import Final

from kg.cli.cases import add_case_options, consultation_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import width, write, write_document

_EXAMPLES: Final = """
continuum why examples/knees_in_right.yaml gluteus_medius
continuum why case.yaml "glute bridge" --depth 3
continuum why case.yaml "status(soleus,left,overactive)" --json
continuum why case.yaml gluteus_medius --dot | dot -Tsvg > why.svg
"""
_DEPTH: Final = 4
_DEEPEST: Final = 100


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
    parser.add_argument(
        "--depth",
        type=_levels,
        default=_DEPTH,
        metavar="LEVELS",
        help=f"how far down the tree goes, or all (default {_DEPTH})",
    )
    parser.add_argument(
        "--whole", action="store_true", help="tell what holds for everybody as well"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the whole proof as JSON")
    form.add_argument("--dot", action="store_true", help="print the whole proof for Graphviz")
    form.add_argument("--markdown", action="store_true", help="print the whole proof as Markdown")


def run(arguments: argparse.Namespace) -> int:
    """Answer the case, find what is meant, print its proof."""
    from kg.proof.ontology import OntologyProofs
    from kg.proof.story import Teller
    from kg.proof.subjects import meant
    from kg.view.proof_files import story_as_dot, story_as_markdown, story_to_dict, to_json
    from kg.view.proof_text import render_story

    consultation = consultation_of(arguments)
    told = meant(consultation, arguments.subject, arguments.side)
    answered = consultation.answered
    ontology = OntologyProofs(answered.knowledge)
    teller = Teller(answered.knowledge, consultation.rulebook, answered.say, ontology)
    stories = [teller.tell(consultation.why(one.atom)) for one in told]
    if arguments.json:
        write_document(to_json([story_to_dict(one) for one in stories]))
    elif arguments.dot:
        write_document("".join(map(story_as_dot, stories)))
    elif arguments.markdown:
        write_document("\n".join(map(story_as_markdown, stories)))
    else:
        trees = (
            render_story(one, depth=arguments.depth, whole=arguments.whole, width=width())
            for one in stories
        )
        write("\n".join(trees))
    return 0


def _levels(text: str) -> int | None:
    """Return a number of levels; ``None`` for all of them."""
    if text == "all":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= _DEEPEST:
        message = f"{text!r} is neither all nor a number from 1 to {_DEEPEST}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
