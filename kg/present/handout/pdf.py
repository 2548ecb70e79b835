"""The handout as a tagged PDF, the same bytes for the same sheet."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from html import unescape
from importlib import resources
from typing import Final

from kg.errors import ContinuumError
from kg.present.handout.headings import HEADINGS
from kg.present.handout.html import Picture, no_picture
from kg.present.handout.sheet import Sheet

__all__ = ["handout_pdf"]

#: The text alternative within a picture.
_DESCRIPTION: Final = re.compile("<desc>(.*?)</desc>")
_INSTALL = "pip install 'continuum-corrective-exercise[explorer]'"


def handout_pdf(sheet: Sheet, picture: Picture = no_picture) -> bytes:
    """Return the handout as a PDF document.

    Fonts of the system are not used, so that a sheet looks the same on every machine.

    Args:
        sheet: the sheet.
        picture: gives the picture of an exercise as SVG with a style that knows no variables.

    Raises:
        ContinuumError: if the part that writes PDF is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise ContinuumError(f"writing PDF needs typst: {_INSTALL}") from error
    template = (resources.files("kg.present") / "handout" / "handout.typ").read_bytes()
    pictures = {
        f"{row.exercise}.{row.body_side}": _drawn(picture(row.exercise, row.body_side))
        for part in sheet.parts
        for row in part.rows
    }
    values = {**asdict(sheet), "words": dict(HEADINGS), "pictures": pictures}
    data = json.dumps(values, ensure_ascii=False)
    written = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"sheet": data},
    )
    if not isinstance(written, bytes):
        raise TypeError(f"typst gave {type(written).__name__} for one document")
    return written


def _drawn(svg: str) -> dict[str, str]:
    """Return a picture with its text alternative."""
    match = _DESCRIPTION.search(svg)
    return {"svg": svg, "alt": unescape(match[1]) if match else ""}
