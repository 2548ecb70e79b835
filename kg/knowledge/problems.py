"""What a check of the knowledge reports: one fault, its rule and where it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Level", "Problem", "counted"]

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


def counted(problems: Iterable[Problem]) -> str:
    """Return how many problems there are of each level.

    Notes (``info``) are counted only where there are some.

    >>> counted([Problem("info", "readme", "my_pack", "No README.md says what it is for.")])
    '0 errors, 0 warnings, 1 note'
    """
    numbers = Counter(problem.level for problem in problems)
    words: dict[Level, str] = {"error": "error", "warning": "warning", "info": "note"}
    return ", ".join(
        f"{numbers[level]} {word}{'s' * (numbers[level] != 1)}"
        for level, word in words.items()
        if level != "info" or numbers[level]
    )
