"""Words that somebody else wrote, shown as they are."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["as_written"]

#: What Markdown would make a link, a picture, an icon, a formula or a heading of.
_MARKS: Final = re.compile(r"([\\`*_\[\]#$~|<>:])")


def as_written(text: str) -> str:
    r"""Return a text that Markdown shows letter by letter: no picture of another host is fetched.

    Args:
        text: from an address, a file or a pack.

    Example:
        >>> as_written("![](x)")
        '!\\[\\](x)'
    """
    return _MARKS.sub(r"\\\1", text)
