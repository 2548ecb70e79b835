"""The handout as a tagged PDF, the same bytes for the same sheet."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import resources

from kg.errors import ContinuumError
from kg.present.handout.headings import HEADINGS
from kg.present.handout.sheet import Sheet

__all__ = ["handout_pdf"]

_INSTALL = "pip install 'continuum-corrective-exercise[explorer]'"


def handout_pdf(sheet: Sheet) -> bytes:
    """Return the handout as a PDF document.

    Fonts of the system are not used, so that a sheet looks the same on every machine.

    Raises:
        ContinuumError: if the part that writes PDF is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise ContinuumError(f"writing PDF needs typst: {_INSTALL}") from error
    template = (resources.files("kg.present") / "handout" / "handout.typ").read_bytes()
    told = json.dumps({**asdict(sheet), "words": dict(HEADINGS)}, ensure_ascii=False)
    written = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"sheet": told},
    )
    if not isinstance(written, bytes):
        raise TypeError(f"typst gave {type(written).__name__} for one document")
    return written
