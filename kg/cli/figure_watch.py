"""An exercise drawn anew whenever a table changes: a page that reloads itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from kg.cli.saving import save_file
from kg.cli.terminal import talk
from kg.errors import BadInput, ContinuumError, nearest
from kg.knowledge.graphs import Graphs
from kg.knowledge.movements import library_of
from kg.knowledge.sources import read_sources
from kg.movement.figure import draw_both
from kg.movement.library import Library
from kg.movement.sequence import settle_movement
from kg.paths import Cache, Places, places

__all__ = ["exercise_page", "watch_exercise"]

#: Seconds between two looks at the files, and between two readings of the page.
_PAUSE: Final = 0.5
_CENTIMETRES: Final = 175
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<title>{title}</title><style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 1rem; color: #1b2230; background: #fff; }}
div {{ display: inline-block; padding: .5rem; border-radius: 8px; vertical-align: top; }}
.night {{ background: #10151b; }} .fault {{ color: #a3182b; white-space: pre-wrap; }}
</style></head><body><h1>{title}</h1>
{body}
</body></html>
"""


def watch_exercise(exercise: str, page: Path) -> None:
    """Write a page with an exercise, and again after each edit of the ontology, until Ctrl-C.

    Args:
        exercise: its id.
        page: the HTML file.

    Raises:
        BadInput: when the page cannot be written.
    """
    where = places()
    seen: dict[Path, int] = {}
    talk(f"continuum: open {page} in a browser; Ctrl-C ends")
    try:
        while True:
            now = dict(_times(where))
            if now != seen:
                seen = now
                save_file(page, exercise_page(where, exercise).encode(), makes_folder=False)
                talk(f"continuum: {page} is written")
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return


def exercise_page(where: Places, exercise: str) -> str:
    """Return a page with the pictures of an exercise and how far each contact is missed.

    What is wrong with a table stands on the page instead.

    Args:
        where: the ontology and the rules.
        exercise: its id.
    """
    try:
        library = library_of(Graphs(read_sources(where), Cache(enabled=False)).asserted)
        body = _drawn(library, exercise)
    except ContinuumError as error:
        body = f'<p class="fault">{escape(str(error))}</p>'
    return _PAGE.format(title=escape(exercise), body=body)


def _drawn(library: Library, exercise: str) -> str:
    """Return the pictures and contacts of an exercise as HTML.

    Raises:
        BadInput: when it has no positions.
    """
    if exercise not in library.exercises:
        raise BadInput(
            f"no positions of {exercise}",
            allowed="an exercise with a row in exercise_movements.tsv",
            suggestions=nearest(exercise, library.exercises),
        )
    muscles = library.marked_parts.get(exercise, ())
    still, moving = draw_both(library, exercise, muscles=muscles)
    pictures = (
        f"<div>{still.svg(theme='light')}</div><div>{moving.svg(theme='light')}</div>"
        f'<div class="night">{still.svg(theme="dark")}</div>'
    )
    rows = "".join(f"<li>{escape(row)}</li>" for row in _misses(library, exercise))
    return f"{pictures}<h2>Contacts</h2><ul>{rows}</ul>"


def _misses(library: Library, exercise: str) -> Iterator[str]:
    """Yield how far each contact of each position is missed, for a body of 1.75 m."""
    movement = library.movement(exercise)
    settled = settle_movement(library.skeleton, movement)
    for position, pose in zip(movement.positions, settled, strict=True):
        for contact, miss in pose.misses.items():
            place = f"{contact.at.side} {contact.at.point}".strip()
            on = contact.on if contact.on_body is None else contact.on_body
            other = on if isinstance(on, str) else f"{on.side} {on.point}".strip()
            yield f"{position.number}: {place} on {other}: {miss * _CENTIMETRES:.1f} cm"


def _times(where: Places) -> Iterator[tuple[Path, int]]:
    """Yield every file of the ontology with the time of its last change."""
    for file in sorted((*where.ontology.glob("*.ttl"), *where.ontology.glob("tables/*"))):
        try:
            yield file, file.stat().st_mtime_ns
        except FileNotFoundError:  # an editor is putting a new one in its place
            continue
