"""Keeps the output shown in Markdown true: each marked block holds what its command prints.

A block begins with ``<!-- output: continuum … -->`` and ends with ``<!-- end of output -->``. With
``(from "Program" to "Left out")`` behind the command it holds the lines from the first that begins
with the one text to the line before the first that begins with the other. Run as a program it fills
the blocks of README.md and docs/ anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_BLOCK: Final = re.compile(
    r'(<!-- output: continuum (.*?)(?: \(from "([^"]+)" to "([^"]+)"\))? -->\n```text\n)'
    r"(.*?)(```\n<!-- end of output -->)",
    re.DOTALL,
)


def documents() -> Iterator[Path]:
    """Yield the Markdown files that may show output."""
    yield ROOT / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def filled(text: str) -> str:
    """Return a document with the true output in its blocks.

    The commands of a document run in its order, with a history of their own that is empty at first.
    """
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "XDG_DATA_HOME": data}
        environment.pop("CONTINUUM_STORE", None)
        return _BLOCK.sub(
            lambda block: (
                f"{block[1]}{_part(_output(block[2], environment), block[3], block[4])}{block[6]}"
            ),
            text,
        )


def _part(output: str, first: str | None, last: str | None) -> str:
    """Return the lines of an output from one beginning to the next, or all of them."""
    if first is None or last is None:
        return output
    lines = output.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(first))
    end = next(number for number, line in enumerate(lines) if line.startswith(last))
    return "".join(lines[start:end]).rstrip("\n") + "\n"


def _output(words: str, environment: Mapping[str, str]) -> str:
    """Return what a command prints, whatever its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *shlex.split(words)],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return "\n".join(line.rstrip() for line in done.stdout.decode().splitlines()) + "\n"


def main() -> None:
    """Fill every document."""
    for file in documents():
        file.write_text(filled(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
