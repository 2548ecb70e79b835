"""What the commands of ``continuum progress`` have in common."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Final

from kg.cli.commands import Run
from kg.errors import BadInput

__all__ = ["add_numbers", "add_store", "day", "needs_progress", "number"]

_EXTRA: Final = frozenset(["PIL", "alembic", "sqlalchemy"])
_LARGEST: Final = 2**31 - 1


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add the place of the history."""
    parser.add_argument(
        "--store",
        metavar="PLACE",
        help="a file, or a URL of SQLAlchemy (default $CONTINUUM_STORE, else a file of the user)",
    )


def add_numbers(parser: argparse.ArgumentParser) -> None:
    """Add the two assessments to compare."""
    for flag, name, which in (("--from", "earlier", "last but one"), ("--to", "later", "last")):
        parser.add_argument(
            flag,
            dest=name,
            type=number,
            metavar="NUMBER",
            help=f"the assessment that list shows under this number (default the {which})",
        )


def number(text: str) -> int:
    """Return a number that list shows."""
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= _LARGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number that list shows")
    return int(text)


def day(text: str) -> dt.date:
    """Return a day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-03-02") from None


def needs_progress(run: Run) -> Callable[[argparse.Namespace], int]:
    """Return a command that says in one line that the optional part is not installed."""

    @wraps(run)
    def guarded(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.split(".")[0] not in _EXTRA:
                raise
            allowed = "install it: pip install 'continuum-corrective-exercise[progress]'"
            raise BadInput(f"the history needs {error.name}", allowed=allowed) from error

    return guarded
