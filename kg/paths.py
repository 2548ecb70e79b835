"""Where the knowledge, the rules and the cache are, and how a file is written in one piece.

Holds no state: every function looks again.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import re
import secrets
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import KnowledgeError

__all__ = [
    "Cache",
    "Places",
    "cache_directory",
    "data_directory",
    "flush_directory",
    "places",
    "shown",
    "write_atomically",
]

_CACHE_VARIABLE = "CONTINUUM_CACHE_DIR"
_KEPT = 8
_KEY = ".key"
#: Seconds after which a file that was not finished belongs to no writer any more.
_LEFT_FOR = 3600
_ENTRY = re.compile(r"[a-z]+-[0-9a-f]+(-[0-9a-f]+)?\.[a-z]+")


@dataclass(frozen=True)
class Places:
    """The two rooms of the knowledge on disk.

    Attributes:
        ontology: the directory with ``continuum.ttl``, its modules and the catalog.
        rules: the directory with ``closure/``, ``facts/`` and the decisions.
    """

    ontology: Path
    rules: Path


def places(root: Path | str | None = None) -> Places:
    """Return where the ontology and the rules are.

    Args:
        root: a directory that holds ``ontology/`` and ``rules/``; by default the data inside the
            installed package, or in a checkout the directories beside the package.

    Raises:
        KnowledgeError: if there is no ``ontology/`` or no ``rules/`` directory.
    """
    base = Path(root) if root is not None else _default_root()
    found = Places(base / "ontology", base / "rules")
    for directory in (found.ontology, found.rules):
        if not directory.is_dir():
            raise KnowledgeError(
                f"no directory {directory.name}/ in {base}",
                allowed="a root directory holds ontology/ and rules/",
            )
    return found


def _default_root() -> Path:
    """Return the data inside an installed package, else the directory beside the package."""
    package = Path(__file__).resolve().parent
    data = package / "_data"
    return data if data.is_dir() else package.parent


def shown(path: Path, root: Path) -> str:
    """Return a path as messages show it: from the root's directory on, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def cache_directory() -> Path:
    """Return the directory for what can be computed again.

    It is ``$CONTINUUM_CACHE_DIR``, else ``$XDG_CACHE_HOME/continuum``, else ``~/.cache/continuum``.

    Raises:
        OSError: if none is set and the user has no home directory.
    """
    chosen = os.environ.get(_CACHE_VARIABLE)
    if chosen:
        return Path(chosen)
    caches = os.environ.get("XDG_CACHE_HOME")
    if caches:
        return Path(caches) / "continuum"
    try:
        return Path.home() / ".cache" / "continuum"
    except RuntimeError as error:
        raise OSError("no home directory") from error


def data_directory() -> Path:
    """Return the directory for what cannot be computed again, such as a history of cases.

    It is ``$XDG_DATA_HOME/continuum``, else ``~/.local/share/continuum``.

    Raises:
        OSError: if the variable is not set and the user has no home directory.
    """
    data = os.environ.get("XDG_DATA_HOME")
    if data:
        return Path(data) / "continuum"
    try:
        return Path.home() / ".local" / "share" / "continuum"
    except RuntimeError as error:
        raise OSError("no home directory") from error


