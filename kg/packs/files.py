"""The files of a pack as bytes: from a folder, a zip file, or an installed distribution.

Every file is read once, into memory; nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Final

from kg.errors import KnowledgeError, nearest

__all__ = ["ENTRY_POINTS", "MANIFEST", "installed_packs", "is_installed", "read_files"]

MANIFEST: Final = "pack.toml"
ENTRY_POINTS: Final = "continuum.packs"
MOST_FILES: Final = 500
LARGEST_PACK: Final = 20_000_000
LARGEST_FILE: Final = 5_000_000
#: A zip file may not be larger than this; what it says of its own sizes is not believed.
LARGEST_ZIP: Final = 10_000_000
_DEEPEST: Final = 8
#: What reading a damaged or hostile archive may raise; our own errors are none of these.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def read_files(place: str | Path) -> Mapping[str, bytes]:
    """Return the files of a pack, by their path within it, sorted.

    Files and folders whose names begin with a dot are not read.

    Args:
        place: a folder, a zip file, or the name of an installed pack.

    Raises:
        KnowledgeError: when there is no pack, it is too large, or it holds a link or a device.
    """
    if is_installed(place):
        contents = dict(_from_folder(_installed_folder(str(place)), str(place)))
    else:
        path = Path(place)
        name = path.as_posix()
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            raise _no_pack(name) from error
        if stat.S_ISDIR(mode):
            contents = dict(_from_folder(path, name))
        elif stat.S_ISREG(mode):
            contents = dict(_from_zip(path, name))
        else:
            raise _no_pack(name)
    if MANIFEST not in contents:
        raise KnowledgeError(
            f"no {MANIFEST}", allowed="a pack has its manifest at the top", file=str(place)
        )
    return dict(sorted(contents.items()))


def installed_packs() -> Mapping[str, str]:
    """Return the packs that installed distributions offer: name to ``package:folder``."""
    return {one.name: one.value for one in entry_points(group=ENTRY_POINTS)}


def is_installed(place: str | Path) -> bool:
    """Return whether a text is the name of an installed pack and not a path.

    What is installed was trusted when it was installed.
    """
    text = str(place)
    return text.isidentifier() and not Path(text).exists() and text in installed_packs()


def _no_pack(name: str) -> KnowledgeError:
    installed = installed_packs()
    return KnowledgeError(
        f"no pack {name}",
        allowed="a folder, a zip file, or the name of an installed pack",
        suggestions=nearest(name, installed),
    )


def _installed_folder(name: str) -> Path:
    """Return the folder of an installed pack; none of its code is run."""
    package, _, folder = installed_packs()[name].partition(":")
    spec = find_spec(package.split(".")[0])
    roots = list(spec.submodule_search_locations or ()) if spec else []
    for root in roots:
        path = Path(root, *package.split(".")[1:], *filter(None, folder.split(".")))
        if path.is_dir():
            return path
    raise KnowledgeError(
        f"the installed pack {name} names no folder",
        allowed=f"an entry point of {ENTRY_POINTS} reads `name = package:folder`",
    )


class _Budget:
    """Counts files and bytes, and raises when there are too many."""

    def __init__(self, name: str) -> None:
        """Begin at nothing."""
        self._name = name
        self._files = 0
        self._bytes = 0

    def file(self) -> None:
        """Count a file."""
        self._files += 1
        if self._files > MOST_FILES:
            raise KnowledgeError(
                f"more than {MOST_FILES} files", allowed="a smaller pack", file=self._name
            )

    def content(self, inner: str, size: int) -> None:
        """Count the bytes of a file."""
        if size > LARGEST_FILE:
            raise KnowledgeError(
                f"more than {LARGEST_FILE:,} bytes",
                allowed="smaller files",
                file=f"{self._name}/{inner}",
            )
        self._bytes += size
        if self._bytes > LARGEST_PACK:
            raise KnowledgeError(
                f"more than {LARGEST_PACK:,} bytes in all",
                allowed="a smaller pack",
                file=self._name,
            )


def _from_folder(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    budget = _Budget(name)
    waiting = [(folder, 0)]
    while waiting:
        place, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda one: one.name)
        except OSError as error:
            raise KnowledgeError(f"cannot be read ({error.strerror})", file=name) from error
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = Path(entry.path)
            inner = path.relative_to(folder).as_posix()
            budget.file()
            if entry.is_symlink():
                raise KnowledgeError(
                    "is a link", allowed="files of the pack itself", file=f"{name}/{inner}"
                )
            if entry.is_dir(follow_symlinks=False):
                if depth == _DEEPEST:
                    raise KnowledgeError(
                        f"more than {_DEEPEST} folders deep", file=f"{name}/{inner}"
                    )
                waiting.append((path, depth + 1))
                continue
            yield inner, _bytes(path, f"{name}/{inner}", budget, inner)


def _bytes(path: Path, name: str, budget: _Budget, inner: str) -> bytes:
    """Return the bytes of a regular file; a pipe or a device is never waited for."""
    try:
        handle = os.open(
            path,
            os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0),
        )
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise KnowledgeError("is no regular file", allowed="files", file=name)
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise KnowledgeError(f"cannot be read ({error.strerror})", file=name) from error
    budget.content(inner, len(content))
    return content


def _from_zip(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    budget = _Budget(name)
    try:
        if path.stat().st_size > LARGEST_ZIP:
            raise KnowledgeError(f"more than {LARGEST_ZIP:,} bytes", file=name)
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            top = _top(members)
            met: set[str] = set()
            for member in members:
                inner = _inner(member, top, name)
                if member.is_dir() or not inner or _is_hidden(inner):
                    continue
                budget.file()
                if inner.casefold() in met:
                    raise KnowledgeError("is there twice", file=f"{name}/{inner}")
                met.add(inner.casefold())
                with archive.open(member) as file:
                    content = file.read(LARGEST_FILE + 1)
                budget.content(inner, len(content))
                yield inner, content
    except _UNREADABLE as error:
        raise KnowledgeError(
            f"no zip file that can be read ({' '.join(str(error).split())})", file=name
        ) from error


def _top(members: list[zipfile.ZipInfo]) -> str:
    """Return the one folder that everything lies in, if the manifest is not at the top."""
    names = [member.filename for member in members]
    if MANIFEST in names:
        return ""
    tops = {name.partition("/")[0] for name in names if not name.startswith((".", "__MACOSX"))}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _is_hidden(inner: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in inner.split("/"))


def _inner(member: zipfile.ZipInfo, top: str, name: str) -> str:
    """Return the path of a member within the pack.

    Raises:
        KnowledgeError: when it leads out of it, is a link, or is locked.
    """
    written = member.filename
    path = PurePosixPath(written)
    if "\\" in written or path.is_absolute() or ".." in path.parts or ":" in written:
        raise KnowledgeError(
            f"holds “{written}”, which leads out of the pack",
            allowed="paths within it",
            file=name,
        )
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise KnowledgeError(
            f"holds “{written}”, which is a link or a device", allowed="files", file=name
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise KnowledgeError(
            f"holds “{written}”, packed in an unusual way", allowed="plain zip files", file=name
        )
    if member.flag_bits & 0x1:
        raise KnowledgeError(f"holds “{written}”, which is locked", allowed="files", file=name)
    return written.removeprefix(top)
