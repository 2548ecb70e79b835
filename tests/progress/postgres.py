"""A PostgreSQL server for the tests: started where it is installed, on a socket in a folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

__all__ = ["is_installed", "running_server"]

_USER: Final = "continuum"
#: The server refuses to run as root; then it runs as one of these.
_ACCOUNTS: Final = ("postgres", "nobody")
_PATIENCE: Final = 120


def _programs() -> Path | None:
    """Return the folder of the server's programs, the newest if there are several."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    named = shutil.which("initdb")
    folders += [Path(named).resolve().parent] if named else []
    wanted = ("initdb", "postgres", "pg_isready")
    whole = [folder for folder in folders if all((folder / name).exists() for name in wanted)]
    return whole[0] if whole else None


def is_installed() -> bool:
    """Return whether a server can be started and spoken to."""
    return os.name == "posix" and _programs() is not None and find_spec("pg8000") is not None


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server and give the URL of its empty database; nothing of it stays."""
    programs = _programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="continuum-pg-"))
    try:
        identity = _identity(folder)
        data = folder / "data"
        words = (
            "--auth=trust",
            f"--username={_USER}",
            "--no-sync",
            "--no-locale",
            "--encoding=UTF8",
        )
        made = subprocess.run(
            [programs / "initdb", "-D", data, *words], capture_output=True, cwd=folder, **identity
        )
        assert made.returncode == 0, made.stderr.decode(errors="replace")
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off")
        options = [word for setting in settings for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                **identity,
            )
        try:
            socket = folder / ".s.PGSQL.5432"
            _wait(programs, folder, server)
            yield f"postgresql+pg8000://{_USER}@/postgres?unix_sock={socket}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(folder: Path) -> dict[str, Any]:
    """Return as whom the server runs, and give its folder to that account."""
    import pwd  # where there are accounts

    if os.geteuid() != 0:
        return {}
    for name in _ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("no account for the server")


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    ready = [str(programs / "pg_isready"), "-h", str(folder), "-U", _USER, "-d", "postgres"]
    until = time.monotonic() + _PATIENCE
    while subprocess.run(ready, capture_output=True).returncode != 0:
        log = (folder / "log").read_text(errors="replace")
        assert server.poll() is None, log
        assert time.monotonic() < until, log
        time.sleep(0.1)
