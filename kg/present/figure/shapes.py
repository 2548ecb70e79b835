"""The drawing of the body: two tables of curves, read once, checked, and put in order.

``body/regions.csv`` holds the muscles, one region a row; ``body/figure.csv`` all that is only
looked at: skin, unnamed muscles, tendons, bones, fine lines. All stand in one frame: the midline is
x = 0, the crown of the head is near y = 0, the soles are near y = 1010. A row draws one half of
the body, the other half is its mirror image; what starts and ends at x = 0 crosses the middle and
is drawn once. Later rows lie above earlier ones. No muscle is named here: the tables name them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Final, Literal, TypeVar, get_args

from kg.errors import KnowledgeError
from kg.present.figure.curves import Curve, read_curve

__all__ = [
    "FRAME",
    "VIEWS",
    "Body",
    "Figure",
    "Layer",
    "Region",
    "Side",
    "View",
    "half",
    "load_body",
    "read_body",
]

View = Literal["front", "back"]
#: A deep muscle is ``emerging`` where it comes to the surface: drawn there, and deep all the same.
Layer = Literal["surface", "emerging", "deep"]
Kind = Literal["skin", "muscle", "tendon", "bone", "line"]

Side = Literal["left", "right", "midline"]

VIEWS: Final[tuple[View, ...]] = get_args(View)
#: Least x, least y, width and height of the drawing of one view, in units.
FRAME: Final = (-272, 0, 544, 1020)
_BOTH: Final = "both"
_FIBRE_EVERY: Final = 5.0
_MOST_FIBRES: Final = 7
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Figure:
    """Something that is only looked at.

    Attributes:
        kind: what it is.
        views: where it is seen.
        curve: its outline, or the line itself; of one half unless it crosses the middle.
        middle: whether it crosses the middle and is drawn once.
    """

    kind: Kind
    views: tuple[View, ...]
    curve: Curve
    middle: bool


@dataclass(frozen=True)
class Region:
    """A part of the drawing that stands for a muscle.

    Attributes:
        muscle: the id of the muscle.
        view: where it is seen.
        layer: how it lies.
        curve: its outline, of one half unless it crosses the middle.
        middle: whether it crosses the middle and is drawn once.
    """

    muscle: str
    view: View
    layer: Layer
    curve: Curve
    middle: bool

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the sides of the person on which it lies."""
        return ("midline",) if self.middle else ("right", "left")

    @cached_property
    def fibres(self) -> str:
        """Return the fine lines along its fibres as the data of an SVG path."""
        count = max(2, min(_MOST_FIBRES, int(self.curve.thickness / _FIBRE_EVERY)))
        return "".join(line.path for line in self.curve.fibres(count))


@dataclass(frozen=True)
class Body:
    """The whole drawing.

    Attributes:
        figure: what is only looked at, from below to above.
        regions: the muscles, from below to above.
    """

    figure: tuple[Figure, ...]
    regions: tuple[Region, ...]

    @cached_property
    def muscles(self) -> tuple[str, ...]:
        """Return the ids that have a region, in the order of the table."""
        return tuple(dict.fromkeys(region.muscle for region in self.regions))

    def seen(self, view: View) -> Iterator[Region]:
        """Yield the regions of a view, from below to above."""
        return (region for region in self.regions if region.view == view)


def half(view: View, side: str) -> int:
    """Return on which half of a picture a side of the person is: 1 for x > 0, else -1.

    We look at the front of a person, or at the back; what lies in the middle is drawn as it is.
    """
    return 1 if side == "midline" or (view == "front") == (side == "left") else -1


@cache
def load_body() -> Body:
    """Return the drawing that comes with the package."""
    tables = resources.files("kg.present.figure")
    return read_body(
        (tables / "regions.csv").read_text(encoding="utf-8"),
        (tables / "figure.csv").read_text(encoding="utf-8"),
    )


def read_body(regions: str, figure: str) -> Body:
    """Read a drawing.

    Args:
        regions: a table with the columns muscle, view, layer and points.
        figure: a table with the columns kind, view and points.

    Raises:
        KnowledgeError: if a table cannot be read; it names the line.
    """
    return Body(
        tuple(_rows("figure.csv", figure, ("kind", "view", "points"), _figure)),
        tuple(_rows("regions.csv", regions, ("muscle", "view", "layer", "points"), _region)),
    )


def _rows(
    name: str, text: str, columns: tuple[str, ...], read: Callable[[dict[str, str]], _Row]
) -> Iterator[_Row]:
    table = csv.reader(io.StringIO(text))
    head = next(table, [])
    if tuple(head) != columns:
        raise KnowledgeError(
            f"the columns are {', '.join(head)}", allowed=", ".join(columns), file=name, line=1
        )
    for row in table:
        try:
            yield read(dict(zip(columns, row, strict=True)))
        except ValueError as error:
            raise KnowledgeError(str(error), file=name, line=table.line_num) from error


def _figure(row: dict[str, str]) -> Figure:
    kind: Kind = _one_of(row["kind"], get_args(Kind), "kind")
    views = VIEWS if row["view"] == _BOTH else (_one_of(row["view"], VIEWS, "view"),)
    curve = read_curve(row["points"], closed=kind != "line")
    return Figure(kind, views, *_across(curve))


def _region(row: dict[str, str]) -> Region:
    if not row["muscle"]:
        raise ValueError("a region has a muscle")
    view: View = _one_of(row["view"], VIEWS, "view")
    layer: Layer = _one_of(row["layer"], get_args(Layer), "layer")
    return Region(row["muscle"], view, layer, *_across(read_curve(row["points"])))


def _across(curve: Curve) -> tuple[Curve, bool]:
    """Return a curve made whole if it crosses the middle, and whether it does."""
    if curve.closed and curve.points[0][0] == curve.points[-1][0] == 0:
        return curve.across(), True
    return curve, False


_Word = TypeVar("_Word", bound=str)


def _one_of(word: str, allowed: tuple[_Word, ...], column: str) -> _Word:
    for one in allowed:
        if one == word:
            return one
    raise ValueError(f"{column}: found {word!r}; allowed: {', '.join(allowed)}")
