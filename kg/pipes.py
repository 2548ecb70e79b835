"""Reads a named pipe without waiting for ever for somebody who writes to it."""

from __future__ import annotations

import errno
import os
import select
from pathlib import Path
from typing import Final

__all__ = ["read_pipe"]

_A_SECOND: Final = 1000  # milliseconds
_WRITER_WAIT: Final = 10  # seconds until somebody opens the pipe


def read_pipe(path: Path, most: int) -> bytes:
    """Return what is written to a named pipe, as long as it takes once somebody has opened it.

    Args:
        path: the pipe.
        most: bytes that are read at most.

    Raises:
        OSError: when nobody opens it within some seconds.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN | select.POLLHUP)
        content, opened, waited = b"", False, 0
        while len(content) < most:
            events = [event for _, event in poll.poll(_A_SECOND)]
            try:
                part = os.read(handle, most - len(content))
            except BlockingIOError:  # a writer is there and has nothing yet
                opened = True
                continue
            content += part
            if part:
                opened = True
            elif opened or any(event & select.POLLHUP for event in events):
                break
            else:
                waited += 1
                if waited >= _WRITER_WAIT:
                    raise OSError(errno.EPIPE, "nobody writes to this pipe")
    finally:
        os.close(handle)
    return content
