"""A placed graph as the options of an ECharts chart."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any, Final

import streamlit as st

from kg.present.proof_graph import ProofGraph
from kg.present.proof_tree import KIND_WORDS
from kg.proof.narrative import Kind

__all__ = ["ACROSS", "DOWN", "EDGE", "clicked", "graph_height", "graph_spec", "places"]

#: Room around the nodes in pixels, for the labels of the outermost.
EDGE: Final = {"left": 80, "right": 80, "top": 24, "bottom": 60}
#: From the leftmost to the rightmost place, and from layer to layer, as on a wide page.
ACROSS, DOWN = 600, 110
_HIGHEST: Final = 900
#: In a row with more nodes than this every second one stands lower, so that labels have room.
_ROOM: Final = 3
_LOWER: Final = 0.42
#: Characters across the whole chart, and of one label at least and at most.
_LETTERS, _NARROW, _WIDE = 84, 13, 26
_LINES: Final = 3
#: Shape, then colour on a light and on a dark page, of each kind of line.
_LOOKS: Final[dict[Kind, tuple[str, str, str]]] = {
    "case": ("roundRect", "#0b5cad", "#6db1ff"),
    "knowledge": ("rect", "#17663a", "#63c98d"),
    "statement": ("rect", "#17663a", "#63c98d"),
    "inference": ("rect", "#17663a", "#63c98d"),
    "choice": ("diamond", "#7a5a00", "#e3b94a"),
    "absence": ("emptyCircle", "#5d6b7e", "#9fb0c6"),
    "count": ("circle", "#5d6b7e", "#9fb0c6"),
}


def places(graph: ProofGraph) -> list[tuple[float, float]]:
    """Return where each node stands: how far across, from 0 to 1, and how many layers down.

    Args:
        graph: what is drawn; its nodes stand by layer and from left to right.
    """
    in_row = Counter(one.layer for one in graph.nodes)
    met: Counter[int] = Counter()
    points = []
    for node in graph.nodes:
        at, of = met[node.layer], in_row[node.layer]
        met[node.layer] += 1
        lower = _LOWER if of > _ROOM and at % 2 else 0.0
        points.append(((at + 0.5) / of, node.layer + lower))
    return points


def graph_height(graph: ProofGraph) -> int:
    """Return the height of the chart in pixels."""
    return min(EDGE["top"] + EDGE["bottom"] + 60 + DOWN * (graph.layers - 1), _HIGHEST)


def graph_spec(graph: ProofGraph, *, dark: bool) -> dict[str, Any]:
    """Return the options of a chart.

    Args:
        graph: what is drawn.
        dark: whether the page is dark.
    """
    ink, line, paper = (
        ("#e8edf4", "#5d6b7e", "#10151c") if dark else ("#1b2430", "#9aa7b8", "#ffffff")
    )
    in_row = Counter(one.layer for one in graph.nodes)
    nodes = []
    for node, (across, down) in zip(graph.nodes, places(graph), strict=True):
        shape, light, night = _LOOKS.get(node.kind, ("roundRect", "#5d6b7e", "#9fb0c6"))
        nodes.append(
            {
                "id": node.key,
                "name": node.key,
                "value": f"{KIND_WORDS[node.kind]}: {node.text}",
                "x": across * ACROSS,
                "y": down * DOWN,
                "symbol": shape,
                "symbolSize": 26 if node.layer == 0 else 18,
                "itemStyle": {"color": night if dark else light},
                "label": {"formatter": _folded(node.text, in_row[node.layer])},
            }
        )
    numbers = {one.key: at for at, one in enumerate(graph.nodes)}
    return {
        "animation": False,
        "tooltip": {
            "formatter": "{c}",
            "confine": True,
            "extraCssText": "white-space:normal;max-width:22rem",
        },
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "roam": True,
                "selectedMode": "single",
                "data": nodes,
                "links": [{"source": numbers[a], "target": numbers[b]} for a, b in graph.edges],
                "label": {
                    "show": True,
                    "position": "bottom",
                    "color": ink,
                    "textBorderColor": paper,
                    "textBorderWidth": 3,
                    "fontSize": 12,
                    "lineHeight": 15,
                },
                "lineStyle": {"color": line, "width": 1.2},
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 6,
                "labelLayout": {"hideOverlap": True},
                "preserveAspect": "contain",
                "preserveAspectVerticalAlign": "top",
                **EDGE,
            }
        ],
    }


def clicked(key: str, graph: ProofGraph) -> str | None:
    """Return the key of the line whose node was clicked, if one was."""
    state: Any = st.session_state.get(key)
    groups = ((state or {}).get("selection") or {}).get("selected") or []
    for group in groups:
        for at in group.get("data_indices") or []:
            if (
                group.get("data_type") != "edge"
                and isinstance(at, int)
                and 0 <= at < len(graph.nodes)
            ):
                return str(graph.nodes[at].key)
    return None


def _folded(text: str, in_row: int) -> str:
    apart = in_row / 2 if in_row > _ROOM else in_row
    lines = textwrap.wrap(text, max(_NARROW, min(_WIDE, int(_LETTERS / apart))))
    first_lines = lines[:_LINES]
    return "\n".join(
        [*first_lines[:-1], f"{first_lines[-1]} …"] if len(lines) > _LINES else first_lines
    )
