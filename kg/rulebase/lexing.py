"""The words of a rule file, without a parser: comments, strings, signs, and where statements end.

Nothing here recurses, so no text can be too deep for it: what is to be kept from the parser is seen
here first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

__all__ = ["Statement", "Token", "statements", "tokens", "without_rules"]

_TOKEN: Final = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<comment>%\*.*?(?:\*%|\Z)|%[^\n]*)"
    r'|(?P<string>"(?:[^"\\\n]|\\["\\n])*")'
    r"|(?P<number>0x[0-9A-Fa-f]+|0o[0-7]+|0b[01]+|\d+)"
    r"|(?P<directive>\#[a-z]+\+?)"
    r"|(?P<name>[_']*[A-Za-z][A-Za-z0-9_']*)"
    r"|(?P<sign>\.\.|:-|:~|<=|>=|!=|\*\*|.)",
    re.DOTALL,
)
_ID: Final = re.compile(r"%@.*?\bid=([a-z][a-z0-9_]*)")


class Token(NamedTuple):
    """One word of a rule file.

    Attributes:
        kind: ``space``, ``comment``, ``string``, ``number``, ``directive``, ``name`` or ``sign``.
        text: the word.
        start: where it begins, counted from 0.
        line: its line, counted from 1.
        column: its column, counted from 1.
    """

    kind: str
    text: str
    start: int
    line: int
    column: int


class Statement(NamedTuple):
    """One statement, with the annotation above it.

    Attributes:
        id: what the annotation calls it; empty without one.
        start: where it begins, its annotation included, counted from 0.
        end: where it ends.
    """

    id: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a rule file, white space left out."""
    line, began = 1, 0
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "space":
            yield Token(
                str(found.lastgroup), found[0], found.start(), line, found.start() - began + 1
            )
        breaks = found[0].count("\n")
        if breaks:
            line += breaks
            began = found.start() + found[0].rindex("\n") + 1


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a rule file.

    A statement ends with its full stop; a weak constraint with the bracket behind it.
    """
    name, start, begun, weak, stopped = "", -1, False, False, False
    for token in tokens(text):
        if token.kind == "comment":
            if token.text.startswith("%@") and not begun:
                given = _ID.match(token.text)
                name = given[1] if given else name
                start = token.start if start < 0 else start
            continue
        start = token.start if start < 0 else start
        begun = True
        weak = weak or token.text == ":~"
        ends = token.text == "]" if weak and stopped else token.text == "." and not weak
        stopped = stopped or token.text == "."
        if ends:
            yield Statement(name, start, token.start + len(token.text))
            name, start, begun, weak, stopped = "", -1, False, False, False


def without_rules(text: str, ids: Collection[str]) -> tuple[str, frozenset[str]]:
    """Return a rule file without some of its rules, and which of them it had.

    Declarations stay, and every other line keeps its number.
    """
    kept, last, gone = [], 0, set()
    for one in statements(text):
        if one.id in ids:
            kept += [text[last : one.start], _emptied(text[one.start : one.end])]
            last = one.end
            gone.add(one.id)
    return "".join([*kept, text[last:]]), frozenset(gone)


def _emptied(text: str) -> str:
    """Return the line breaks of a statement, and the comments that are no annotation."""
    parts = []
    for found in _TOKEN.finditer(text):
        stays = found.lastgroup == "comment" and not found[0].startswith("%@")
        parts.append(found[0] if stays else "\n" * found[0].count("\n"))
    return "".join(parts)
