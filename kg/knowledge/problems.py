"""What a check of the knowledge reports: one fault, its rule and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Level", "Problem"]

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing a check found.

    Attributes:
        level: ``error`` fails the check; ``warning`` and ``info`` do not.
        rule: the name of the broken rule, such as a shape, a lint query or a question.
        subject: what it is about: an id, an IRI, a file.
        message: one sentence for a curator.
        file: the file it stands in, or ``None`` if that is unknown.
    """

    level: Level
    rule: str
    subject: str
    message: str
    file: str | None = None

    def __str__(self) -> str:
        """Return the problem as one line."""
        place = f"{self.file}: " if self.file else ""
        return f"{place}{self.level}: {self.subject}: {self.message} [{self.rule}]"
