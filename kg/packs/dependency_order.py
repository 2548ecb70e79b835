"""Several packs together: each after those it needs, and none that cannot stand beside another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from pathlib import Path

from kg.errors import KnowledgeError, nearest
from kg.knowledge.additions import Addition
from kg.packs.pack import Pack, read_pack

__all__ = ["additions", "in_order", "read_packs"]


def read_packs(places: Iterable[str | Path]) -> tuple[Addition, ...]:
    """Return what some packs add to the knowledge, ready for ``KnowledgeBase.load(packs=…)``.

    The order in which they are named does not matter.

    Args:
        places: folders, zip files, names of installed packs.

    Raises:
        KnowledgeError: when one cannot be read, one that is required is missing, or two clash.
    """
    return additions(read_pack(place) for place in places)


def additions(packs: Iterable[Pack]) -> tuple[Addition, ...]:
    """Return what some packs add to the knowledge, each after those it requires.

    Raises:
        KnowledgeError: when one that is required is missing, or two clash.
    """
    return tuple(pack.addition() for pack in in_order(packs))


def in_order(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Return packs, each after those it requires, otherwise by id; the same pack twice is one.

    Raises:
        KnowledgeError: when one that is required is missing, or two clash: with every reason.
    """
    given = list({pack.hash: pack for pack in packs}.values())
    faults = [*_alike(given), *_missing(given), *_clashing(given)]
    if not faults:
        by_id = {pack.id: pack for pack in given}
        graph = {
            name: sorted(one.id for one in by_id[name].manifest.requires) for name in sorted(by_id)
        }
        try:
            return tuple(by_id[name] for name in _sorted(graph))
        except CycleError as error:
            circle = " → ".join(error.args[1])
            faults = [KnowledgeError(f"packs that require one another: {circle}")]
    raise faults[0].and_also(faults[1:])


def _sorted(graph: dict[str, list[str]]) -> Iterator[str]:
    """Yield the names, each after those it needs, the first in the alphabet first."""
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    ready = sorted(sorter.get_ready())
    while ready:
        name = ready.pop(0)
        yield name
        sorter.done(name)
        ready = sorted([*ready, *sorter.get_ready()])


def _alike(packs: Sequence[Pack]) -> Iterator[KnowledgeError]:
    for one, other in combinations(packs, 2):
        if one.id == other.id:
            yield KnowledgeError(
                f"two packs called {one.id}: {_shown(one)} and {_shown(other)}",
                allowed="one pack an id",
            )


def _shown(pack: Pack) -> str:
    return f"{pack.place} ({pack.manifest.version})"


def _missing(packs: Sequence[Pack]) -> Iterator[KnowledgeError]:
    by_id = {pack.id: pack for pack in packs}
    for pack in packs:
        for need in pack.manifest.requires:
            found = by_id.get(need.id)
            if found is None:
                yield KnowledgeError(
                    f"{pack.id} requires {need}, which is not among the packs",
                    allowed=f"--pack with the place of {need.id} as well",
                    suggestions=nearest(need.id, by_id),
                )
            elif not need.met_by(found.manifest.version):
                yield KnowledgeError(
                    f"{pack.id} requires {need}, and {need.id} is there as "
                    f"{found.manifest.version}",
                    allowed="a version within the limits",
                )


def _clashing(packs: Sequence[Pack]) -> Iterator[KnowledgeError]:
    for one, other in combinations(sorted(packs, key=lambda pack: pack.id), 2):
        told = f"{one.id} and {other.id} clash"
        if other.id in one.manifest.conflicts or one.id in other.manifest.conflicts:
            yield KnowledgeError(f"{told}: one of them says so", allowed="one of the two")
        for what, first, second in (
            ("the rule", one.manifest.rules, other.manifest.rules),
            ("the facts of", one.manifest.facts, other.manifest.facts),
        ):
            for name in sorted(set(first) & set(second)):
                yield KnowledgeError(
                    f"{told}: both replace {what} {name}",
                    allowed="one of the two, or a third that requires one and replaces its rule",
                )
