"""The handout as a Streamlit component: the sheet as it is printed, with its own style.

The markup is made by ``kg.present.handout``, where every text is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.explorer.components.component import Component

__all__ = ["handout_sheet"]


@dataclass(frozen=True)
class SheetProperties:
    """What the script draws from: the markup of the sheet and its style."""

    body: str
    style: str


_SHEET: Final[Component[SheetProperties, None]] = Component(
    "handout_sheet", words={"print": "Print"}
)


def handout_sheet(body: str, style: str, *, key: str) -> None:
    """Show a sheet.

    Args:
        body: what ``kg.present.handout.handout_body`` returned.
        style: what ``kg.present.handout.handout_style`` returned.
        key: the name of this place on the page.
    """
    _SHEET.show(SheetProperties(body, style), key=key)
