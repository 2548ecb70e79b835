"""The explorer and a Chromium, as a visitor has them: for pictures, measurements and tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["chromium_path", "explorer"]

ROOT: Final = Path(__file__).resolve().parents[1]
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
#: Seconds for the explorer to end.
_PATIENCE: Final = 60


def chromium_path() -> str:
    """Return where Chromium is: ``$CHROMIUM``, or the first that is found by name.

    Raises:
        SystemExit: when there is none.
    """
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        sys.exit("no Chromium: install Debian's chromium, or name one in $CHROMIUM")
    return path


@contextmanager
def explorer(home: Path | None = None) -> Iterator[str]:
    """Run the explorer on a free port, and give its address.

    Args:
        home: the home folder that it sees; that of the user when ``None``.
    """
    environment = os.environ if home is None else {**os.environ, "HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "explore", "--no-browser"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None:
            raise OSError("the explorer has no output")
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)
        if process.stdout is not None:
            process.stdout.close()
