"""Options that several commands of ``continuum study`` have."""

from __future__ import annotations

import argparse
from typing import Final

_MOST: Final = 500


def add_topics(parser: argparse.ArgumentParser) -> None:
    """Add the choice of topics."""
    parser.add_argument(
        "--topic",
        action="append",
        default=[],
        metavar="TOPIC",
        help="only this topic and what is below it, by id or name; may be repeated",
    )


def add_edition(parser: argparse.ArgumentParser) -> None:
    """Add the choice of an edition."""
    parser.add_argument(
        "--edition", metavar="EDITION", help="whose tables are asked about, or all of them"
    )


def count(text: str) -> int:
    """Return a number of questions.

    Raises:
        argparse.ArgumentTypeError: when it is none.
    """
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST}")
    return int(text)
