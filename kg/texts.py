"""What a text from outside may hold, and how much of it a message repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["ForbiddenCharacter", "find_forbidden_character", "guarded_cell", "shortened"]

#: Control characters but tab, line feed and carriage return; halves of pairs; format characters
#: (category Cf: direction, joiners, tags); separators of lines; letters that show nothing.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ud800-\udfff\ufffe\uffff]"
)
_ENDS: Final = 60


@dataclass(frozen=True)
class ForbiddenCharacter:
    """A character that no text may hold.

    Attributes:
        position: where it is, counted from 0.
        character: the character.
    """

    position: int
    character: str

    @property
    def name(self) -> str:
        """Its number, and what it is called."""
        import unicodedata  # seldom needed

        called = unicodedata.name(self.character, "")
        number = f"U+{ord(self.character):04X}"
        return f"{number} ({called.lower()})" if called else f"a control character ({number})"


def find_forbidden_character(text: str) -> ForbiddenCharacter | None:
    """Return the first character that nobody sees or that drives a terminal, if there is one.

    Tab, line feed and carriage return are allowed.

    Example:
        >>> find_forbidden_character("abc" + chr(0x202E) + "gnp.exe").name
        'U+202E (right-to-left override)'
    """
    match = _FORBIDDEN.search(text)
    return None if match is None else ForbiddenCharacter(match.start(), match[0])


def shortened(text: str, most: int = 200) -> str:
    """Return a text, or its beginning and its end when it is longer than is read.

    Args:
        text: such as the name of a file.
        most: letters that are shown as they are.
    """
    return text if len(text) <= most else f"{text[:_ENDS]}…{text[-_ENDS:]}"


def guarded_cell(value: object) -> object:
    """Return a value of a table so that no spreadsheet reads a text as a formula.

    Example:
        >>> guarded_cell("=1+1"), guarded_cell("Clamshell"), guarded_cell(-1.5)
        ("'=1+1", 'Clamshell', -1.5)
    """
    if not isinstance(value, str) or not value.lstrip().startswith(("=", "+", "-", "@")):
        return value
    return f"'{value}"
