"""Commands with packs that nobody vouches for: the whole command runs in a contained process."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kg.cli.cases import PACKS_VARIABLE, packs_of
from kg.cli.terminal import talk
from kg.errors import BadInput

__all__ = ["run_contained"]

_INSIDE: Final = "CONTINUUM_CONTAINED"
_SECONDS: Final = 60.0


def run_contained(arguments: argparse.Namespace, words: Sequence[str]) -> int | None:
    """Run a command in a contained process if it uses packs that nobody vouches for.

    Args:
        arguments: the parsed arguments.
        words: the arguments as they were given.

    Returns:
        Its exit code; ``None`` when the command is to run here.

    Raises:
        BadInput: when the command reaches out of a contained process: ``reaches_out`` says how.
        KnowledgeError: when the packs crashed it or needed too much.
        TimeLimit: when the packs needed too long.
    """
    places = packs_of(arguments)
    if not places or arguments.trust_packs or os.environ.get(_INSIDE):
        return None
    from kg.packs.contained import PackLimits, Stopped, run
    from kg.packs.files import is_installed

    if all(map(is_installed, places)):
        return None
    reaches_out = getattr(arguments, "reaches_out", None)
    if reaches_out:
        raise BadInput(
            f"{reaches_out}, which a contained process may not do",
            allowed="--trust-packs with packs that you trust, or packs that are installed",
        )
    seconds = _SECONDS + 2 * getattr(arguments, "time_limit", 0.0)
    try:
        done = run(
            "kg.cli.packs:inside",
            words,
            places,
            readable=[word for word in words if not word.startswith("-") and _is_there(word)],
            limits=PackLimits(seconds=getattr(arguments, "contained_seconds", seconds)),
            variables={PACKS_VARIABLE: os.environ.get(PACKS_VARIABLE, "")},
        )
    except Stopped as error:
        _hand_on(error.out)
        raise
    _hand_on(done.out)
    if done.talk.strip():
        talk(done.talk.rstrip("\n"))
    return done.code


def _hand_on(out: bytes) -> None:
    """Write what a contained process wrote."""
    sys.stdout.flush()
    sys.stdout.buffer.write(out)


def inside(words: Sequence[str]) -> int:
    """Run a command within a contained process."""
    from kg.cli.main import main

    os.environ[_INSIDE] = "1"
    return main(words)


def _is_there(word: str) -> bool:
    try:
        return Path(word).exists()
    except (OSError, ValueError):
        return False
