"""Headings of plans: what a line that names no exercise begins, or how it frames what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.knowledge.lexicon import PlanHeading
from kg.names.words import split_words
from kg.plan.dose import read_dose, tidy

__all__ = ["Heading", "Headings"]

_NUMBERED: Final = re.compile(
    r"^(?:(?:phase|step|part|block|section)\s*)?(?:\d{1,2}|[ivx]{1,4})\s*[.:)\-]*\s*", re.IGNORECASE
)
_BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")


@dataclass(frozen=True)
class Heading:
    """What a heading begins or holds.

    Attributes:
        kind: ``phase``, ``ambiguous_phase``, ``section``, ``frame``, ``column`` and so on.
        means: the phases, or the name of the section, part of the frame or column.
    """

    kind: str
    means: tuple[str, ...]


class Headings:
    """The headings that people write, found without regard to numbers, brackets and letter case."""

    def __init__(self, headings: Iterable[PlanHeading]) -> None:
        """Prepare the headings."""
        self._known: dict[tuple[str, ...], Heading] = {}
        self._columns: dict[tuple[str, ...], Heading] = {}
        for heading in headings:
            begun = Heading(heading.kind, heading.means)
            known = self._columns if heading.kind == "column" else self._known
            for text in heading.texts:
                known.setdefault(split_words(text), begun)

    def find(self, text: str) -> Heading | None:
        """Return what a line begins, or ``None`` if it is no heading.

        Args:
            text: the line without bullets and other marks.
        """
        plain = tidy(text).strip(" :.*_-#")
        bare = _BRACKETS.sub(" ", plain).strip(" :.-")
        for name in (plain, _NUMBERED.sub("", plain), bare, _NUMBERED.sub("", bare)):
            heading = self._known.get(split_words(name)) if name else None
            if heading is not None:
                return heading
        rest = read_dose(bare).rest
        return self._known.get(split_words(rest[0])) if len(rest) == 1 else None

    def column(self, text: str) -> str | None:
        """Return what a column of a table holds by its title; ``None`` if nobody knows."""
        heading = self._columns.get(split_words(text))
        return heading.means[0] if heading is not None else None
