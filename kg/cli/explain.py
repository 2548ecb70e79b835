"""``continuum explain``: any entry of the ontology in full."""

from __future__ import annotations

import argparse
import json
from typing import Final

from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import width, write, write_document

_EXAMPLES: Final = """
continuum explain inhibit
continuum explain "certification fact"
continuum explain "programming step" --json
continuum explain
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "tell what is known of a thing, with its sources"
    parser = add_command(commands, "explain", summary, run, _EXAMPLES)
    parser.add_argument(
        "subject",
        metavar="SUBJECT",
        nargs="?",
        help="an id or name of the ontology: a phase, claim, muscle, kind of thing …; "
        "without one, the kinds of things are listed",
    )
    parser.add_argument("--json", action="store_true", help="print the entries as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Find what is meant, print every entry of that name."""
    from dataclasses import asdict

    from kg.explain.lookup import ids_of
    from kg.knowledge import KnowledgeBase
    from kg.knowledge.entry import entry_of, kinds
    from kg.present.entry_text import render_entry, render_kinds
    from kg.present.mechanics_text import mechanics_lines

    knowledge = KnowledgeBase.load()
    if arguments.subject is None:
        classes = kinds(knowledge)
        if arguments.json:
            listed = [{**asdict(link), "number": number} for link, number in classes]
            write_document(json.dumps(listed, indent=2, ensure_ascii=False))
        else:
            write(render_kinds(classes, width=width()))
        return 0
    entries = [entry_of(knowledge, one) for one in ids_of(knowledge, arguments.subject)]
    if arguments.json:
        values = [asdict(entry) for entry in entries]
        write_document(json.dumps(values, indent=2, ensure_ascii=False))
    else:
        write(
            "\n".join(
                render_entry(entry, tuple(mechanics_lines(knowledge, entry.id)), width=width())
                for entry in entries
            )
        )
    return 0
