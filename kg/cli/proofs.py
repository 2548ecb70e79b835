"""What every command that prints a story has in common: how deep it goes, and in which form."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from kg.cli.terminal import width, write, write_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.explain.consultation import Consultation
    from kg.explain.narrative import Story

_DEEPEST: Final = 100


def add_proof_options(parser: argparse.ArgumentParser, depth: int) -> None:
    """Add how deep the tree goes, and the forms of a whole story.

    Args:
        parser: the parser of the command.
        depth: how many levels are shown unless asked otherwise.
    """
    parser.add_argument(
        "--depth",
        type=levels,
        default=depth,
        metavar="LEVELS",
        help=f"how far down the tree goes, or all (default {depth})",
    )
    parser.add_argument(
        "--whole", action="store_true", help="tell what holds for everybody as well"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print all of it as JSON")
    form.add_argument("--dot", action="store_true", help="print all of it for Graphviz")
    form.add_argument("--markdown", action="store_true", help="print all of it as Markdown")


def write_stories(arguments: argparse.Namespace, stories: Sequence[Story]) -> None:
    """Print some stories in the form that was asked for."""
    from kg.present.proof_files import story_as_dot, story_as_markdown, story_to_dict, to_json
    from kg.present.proof_text import render_story

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


def beside(first: Consultation, second: Consultation) -> Story:
    """Return what differs between two answers, in sentences."""
    from kg.explain.diff import compare
    from kg.explain.diff_narrative import Beside
    from kg.explain.explainer import Against

    return Beside(compare(first, second), Against.of(first), Against.of(second)).story()


def levels(text: str) -> int | None:
    """Return a number of levels; ``None`` for all of them."""
    if text == "all":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= _DEEPEST:
        message = f"{text!r} is neither all nor a number from 1 to {_DEEPEST}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
