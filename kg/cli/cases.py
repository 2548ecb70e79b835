"""What every command that answers a case has in common."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from kg.errors import CaseError

if TYPE_CHECKING:
    from kg.proof.consultation import Consultation

_SECONDS: Final = 10.0
_LONGEST: Final = 3600.0


def add_case_options(parser: argparse.ArgumentParser) -> None:
    """Add the case file and the time limit."""
    parser.add_argument(
        "case", metavar="CASE", help="a YAML or JSON file, or - for the standard input"
    )
    parser.add_argument(
        "--time-limit",
        type=_seconds,
        default=_SECONDS,
        metavar="SECONDS",
        help=f"how long to look for the best program (default {_SECONDS:g})",
    )


def consultation_of(arguments: argparse.Namespace) -> Consultation:
    """Return the answered case, ready to be asked.

    Raises:
        CaseError: with file and line, when the case cannot be read or cannot be right.
    """
    from kg.engine.case_file import read_file
    from kg.engine.vocabulary import Vocabulary
    from kg.knowledge import KnowledgeBase
    from kg.proof.consultation import Consultation

    file = read_file(arguments.case)
    knowledge = KnowledgeBase.load()
    case = file.case(Vocabulary.of(knowledge))
    try:
        return Consultation.of(case, knowledge, time_limit=arguments.time_limit)
    except CaseError as error:
        raise file.placed(error) from None


def _seconds(text: str) -> float:
    """Return a number of seconds that a solver can be given."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        message = f"{text!r} is no number of seconds above 0 and up to {_LONGEST:g}"
        raise argparse.ArgumentTypeError(message)
    return seconds
