"""One exercise as a picture: its positions as panels side by side, or moving.

Every picture has the same scale. Drawing depends on nothing but the library: the same rows give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from kg.movement.arrows import arrow_paths, draw_arrow
from kg.movement.camera import SCALE, Camera
from kg.movement.drawn_figure import DrawnFigure, FigureText, Panel
from kg.movement.flesh import flesh_of
from kg.movement.kinematics import Frames
from kg.movement.library import Library
from kg.movement.painting import (
    Scene,
    muscle_capsules,
    paint_scene,
    silhouette,
    stage_scene,
)
from kg.movement.positions import ExerciseMovement
from kg.movement.sequence import frames_between, settle_movement
from kg.movement.settling import SettledPose
from kg.movement.skeleton import SIDES, Array, Side, opposite_side
from kg.movement.tracing import number_text, path_text, trace_mask

__all__ = ["content_of", "draw_animation", "draw_both", "draw_figure", "drawn_side"]

_MARGIN: Final = 12.0
#: From this share of stature on that a part of the body moves, start and end have panels.
_LEAST_WAY: Final = 0.04
_ARROW_STEPS: Final = 7
_ANIMATION_STEPS: Final = 8
_SECONDS: Final = 4.0
#: What is shown enlarged is so many times larger, and more where it would be a small panel.
_MAGNIFICATION: Final = 2.0
_LEAST_DETAIL: Final = 190.0
_MAT_MARGIN: Final = 0.1
_MAT_HALF: Final = 0.17
_SHADOW_HEIGHT: Final = 0.16


class _Drawing:
    """One exercise with what all its pictures share."""

    def __init__(self, library: Library, exercise: str, muscles: Iterable[str]) -> None:
        self.library = library
        self.skeleton = library.skeleton
        self.movement: ExerciseMovement = library.movement(exercise)
        self.muscles = tuple(muscles)
        self.camera = Camera(self.movement.view)
        self.settled: Sequence[SettledPose] = settle_movement(self.skeleton, self.movement)
        self.sides = _marked_sides(self.movement)
        self.side: Side = drawn_side(library, exercise)
        self.flesh = flesh_of(self.skeleton, is_barefoot=self.movement.is_barefoot)

    def scene(self, frames: Frames, camera: Camera | None = None) -> Scene:
        return stage_scene(self.skeleton, self.movement, frames, camera or self.camera)

    def body(self, frames: Frames) -> str:
        capsules = muscle_capsules(self.library, frames, self.muscles, self.sides)
        return paint_scene(self.scene(frames), capsules)

    def arrows(
        self, way: Sequence[Frames], camera: Camera | None = None, *, in_detail: bool = False
    ) -> list[tuple[str, Array]]:
        """Return every arrow that is drawn, with its points."""
        return [
            (drawn, points)
            for points, has_two_heads in arrow_paths(
                self.skeleton, self.movement, way, camera or self.camera, in_detail=in_detail
            )
            if (drawn := draw_arrow(points, has_two_heads=has_two_heads))
        ]

    def way(self) -> float:
        """Return how far a part of the body moves in the picture, in shares of stature."""
        first, last = (
            self.camera.project(self.flesh.centres(settled_position.frames))[:, :2]
            for settled_position in (self.settled[0], self.settled[-1])
        )
        return float(np.linalg.norm(last - first, axis=1).max()) / SCALE


def _marked_sides(movement: ExerciseMovement) -> tuple[Side, ...]:
    if movement.marked == "both":
        return SIDES
    worked = movement.drawn_side
    return (worked if movement.marked == "worked" else opposite_side(worked),)


def draw_figure(
    library: Library,
    exercise: str,
    *,
    muscles: Iterable[str] = (),
    text: FigureText | None = None,
    position: int | None = None,
) -> DrawnFigure:
    """Return the picture of an exercise that stands still.

    Args:
        library: the library of movements.
        exercise: which.
        muscles: what is marked.
        text: what it says.
        position: one position only, by its number from 1.

    Raises:
        KeyError: when the exercise has no movement.
    """
    return _still(_Drawing(library, exercise, muscles), text or FigureText(), position)


def _still(drawing: _Drawing, figure_text: FigureText, position: int | None = None) -> DrawnFigure:
    """Return the picture that stands still."""
    settled = list(drawing.settled)
    if position is not None:
        frames = settled[position - 1].frames
        return DrawnFigure((_panel(drawing, frames),), drawing.side, figure_text)
    way = list(frames_between(drawing.skeleton, drawing.movement, settled, _ARROW_STEPS))
    arrows = drawing.arrows(way)
    ghost: Frames | None = None
    if len(settled) == 1 or drawing.way() < _LEAST_WAY:
        ghost = settled[0].frames if len(settled) > 1 else None
        panels = [_panel(drawing, settled[-1].frames, arrows, ghost)]
    else:
        panels = [_panel(drawing, each.frames) for each in settled[:-1]]
        panels.append(_panel(drawing, settled[-1].frames, arrows))
    if drawing.movement.detail is not None:
        panels.append(_detail(drawing, panels[-1].high[1], way, ghost))
    return DrawnFigure(tuple(panels), drawing.side, figure_text)


def _panel(
    drawing: _Drawing,
    frames: Frames,
    arrows: Sequence[tuple[str, Array]] = (),
    ghost: Frames | None = None,
) -> Panel:
    """Return a pose with ground, arrows and the shadow of an earlier one."""
    scene = drawing.scene(frames)
    ground, corners = _ground(drawing, scene, frames)
    content = [ground]
    bounds = [scene.bounds(), (corners.min(axis=0), corners.max(axis=0))]
    if ghost is not None:
        earlier = drawing.scene(ghost)
        content.append(f'<path class="ghost" d="{silhouette(earlier)}"/>')
        bounds.append(earlier.bounds(body_only=True))
    capsules = muscle_capsules(drawing.library, frames, drawing.muscles, drawing.sides)
    content.append(paint_scene(scene, capsules))
    for drawn, points in arrows:
        content.append(drawn)
        bounds.append((points.min(axis=0) - _MARGIN, points.max(axis=0) + _MARGIN))
    low = np.min([each[0] for each in bounds], axis=0)
    high = np.max([each[1] for each in bounds], axis=0)
    return Panel("".join(content), _corner(low), _corner(high))


def _detail(drawing: _Drawing, bottom: float, way: Sequence[Frames], ghost: Frames | None) -> Panel:
    """Return a part of the last pose enlarged, with arrows of its own.

    Args:
        drawing: the exercise.
        bottom: where the panels beside it end.
        way: the frames from the first position to the last.
        ghost: an earlier pose whose shadow is shown.
    """
    if drawing.movement.detail is None:
        raise ValueError("no detail")
    at, radius = drawing.movement.detail
    size = max(2 * radius * SCALE * _MAGNIFICATION, _LEAST_DETAIL)
    camera = Camera(drawing.movement.view, size / (2 * radius))
    point = drawing.skeleton.placed_points[at.point, at.side]
    centre = camera.project(way[-1].at(point))[:2]
    window = (centre - size / 2, centre + size / 2)
    scene = drawing.scene(way[-1], camera)
    content = [_ground(drawing, scene, way[-1])[0]]
    if ghost is not None:
        content.append(
            f'<path class="ghost" d="{silhouette(drawing.scene(ghost, camera), window)}"/>'
        )
    capsules = muscle_capsules(drawing.library, way[-1], drawing.muscles, drawing.sides)
    content.append(paint_scene(scene, capsules, window))
    for in_detail in (False, True):
        content += (drawn for drawn, _ in drawing.arrows(way, camera, in_detail=in_detail))
    top = bottom - size
    around = " ".join(map(number_text, (*window[0].tolist(), size, size)))
    frame = (
        f'<svg x="0" y="{number_text(top)}" width="{number_text(size)}" '
        f'height="{number_text(size)}" viewBox="{around}">{"".join(content)}</svg>'
        f'<rect class="detail" x="1" y="{number_text(top + 1)}" width="{number_text(size - 2)}" '
        f'height="{number_text(size - 2)}" rx="8"/>'
    )
    return Panel(frame, (0.0, round(top, 1)), (round(size, 1), bottom))


def _corner(corner: Array) -> tuple[float, float]:
    return round(float(corner[0]), 1), round(float(corner[1]), 1)


def _ground(drawing: _Drawing, scene: Scene, frames: Frames) -> tuple[str, Array]:
    """Return the mat and the shadow on it, and the corners of the mat in the picture."""
    centres = drawing.flesh.centres(frames)
    lows, highs = centres[:, :2].min(axis=0) - _MAT_MARGIN, centres[:, :2].max(axis=0) + _MAT_MARGIN
    for support in drawing.movement.supports:
        if support.kind.shape == "wall" and support.places:
            stands = np.array(support.places[0].offset[:2])
            lows, highs = np.minimum(lows, stands), np.maximum(highs, stands)
    middle = (lows[1] + highs[1]) / 2
    lows[1], highs[1] = min(lows[1], middle - _MAT_HALF), max(highs[1], middle + _MAT_HALF)
    corners = scene.camera.project(
        [
            np.array([lows[0], lows[1], 0]),
            np.array([highs[0], lows[1], 0]),
            np.array([highs[0], highs[1], 0]),
            np.array([lows[0], highs[1], 0]),
        ]
    )[:, :2]
    mat = f'<path class="mat" d="{path_text(corners, is_closed=True)}"/>'
    return mat + _shadow(scene, centres, drawing.flesh.radii), corners


def _shadow(scene: Scene, centres: Array, radii: Array) -> str:
    """Return the shadow of what is near the floor."""
    heights = centres[:, 2] - radii
    near = heights < _SHADOW_HEIGHT
    if not near.any():
        return ""
    spots = centres[near].copy()
    spots[:, 2] = 0
    sizes = radii[near] * np.clip(1.1 - heights[near] * 5, 0.15, 1) * scene.camera.scale
    places = scene.camera.project(spots)[:, :2]
    low, high = places.min(axis=0) - 40, places.max(axis=0) + 40
    width, height = np.ceil(high - low).astype(int)
    mask = np.zeros((height, width), bool)
    squash = max(0.1, float(np.linalg.norm(scene.camera.axes[1, :2])))
    for (x, y), size in zip((places - low).tolist(), sizes.tolist(), strict=True):
        x0, x1 = max(0, int(x - size)), min(width, int(x + size) + 2)
        y0, y1 = max(0, int(y - size)), min(height, int(y + size) + 2)
        across = np.arange(x0, x1) + 0.5 - x
        down = (np.arange(y0, y1)[:, None] + 0.5 - y) / squash
        mask[y0:y1, x0:x1] |= across**2 + down**2 < size * size
    return f'<path class="shadow" d="{trace_mask(mask, low, 20, 0.5, 2.5)}"/>'


def draw_animation(
    library: Library,
    exercise: str,
    *,
    muscles: Iterable[str] = (),
    text: FigureText | None = None,
) -> DrawnFigure:
    """Return the picture of an exercise that moves to its last position and back.

    Who prefers less motion sees the last position. The class ``paused`` on the picture halts it.

    Args:
        library: the library of movements.
        exercise: which.
        muscles: what is marked.
        text: what it says.

    Raises:
        KeyError: when the exercise has no movement.
    """
    return _moving(_Drawing(library, exercise, muscles), text or FigureText())


def draw_both(
    library: Library, exercise: str, *, muscles: Iterable[str] = (), text: FigureText | None = None
) -> tuple[DrawnFigure, DrawnFigure]:
    """Return the picture that stands still and the one that moves; the body settles once.

    Args:
        library: the library of movements.
        exercise: which.
        muscles: what is marked.
        text: what both say.

    Raises:
        KeyError: when the exercise has no movement.
    """
    drawing, figure_text = _Drawing(library, exercise, muscles), text or FigureText()
    return _still(drawing, figure_text), _moving(drawing, figure_text)


def drawn_side(library: Library, exercise: str) -> Side:
    """Return the side that works in the pictures of an exercise; empty when both do alike.

    Raises:
        KeyError: when the exercise has no movement.
    """
    movement = library.movement(exercise)
    return "" if movement.is_two_sided else movement.drawn_side


def _moving(drawing: _Drawing, figure_text: FigureText) -> DrawnFigure:
    """Return the picture that moves."""
    exercise = drawing.movement.exercise
    steps = list(
        frames_between(drawing.skeleton, drawing.movement, drawing.settled, _ANIMATION_STEPS)
    )
    ground, corners = _ground(drawing, drawing.scene(steps[-1]), steps[-1])
    lows, highs = [corners.min(axis=0)], [corners.max(axis=0)]
    content = [ground]
    for number, frames in enumerate(steps):
        low, high = drawing.scene(frames).bounds()
        lows.append(low)
        highs.append(high)
        name = f"frame {exercise}-{number}"
        content.append(f'<g class="{name}">{drawing.body(frames)}</g>')
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    panel = Panel("".join(content), _corner(low), _corner(high))
    style = _flip_book(exercise, len(steps))
    return DrawnFigure((panel,), drawing.side, figure_text, style)


def _flip_book(exercise: str, count: int) -> str:
    """Return the rules that show frames one after the other, there and back."""
    if count == 1:
        return ""
    turns = [*range(count), *range(count - 2, 0, -1)]
    share = 100 / len(turns)
    rules = []
    for frame in range(count):
        slots = [number for number, turn in enumerate(turns) if turn == frame]
        keys = "".join(
            f"{slot * share:.3f}%{{opacity:1}}{(slot + 1) * share - 0.001:.3f}%{{opacity:1}}"
            f"{(slot + 1) * share:.3f}%{{opacity:0}}"
            for slot in slots
        )
        before = "" if 0 in slots else "0%{opacity:0}"
        name = f"{exercise}-{frame}"
        rules.append(
            f"@keyframes {name}{{{before}{keys}100%{{opacity:0}}}}"
            f".{name}{{animation:{name} {_SECONDS:g}s step-end infinite}}"
        )
    last = f"{exercise}-{count - 1}"
    rules.append(
        "@media (prefers-reduced-motion:reduce){.fig .frame{animation:none;opacity:0}"
        f".fig .{last}{{opacity:1}}}}"
    )
    return "".join(rules)


def content_of(library: Library, exercise: str) -> str:
    """Return everything that a figure of an exercise shows, as text: the same rows, the same text.

    Raises:
        KeyError: when the exercise has no movement.
    """
    movement = library.movement(exercise)
    records = [library.body_text, *library.records_about(movement.exercise, movement.posture)]
    return "\n".join((*records, *library.marked_parts.get(exercise, ())))
