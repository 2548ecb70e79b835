"""When the texts of the kinds of questions were last changed, as it stands beside them."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kg.errors import KnowledgeError

__all__ = ["REVISION", "digest", "read_revision"]

#: The file that says it.
REVISION: Final = "revision.toml"
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)


def read_revision(folder: Path) -> datetime:
    """Return the time of the last change, long ago when nothing says it.

    Args:
        folder: holds the kinds of questions.

    Raises:
        KnowledgeError: when the file says no time.
    """
    path = folder / REVISION
    if not path.is_file():
        return _EARLIEST
    name = f"{folder.name}/{REVISION}"
    try:
        revised = tomllib.loads(path.read_text(encoding="utf-8")).get("revised")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"not TOML: {error}", file=name) from error
    if not isinstance(revised, datetime) or revised.tzinfo is None:
        raise KnowledgeError(
            f"the entry `revised`: {revised}",
            allowed="a time such as 2026-11-24T18:00:00Z",
            file=name,
        )
    return revised


def digest(folder: Path) -> str:
    """Return what changes with the kinds and the rules they share: 12 digits of a hash.

    Args:
        folder: holds ``study.lp`` and ``kinds/*.toml``.
    """
    file_digest = hashlib.sha256()
    for path in (folder / "study.lp", *sorted((folder / "kinds").glob("*.toml"))):
        file_digest.update(f"{path.name}\n{path.read_text(encoding='utf-8')}\n".encode())
    return file_digest.hexdigest()[:12]
