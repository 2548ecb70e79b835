"""A process that writes to a history: ``python -m tests.progress.writer STORE CLIENT COUNT HOW``.

It prints the word of an entry when the entry is kept, and not before. With ``hang`` it stops in
the middle of the last transaction, after saying so; with ``hang photo`` of adding a photo.
"""

from __future__ import annotations

import sys
import time
from typing import NoReturn

from kg.progress.photo_files import PhotoFiles
from kg.progress.photos import PhotoImage
from kg.progress.store import History
from kg.progress.tables import ASSESSMENTS
from tests.progress.entries import entry


def main(store: str, client: str, count: str, how: str) -> None:
    """Write entries."""
    with History.open(store) as history:
        for number in range(int(count)):
            word = f"{client} {number}"
            history.add(entry(client, word))
            print(word, flush=True)
        if how == "hang":
            one = entry(client, "never kept")
            row = {**vars(one), "case_digest": one.digest}
            with history._writing() as connection:
                connection.execute(ASSESSMENTS.insert().values(row))
                hang()
        if how == "hang photo":
            write = PhotoFiles.write

            def write_and_hang(files: PhotoFiles, name: str, content: bytes) -> NoReturn:
                write(files, name, content)
                hang()

            PhotoFiles.write = write_and_hang  # type: ignore[method-assign, assignment]
            picture = PhotoImage(b"pixels", 1, 1)
            history.add_photo(client, picture, view="view_anterior", side=None, number=None)


def hang() -> NoReturn:
    """Say so and wait to be killed."""
    print("in the middle", flush=True)
    time.sleep(600)
    raise SystemExit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
