"""Two photos side by side as a Streamlit component, each under a plumb line and a grid.

Line and grid are moved by sliders, so by keyboard as well; where they stand is kept in the browser
alone. The photos come as data from Python; nothing is asked of another host.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.explorer.components.registration import announce

__all__ = ["Shown", "posture_pair"]

_WORDS: Final = {
    "plumb": "Plumb line",
    "grid": "Grid: width of a square",
    "show": "Show the grid",
}


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


def posture_pair(photos: Sequence[Shown], *, key: str) -> None:
    """Show the photos.

    Args:
        photos: one or two.
        key: the name of this place on the page.
    """
    import streamlit as st

    rows = [
        {
            "label": one.label,
            "fault": one.fault,
            "source": ""
            if one.fault
            else f"data:image/jpeg;base64,{base64.b64encode(one.content).decode()}",
            "width": one.width,
            "height": one.height,
        }
        for one in photos
    ]
    mount = st.components.v2.component(
        announce("posture_pair"), js="posture_pair.js", css="posture_pair.css"
    )
    mount(key=key, data={"photos": rows, "words": _WORDS})
