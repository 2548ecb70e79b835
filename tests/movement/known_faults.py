"""Positions that are known not to be perfect: one list a kind of fault, which only gets shorter.

``CONTINUUM_WRITE_FAULTS=1`` writes the lists anew, when positions are added or changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent / "known"


def refuse_more(faults: Mapping[str, object], kind: str) -> None:
    """Fail for faults that are not in the list of their kind."""
    file = _FOLDER / f"{kind}.txt"
    if os.environ.get("CONTINUUM_WRITE_FAULTS"):
        file.write_text("".join(f"{name}\n" for name in sorted(faults)), encoding="utf-8")
    known = set(file.read_text(encoding="utf-8").splitlines())
    new = {name: value for name, value in faults.items() if name not in known}
    assert not new, f"{kind}: {new}"
