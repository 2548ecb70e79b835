"""Figures of exercises: drawn once, kept by the hash of what they show, served from there.

Figures that travel with the package lie in its data; others are in the user's cache. Who serves a
page asks for what is kept and never draws.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import BadInput, nearest

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase
    from kg.movement.drawn_figure import DrawnFigure
    from kg.movement.library import Library

__all__ = ["ExerciseFigures"]

#: Figures of every exercise, standing and moving, for some editions of the tables.
_MOST_KEPT = 4000
_STILL, _MOVING = "still", "moving"


class ExerciseFigures:
    """The figures of the exercises of a knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, folder: Path | None = None) -> None:
        """Stand ready; nothing is read yet.

        Args:
            knowledge: the knowledge.
            folder: where figures were drawn to; by default those that came with the package.
        """
        self._knowledge = knowledge
        self._folder = folder

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Exercise to the hash of all that its figures show; those without a figure are missing."""
        cache, name = self._knowledge.cache, f"figurekeys-{self._knowledge.sources.key}.json"
        drawn = cache.read_json(name)
        if isinstance(drawn, dict):
            return drawn
        from kg.movement.figure import content_of

        code = hashlib.sha256()
        for module in self._knowledge.sources.code:
            code.update(module.content)
        digests = {
            exercise: hashlib.sha256(
                f"{code.hexdigest()}{content_of(self._library, exercise)}"
                f"{self._text(exercise)}".encode()
            ).hexdigest()[:32]
            for exercise in self._library.exercises
        }
        cache.write(name, json.dumps(digests).encode())
        return digests

    def drawn(self, exercise: str, *, moving: bool = False) -> DrawnFigure | None:
        """Return the figure of an exercise if it was drawn before.

        Raises:
            BadInput: when the exercise has none.
        """
        name = self.file_name(exercise, moving=moving)
        content = self._packed(name) or self._knowledge.cache.read(name)
        if content is None:
            return None
        from kg.movement.drawn_figure import DrawnFigure

        return DrawnFigure.from_json(json.loads(gzip.decompress(content)))

    def figure(self, exercise: str, *, moving: bool = False) -> DrawnFigure:
        """Return the figure of an exercise, drawn now if it was not drawn before.

        Raises:
            BadInput: when the exercise has none.
        """
        return self.drawn(exercise, moving=moving) or self.draw(exercise, moving=moving)[0]

    def draw(self, exercise: str, *, moving: bool = False) -> tuple[DrawnFigure, str, bytes]:
        """Draw the figure of an exercise and keep it.

        Returns:
            The figure, the name of its file, and the content of that.

        Raises:
            BadInput: when the exercise has none.
        """
        from kg.movement.drawn_figure import FigureText
        from kg.movement.figure import draw_animation, draw_figure

        name = self.file_name(exercise, moving=moving)
        label, description = self._text(exercise)
        figure = (draw_animation if moving else draw_figure)(
            self._library,
            exercise,
            muscles=self._library.targets.get(exercise, ()),
            text=FigureText(label, description),
        )
        content = _compressed(figure.to_json())
        self._knowledge.cache.write(name, content, most=_MOST_KEPT)
        return figure, name, content

    def position(self, exercise: str, number: int) -> DrawnFigure:
        """Return one position of an exercise as a figure, drawn now.

        Args:
            exercise: the exercise.
            number: of the position, from 1; below it, counted from the last.

        Raises:
            BadInput: when the exercise has no figure, or no such position.
        """
        from kg.movement.drawn_figure import FigureText
        from kg.movement.figure import draw_figure

        self._refuse_unknown(exercise)
        count = len(self._library.movement(exercise).positions)
        chosen = number if number > 0 else count + 1 + number
        if not 0 < chosen <= count:
            raise BadInput(f"position {number} of {exercise}", allowed=f"1 to {count}")
        label, description = self._text(exercise)
        return draw_figure(
            self._library,
            exercise,
            muscles=self._library.targets.get(exercise, ()),
            text=FigureText(label, description),
            position=chosen,
        )

    @cached_property
    def _library(self) -> Library:
        from kg.knowledge.movements import movement_library

        return movement_library(self._knowledge)

    def _text(self, exercise: str) -> tuple[str, str]:
        """Return the name of an exercise and its positions in words."""
        from kg.movement.description import describe_movement

        movement = self._library.movement(exercise)
        label = self._knowledge.label
        return label(exercise), describe_movement(self._library, movement, label)

    def file_name(self, exercise: str, *, moving: bool) -> str:
        """Return the name of the file of a figure, which changes with what it shows.

        Raises:
            BadInput: when the exercise has no figure.
        """
        self._refuse_unknown(exercise)
        kind = _MOVING if moving else _STILL
        digest = hashlib.sha256(f"{exercise} {self.digests[exercise]}".encode()).hexdigest()
        return f"figure{kind}-{digest[:40]}.gz"

    def _refuse_unknown(self, exercise: str) -> None:
        if exercise not in self.digests:
            raise BadInput(
                f"no figure of {exercise}",
                allowed="an exercise that has positions",
                suggestions=nearest(exercise, sorted(self.digests)),
            )

    def _packed(self, name: str) -> bytes | None:
        """Return a figure that came with the package, or that was drawn to the folder."""
        if self._folder is not None:
            file = self._folder / name
            return file.read_bytes() if file.is_file() else None
        packed = resources.files("kg") / "_data" / "figures" / name
        return packed.read_bytes() if packed.is_file() else None


def _compressed(content: Mapping[str, Any]) -> bytes:
    """Return content as it is kept: the same content, the same bytes."""
    return gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 9, mtime=0)
