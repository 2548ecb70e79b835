"""What stands above the parts of a sheet, the same in every file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["HEADINGS"]

HEADINGS: Final[Mapping[str, str]] = {
    "refer": "Refer to a health professional",
    "clearance": "Clearance by a health professional, as the case states it",
    "seen": "What was seen",
    "first": "What comes first",
    "tempo": "Tempo",
    "tools": "With",
    "care": "Care",
    "why": "Why",
    "week": "Week",
    "violated": "Requirements that no program keeps",
    "gaps": "Left out, and why",
    "mind": "Mind",
    "tests": "What to test next",
    "reassess": "Reassess",
    "page": "Page",
    "picture": "The muscles of the body from the front and from the back, with their status",
}
