"""The pictures of a handout: drawn before, or drawn now and kept."""

from __future__ import annotations

from typing import Final

from kg.movement.drawn_figure import Side, stylesheet
from kg.present.figure.exercise_figures import ExerciseFigures
from kg.present.handout.html import Picture

__all__ = ["pictures_in_page", "pictures_on_paper"]

_SIDES: Final[dict[str, Side]] = {"left": "left", "right": "right"}


def pictures_in_page(figures: ExerciseFigures) -> Picture:
    """Return what gives the pictures of a web page, which has their style once."""
    return _pictures(figures, "")


def pictures_on_paper(figures: ExerciseFigures) -> Picture:
    """Return what gives the pictures of a PDF document, each with its style."""
    return _pictures(figures, stylesheet(for_paper=True))


def _pictures(figures: ExerciseFigures, style: str) -> Picture:
    def picture(exercise: str, side: str) -> str:
        if exercise not in figures:
            return ""
        return figures.figure(exercise).svg(side=_SIDES.get(side, ""), theme="light", style=style)

    return picture
