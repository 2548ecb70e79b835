"""Kills writers: ``python -m tests.progress.killing STORE KILLS SEED``.

Each writer is a process that adds cases and photos and says what it has kept. It dies of SIGKILL at
some moment. What all of them said is printed as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from typing import Final, NoReturn

from kg.progress.photos import PhotoImage
from kg.progress.store import History
from tests.progress.entries import entry

_READ: Final = 4096
#: So many entries come before a photo.
_EVERY: Final = 3


def main(store: str, kills: int, seed: int) -> None:
    """Kill writers, one after another."""
    choice = random.Random(seed)
    said: list[str] = []
    for number in range(kills):
        said += _killed(store, number, choice)
    print(json.dumps(said))


def _killed(store: str, number: int, choice: random.Random) -> list[str]:
    """Start a writer, kill it, and return what it said it had kept."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write(store, number, writing)
    os.close(writing)
    heard = b""
    for _ in range(choice.randrange(5)):
        part = os.read(reading, _READ)
        if not part:
            break
        heard += part
    time.sleep(choice.random() * choice.choice((0.001, 0.01, 0.05)))
    os.kill(child, signal.SIGKILL)
    while part := os.read(reading, _READ):
        heard += part
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"writer {number} ended by itself: {heard!r}")
    return heard.decode().split("\n")[:-1]


def _write(store: str, number: int, writing: int) -> NoReturn:
    """Add cases and photos for ever."""
    try:
        with History.open(store) as history:
            for turn in range(10_000):
                word = f"{number} {turn}"
                history.add(entry("a", word))
                os.write(writing, f"case {word}\n".encode())
                if turn % _EVERY == 0:
                    picture = PhotoImage(word.encode(), 1, 1)
                    photo = history.add_photo(
                        "a", picture, view="view_anterior", side=None, number=None
                    )
                    os.write(writing, f"photo {photo.number} {word}\n".encode())
    except BaseException as error:
        print(repr(error), file=sys.stderr)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
