"""Pictures in papers and cards: the exercise without its name, which would be the answer."""

from __future__ import annotations

from kg.movement.drawn_figure import FigureText, stylesheet
from kg.study.generator import Study

__all__ = ["describe_picture", "draw_picture"]


def draw_picture(study: Study, exercise: str, *, has_style: bool = True) -> str:
    """Return the picture of an exercise as SVG, on white paper, with its positions in words.

    Args:
        study: what questions are drawn from.
        exercise: the exercise.
        has_style: whether it stands alone; otherwise the page around it has the stylesheet.

    Raises:
        BadInput: when the exercise has no figure.
    """
    style = stylesheet(for_paper=True) if has_style else ""
    text = FigureText("", describe_picture(study, exercise))
    return study.figures.figure(exercise).svg(theme="light", text=text, style=style)


def describe_picture(study: Study, exercise: str) -> str:
    """Return what a picture shows, in words.

    Raises:
        BadInput: when the exercise has no figure.
    """
    return study.figures.text(exercise)
