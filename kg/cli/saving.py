"""Writes what a command makes to a file: whole, or not at all."""

from __future__ import annotations

from pathlib import Path

from kg.errors import BadInput
from kg.paths import write_atomically

__all__ = ["save_file"]


def save_file(
    path: Path,
    content: bytes,
    allowed: str = "a folder that may be written",
    *,
    makes_folder: bool = True,
) -> None:
    """Write a file in one piece; an older one stays as it is until the new one is whole.

    Args:
        path: the file.
        content: what it is to hold.
        allowed: what helps when it cannot be written.
        makes_folder: whether its folder is made where it is missing.

    Raises:
        BadInput: when it cannot be written.
    """
    if not makes_folder and not path.parent.is_dir():
        raise BadInput("cannot be written (no such folder)", allowed=allowed, file=str(path))
    try:
        write_atomically(path, content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"cannot be written ({reason})", allowed=allowed, file=str(path)) from error
