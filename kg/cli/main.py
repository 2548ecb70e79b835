"""The entry of ``continuum``: finds the command, imports only it, turns errors into exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NamedTuple

from kg import __version__
from kg.cli.terminal import talk
from kg.errors import BadInput, ContinuumError, nearest
from kg.plain_text import shortened

_INTERNAL: Final = 70
_INTERRUPTED: Final = 130
_NOBODY_READS: Final = 141

_ABOUT: Final = (
    "Corrective exercise, explained: from what was seen to a program,\n"
    "with the reason of every step."
)
_MORE: Final = """\
examples:
  continuum advise examples/knees_in_right.yaml
  continuum advise case.yaml --json
  continuum why case.yaml gluteus_medius
  continuum critique case.yaml plan.txt
  continuum advise --help

exit codes:
  0 ok   1 a check found something   2 bad input   3 no valid program
  4 time limit reached   70 internal error

Continuum does not diagnose. Pain and red flags go to a clinician.
"""


class Command(NamedTuple):
    """A command before it is imported.

    Attributes:
        module: the module that adds its parser.
        summary: one line for the list of commands.
    """

    module: str
    summary: str


COMMANDS: Final = {
    "advise": Command("kg.cli.advise", "turn a case into an explained program"),
    "handout": Command("kg.cli.handout", "write a program as a sheet to take home"),
    "why": Command("kg.cli.why", "show the proof of a statement"),
    "calendar": Command("kg.cli.calendar", "write the week of a program as a calendar file"),
    "why-not": Command(
        "kg.cli.why_not", "show why something does not hold, and what would make it so"
    ),
    "how-sure": Command("kg.cli.how_sure", "show what every equally good program holds"),
    "what-if": Command("kg.cli.what_if", "change a case and show what differs, and why"),
    "compare": Command("kg.cli.compare", "show what differs between two cases, and why"),
    "critique": Command("kg.cli.critique", "judge a plan by the rules that make a program"),
    "figure": Command("kg.cli.figure", "draw an exercise from its positions"),
    "explain": Command("kg.cli.explain", "tell what is known of a thing, with its sources"),
    "explore": Command("kg.cli.explore", "start the explorer in a browser"),
    "progress": Command("kg.cli.progress", "keep a client's cases, show what changed"),
    "study": Command("kg.cli.study", "practise, print papers and make cards"),
    "ontology": Command("kg.cli.ontology", "build, check, format and query the knowledge"),
    "rules": Command("kg.cli.rules", "look into the rules; make, check and compare rule packs"),
    "schema": Command("kg.cli.schema", "print the JSON Schema of a contract"),
    "doctor": Command("kg.cli.doctor", "check this installation"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: what follows the program's name; by default that of the process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_quietly()
        return _NOBODY_READS
    except KeyboardInterrupt:
        talk("continuum: stopped")
        return _INTERRUPTED
    except ContinuumError as error:
        has_place = isinstance(error, BadInput) and error.file is not None
        talk(error.message if has_place else f"continuum: {error.message}")
        return error.exit_code
    except Exception as error:
        if os.environ.get("CONTINUUM_DEBUG"):
            raise
        talk(f"continuum: internal error: {_one_line(error)} (CONTINUUM_DEBUG=1 shows where)")
        return _INTERNAL
    return code


def _run(words: list[str]) -> int:
    """Parse the arguments and run the command they name."""
    name = next((word for word in words if not word.startswith("-")), None)
    if name is not None and name not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise BadInput(
            f"no command {shortened(name, 60)!r}",
            allowed=f"one of {known}",
            suggestions=nearest(name, COMMANDS),
        )
    parsed = parser(name).parse_args(words)
    if name is None:
        parser(None).print_help()
        return 0
    if hasattr(parsed, "trust_packs"):
        from kg.cli.packs import run_contained

        code = run_contained(parsed, words)
        if code is not None:
            return code
    return int(parsed.run(parsed))


def parser(command: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the named command is imported and knows its options."""
    top = argparse.ArgumentParser(
        prog="continuum",
        description=_ABOUT,
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"continuum {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for name, (module, summary) in COMMANDS.items():
        if name == command:
            import_module(module).add_parser(commands)
        else:
            commands.add_parser(name, help=summary)
    return top


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _leave_quietly() -> None:
    """Point stdout at nothing, so that the interpreter does not complain when it closes it."""
    with open(os.devnull, "w") as nothing:  # noqa: PTH123 - a device, not a path
        os.dup2(nothing.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    raise SystemExit(main())
