"""A new pack from the template: small, complete, and passing its own check."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from kg.errors import BadInput
from kg.paths import write_atomically

__all__ = ["new_pack"]

_TEMPLATE: Final = Path(__file__).parent / "template"
_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
_TITLE: Final = re.compile(r"[^\W_][\w ,.'’()-]{1,59}")


def new_pack(folder: Path, name: str, title: str, author: str) -> list[Path]:
    """Write a new pack.

    Args:
        folder: where it goes; it must not be there, or be empty.
        name: the pack's id.
        title: its name for people.
        author: who writes it.

    Returns:
        The files written, sorted.

    Raises:
        BadInput: when the folder holds something, or a name will not do.
    """
    if not _ID.fullmatch(name):
        raise BadInput(
            f"the id {name!r}", allowed="small letters, digits and _, two at least; see --id"
        )
    for what, text in (("title", title), ("author", author)):
        if not _TITLE.fullmatch(text):
            raise BadInput(f"the {what} {text!r}", allowed="two to sixty letters, on one line")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise BadInput(f"{folder} holds something already", allowed="a new or empty folder")
        written = []
        for source in sorted(_TEMPLATE.rglob("*")):
            if source.is_dir():
                continue
            text = source.read_text(encoding="utf-8")
            inner = source.relative_to(_TEMPLATE).as_posix().replace("__ID__", name)
            for place, filled in (("__ID__", name), ("__TITLE__", title), ("__AUTHOR__", author)):
                text = text.replace(place, filled)
            target = folder / inner
            write_atomically(target, text.encode())
            written.append(target)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror})") from error
    return written
