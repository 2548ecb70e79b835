"""``continuum progress photo``: photos of an assessment, kept beside the history."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.commands import Subparsers, add_command
from kg.cli.progress_options import add_store, needs_progress, number
from kg.cli.saving import save_file
from kg.cli.terminal import write, write_document

if TYPE_CHECKING:
    from kg.progress.store import Photo

_GROUP: Final = """
continuum progress photo add client-07 front.jpg --view anterior
continuum progress photo list client-07
continuum progress photo export client-07 --out photos
continuum progress photo remove client-07 4
"""
_ADD: Final = """
continuum progress photo add client-07 front.jpg --view anterior
continuum progress photo add client-07 side.jpg --view lateral --side left --number 2
"""
_LIST: Final = "continuum progress photo list client-07 --json"
_EXPORT: Final = """
continuum progress photo export client-07 --out photos
continuum progress photo export client-07 --photo 4 --out photos
"""
_REMOVE: Final = "continuum progress photo remove client-07 4"


def add_photo_commands(commands: Subparsers) -> None:
    """Add the group of commands."""
    photo = add_command(commands, "photo", "keep photos of an assessment", _help, _GROUP)
    photo.set_defaults(parser=photo)
    group = photo.add_subparsers(title="commands", metavar="COMMAND")
    add = add_command(group, "add", "attach a photo, freed of its metadata", _add, _ADD)
    add.add_argument("client", metavar="CLIENT", help="the pseudonym")
    add.add_argument("file", metavar="FILE", type=Path, help="a JPEG, PNG or WebP picture")
    add.add_argument("--view", required=True, metavar="VIEW", help="from where it was taken")
    add.add_argument("--side", choices=("left", "right"), help="the side it shows")
    add.add_argument(
        "--number", type=number, metavar="NUMBER", help="the assessment (default the latest)"
    )
    listed = add_command(group, "list", "list the photos of a client", _list, _LIST)
    listed.add_argument("client", metavar="CLIENT", help="the pseudonym")
    export = add_command(group, "export", "write photos to a directory", _export, _EXPORT)
    export.add_argument("client", metavar="CLIENT", help="the pseudonym")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to")
    export.add_argument("--photo", type=number, metavar="NUMBER", help="only this photo")
    remove = add_command(group, "remove", "remove a photo and its file", _remove, _REMOVE)
    remove.add_argument("client", metavar="CLIENT", help="the pseudonym")
    remove.add_argument("photo", metavar="NUMBER", type=number, help="as list shows it")
    for one in (add, listed, export, remove):
        add_store(one)
        one.add_argument("--json", action="store_true", help="print JSON")


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help(sys.stderr)
    return 2


@needs_progress
def _add(arguments: argparse.Namespace) -> int:
    from kg.knowledge import KnowledgeBase
    from kg.progress.photo_views import view_meant
    from kg.progress.photos import clean_photo
    from kg.progress.store import History

    view = view_meant(KnowledgeBase.load(), arguments.view)
    picture = clean_photo(arguments.file)
    with History.open(arguments.store) as history:
        photo = history.add_photo(
            arguments.client, picture, view=view, side=arguments.side, number=arguments.number
        )
    _tell([photo], "kept", as_json=arguments.json)
    return 0


@needs_progress
def _list(arguments: argparse.Namespace) -> int:
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        found = history.photos(arguments.client)
    if not found and not arguments.json:
        write(f"{arguments.client} has no photos.")
    else:
        _tell(found, "", as_json=arguments.json)
    return 0


@needs_progress
def _export(arguments: argparse.Namespace) -> int:
    from kg.progress.store import History

    written = []
    with History.open(arguments.store) as history:
        for photo in history.photos(arguments.client, arguments.photo):
            side = f"-{photo.side}" if photo.side else ""
            name = f"{photo.client}-{photo.day}-{photo.number}-{photo.view}{side}.jpg"
            path = arguments.out / name
            content = history.content(photo)
            save_file(path, content)
            written.append(str(path))
    if arguments.json:
        write_document(json.dumps(written, indent=2, ensure_ascii=False))
    else:
        for line in written:
            write(line)
    return 0


@needs_progress
def _remove(arguments: argparse.Namespace) -> int:
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        photo = history.remove_photo(arguments.client, arguments.photo)
    _tell([photo], "removed", as_json=arguments.json)
    return 0


def _tell(photos: list[Photo] | tuple[Photo, ...], done: str, *, as_json: bool) -> None:
    """Print photos; what a photo shows is named by the ontology."""
    from kg.knowledge import KnowledgeBase
    from kg.progress.export import photo_to_dict

    if as_json:
        rows = [photo_to_dict(one) for one in photos]
        write_document(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    label = KnowledgeBase.load().label
    for one in photos:
        parts = [
            f"photo {one.number} of assessment {one.assessment}, {one.day}",
            label(one.view).lower(),
            f"{one.side} side" if one.side else "",
            f"{one.width} x {one.height}",
        ]
        write(": ".join(filter(None, (done, "; ".join(filter(None, parts))))))
