"""Paths along the kinetic chain as the options of an ECharts chart."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from kg.present.chain_page import DrawnChain

__all__ = ["chain_spec", "clicked"]

_ACROSS, _DOWN = 110, 100
#: Letters on a line of a name: where several stand beside each other, and along a single path.
_WIDTH: Final = (13, 24)
_ALONE: Final = {"preserveAspect": "contain", "left": 24, "right": 150, "top": 24, "bottom": 24}
_SEVERAL: Final = {"preserveAspect": "contain", "left": 50, "right": 50, "top": 24, "bottom": 60}
#: Fill on a light and on a dark page: of the two ends, and of what lies between.
_ENDS: Final = ("#0b5cad", "#6db1ff")
_BETWEEN: Final = ("#17663a", "#63c98d")


def chain_spec(drawn: DrawnChain, label: Callable[[str], str], *, dark: bool) -> dict[str, Any]:
    """Return the options of a chart.

    Args:
        drawn: the paths.
        label: gives the label of an id.
        dark: whether the page is dark.
    """
    ink, line, back = ("#e8edf4", "#5d6b7e", "#10151c") if dark else ("#1b2430", "#9aa7b8", "#fff")
    last = max((layer for layer, _ in drawn.nodes.values()), default=0)
    sizes = Counter(layer for layer, _ in drawn.nodes.values())
    alone = max(sizes.values(), default=0) <= 1
    nodes = []
    for node, (layer, place) in drawn.nodes.items():
        is_end = layer in (0, last)
        nodes.append(
            {
                "id": node,
                "name": node,
                "value": label(node),
                "x": (place - (sizes[layer] - 1) / 2) * _ACROSS,
                "y": layer * _DOWN,
                "symbol": "roundRect" if is_end else "circle",
                "symbolSize": 24 if is_end else 18,
                "itemStyle": {"color": (_ENDS if is_end else _BETWEEN)[dark]},
                "label": {"formatter": "\n".join(textwrap.wrap(label(node), _WIDTH[alone]))},
            }
        )
    numbers = {one: at for at, one in enumerate(drawn.nodes)}
    links = [
        {
            "source": numbers[edge.start],
            "target": numbers[edge.end],
            "label": {"formatter": label(edge.how).lower(), "color": ink},
        }
        for edge in drawn.edges
    ]
    series: dict[str, Any] = {
        "type": "graph",
        "layout": "none",
        "roam": True,
        "selectedMode": "single",
        "data": nodes,
        "links": links,
        "label": {
            "show": True,
            "position": "right" if alone else "bottom",
            "color": ink,
            "fontSize": 12,
            "lineHeight": 14,
            "backgroundColor": back,
        },
        # Beside one path there is room for the relations; the text below tells them in any case.
        "edgeLabel": {"show": alone, "fontSize": 11, "backgroundColor": back},
        "lineStyle": {"color": line, "width": 1.4},
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 7,
        **(_ALONE if alone else _SEVERAL),
    }
    return {
        "animation": False,
        "tooltip": {"formatter": "{c}", "confine": True},
        "series": [series],
    }


def clicked(key: str, drawn: DrawnChain) -> str | None:
    """Return the id whose node was clicked, if one was."""
    state: Any = st.session_state.get(key)
    groups = ((state or {}).get("selection") or {}).get("selected") or []
    nodes = list(drawn.nodes)
    for group in groups:
        for at in group.get("data_indices") or []:
            if group.get("data_type") != "edge" and isinstance(at, int) and 0 <= at < len(nodes):
                return nodes[at]
    return None
