"""Figures of exercises as pictures on a page, which the browser asks for by their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from kg.present.figure.exercise_figures import ExerciseFigures

__all__ = ["FOLDER", "FigureLink", "figure_link", "figures_html", "image_html"]

#: The folder of the addresses, below the address of the pages.
FOLDER: Final = "figures"
_DIGITS: Final = 8


@dataclass(frozen=True)
class FigureLink:
    """A picture by its address.

    Attributes:
        source: the address, below that of the pages.
        alt: what it shows, in words.
        caption: what stands below it.
    """

    source: str
    alt: str
    caption: str = ""


def figure_link(
    figures: ExerciseFigures,
    exercise: str,
    *,
    side: str = "",
    theme: str = "",
    moving: bool = False,
    caption: str = "",
) -> FigureLink | None:
    """Return the picture of an exercise; ``None`` when it has none.

    The address changes when the picture does.

    Args:
        figures: the figures.
        exercise: the exercise.
        side: the side that works; anything but left and right means as it is drawn.
        theme: light or dark; without, the reader's choice.
        moving: whether it moves.
        caption: what stands below it.
    """
    if exercise not in figures:
        return None
    turned = side if side in {"left", "right"} else ""
    words = {"side": turned, "theme": theme, "moving": "1" if moving else ""}
    words["v"] = figures.index[exercise]["digest"][:_DIGITS]
    query = urlencode({name: word for name, word in words.items() if word})
    return FigureLink(f"{FOLDER}/{exercise}.svg?{query}", figures.text(exercise, turned), caption)


def image_html(link: FigureLink) -> str:
    """Return a picture as HTML."""
    return f'<img src="{escape(link.source)}" alt="{escape(link.alt)}" loading="lazy">'


def figures_html(links: Iterable[FigureLink]) -> str:
    """Return pictures side by side as HTML; empty when there is none."""
    cells = "".join(
        f"<li><figure>{image_html(link)}"
        f"<figcaption>{escape(link.caption)}</figcaption></figure></li>"
        for link in links
    )
    return f'<ul class="c-figures">{cells}</ul>' if cells else ""
