"""What the closed process is asked to do in the tests: each takes bytes and returns bytes."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

from kg.errors import BadInput
from kg.sandbox.stage import report_stage

_notes: list[str] = []


def prepare(*words: str) -> None:
    """Keep the words, as a program keeps what it loads."""
    _notes.extend(words)


def fail_to_prepare() -> None:
    """Fail as a knowledge base does that cannot be read."""
    raise BadInput("nothing to load")


def echo(content: bytes) -> bytes:
    """Return what was given, with what was loaded."""
    return content + b" " + " ".join(_notes).encode()


def remember(content: bytes) -> bytes:
    """Leave something behind, and say what was there before."""
    before = len(_notes)
    _notes.append(content.decode())
    return str(before).encode()


def connect(content: bytes) -> bytes:
    """Connect to a port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", int(content)), timeout=2):
            return b"connected"
    except OSError as error:
        return type(error).__name__.encode()


def read_file(content: bytes) -> bytes:
    """Read a file."""
    try:
        return Path(content.decode()).read_bytes()
    except OSError as error:
        return type(error).__name__.encode()


def write_file(content: bytes) -> bytes:
    """Write a file."""
    try:
        Path(content.decode()).write_bytes(b"written")
    except OSError as error:
        return type(error).__name__.encode()
    return b"written"


def work_for_ever(_: bytes) -> bytes:
    """Use the processor without an end."""
    report_stage("counting")
    number = 0
    while True:
        number += 1


def sleep(content: bytes) -> bytes:
    """Wait for some seconds without using the processor."""
    time.sleep(float(content))
    return b"rested"


def fill_memory(_: bytes) -> bytes:
    """Ask for more memory than there is."""
    return bytes(2**33)[:1]


def write_much(content: bytes) -> bytes:
    """Answer with so many bytes."""
    return bytes(int(content))


def refuse(content: bytes) -> bytes:
    """Refuse what was given."""
    raise BadInput(content.decode())


def crash(_: bytes) -> bytes:
    """End as a fault of a library ends."""
    os.abort()


def process_number(_: bytes) -> bytes:
    """Return the number of the process that answers, and that of the ready one."""
    return f"{os.getpid()} {os.getppid()}".encode()
