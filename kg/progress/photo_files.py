"""The directory of the photos, beside the store, with a marker that says whose photos they are.

A file that no row names is a leftover of a writer that died. Such a file is moved to ``trash``
after a write, and only when the marker fits, the name has our form, and the file is hours old; it
is deleted from there when somebody says so. Nothing else in the directory is ever touched.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from kg.errors import BadInput, InternalError
from kg.paths import flush_directory, write_atomically

__all__ = ["MARKER", "TRASH", "PhotoFiles", "is_photo_name"]

#: The file that holds the id of the store.
MARKER: Final = "continuum-store.txt"
#: The folder of the leftovers.
TRASH: Final = "trash"
#: Seconds; a leftover that is younger may belong to a writer at work.
_LEFT_FOR: Final = 6 * 3600
_SUFFIX: Final = ".jpg"
_OURS: Final = re.compile(r"[0-9a-f]{32}\.jpg")
_MARKED: Final = re.compile(r"photos of the Continuum history ([0-9a-f]{32})\n")
_FULL: Final = frozenset(["ENOSPC", "EDQUOT"])


def is_photo_name(name: str) -> bool:
    """Return whether a name has the form of those that we give to photos.

    Example:
        >>> is_photo_name("0" * 32 + ".jpg"), is_photo_name("../history.sqlite")
        (True, False)
    """
    return _OURS.fullmatch(name) is not None


class PhotoFiles:
    """Files of photos; their names say nothing about the client."""

    def __init__(self, directory: Path, store_id: str | None, older: Path | None = None) -> None:
        """Use a directory; it is made when the first photo comes.

        Args:
            directory: where photos are written.
            store_id: the id of the store; ``None`` for one that has none yet and is only read.
            older: another directory, where older versions wrote photos.
        """
        self.directory = directory
        self._store_id = store_id
        self._older = older

    def new_name(self) -> str:
        """Return a name that no file has and nobody can guess."""
        return f"{secrets.token_hex(16)}{_SUFFIX}"

    def names(self) -> set[str]:
        """Return the names of the files that have our form."""
        return _pictures(self.directory)

    def in_trash(self) -> set[str]:
        """Return the names of the leftovers that were moved to the trash."""
        return _pictures(self.directory / TRASH)

    def owner(self) -> str | None:
        """Return the id of the store that the directory belongs to, ``None`` without a marker.

        Raises:
            BadInput: when the marker cannot be read.
        """
        marker = self.directory / MARKER
        try:
            text = marker.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._fault(error, f"{MARKER} cannot be read") from error
        match = _MARKED.fullmatch(text)
        return match[1] if match else f"damaged marker {text[:40]!r}"

    def foreign(self, named: Collection[str]) -> str | None:
        """Return why the directory belongs to another store, ``None`` if it does not.

        Args:
            named: the files that the rows of this store name.
        """
        owner = self.owner()
        if owner == self._store_id and owner is not None:
            return None
        if owner is not None:
            return f"it belongs to another history ({owner}; this one is {self._store_id})"
        pictures = self.names()
        if pictures and not pictures & set(named):
            return f"it has no {MARKER} and none of its {len(pictures)} photos is of this history"
        return None

    def claim(self, named: Collection[str]) -> None:
        """Make the directory and mark it as that of this store.

        Args:
            named: the files that the rows of this store name.

        Raises:
            BadInput: when it belongs to another store, or cannot be written.
            InternalError: when the disk is full.
        """
        self.refuse_foreign(named)
        if self._store_id is None or self.owner() == self._store_id:
            return
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            text = f"photos of the Continuum history {self._store_id}\n"
            write_atomically(self.directory / MARKER, text.encode(), mode=0o600)
        except OSError as error:
            raise self._fault(error, "cannot be written") from error

    def refuse_foreign(self, named: Collection[str]) -> None:
        """Raise if the directory belongs to another store.

        Raises:
            BadInput: saying whose it is.
        """
        why = self.foreign(named)
        if why is not None:
            raise BadInput(
                f"this folder of photos is not of this history: {why}",
                allowed="move the folder to the history it belongs to",
                file=str(self.directory),
            )

    def write(self, name: str, content: bytes) -> None:
        """Write a file down to the disk, readable by the user alone.

        Raises:
            BadInput: when the directory cannot be written.
            InternalError: when the disk is full.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            flush_directory(self.directory)
        except OSError as error:
            raise self._fault(error, "cannot be written") from error

    def read(self, name: str, digest: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            BadInput: when it is missing, or is not what was written.
        """
        try:
            content = self._place_of(name).read_bytes()
        except OSError as error:
            raise self._fault(error, f"the photo {name} cannot be read") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise BadInput(f"the photo {name} was changed", file=str(self.directory))
        return content

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that may be there, and the directory with the last of them.

        Raises:
            BadInput: when one cannot be removed.
        """
        places = [self.directory, self.directory / TRASH]
        places += [self._older] if self._older is not None else []
        try:
            for name in names:
                for place in places:
                    (place / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._fault(error, "cannot be cleaned") from error
        with contextlib.suppress(OSError, BadInput):
            self.remove_empty_directory()

    def bring(self, named: Collection[str]) -> None:
        """Bring the files of this store here from where older versions wrote them.

        Raises:
            BadInput: when one cannot be moved.
        """
        if self._older is None or not (mine := _pictures(self._older) & set(named)):
            return
        self.claim(named)
        try:
            for name in sorted(mine):
                (self._older / name).replace(self.directory / name)
        except OSError as error:
            raise self._fault(error, "cannot be written") from error
        with contextlib.suppress(OSError, BadInput):
            PhotoFiles(self._older, self._store_id).remove_empty_directory()

    def tidy(self, named: Collection[str]) -> None:
        """Move the leftovers of writers that died to the trash, where that is possible.

        Args:
            named: the files that the rows of this store name.
        """
        with contextlib.suppress(OSError, BadInput, InternalError):
            if self._store_id is None or self.owner() != self._store_id:
                return
            latest = time.time() - _LEFT_FOR
            trash = self.directory / TRASH
            for name in sorted(self.names() - set(named)):
                if (self.directory / name).stat().st_mtime < latest:
                    trash.mkdir(exist_ok=True, mode=0o700)
                    (self.directory / name).replace(trash / name)

    def empty_trash(self, named: Collection[str]) -> tuple[str, ...]:
        """Delete the leftovers in the trash; what a row names comes back from there.

        Args:
            named: the files that the rows of this store name.

        Returns:
            The names of the files that were deleted.

        Raises:
            BadInput: when the directory belongs to another store, or a file cannot be deleted.
        """
        self.refuse_foreign(named)
        trash = self.directory / TRASH
        leftovers = tuple(sorted(self.in_trash() - set(named)))
        try:
            for name in self.in_trash() & set(named):
                if not (self.directory / name).exists():
                    (trash / name).replace(self.directory / name)
            for name in leftovers:
                (trash / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._fault(error, "cannot be cleaned") from error
        with contextlib.suppress(OSError):
            trash.rmdir()
        return leftovers

    def _place_of(self, name: str) -> Path:
        """Return where a file is; an older copy of a store may name what went to the trash."""
        here = self.directory / name
        others = [self.directory / TRASH / name]
        others += [self._older / name] if self._older is not None else []
        return next((place for place in (here, *others) if place.is_file()), here)

    def remove_empty_directory(self) -> None:
        """Remove the directory when only the marker of this store is in it.

        Raises:
            OSError, BadInput: when it cannot be read or removed.
        """
        left = {entry.name for entry in self.directory.iterdir()}
        if TRASH in left and not any((self.directory / TRASH).iterdir()):
            (self.directory / TRASH).rmdir()
            left.remove(TRASH)
        if left == {MARKER} and self.owner() == self._store_id:
            (self.directory / MARKER).unlink()
            left.clear()
        if not left:
            self.directory.rmdir()

    def _fault(self, error: OSError, meaning: str) -> BadInput | InternalError:
        reason = error.strerror or str(error)
        if errno.errorcode.get(error.errno or 0) in _FULL:
            return InternalError(f"{self.directory}: {meaning} ({reason}); nothing was kept")
        return BadInput(f"{meaning} ({reason})", file=str(self.directory))


def _pictures(directory: Path) -> set[str]:
    """Return the names of the files of our form in a directory that may be missing."""
    try:
        with os.scandir(directory) as entries:
            return {
                entry.name
                for entry in entries
                if _OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
            }
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", file=str(directory)) from error
