"""The flesh of the figure: strips of spheres that follow the frames of the skeleton.

``data/flesh.csv`` holds the strips, in thousandths of stature, of the left side; some are there in
shoes only, some on bare feet. It is only looked at: how the body moves and weighs is in the tables
of the ontology.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.kinematics import Frames
from kg.movement.shapes import COLOURS, sweep
from kg.movement.skeleton import MIDLINE, SIDES, Array, Skeleton

__all__ = ["Flesh", "flesh_of"]

_THOUSAND: Final = 1000.0
_SHOD, _BARE = "shod", "bare"


@dataclass(frozen=True)
class Flesh:
    """Spheres in the axes of their frames.

    Attributes:
        frames: the frame of each sphere.
        places: its centre in the axes of that frame, shape (spheres, 3).
        radii: its radius.
        colours: its colour, by number.
    """

    frames: NDArray[np.int64]
    places: Array
    radii: Array
    colours: NDArray[np.int64]

    def centres(self, frames: Frames) -> Array:
        """Return the centres of the spheres in a pose."""
        return frames.all_at(self.frames, self.places)


@lru_cache(maxsize=4)
def flesh_of(skeleton: Skeleton, *, is_barefoot: bool = False) -> Flesh:
    """Return the flesh of a skeleton.

    Args:
        skeleton: the skeleton.
        is_barefoot: whether it wears no shoes.
    """
    left_out = _SHOD if is_barefoot else _BARE
    text = (resources.files("kg.movement") / "data" / "flesh.csv").read_text(encoding="utf-8")
    strips: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text)):
        if row["when"] != left_out:
            strips[row["strip"]].append(row)
    frames: list[int] = []
    spheres: list[Array] = []
    colours: list[int] = []
    for rows in strips.values():
        first = rows[0]
        columns = ("forward", "left", "up", "radius")
        profile = np.array([[float(row[name]) for name in columns] for row in rows]) / _THOUSAND
        swept = sweep(profile, int(first["spheres"]))
        for side in SIDES if first["paired"] == "true" else (MIDLINE,):
            mirror = np.array([1.0, -1.0 if side == "right" else 1.0, 1.0, 1.0])
            frame = skeleton.frame_numbers[first["segment"], side, int(first["piece"])]
            frames += [frame] * len(swept)
            spheres.append(swept * mirror)
            colours += [COLOURS.index(first["colour"])] * len(swept)
    every = np.concatenate(spheres)
    return Flesh(np.array(frames), every[:, :3], every[:, 3], np.array(colours))
