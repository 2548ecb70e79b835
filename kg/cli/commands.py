"""What every command has in common: a help with examples, and the function that runs it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
Run: TypeAlias = Callable[[argparse.Namespace], int]


def add_command(
    commands: Subparsers, name: str, summary: str, run: Run, examples: str
) -> argparse.ArgumentParser:
    """Add a command and return its parser.

    Args:
        commands: where the commands of a parser are collected.
        name: how the command is called.
        summary: one line that says what it does.
        run: runs it on the parsed arguments and returns the exit code.
        examples: command lines a newcomer can copy, one a line.
    """
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"examples:\n{_indented(examples)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _indented(lines: str) -> str:
    return "\n".join(f"  {line.strip()}" for line in lines.strip().splitlines())
