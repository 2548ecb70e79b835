"""A story as a tree for a terminal: the statement, and below it what it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from kg.explain.narrative import Line, Story
from kg.present.proof_tree import below

__all__ = ["render_story"]

_NARROWEST: Final = 24
_SOURCES: Final = 2
_AGAIN: Final = "(as above)"
_MORE: Final = "…"


def render_story(
    story: Story, *, depth: int | None = None, whole: bool = False, width: int = 80
) -> str:
    """Return a story as a tree of sentences.

    Args:
        story: what to show.
        depth: how many levels below the statement are shown; all of them when ``None``.
        whole: whether what holds for everybody is shown too: settings, sides, phases.
        width: the widest line, in columns.

    Returns:
        The text, ending in a line break. What was told further up is not told again.
    """
    return "\n".join(_Tree(story, depth, width, whole=whole).lines()) + "\n"


class _Tree:
    """A tree in the making."""

    def __init__(self, story: Story, depth: int | None, width: int, *, whole: bool) -> None:
        self._story = story
        self._left_out = frozenset() if whole else story.general
        self._depth = depth
        self._width = width
        self._told: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Yield the lines of the whole tree."""
        yield from self._wrapped(self._sentence(self._story.top), "", "")
        yield from self._below(self._story.top, "", 1)

    def _below(self, line: Line, indent: str, level: int) -> Iterator[str]:
        """Yield what a line rests on."""
        self._told.add(line.key)
        below = list(self._children(line))
        if below and self._depth is not None and level > self._depth:
            yield f"{indent}└─ {_MORE}"
            return
        for place, one in enumerate(below):
            last = place == len(below) - 1
            again = one.key in self._told and bool(one.because)
            text = self._sentence(one) + (f" {_AGAIN}" if again else "")
            branch, deeper = ("└─ ", "   ") if last else ("├─ ", "│  ")
            yield from self._wrapped(text, indent + branch, indent + deeper)
            if not again:
                yield from self._below(one, indent + deeper, level + 1)

    def _children(self, line: Line) -> Iterator[Line]:
        """Yield what a line rests on; one that only says the same again gives way to its own."""
        return below(self._story, line, self._left_out)

    def _sentence(self, line: Line) -> str:
        """Return what a line says, and where that stands."""
        notes = [line.place, *line.sources[:_SOURCES]]
        if len(line.sources) > _SOURCES:
            notes.append(f"{len(line.sources) - _SOURCES} more")
        if line.kind in ("rule", "choice") and line.rule is not None:
            notes = [line.rule.id]
        told = "; ".join(filter(None, notes))
        return f"{line.text} [{told}]" if told else line.text

    def _wrapped(self, text: str, first: str, rest: str) -> Iterator[str]:
        """Yield a paragraph behind its branch, folded to the width."""
        room = max(self._width - len(rest), _NARROWEST)
        folded = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
        for place, line in enumerate(folded):
            yield f"{first if place == 0 else rest}{line}"
