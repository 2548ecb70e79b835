"""What can go wrong, as one tree of errors, each knowing its exit code.

A message reads ``file:line:column: what was found; what is allowed; did you mean X?``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from kg.plain_text import shortened, show_hidden

__all__ = [
    "BadInput",
    "CaseError",
    "ContinuumError",
    "InternalError",
    "KnowledgeError",
    "NoProgram",
    "TimeLimit",
    "nearest",
]

_SUGGESTIONS = 3
_CLOSE_ENOUGH = 0.6
#: A shorter piece of a word stands in too many others.
_A_WHOLE_WORD = 4


class ContinuumError(Exception):
    """Anything this package raises on purpose.

    Attributes:
        message: the sentence to show.
        exit_code: the code with which the command line ends.
    """

    exit_code: int = 70

    def __init__(self, message: str, exit_code: int | None = None) -> None:
        """Keep the message; ``exit_code`` replaces the code of the class."""
        self.message = show_hidden(message, breaks=True)
        super().__init__(self.message)
        if exit_code is not None:
            self.exit_code = exit_code


class BadInput(ContinuumError):  # noqa: N818  (what is bad is the input)
    """Something that was given cannot be used; exit code 2.

    Attributes:
        found: what was found, without the place.
        allowed: what is allowed instead, or the empty string.
        file: the file it stands in, or ``None``.
        line: its line, counted from 1, or ``None``.
        column: its column, counted from 1, or ``None``.
        suggestions: the nearest allowed words, best first.
        also: further faults found in the same go, each with its own place.
    """

    exit_code = 2

    def __init__(
        self,
        found: str,
        *,
        allowed: str = "",
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        suggestions: Iterable[str] = (),
        also: Iterable[BadInput] = (),
    ) -> None:
        """Keep the parts and put the message together."""
        self.found = found
        self.allowed = allowed
        self.file = file
        self.line = line
        self.column = column
        self.suggestions = tuple(suggestions)
        self.also = tuple(also)
        lines = [self._sentence(), *(one.message for one in self.also)]
        super().__init__("\n".join(lines))

    def and_also(self, others: Iterable[BadInput]) -> Self:
        """Return this fault with further ones that were found in the same go."""
        return type(self)(
            self.found,
            allowed=self.allowed,
            file=self.file,
            line=self.line,
            column=self.column,
            suggestions=self.suggestions,
            also=others,
        )

    def _sentence(self) -> str:
        """Return the message of this one fault."""
        parts = [self.found]
        if self.allowed:
            parts.append(self.allowed)
        if self.suggestions:
            parts.append(f"did you mean {' or '.join(self.suggestions)}?")
        return f"{self._place()}{'; '.join(' '.join(part.splitlines()) for part in parts)}"

    def _place(self) -> str:
        """Return ``file:line:column: `` as far as the place is known."""
        file = None if self.file is None else shortened(self.file)
        known = [file, self.line, self.column]
        place = [str(part) for part in known if part is not None]
        return ":".join(place) + ": " if place else ""


class CaseError(BadInput):
    """A case, a plan or a change of a case that cannot be read."""


class KnowledgeError(BadInput):
    """An ontology, rules or facts file that cannot be used."""


class NoProgram(ContinuumError):  # noqa: N818
    """No valid program exists for the case; exit code 3."""

    exit_code = 3


class TimeLimit(ContinuumError):  # noqa: N818
    """The time limit was reached; exit code 4."""

    exit_code = 4


class InternalError(ContinuumError):
    """A fault of this package itself; exit code 70."""

    exit_code = 70


def nearest(word: str, choices: Iterable[str]) -> tuple[str, ...]:
    """Return the choices that look most like a word, best first, at most three.

    After those that are spelt nearly so come those that hold the whole word.

    Example:
        >>> nearest("mucsle", ["muscle", "joint"])
        ('muscle',)
        >>> nearest("shoulder", ["acute_shoulder_pain", "knee_pain"])
        ('acute_shoulder_pain',)
    """
    from difflib import get_close_matches  # loaded only when somebody has mistyped something

    every = list(choices)
    close = get_close_matches(word, every, n=_SUGGESTIONS, cutoff=_CLOSE_ENOUGH)
    if len(word) >= _A_WHOLE_WORD:
        close += sorted((one for one in every if word in one), key=lambda one: (len(one), one))
    return tuple(dict.fromkeys(close))[:_SUGGESTIONS]
