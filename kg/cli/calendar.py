"""``continuum calendar``: the week of a program as an iCalendar file."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict
from typing import Final

from kg.cli.cases import add_case_options, advice_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import write_document

_EXAMPLES: Final = """
continuum calendar examples/lifter_five_days.yaml > week.ics
continuum calendar case.yaml --at 07:30 > week.ics
continuum calendar case.yaml --json
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "write the week of a program as a calendar file"
    parser = add_command(commands, "calendar", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument(
        "--at", type=_time, metavar="HH:MM", help="when sessions begin; whole days without it"
    )
    parser.add_argument("--json", action="store_true", help="print the entries as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read the case, ask the engine, print its calendar."""
    from kg.present.week_calendar import entries, to_ical

    case, knowledge, advice = advice_of(arguments)
    found = entries(case, advice, names=knowledge.labels, file=arguments.case)
    if arguments.json:
        rows = [{**asdict(one), "start": one.start.isoformat()} for one in found]
        write_document(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        write_document(to_ical(found, found[0].start, arguments.at))
    return 4 if advice.result == "best_found" else 0


def _time(text: str) -> dt.time:
    """Return a time of the day written as ``HH:MM``."""
    try:
        return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time, no day
    except ValueError:
        message = f"{text!r} is no time of the day, such as 07:30"
        raise argparse.ArgumentTypeError(message) from None
