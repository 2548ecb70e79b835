"""Two photos side by side as a Streamlit component, each under a plumb line and a grid.

Line and grid are moved by sliders, so by keyboard as well; where they stand is kept in the browser
alone. The photos come as data from Python.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.explorer.components.component import Component

__all__ = ["Shown", "posture_pair"]


@dataclass(frozen=True)
class Shown:
    """A photo as it is shown.

    Attributes:
        label: what it shows, and when it was taken.
        content: a JPEG file; empty when it cannot be read.
        width: pixels across.
        height: pixels down.
        fault: why it cannot be shown; empty when it can.
    """

    label: str
    content: bytes = b""
    width: int = 0
    height: int = 0
    fault: str = ""


@dataclass(frozen=True)
class PairProperties:
    """What the script draws from."""

    photos: list[dict[str, Any]]


_PAIR: Final[Component[PairProperties, None]] = Component(
    "posture_pair",
    words={"plumb": "Plumb line", "grid": "Grid: width of a square", "show": "Show the grid"},
)


def posture_pair(photos: Sequence[Shown], *, key: str) -> None:
    """Show the photos.

    Args:
        photos: one or two.
        key: the name of this place on the page.
    """
    rows = [
        {
            "label": photo.label,
            "fault": photo.fault,
            "source": ""
            if photo.fault
            else f"data:image/jpeg;base64,{base64.b64encode(photo.content).decode()}",
            "width": photo.width,
            "height": photo.height,
        }
        for photo in photos
    ]
    _PAIR.show(PairProperties(rows), key=key)
