"""Words that somebody else wrote, shown as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["as_code", "as_written", "plain_rows"]

#: What Markdown would make a link, a picture, an icon, a formula or a heading of.
_MARKS: Final = re.compile(r"([\\`*_\[\]#$~|<>:@&]|(?<=www)\.)", re.IGNORECASE)
#: What Streamlit makes an icon or an emoji of, even where its colons are escaped.
_ICON: Final = re.compile(r":(?=[a-z+-][\w+/-]*:)", re.IGNORECASE)
#: Shows nothing, and parts the words of an icon.
_WORD_JOINER: Final = "\u2060"
#: What would make a line a list or a heading.
_START: Final = re.compile(r"^(\s*)([-+=]|\d+(?=[.)](?:\s|$)))", re.MULTILINE)


def as_written(text: object) -> str:
    r"""Return a text that Markdown shows letter by letter: no picture of another host is fetched.

    Every text that is not written out in the source passes through here before it is shown; a test
    holds the source to that.

    Args:
        text: from a case, an address, a file, a pack or the ontology; or a number.

    Example:
        >>> as_written("![](x)")
        '!\\[\\](x)'
        >>> as_written("- 2"), as_written("1. x"), as_written(12)
        ('\\- 2', '1\\. x', '12')
        >>> as_written(":material/home:")
        '\\:\u2060material/home\\:'
    """
    parted = _ICON.sub(f":{_WORD_JOINER}", str(text))
    return _START.sub(_escape_start, _MARKS.sub(r"\\\1", parted))


def as_code(text: object) -> str:
    """Return a text that Markdown shows as code, letter by letter.

    Example:
        >>> as_code("a_b"), as_code("a`b")
        ('`a_b`', '`` a`b ``')
    """
    line = " ".join(str(text).split())
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest else f"{fence}{line}{fence}"


def plain_rows(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return the rows of a table whose cells and heads are shown letter by letter."""
    return [
        {
            as_written(head): as_written(cell) if isinstance(cell, str) else cell
            for head, cell in row.items()
        }
        for row in rows
    ]


def _escape_start(start: re.Match[str]) -> str:
    space, mark = start.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"
