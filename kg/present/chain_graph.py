"""The kinetic chain as plain nodes and edges; what belongs to it stands in ``queries/chain.rq``."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from kg.knowledge import KnowledgeBase
from kg.present.ontology_browser import Atlas
from kg.present.queries import query

__all__ = ["Chain", "Edge", "chain"]


@dataclass(frozen=True)
class Edge:
    """A connection, which may be walked both ways.

    Attributes:
        start: id of the one end.
        how: id of the relation.
        end: id of the other end.
    """

    start: str
    how: str
    end: str


@dataclass(frozen=True)
class Chain:
    """The connections of the kinetic chain.

    Attributes:
        edges: them, in the order of the query.
        relations: id and name of every relation there is, by name.
        labels: id of each node to its name.
    """

    edges: tuple[Edge, ...]
    relations: tuple[tuple[str, str], ...]
    labels: dict[str, str]

    def over(self, relations: Container[str]) -> tuple[Edge, ...]:
        """Return the connections of some relations."""
        return tuple(edge for edge in self.edges if edge.how in relations)

    def between(self, start: str, end: str, relations: Container[str]) -> tuple[Edge, ...]:
        """Return the connections of some relations, and every one at the two ends of a path."""
        ends = {start, end}
        return tuple(
            edge
            for edge in self.edges
            if edge.how in relations or edge.start in ends or edge.end in ends
        )

    @property
    def inner(self) -> tuple[str, ...]:
        """The relations that lead on: those that begin where another one ends."""
        ends = {edge.end for edge in self.edges}
        found = {edge.how for edge in self.edges if edge.start in ends}
        return tuple(one for one, _ in self.relations if one in found)


def chain(knowledge: KnowledgeBase, atlas: Atlas) -> Chain:
    """Return the kinetic chain."""
    edges = tuple(
        Edge(str(start), str(how), str(end))
        for start, how, end in knowledge.select(query("chain"))
        if start != end
    )
    names = dict.fromkeys(one for edge in edges for one in (edge.start, edge.end))
    relations = sorted(
        {(edge.how, atlas.label(edge.how)) for edge in edges}, key=lambda one: one[1]
    )
    return Chain(edges, tuple(relations), {one: atlas.label(one) for one in names})
