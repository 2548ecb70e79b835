"""A story as a layered graph: each line above what it rests on, placed so that few edges cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.explain.narrative import Kind, Story
from kg.present.proof_tree import proof_tree

__all__ = ["Graph", "Node", "proof_graph"]

#: So often the layers are put in order, downwards and upwards in turn.
_SWEEPS: Final = 6


@dataclass(frozen=True)
class Node:
    """A line of a story in the graph.

    Attributes:
        key: the key of the line.
        text: its sentence.
        kind: what it is.
        x: its place across, in steps from the middle.
        layer: how far below the statement it stands, in steps.
    """

    key: str
    text: str
    kind: Kind
    x: float
    layer: int


@dataclass(frozen=True)
class Graph:
    """A placed graph.

    Attributes:
        nodes: the lines, by layer and from left to right.
        edges: pairs of keys: a line and what it rests on.
        left_out: how many lines are not shown.
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    left_out: int = 0

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return 1 + max((one.layer for one in self.nodes), default=-1)


def proof_graph(story: Story, *, depth: int | None = None, whole: bool = False) -> Graph:
    """Return the graph of a story, always the same for the same story.

    Args:
        story: what is shown.
        depth: how many layers below the statement; all when ``None``.
        whole: whether what holds for everybody is shown too.
    """
    rows = proof_tree(story, whole=whole)
    keys = [str(row["key"]) for row in rows]
    below = {keys[at]: [keys[one] for one in row["below"]] for at, row in enumerate(rows)}
    layer = _layers(keys[0], below)
    shown = [key for key in keys if depth is None or layer[key] <= depth]
    edges = [(key, one) for key in shown for one in below[key] if one in set(shown)]
    place = _places(_ordered(shown, edges, layer))
    nodes = sorted(
        (
            Node(key, story.lines[key].text, story.lines[key].kind, place[key], layer[key])
            for key in shown
        ),
        key=lambda one: (one.layer, one.x),
    )
    return Graph(tuple(nodes), tuple(edges), len(keys) - len(shown))


def _layers(root: str, below: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the length of the longest way from the root to each key; there is no cycle."""
    order: list[str] = []
    met: set[str] = set()
    waiting = [(root, False)]
    while waiting:
        key, done = waiting.pop()
        if done:
            order.append(key)
        elif key not in met:
            met.add(key)
            waiting.append((key, True))
            waiting += [(one, False) for one in below[key] if one not in met]
    layer = dict.fromkeys(order, 0)
    for key in reversed(order):
        for one in below[key]:
            layer[one] = max(layer[one], layer[key] + 1)
    return layer


def _ordered(
    keys: Sequence[str], edges: Sequence[tuple[str, str]], layer: Mapping[str, int]
) -> list[list[str]]:
    """Return the keys by layer, each beside those it is joined to (the barycentre method)."""
    rows: list[list[str]] = [[] for _ in range(1 + max(layer[key] for key in keys))]
    for key in keys:
        rows[layer[key]].append(key)
    up: dict[str, list[str]] = defaultdict(list)
    down: dict[str, list[str]] = defaultdict(list)
    for above, key in edges:
        up[key].append(above)
        down[above].append(key)
    for sweep in range(_SWEEPS):
        place = {key: at / max(len(row), 1) for row in rows for at, key in enumerate(row)}
        downwards = sweep % 2 == 0
        joined = up if downwards else down
        for row in rows if downwards else reversed(rows):
            middle = {
                key: sum(place[one] for one in joined[key]) / len(joined[key])
                if joined[key]
                else place[key]
                for key in row
            }
            row.sort(key=lambda key: (middle[key], key))
            place |= {key: at / len(row) for at, key in enumerate(row)}
    return rows


def _places(rows: Sequence[Sequence[str]]) -> dict[str, float]:
    return {key: at - (len(row) - 1) / 2 for row in rows for at, key in enumerate(row)}
