"""A copy of a history with its photos, in one folder, that is a history of its own."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import BadInput
from kg.paths import flush_directory
from kg.progress.contents import Contents
from kg.progress.location import place_of
from kg.progress.photo_files import PhotoFiles
from kg.progress.store import History

__all__ = ["BACKUP_FILE", "Backup", "back_up"]

#: The name of the store within the folder.
BACKUP_FILE: Final = "history.sqlite"


@dataclass(frozen=True)
class Backup:
    """What was copied.

    Attributes:
        file: the store of the copy.
        assessments: how many cases it holds.
        photos: how many photos it holds.
        missing: the photos that could not be copied, and why.
    """

    file: Path
    assessments: int
    photos: int
    missing: tuple[str, ...]


def back_up(history: History, folder: Path) -> Backup:
    """Copy a history into a new folder, which appears in one piece.

    Args:
        history: the history; other programs may write to it meanwhile.
        folder: a folder that is not there yet, or is empty.

    Raises:
        Damage: when the history is damaged; nothing is written.
        BadInput: when there is no history, or the folder cannot be used.
    """
    contents = history.contents()
    if contents.version is None:
        raise history.missing()
    with _new_folder(folder) as part:
        file = part / BACKUP_FILE
        history.database.copy_to(file)
        copied = _contents(file)
        missing = tuple(_copy_photos(history, copied, part))
    photos = len(copied.photos) - len(missing)
    return Backup(folder / BACKUP_FILE, len(copied.assessments), photos, missing)


def _contents(file: Path) -> Contents:
    """Return what the copy holds; it may be more than was seen before it was made."""
    with History.open(str(file)) as copy:
        return copy.contents()


def _copy_photos(history: History, contents: Contents, part: Path) -> Iterator[str]:
    """Copy the photos; yield which cannot be."""
    source = history.files_of(contents)
    folder, _ = place_of(str(part / BACKUP_FILE)).photo_folders(contents.store_id)
    target = PhotoFiles(folder, contents.store_id)
    if contents.photos:
        target.claim(contents.files)
    for photo in contents.photos:
        try:
            content = source.read(photo.file, photo.digest)
        except BadInput as error:
            yield f"photo {photo.number} of {photo.client}, {photo.day}: {error.found}"
        else:
            target.write(photo.file, content)


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder under another name, and rename it when all is done."""
    folder = folder.absolute()
    part = folder.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput("holds something already", allowed="a new folder", file=str(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir(mode=0o700)
        yield part
        with contextlib.suppress(FileNotFoundError):
            folder.rmdir()
        part.rename(folder)
        flush_directory(folder.parent)
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", file=str(folder)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
