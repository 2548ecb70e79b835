"""The cases that come with the package, to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kg.errors import BadInput, nearest
from kg.paths import places

__all__ = ["example_names", "example_path"]

_ENDING: Final = ".yaml"


def _folder() -> Path:
    return places().ontology.parent / "examples"


def example_names() -> tuple[str, ...]:
    """Return the names of the examples, sorted."""
    return tuple(sorted(one.stem for one in _folder().glob(f"*{_ENDING}")))


def example_path(name: str) -> Path:
    """Return the file of an example.

    Raises:
        BadInput: when there is none of that name.
    """
    names = example_names()
    if name not in names:
        raise BadInput(
            f"no example {name!r}", allowed="the name of one", suggestions=nearest(name, names)
        )
    return _folder() / f"{name}{_ENDING}"
