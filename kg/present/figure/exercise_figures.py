"""Figures of exercises: drawn once, kept by the hash of what they show, served from there.

Figures that travel with the package lie in its data; others are in the user's cache. Who serves a
page asks for what is kept and never draws.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib import resources
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from kg.errors import BadInput, nearest

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase
    from kg.movement.drawn_figure import DrawnFigure, FigureText
    from kg.movement.library import Library

__all__ = ["INDEX", "ExerciseFigures"]

#: Figures of every exercise, standing and moving, for some editions of the tables.
_MOST_KEPT = 4000
#: Names how a kept figure is written down: another form has another name.
_FORM: Final = b"1"
_STILL, _MOVING = "still", "moving"
#: Beside figures that were drawn to a folder: what the files are called, for one knowledge.
INDEX: Final = "index.json"


class ExerciseFigures:
    """The figures of the exercises of a knowledge base; threads may share it."""

    def __init__(self, knowledge: KnowledgeBase, folder: Path | None = None) -> None:
        """Stand ready; nothing is read yet.

        Args:
            knowledge: the knowledge.
            folder: where figures were drawn to; by default those that came with the package.
        """
        self._knowledge = knowledge
        self._folder = folder
        self._lock = RLock()

    @cached_property
    def index(self) -> Mapping[str, Mapping[str, str]]:
        """Exercise to ``digest``, ``side`` and ``description`` of its figures, sorted.

        The digest is the hash of all that they show and of the code that draws. The side is the
        one that works in them, empty when both do alike. Exercises without a figure are missing.
        """
        cache, key = self._knowledge.cache, self._knowledge.sources.key
        packed = self._packed(INDEX)
        if packed is not None:
            content = json.loads(packed)
            if content["knowledge"] == key:
                return dict(content["figures"])
        name = f"figureindex-{key}.json"
        stored = cache.read_json(name)
        if isinstance(stored, dict):
            return stored
        with self._lock:
            index = {exercise: self._entry(exercise) for exercise in self._library.exercises}
        cache.write(name, json.dumps(index).encode())
        return index

    def index_document(self) -> bytes:
        """Return the index as it lies beside figures in a folder."""
        content = {"knowledge": self._knowledge.sources.key, "figures": self.index}
        return f"{json.dumps(content, ensure_ascii=False, indent=0)}\n".encode()

    @cached_property
    def _code(self) -> str:
        """The hash of the code that draws."""
        files = sorted(Path(str(resources.files("kg.movement"))).glob("*.py"))
        code = hashlib.sha256(_FORM)
        for file in files:
            code.update(file.read_bytes())
        return code.hexdigest()

    def _entry(self, exercise: str) -> dict[str, str]:
        """Return the row of an exercise in the index."""
        from kg.movement.description import describe_movement
        from kg.movement.figure import content_of, drawn_side

        library, label = self._library, self._knowledge.label
        description = describe_movement(library, library.movement(exercise), label)
        content = f"{self._code}{exercise}{label(exercise)}{description}"
        digest = hashlib.sha256(f"{content}{content_of(library, exercise)}".encode()).hexdigest()
        side = drawn_side(library, exercise)
        return {"digest": digest[:32], "side": side, "description": description}

    def __contains__(self, exercise: str) -> bool:
        """Return whether an exercise has figures."""
        return exercise in self.index

    def text(self, exercise: str, side: str = "") -> str:
        """Return what a figure shows, in words: the text alternative.

        Args:
            exercise: the exercise.
            side: the side that works in it, as it is shown.

        Raises:
            BadInput: when the exercise has no figure.
        """
        from kg.movement.drawn_figure import other_side_words

        self._refuse_unknown(exercise)
        row = self.index[exercise]
        is_turned = bool(side and row["side"] and side != row["side"])
        return other_side_words(row["description"]) if is_turned else row["description"]

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
        return self.drawn(exercise, moving=moving) or self.draw(exercise, moving=moving)

    def draw(self, exercise: str, *, moving: bool = False) -> DrawnFigure:
        """Draw a figure of an exercise and keep it.

        Raises:
            BadInput: when the exercise has none.
        """
        from kg.movement.figure import draw_animation, draw_figure

        name = self.file_name(exercise, moving=moving)
        with self._lock:
            figure = (draw_animation if moving else draw_figure)(
                self._library,
                exercise,
                muscles=self._muscles(exercise),
                text=self._figure_text(exercise),
            )
        self._knowledge.cache.write(name, _compressed(figure.to_json()), most=_MOST_KEPT)
        return figure

    def draw_files(self, exercise: str) -> tuple[tuple[str, bytes], ...]:
        """Draw the figures of an exercise, still and moving.

        Returns:
            Of each the name of its file and the content of that; nothing is kept.

        Raises:
            BadInput: when the exercise has none.
        """
        from kg.movement.figure import draw_both

        names = (self.file_name(exercise, moving=moving) for moving in (False, True))
        figures = draw_both(
            self._library,
            exercise,
            muscles=self._muscles(exercise),
            text=self._figure_text(exercise),
        )
        return tuple(
            (name, _compressed(figure.to_json()))
            for name, figure in zip(names, figures, strict=True)
        )

    def position(self, exercise: str, number: int) -> DrawnFigure:
        """Return one position of an exercise as a figure, drawn now.

        Args:
            exercise: the exercise.
            number: of the position, from 1; below it, counted from the last.

        Raises:
            BadInput: when the exercise has no figure, or no such position.
        """
        from kg.movement.figure import draw_figure

        self._refuse_unknown(exercise)
        count = len(self._library.movement(exercise).positions)
        chosen = number if number > 0 else count + 1 + number
        if not 0 < chosen <= count:
            raise BadInput(f"position {number} of {exercise}", allowed=f"1 to {count}")
        return draw_figure(
            self._library,
            exercise,
            muscles=self._muscles(exercise),
            text=self._figure_text(exercise),
            position=chosen,
        )

    @cached_property
    def _library(self) -> Library:
        from kg.knowledge.movements import movement_library

        return movement_library(self._knowledge)

    def _muscles(self, exercise: str) -> Iterable[str]:
        return self._library.marked_parts.get(exercise, ())

    def _figure_text(self, exercise: str) -> FigureText:
        from kg.movement.drawn_figure import FigureText

        return FigureText(self._knowledge.label(exercise), self.text(exercise))

    def file_name(self, exercise: str, *, moving: bool) -> str:
        """Return the name of the file of a figure, which changes with what it shows.

        Raises:
            BadInput: when the exercise has no figure.
        """
        self._refuse_unknown(exercise)
        kind = _MOVING if moving else _STILL
        digest = hashlib.sha256(f"{exercise} {self.index[exercise]['digest']}".encode()).hexdigest()
        return f"figure{kind}-{digest[:40]}.gz"

    def _refuse_unknown(self, exercise: str) -> None:
        if exercise not in self.index:
            raise BadInput(
                f"no figure of {exercise}",
                allowed="an exercise that has positions",
                suggestions=nearest(exercise, sorted(self.index)),
            )

    def _packed(self, name: str) -> bytes | None:
        """Return a figure that came with the package, or that was drawn to the folder."""
        file = (self._folder or _came_along()) / name
        return file.read_bytes() if file.is_file() else None


def _came_along() -> Path:
    """Return where figures lie in an installed package; in a checkout, where they are drawn to."""
    package = Path(str(resources.files("kg")))
    data = package / "_data"
    return data / "figures" if data.is_dir() else package.parent / "build" / "figures"


def _compressed(content: Mapping[str, Any]) -> bytes:
    """Return content as it is kept: the same content, the same bytes."""
    return gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 9, mtime=0)
