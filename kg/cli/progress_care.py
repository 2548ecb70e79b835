"""``continuum progress check``, ``backup`` and ``empty-trash``: whole, copied, tidy."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from kg.cli.commands import Subparsers, add_command
from kg.cli.progress_options import add_store, needs_progress
from kg.cli.terminal import talk, write, write_document

_CHECK: Final = "continuum progress check\ncontinuum progress check --store ~/clinic/history.sqlite"
_BACKUP: Final = """
continuum progress backup --out backup-2026-03-02
continuum progress list --store backup-2026-03-02/history.sqlite
"""
_EMPTY: Final = "continuum progress check\ncontinuum progress empty-trash"


def add_care_commands(group: Subparsers) -> None:
    """Add the commands."""
    check = add_command(group, "check", "check rows and photos for damage", _check, _CHECK)
    backup = add_command(group, "backup", "copy the history and its photos", _backup, _BACKUP)
    backup.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    empty = add_command(group, "empty-trash", "delete leftover photos for good", _empty, _EMPTY)
    for command in (check, backup, empty):
        add_store(command)
        command.add_argument("--json", action="store_true", help="print JSON")


@needs_progress
def _check(arguments: argparse.Namespace) -> int:
    """Say what is damaged; exit code 1 if something is."""
    from kg.progress.check import inspect_history
    from kg.progress.database_errors import RESTORE, Damage
    from kg.progress.store import History

    name = ""
    try:
        with History.open(arguments.store) as history:
            inspection, name = inspect_history(history), history.name
    except Damage as damage:
        if arguments.json:
            _document({"ok": False, "faults": damage.details})
        else:
            write(damage.message)
        return 1
    if arguments.json:
        _document({"ok": not inspection.faults, "store": name, **asdict(inspection)})
        return int(bool(inspection.faults))
    for line in (*inspection.faults, *inspection.notes):
        write(line)
    if inspection.faults:
        write(f"{name}: {_number(len(inspection.faults), 'fault')}; {RESTORE.split(';')[0]}")
    else:
        cases, photos = (
            _number(inspection.assessments, "case"),
            _number(inspection.photos, "photo"),
        )
        write(f"{name}: whole; {cases} and {photos}, all as they were written.")
    return int(bool(inspection.faults))


@needs_progress
def _backup(arguments: argparse.Namespace) -> int:
    """Copy the history; exit code 1 if a photo could not be copied."""
    from kg.progress.backup import back_up
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        backup = back_up(history, arguments.out)
    if arguments.json:
        _document({**asdict(backup), "file": str(backup.file)})
    else:
        cases, photos = _number(backup.assessments, "case"), _number(backup.photos, "photo")
        write(f"{backup.file}: {cases} and {photos}")
    for line in backup.missing:
        talk(f"continuum: not copied: {line}")
    return int(bool(backup.missing))


@needs_progress
def _empty(arguments: argparse.Namespace) -> int:
    """Delete the photo files that no case names and that a change moved to the trash."""
    from kg.progress.store import History

    with History.open(arguments.store) as history:
        deleted = history.empty_trash()
    if arguments.json:
        _document(list(deleted))
    else:
        write(f"deleted {_number(len(deleted), 'leftover photo')}")
    return 0


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _document(value: object) -> None:
    write_document(json.dumps(value, indent=2, ensure_ascii=False))
