"""``continuum progress``: the history of a client's cases, what changed, and the photos."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from kg.cli.cases import add_pack_options, add_time_limit, knowledge_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.progress_care import add_care_commands
from kg.cli.progress_options import add_numbers, add_store, day, needs_progress, number
from kg.cli.progress_photos import add_photo_commands
from kg.cli.terminal import in_colour, width, write, write_document

if TYPE_CHECKING:
    from kg.progress.store import Assessment

_GROUP: Final = """
continuum progress add case.yaml
continuum progress list
continuum progress show client-07
continuum progress export client-07 > client-07.json
continuum progress photo add client-07 front.jpg --view anterior
continuum progress backup --out backup-2026-03-02
"""
_ADD: Final = """
continuum progress add case.yaml
continuum progress add case.yaml --client client-07 --date 2026-03-02
continuum progress add case.yaml --store ~/clinic/history.sqlite
"""
_LIST: Final = "continuum progress list\ncontinuum progress list client-07 --json"
_SHOW: Final = """
continuum progress show client-07
continuum progress show client-07 --from 1 --to 3 --all
continuum progress show client-07 --why heel_rises
continuum progress show client-07 --json
continuum progress show client-07 --pack my_pack --trust-packs
"""
_REMOVE: Final = """
continuum progress remove client-07 --number 3
continuum progress remove client-07 --all
"""
_EXPORT: Final = "continuum progress export > history.json\ncontinuum progress export client-07"
_DEPTH: Final = 5


def add_parser(commands: Subparsers) -> None:
    """Add the group of commands."""
    summary = "keep a client's cases, show what changed"
    parser = add_command(commands, "progress", summary, _help, _GROUP)
    parser.set_defaults(parser=parser)
    group = parser.add_subparsers(title="commands", metavar="COMMAND")
    add = add_command(group, "add", "keep a case in the history", _add, _ADD)
    add.add_argument("case", metavar="CASE", help="a case file, or - for the standard input")
    add.add_argument("--client", metavar="CLIENT", help="the pseudonym, if the file has none")
    add.add_argument("--date", type=day, metavar="DAY", help="the day, if the file has none")
    add_time_limit(add)
    add_pack_options(add)
    listed = add_command(group, "list", "list the cases of the history", _list, _LIST)
    listed.add_argument("client", metavar="CLIENT", nargs="?", help="only those of a client")
    show = add_command(group, "show", "show what changed between two cases", _show, _SHOW)
    show.add_argument("client", metavar="CLIENT", help="the pseudonym")
    add_numbers(show)
    show.add_argument("--all", action="store_true", help="tell what did not change too")
    show.add_argument(
        "--why", metavar="SUBJECT", help="prove what became of this: its id, its name or an atom"
    )
    add_time_limit(show)
    add_pack_options(show)
    for one in (add, show):
        one.set_defaults(reaches_out="the command opens the history")
    remove = add_command(group, "remove", "remove cases and their photos", _remove, _REMOVE)
    remove.add_argument("client", metavar="CLIENT", help="the pseudonym")
    which = remove.add_mutually_exclusive_group(required=True)
    which.add_argument("--number", type=number, metavar="NUMBER", help="this assessment")
    which.add_argument("--all", action="store_true", help="everything of the client")
    export = add_command(group, "export", "print kept cases as JSON", _export, _EXPORT)
    export.add_argument("client", metavar="CLIENT", nargs="?", help="only those of a client")
    for one in (add, listed, show, remove, export):
        add_store(one)
        one.add_argument("--json", action="store_true", help="print JSON")
    add_care_commands(group)
    add_photo_commands(group)


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help(sys.stderr)
    return 2


@needs_progress
def _add(arguments: argparse.Namespace) -> int:
    from kg.case.file import contents
    from kg.progress.case_intake import entry_of
    from kg.progress.store import History

    content, name = contents(arguments.case)
    entry = entry_of(
        content,
        name,
        knowledge_of(arguments),
        client=arguments.client,
        day=arguments.date,
        time_limit=arguments.time_limit,
    )
    with History.open(arguments.store) as history:
        kept = history.add(entry)
    if arguments.json:
        _document(_summary(kept))
    else:
        write(f"{kept.client}: kept as assessment {kept.number}, {kept.day}")
    return 0


@needs_progress
def _list(arguments: argparse.Namespace) -> int:
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        asked = arguments.client
        found = history.of(asked) if asked is not None else history.assessments()
        is_there, name = history.contents().version is not None, history.name
    if arguments.json:
        _document([_summary(one) for one in found])
    elif not is_there:
        write(f"There is no history in {name} yet; the first case makes it.")
    elif not found:
        write("The history is empty.")
    else:
        rows = [("client", "assessment", "day", "photos")]
        rows += [(one.client, str(one.number), str(one.day), str(one.photos)) for one in found]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(size) for cell, size in zip(row, widths, strict=True))
            write("  ".join(cells).rstrip())
    return 0


@needs_progress
def _show(arguments: argparse.Namespace) -> int:
    from kg.present.progress_text import render_review
    from kg.present.proof_files import story_to_dict
    from kg.present.proof_text import render_story
    from kg.progress.review import review
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        kept = history.of(arguments.client)
    knowledge = knowledge_of(arguments)
    reviewed = review(
        kept,
        knowledge,
        earlier=arguments.earlier,
        later=arguments.later,
        time_limit=arguments.time_limit,
    )
    if arguments.why is not None:
        comparison = reviewed.comparison
        stories = [comparison.story(atom) for atom in comparison.meant(arguments.why)]
        if arguments.json:
            _document([story_to_dict(one) for one in stories])
        else:
            write("\n".join(render_story(one, depth=_DEPTH, width=width()) for one in stories))
    elif arguments.json:
        write_document(reviewed.review.to_json())
    else:
        text = render_review(
            reviewed.review,
            names=knowledge.labels,
            width=width(),
            colour=in_colour(),
            everything=arguments.all,
        )
        write(text)
    return 0


@needs_progress
def _remove(arguments: argparse.Namespace) -> int:
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        removed = history.remove(arguments.client, arguments.number)
    if arguments.json:
        _document([_summary(one) for one in removed])
    else:
        for one in removed:
            write(f"{one.client}: removed assessment {one.number}, {one.day}")
    return 0


@needs_progress
def _export(arguments: argparse.Namespace) -> int:
    from kg.progress.export import exported
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        _document(exported(history, arguments.client))
    return 0


def _summary(one: Assessment) -> dict[str, object]:
    return {
        "client": one.client,
        "assessment": one.number,
        "day": one.day.isoformat(),
        "photos": one.photos,
    }


def _document(value: Any) -> None:  # noqa: ANN401 - any JSON document
    write_document(json.dumps(value, indent=2, ensure_ascii=False))
