"""The directory of the photos, beside the store."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kg.errors import BadInput, InternalError

__all__ = ["PhotoFiles"]

_SUFFIX: Final = ".jpg"
_FULL: Final = frozenset(["ENOSPC", "EDQUOT"])


class PhotoFiles:
    """Files of photos; their names say nothing about the client."""

    def __init__(self, directory: Path) -> None:
        """Use a directory; it is made when the first photo comes."""
        self._directory = directory

    def new_name(self) -> str:
        """Return a name that no file has and nobody can guess."""
        return f"{secrets.token_hex(16)}{_SUFFIX}"

    def names(self) -> set[str]:
        """Return the names of all files that are there."""
        try:
            return {entry.name for entry in self._directory.iterdir()}
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise self._fault(error, "cannot be read") from error

    def write(self, name: str, content: bytes) -> None:
        """Write a file down to the disk, readable by the user alone.

        Raises:
            BadInput: when the directory cannot be written.
            InternalError: when the disk is full.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _settle(self._directory)
        except OSError as error:
            raise self._fault(error, "cannot be written") from error

    def read(self, name: str, digest: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            BadInput: when it is missing, or is not what was written.
        """
        try:
            content = (self._directory / name).read_bytes()
        except OSError as error:
            raise self._fault(error, f"the photo {name} cannot be read") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise BadInput(f"the photo {name} was changed", file=str(self._directory))
        return content

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that may be there, and the directory with the last of them.

        Raises:
            BadInput: when one cannot be removed.
        """
        try:
            for name in names:
                (self._directory / name).unlink(missing_ok=True)
            if self._directory.is_dir() and not any(self._directory.iterdir()):
                self._directory.rmdir()
        except OSError as error:
            raise self._fault(error, "cannot be cleaned") from error

    def _fault(self, error: OSError, meaning: str) -> BadInput | InternalError:
        reason = error.strerror or str(error)
        if errno.errorcode.get(error.errno or 0) in _FULL:
            return InternalError(f"{self._directory}: {meaning} ({reason}); nothing was kept")
        return BadInput(f"{meaning} ({reason})", file=str(self._directory))


def _settle(directory: Path) -> None:
    """Write the entries of a directory down to the disk, where the system can do that."""
    if os.name == "posix":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
