"""Whether a history holds what was written to it: rows, digests, marker and photos. Only looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import BadInput
from kg.progress.contents import Contents
from kg.progress.database_errors import Damage
from kg.progress.photo_files import MARKER, TRASH
from kg.progress.store import History
from kg.progress.versions import HAS_DIGESTS

__all__ = ["Inspection", "inspect_history"]


@dataclass(frozen=True)
class Inspection:
    """What was looked at, and what is not as it should be.

    Attributes:
        assessments: how many cases can be read.
        photos: how many photos can be read.
        faults: what is damaged, missing or foreign, one sentence each.
        notes: what is worth knowing and no fault.
    """

    assessments: int
    photos: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def inspect_history(history: History) -> Inspection:
    """Return the state of a history.

    Raises:
        BadInput: when there is no history, nor photos of one, or it is of a newer version.
        InternalError: when it cannot be used now.
    """
    faults: list[str] = []
    contents = None
    try:
        faults += history.database.integrity()
        contents = history.examined()
        faults += contents.damages
    except Damage as damage:
        faults += damage.details
    if contents is None:
        return Inspection(0, 0, tuple(dict.fromkeys(faults)), ())
    if contents.version is None and not history.files_of(contents).names():
        raise history.missing()
    missing = tuple(_photo_faults(history, contents))
    notes = tuple(_notes(history, contents))
    whole = len(contents.photos) - len(missing)
    faults += [*_folder_faults(history, contents), *missing]
    return Inspection(len(contents.assessments), whole, tuple(dict.fromkeys(faults)), notes)


def _photo_faults(history: History, contents: Contents) -> Iterator[str]:
    """Yield which photos are missing or changed."""
    files = history.files_of(contents)
    for photo in contents.photos:
        try:
            files.read(photo.file, photo.digest)
        except BadInput as error:
            owner = f"photo {photo.number} of {photo.client}, {photo.day}"
            yield f"{owner}: {error.found}"


def _folder_faults(history: History, contents: Contents) -> Iterator[str]:
    """Yield whether the folder of photos belongs to another history, or to none that is here."""
    files = history.files_of(contents)
    if contents.version is None:
        if count := len(files.names()):
            yield f"{files.directory} holds {count} photos of a history that is not here"
        return
    why = None if contents.damages else files.foreign(contents.files)
    if why is not None:
        yield f"the folder of photos {files.directory} is not of this history: {why}"


def _notes(history: History, contents: Contents) -> Iterator[str]:
    files = history.files_of(contents)
    if contents.version is not None and contents.version < HAS_DIGESTS:
        yield f"Its version is {contents.version}, without digests; the next change adds them."
    elif contents.photos and files.owner() is None:
        yield f"The folder of photos has no {MARKER}; the next photo adds it."
    left, trash = files.names() - contents.files, files.in_trash()
    is_ours = not contents.damages and files.foreign(contents.files) is None
    if left and is_ours and contents.version is not None:
        yield f"Photo files that no case names: {len(left)}; a later change moves them to {TRASH}/."
    if trash:
        command = "continuum progress empty-trash deletes them"
        yield f"Photo files in {files.directory / TRASH}: {len(trash)}; {command}."