def write_atomically(path: Path, content: bytes, *, mode: int = 0o666, flush: bool = True) -> None:
    """Write a file so that readers see the old bytes or the new ones, never a part.

    What was written is on the disk when this returns, so a power cut changes nothing. A link
    stays a link: what it leads to is written. A device or a pipe is written as it is.

    Args:
        path: the file; its directories are made.
        content: what it is to hold.
        mode: the rights of a new file, less the mask of the user; an existing file keeps its own.
        flush: whether it must be on the disk at the end; not needed for what is computed again.

    Raises:
        OSError: if it cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    path = path.resolve() if path.is_symlink() else path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if flush:
        flush_directory(path.parent)


def flush_directory(directory: Path) -> None:
    """Write the entries of a directory down to the disk, where the system can do that."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Cache:
    """Files that can be computed again; none of its faults ever stops anything.

    An entry is called ``kind-key.suffix`` and begins with a seal of its name and of what follows,
    made with a key of this cache, so an entry that is damaged, was renamed or was put there by
    another program counts as missing. The directory is for its user alone; one that belongs to
    somebody else, or that everybody may write to, is not used. Of each kind only the newest few
    are kept. A directory that cannot be used costs time, and is reported once on stderr.
    """

    def __init__(self, directory: Path | None = None, *, enabled: bool = True) -> None:
        """Use a directory, by default that of the user; ``enabled=False`` remembers nothing."""
        self._directory = directory
        self._enabled = enabled
        self._complained = False

    def read(self, name: str) -> bytes | None:
        """Return the bytes of an entry, or ``None`` if it is missing, damaged or unreadable."""
        if not self._enabled:
            return None
        try:
            place = self._place()
            _refuse_shared(place)
            seal, _, content = (place / name).read_bytes().partition(b"\n")
            key = (place / _KEY).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
            return None
        return content if hmac.compare_digest(seal, _seal(key, name, content)) else None

    def read_json(self, name: str) -> Any:  # noqa: ANN401 - any JSON document
        """Return the JSON document of an entry, or ``None`` if it is missing or none."""
        content = self.read(name)
        try:
            return None if content is None else json.loads(content)
        except ValueError:
            return None

    def write(self, name: str, content: bytes, *, most: int = _KEPT) -> None:
        """Keep an entry if that is possible.

        Args:
            name: its name.
            content: what it holds.
            most: how many entries of its kind are kept.
        """
        if not self._enabled:
            return
        try:
            place = self._place()
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            _refuse_shared(place)
            key = _key_of(place)
            sealed = _seal(key, name, content) + b"\n" + content
            write_atomically(place / name, sealed, mode=0o600, flush=False)
            self._forget_old(place, name.split("-", 1)[0], most)
        except OSError as error:
            self._complain(error)

    def _place(self) -> Path:
        return self._directory if self._directory is not None else cache_directory()

    def _forget_old(self, place: Path, kind: str, most: int) -> None:
        """Remove all but the newest entries of a kind, and what writers that died left half done.

        Other files in the directory stay.
        """
        named = (entry for entry in place.glob(f"{kind}-*") if _ENTRY.fullmatch(entry.name))
        entries = sorted(named, key=lambda entry: entry.stat().st_mtime_ns)
        latest = time.time() - _LEFT_FOR
        parts = (part for part in place.glob(".*.part") if part.stat().st_mtime < latest)
        for entry in (*entries[:-most], *parts):
            entry.unlink(missing_ok=True)

    def _complain(self, error: OSError) -> None:
        """Say once that the cache does not work."""
        if not self._complained:
            self._complained = True
            print(f"continuum: the cache cannot be used ({error}); computing", file=sys.stderr)


def _refuse_shared(directory: Path) -> None:
    """Raise if a directory is not the user's; take the rights of others from one that is.

    Raises:
        OSError: if it belongs to somebody else, or everybody may write to it.
    """
    if os.name != "posix":
        return
    status = directory.stat()
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid != os.geteuid():
        raise OSError(f"{directory} belongs to another user")
    if mode & stat.S_IWOTH:
        raise OSError(f"everybody may write to {directory}")
    if mode & 0o077:
        with contextlib.suppress(OSError):
            directory.chmod(0o700)


def _key_of(place: Path) -> bytes:
    """Return the key of a cache; the first entry makes it.

    Raises:
        OSError: if it cannot be made.
    """
    file = place / _KEY
    part = place / f".{secrets.token_hex(8)}.part"
    if not file.exists():
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as written:
                written.write(secrets.token_hex(32).encode())
            with contextlib.suppress(FileExistsError):  # another process was first
                os.link(part, file)
        finally:
            part.unlink(missing_ok=True)
    return file.read_bytes()


def _seal(key: bytes, name: str, content: bytes) -> bytes:
    return hmac.digest(key, name.encode() + b"\n" + content, "sha256").hex().encode()
