"""A story as a document for others: JSON, a graph for Graphviz, or Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from kg.explain.narrative import Kind, Line, Story

__all__ = ["story_as_dot", "story_as_markdown", "story_to_dict", "to_json"]

#: Shape and fill of each kind of line in a graph; readable without colour by its shape.
_LOOKS: Final[dict[Kind, str]] = {
    "case": 'shape=box, style="rounded,filled", fillcolor="#dbeafe"',
    "knowledge": 'shape=note, style=filled, fillcolor="#dcfce7"',
    "statement": 'shape=note, style=filled, fillcolor="#f0fdf4"',
    "inference": 'shape=component, style=filled, fillcolor="#ecfccb"',
    "rule": "shape=box",
    "choice": 'shape=diamond, style=filled, fillcolor="#fef9c3"',
    "absence": "shape=box, style=dashed",
    "count": "shape=ellipse",
    "way": "shape=box, style=dotted",
    "price": 'shape=hexagon, style=filled, fillcolor="#ffedd5"',
    "difference": 'shape=box, style=filled, fillcolor="#fce7f3"',
}
_WIDTH: Final = 32


def story_to_dict(story: Story) -> dict[str, object]:
    """Return a story as plain values: the statement's key and the lines, premises first."""
    lines = []
    for line in story.lines.values():
        kept = {name: value for name, value in asdict(line).items() if value}
        lines.append(kept)
    return {"statement": story.root, "lines": lines}


def to_json(value: object) -> str:
    """Return plain values as JSON, indented by two, ending in a line break."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def story_as_dot(story: Story) -> str:
    """Return a story as a directed graph in the DOT language: each line above what it rests on."""
    numbers = {key: f"n{place}" for place, key in enumerate(story.lines)}
    lines = ["digraph proof {", "  rankdir=TB;", '  node [fontname="sans-serif", fontsize=10];']
    for line in story.lines.values():
        tip = f', tooltip="{_escaped(line.rule.text)}"' if line.rule else ""
        text = _escaped(line.text)
        lines.append(f'  {numbers[line.key]} [label="{text}", {_LOOKS[line.kind]}{tip}];')
    for line in story.lines.values():
        lines += [f"  {numbers[line.key]} -> {numbers[key]};" for key in line.because]
    return "\n".join([*lines, "}"]) + "\n"


def _escaped(text: str) -> str:
    """Return a text for a quoted string of DOT, broken into short lines."""
    words, line, broken = text.split(), "", []
    for word in words:
        if line and len(line) + len(word) >= _WIDTH:
            broken.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    plain = "\n".join([*broken, line]).replace("\\", "\\\\").replace('"', '\\"')
    return plain.replace("\n", "\\n")


def story_as_markdown(story: Story) -> str:
    """Return a story as nested lists, the statement as the heading."""
    lines = [f"### {story.top.text}", ""]
    lines += _items(story, story.top, 0, {story.root})
    return "\n".join(lines) + "\n"


def _items(story: Story, line: Line, level: int, told: set[str]) -> Iterator[str]:
    for key in line.because:
        if key in story.general:
            continue
        one = story.lines[key]
        again = key in told and bool(one.because)
        told.add(key)
        yield f"{'  ' * level}- {one.text}{_note(one)}{' *(as above)*' if again else ''}"
        if not again:
            yield from _items(story, one, level + 1, told)


def _note(line: Line) -> str:
    """Return where a line comes from, to stand behind it."""
    if line.rule is not None:
        return f" (`{line.rule.id}`)"
    parts = [f"`{line.place}`" if line.place else "", *line.sources]
    told = "; ".join(filter(None, parts))
    return f" ({told})" if told else ""
