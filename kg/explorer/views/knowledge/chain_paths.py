"""Paths along the kinetic chain, by networkx: the shortest ones between two of its nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from kg.present.chain_graph import Edge

__all__ = ["Path", "reach", "shortest_paths"]

_MOST: Final = 6


@dataclass(frozen=True)
class Path:
    """A way from one node to another.

    Attributes:
        nodes: the ids it goes through, both ends included.
        steps: the connection of each step, as it is stated.
    """

    nodes: tuple[str, ...]
    steps: tuple[Edge, ...]


def shortest_paths(
    edges: Iterable[Edge], start: str, end: str, most: int = _MOST
) -> tuple[Path, ...]:
    """Return some of the shortest paths, always in the same order; none if there is no way."""
    import networkx as nx

    between: dict[frozenset[str], Edge] = {}
    for edge in edges:
        between.setdefault(frozenset((edge.start, edge.end)), edge)
    graph: nx.Graph[str] = nx.Graph()
    for node, other in sorted(sorted(pair) for pair in between):
        graph.add_edge(node, other)
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return ()
    paths = [tuple(nodes) for nodes in islice(nx.all_shortest_paths(graph, start, end), 500)]
    return tuple(
        Path(
            nodes,
            tuple(between[frozenset(pair)] for pair in pairwise(nodes)),
        )
        for nodes in sorted(paths)[:most]
    )


def reach(edges: Iterable[Edge], start: str) -> dict[str, int]:
    """Return how many steps away every node is that can be reached, the nearest first."""
    import networkx as nx

    graph = nx.Graph((edge.start, edge.end) for edge in edges)
    if start not in graph:
        return {}
    return dict(nx.single_source_shortest_path_length(graph, start))
