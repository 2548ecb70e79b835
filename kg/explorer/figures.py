"""Figures of exercises in the explorer: where a page finds them, and what serves them.

A page names a figure by its address and never waits for it: what was drawn before is read, what
was not is drawn when the browser asks for it, once.
"""

from __future__ import annotations

from typing import Final

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.explorer.session import knowledge
from kg.movement.drawn_figure import Side, Theme
from kg.present.figure.exercise_figures import ExerciseFigures
from kg.present.figure.figure_links import FOLDER, FigureLink, figure_link

__all__ = ["ROUTES", "exercise_figures", "page_figure", "page_theme"]

_SIDES: Final[dict[str, Side]] = {"left": "left", "right": "right"}
_THEMES: Final[dict[str, Theme]] = {"light": "light", "dark": "dark"}


@st.cache_resource(show_spinner=False)
def exercise_figures() -> ExerciseFigures:
    """Return the figures of the exercises; all visitors share them."""
    return ExerciseFigures(knowledge())


def page_theme() -> Theme:
    """Return whether the page is light or dark; empty when it does not say."""
    return _THEMES.get(st.context.theme.type or "", "")


def page_figure(
    exercise: str, side: str = "", *, moving: bool = False, caption: str = ""
) -> FigureLink | None:
    """Return the picture of an exercise as the page shows it; ``None`` when it has none.

    Args:
        exercise: the exercise.
        side: the side that works in it.
        moving: whether it moves.
        caption: what stands below it.
    """
    return figure_link(
        exercise_figures(),
        exercise,
        side=side,
        theme=page_theme(),
        moving=moving,
        caption=caption,
    )


async def _serve(request: Request) -> Response:
    """Answer with a figure."""
    exercise = str(request.path_params["exercise"])
    figures = exercise_figures()
    if exercise not in figures:
        return PlainTextResponse("There is no such figure.\n", 404)
    words = request.query_params
    svg = await run_in_threadpool(
        _drawn_svg,
        exercise,
        _SIDES.get(words.get("side", ""), ""),
        _THEMES.get(words.get("theme", ""), ""),
        bool(words.get("moving")),
    )
    return Response(svg, media_type="image/svg+xml")


def _drawn_svg(exercise: str, side: Side, theme: Theme, moving: bool) -> str:
    return exercise_figures().figure(exercise, moving=moving).svg(side=side, theme=theme)


ROUTES: Final = (Route(f"/{FOLDER}/{{exercise}}.svg", _serve),)
