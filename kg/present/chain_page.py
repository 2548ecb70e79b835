"""Paths along the kinetic chain as a page: each connection a sentence, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.knowledge import KnowledgeBase
from kg.present.chain_graph import Chain, Edge
from kg.present.entry_page import Block, link
from kg.present.ontology_browser import Atlas, Mention
from kg.present.queries import query

__all__ = ["Drawn", "Rests", "drawn_paths", "near_page", "paths_page", "rests_on"]

_OWN: Final = "of what is said of either end"


@dataclass(frozen=True)
class Rests:
    """What a connection rests on.

    Attributes:
        rows: the rows that state it; empty where it follows from what is said of its ends.
        sources: the documents behind it.
    """

    rows: tuple[Mention, ...]
    sources: tuple[Mention, ...]


@dataclass(frozen=True)
class Drawn:
    """Some paths as one drawing.

    Attributes:
        nodes: the ids, each with its steps from the start and its place among those, from 0.
        edges: start, relation and end of each connection that a path goes along.
    """

    nodes: Mapping[str, tuple[int, int]]
    edges: tuple[Edge, ...]


def rests_on(knowledge: KnowledgeBase, atlas: Atlas, edge: Edge) -> Rests:
    """Return what a connection rests on: the rows that name both ends, or else the ends' documents.

    Args:
        knowledge: the ontology.
        atlas: the same, to look things up in.
        edge: the connection.
    """
    text = query("linked").replace("START", f":{edge.start}").replace("END", f":{edge.end}")
    rows: dict[str, None] = {}
    sources: dict[str, None] = {}
    for row, source in knowledge.select(text, asserted=True):
        rows[str(row)] = None
        if source is not None:
            sources[str(source)] = None
    if not sources:
        for end in (edge.start, edge.end):
            sources |= dict.fromkeys(one.id for one in atlas.entry(end).sources)
    named = (tuple(Mention(one, atlas.label(one)) for one in ids) for ids in (rows, sources))
    return Rests(*named)


def paths_page(
    knowledge: KnowledgeBase, atlas: Atlas, paths: Iterable[Sequence[Edge]]
) -> list[Block]:
    """Return paths as text, each step a sentence with its sources.

    Args:
        knowledge: the ontology.
        atlas: the same, to look things up in.
        paths: the connections of each path, in order.
    """
    blocks: list[Block] = []
    for number, steps in enumerate(paths, 1):
        count = "1 step" if len(steps) == 1 else f"{len(steps)} steps"
        told = [_step(knowledge, atlas, edge) for edge in steps]
        blocks.append({"kind": "path", "title": f"Path {number}: {count}", "steps": told})
    return blocks


def _step(knowledge: KnowledgeBase, atlas: Atlas, edge: Edge) -> Block:
    rests = rests_on(knowledge, atlas, edge)
    count = len(rests.sources)
    note = f"{count} source" if count == 1 else f"{count} sources"
    return {
        "start": link(edge.start, atlas.label(edge.start)),
        "how": atlas.label(edge.how).lower(),
        "end": link(edge.end, atlas.label(edge.end)),
        "rests": [link(one.id, one.label) for one in rests.rows],
        "sources": [link(one.id, one.label) for one in rests.sources],
        "note": note if rests.rows else f"{note}, {_OWN}",
    }


def near_page(chain: Chain, reached: Mapping[str, int]) -> list[Block]:
    """Return what can be reached, by how far it is, the nearest first.

    Args:
        chain: the kinetic chain.
        reached: how many steps away each thing is.
    """
    by: dict[int, list[str]] = {}
    for one, steps in reached.items():
        if steps:
            by.setdefault(steps, []).append(one)
    blocks: list[Block] = []
    for steps in sorted(by):
        some = sorted(by[steps], key=lambda one: (chain.labels[one].casefold(), one))
        name = "1 step away" if steps == 1 else f"{steps} steps away"
        items = [link(one, chain.labels[one]) for one in some]
        blocks.append({"kind": "links", "title": f"{name} ({len(items)})", "items": items})
    return blocks


def drawn_paths(paths: Iterable[tuple[Sequence[str], Sequence[Edge]]]) -> Drawn:
    """Return paths with the same start as one drawing in layers.

    Args:
        paths: the ids that each path goes through, and its connections.
    """
    layers: dict[str, int] = {}
    edges: dict[Edge, None] = {}
    for nodes, steps in paths:
        for away, one in enumerate(nodes):
            layers.setdefault(one, away)
        edges |= dict.fromkeys(steps)
    places: dict[int, int] = {}
    nodes_at = {}
    for one, layer in layers.items():
        nodes_at[one] = (layer, places.get(layer, 0))
        places[layer] = places.get(layer, 0) + 1
    return Drawn(nodes_at, tuple(edges))
