"""One law for every text that is read: no control, no bidirectional override, nothing unseen.

It holds for what a text says once it is decoded, whatever it was written in. The characters are
listed here and not looked up, so that every version of Python has the same law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = [
    "ForbiddenCharacter",
    "find_forbidden_character",
    "find_hidden",
    "guarded_cell",
    "hidden_texts",
    "shortened",
    "show_hidden",
    "strip_controls",
]

#: Characters that break lines or columns and are seen by what they do.
_BREAKS: Final = "\t\n\r"
#: What a keyboard writes after a sign to make it a picture, or a letter.
_EMOJI_FORMS: Final = "\ufe0e\ufe0f"
#: Controls, formats, separators of lines and paragraphs, fillers and selectors without a shape of
#: their own, private characters, and what is no character at all.
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
#: What a terminal obeys: controls, and orders to turn the direction of what follows.
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
#: A change of colour or weight, as our own output makes it.
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
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


def find_hidden(text: str, *, breaks: bool = False) -> re.Match[str] | None:
    r"""Return the first character of a text that nobody sees, or ``None``.

    Args:
        text: the text, decoded.
        breaks: whether tabs and line breaks may be in it, as in a whole file.

    Example:
        >>> find_hidden("plain") is None
        True
        >>> find_hidden("turned \u202e round").start()
        7
    """
    for match in _HIDDEN.finditer(text):
        if not (breaks and match[0] in _BREAKS):
            return match
    return None


def show_hidden(text: str, *, breaks: bool = False) -> str:
    r"""Return a text with every character that nobody sees written as its number.

    Args:
        text: the text, decoded.
        breaks: whether tabs and line breaks stay as they are.

    Example:
        >>> show_hidden("red \x1b[31m")
        'red [U+001B][31m'
    """

    def escape(match: re.Match[str]) -> str:
        stays = breaks and match[0] in _BREAKS
        return match[0] if stays else f"[U+{ord(match[0]):04X}]"

    return _HIDDEN.sub(escape, text)


def strip_controls(text: str, *, colours: bool = False) -> str:
    r"""Return a text without what a terminal would obey; line breaks and tabs stay.

    Args:
        text: the text, decoded.
        colours: whether changes of colour stay.

    Example:
        >>> strip_controls("a\x1b[2Jb\r\n")
        'a[2Jb\n'
    """
    if colours:
        plain = map(strip_controls, _COLOUR.split(text))
        return "".join(
            part + colour for part, colour in zip(plain, [*_COLOUR.findall(text), ""], strict=True)
        )
    return _CONTROL.sub("", text)


def hidden_texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of plain data that hold a character that nobody sees, each with its place.

    Args:
        value: a text, a number, or lists and tables of them.
        place: what the value is called.
    """
    if isinstance(value, str):
        if find_hidden(value):
            yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from hidden_texts(key, place)
            yield from hidden_texts(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from hidden_texts(inner, f"{place}[{number}]")


def find_forbidden_character(text: str) -> ForbiddenCharacter | None:
    """Return the first character that nobody sees or that drives a terminal, if there is one.

    Tab, line feed and carriage return are allowed, and what makes a sign an emoji.

    Example:
        >>> find_forbidden_character("abc" + chr(0x202E) + "gnp.exe").name
        'U+202E (right-to-left override)'
    """
    for match in _HIDDEN.finditer(text):
        if match[0] not in _BREAKS and match[0] not in _EMOJI_FORMS:
            return ForbiddenCharacter(match.start(), match[0])
    return None


def shortened(text: str, most: int = 200) -> str:
    """Return a text, or its beginning and its end when it is longer than is read.

    Args:
        text: such as the name of a file.
        most: letters that are escape as they are.
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
