"""Looks again and again whether a file of a pack was saved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["saves"]

_State = dict[str, tuple[int, int]]


def saves(folder: Path, seconds: float) -> Iterator[tuple[str, ...]]:
    """Yield the names of the files that changed: everything at first, then at each save.

    Args:
        folder: the folder of the pack.
        seconds: how long to wait between two looks.
    """
    before: _State = {}
    while True:
        now = _state(folder)
        changed = sorted(
            name for name in now.keys() | before.keys() if now.get(name) != before.get(name)
        )
        if changed:
            yield tuple(changed)
        before = now
        time.sleep(seconds)


def _state(folder: Path) -> _State:
    found: _State = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        try:
            known = path.stat()
        except OSError:
            continue  # it was removed meanwhile
        found[path.relative_to(folder).as_posix()] = (known.st_mtime_ns, known.st_size)
    return found
