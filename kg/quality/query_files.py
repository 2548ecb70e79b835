"""Query files: a SPARQL query below a header of comment lines such as ``# level: error``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KnowledgeError, nearest
from kg.paths import shown

__all__ = ["QueryFile", "read_query_files"]

_ENTRY = re.compile(r"#\s*([A-Za-z]+):\s*(.*)")


@dataclass(frozen=True)
class QueryFile:
    """One ``.rq`` file.

    Attributes:
        name: the stem of the file.
        file: its path as messages show it.
        header: what its header says, by key in small letters.
        text: the whole file, which is the query, since a header is a comment.
    """

    name: str
    file: str
    header: Mapping[str, str]
    text: str

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return a value of the header that must be one of a few words.

        Raises:
            KnowledgeError: if it is missing and there is no default, or if it is another word.
        """
        value = self.header.get(key, default)
        if value not in allowed:
            raise KnowledgeError(
                f"the header says “{key}: {value}”" if value else f"the header has no “{key}”",
                allowed=f"“# {key}:” is followed by {', '.join(allowed)}",
                suggestions=nearest(value or "", allowed),
                file=self.file,
            )
        return value

    def sentence(self, key: str) -> str:
        """Return a text of the header.

        Raises:
            KnowledgeError: if it is missing or empty.
        """
        value = self.header.get(key, "")
        if not value:
            raise KnowledgeError(
                f"the header has no “{key}”",
                allowed=f"a line “# {key}: …” stands above the query",
                file=self.file,
            )
        return value


def read_query_files(directory: Path) -> tuple[QueryFile, ...]:
    """Return the query files of a directory, sorted by name.

    Args:
        directory: a directory below ``ontology/``; files are named from ``ontology/`` on.

    Raises:
        KnowledgeError: if a file cannot be read.
    """
    return tuple(_read(path, directory) for path in sorted(directory.glob("*.rq")))


def _read(path: Path, directory: Path) -> QueryFile:
    """Read one file."""
    name = shown(path, directory.parent.parent)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"cannot be read ({error})", file=name) from error
    return QueryFile(path.stem, name, _header(text), text)


def _header(text: str) -> dict[str, str]:
    """Return the entries of the leading comment; a line without a key goes on with the last."""
    header: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        entry = _ENTRY.fullmatch(line.rstrip())
        if entry:
            key = entry[1].lower()
            header[key] = entry[2].strip()
        elif key:
            header[key] = f"{header[key]} {line.lstrip('#').strip()}".strip()
    return header
