"""What a process takes from itself before it touches a pack: memory, time, files, network.

Where the system offers no such means, the others still hold; ``confine`` says which it could use.
"""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["MEASURES", "Confinement", "confine", "try_confine"]

#: What can be taken from a process, as ``confine`` names it.
MEASURES: Final = ("limits", "network", "files")
_TRIAL: Final = """\
import sys
sys.path.insert(0, sys.argv[1])
from kg.sandbox.confine import Confinement, confine
print(*confine(Confinement(10, 2**31, 64, 2**20, (), ())))
"""
_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_NEW_MESSAGES: Final = 0x08000000
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_NO_NEW_PRIVILEGES: Final = 38
_READ: Final = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, list a folder
_READ_FILE: Final = 1 << 2
_WRITE: Final = (1 << 13) - 1  # everything that the first version knows
_FILE_ONLY: Final = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14
_TRUNCATE: Final = 1 << 14
_THREADS: Final = 64


@dataclass(frozen=True)
class Confinement:
    """What a process may still do.

    Attributes:
        seconds: of processor time.
        memory: bytes of address space.
        files: open files.
        written: bytes of one file that it writes.
        readable: files and folders that it may read, beside Python and the system's libraries.
        writable: folders that it may write to.
    """

    seconds: int
    memory: int
    files: int
    written: int
    readable: tuple[str, ...]
    writable: tuple[str, ...]


def confine(limits: Confinement) -> tuple[str, ...]:
    """Take from this process what it does not need, for good.

    Returns:
        What could be used: ``limits``, ``network``, ``files``.
    """
    used = []
    if _limit(limits):
        used.append("limits")
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        apart = libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_MESSAGES) == 0
        if apart:
            used.append("network")
        _limit_threads(apart=apart)
        if _lock_files(libc, limits.readable, limits.writable):
            used.append("files")
    return tuple(used)


def try_confine() -> tuple[str, ...]:
    """Return which of ``MEASURES`` this system offers, by taking them from a process of its own."""
    command = [sys.executable, "-I", "-c", _TRIAL, str(Path(__file__).parents[2])]
    trial = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    return tuple(measure for measure in MEASURES if measure in trial.stdout.split())


def _limit(limits: Confinement) -> bool:
    try:
        import resource
    except ImportError:  # not on Windows
        return False
    limited = (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
    )
    # A second before the system kills a process for its time, it tells it that time is the reason.
    margin = {resource.RLIMIT_CPU: 1}
    lowered = [_lower(what, most, margin.get(what, 0)) for what, most in limited]
    return all(lowered)


def _lower(what: int, most: int, margin: int = 0) -> bool:
    """Set a limit that cannot be raised again; a lower one stays. Return whether it is set.

    Args:
        what: the resource.
        most: the limit that the process notices first.
        margin: by how much the limit that ends it is higher.
    """
    import resource

    _, hard = resource.getrlimit(what)
    last = most + margin if hard == resource.RLIM_INFINITY else min(most + margin, hard)
    try:
        resource.setrlimit(what, (min(most, last), last))
    except (OSError, ValueError):  # some systems know a limit and cannot set it
        return False
    return True


def _limit_threads(*, apart: bool) -> None:
    """Limit the threads and processes, which are counted for the user as a whole."""
    import resource

    running = 0 if apart else _running()
    _lower(resource.RLIMIT_NPROC, running + _THREADS)


def _running() -> int:
    """Return how many threads this user has."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == os.getuid():
                count += sum(1 for _ in (folder / "task").iterdir())
        except OSError:
            continue  # it ended meanwhile
    return count


def _lock_files(libc: ctypes.CDLL, readable: Iterable[str], writable: Sequence[str]) -> bool:
    """Let Landlock refuse every file but some; return whether it does."""
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    all_rights = _WRITE | (1 << 13 if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    network = 0b11 if version >= 4 else 0
    attributes = struct.pack("QQ", all_rights, network) if version >= 4 else None
    attributes = attributes or struct.pack("Q", all_rights)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    places = [(place, _READ) for place in (*_python(), *readable)]
    places += [(place, all_rights) for place in writable]
    places += [(device, _READ_FILE | 1 << 1) for device in ("/dev/null", "/dev/urandom")]
    for place, rights in places:
        _allow(libc, ruleset, place, rights)
    result = libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    locked = libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return bool(result == 0 and locked == 0)


def _allow(libc: ctypes.CDLL, ruleset: int, place: str, rights: int) -> None:
    """Allow some rights below a place; what is not there needs none."""
    try:
        handle = os.open(place, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except OSError:
        return
    try:
        within = rights if Path(place).is_dir() else rights & _FILE_ONLY
        libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", within, handle), 0)
    finally:
        os.close(handle)


def _python() -> list[str]:
    """Return where Python and the libraries of the system are."""
    own = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(__file__).parents[2])}
    system = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache")
    shared = ("/usr/share/zoneinfo", "/usr/lib/locale", "/etc/localtime", "/proc/self")
    return [*sorted(own), *(path for path in sys.path if path), *system, *shared]
