"""Which things are different from one another: written from the graph, never kept by hand.

The closure takes two names for two things anyway. OWL does not, so the reasoner and the release
files get the axioms that say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg.knowledge.terms import BASE, PREFIXES

__all__ = ["all_different"]

_OURS: Final = f"<{BASE}"
_RDF: Final = PREFIXES["rdf"]
_OWL: Final = PREFIXES["owl"]
_TYPE: Final = f"<{_RDF}type>"
_SUB_CLASS: Final = f"<{PREFIXES['rdfs']}subClassOf>"
#: A reasoner compares each member with every other, so a larger kind gets no axiom.
_LARGEST_KIND: Final = 1000


def all_different(lines: Iterable[str]) -> list[str]:
    """Return ``owl:AllDifferent`` axioms, one for each kind of thing, its members in order.

    A kind is a class directly below one of the top classes, with all that belongs to classes below
    it; the top classes divide the rest by being disjoint. A kind of more than 1,000 members gets
    none: a reasoner would compare more than half a million pairs.

    Args:
        lines: N-Quads lines of the default graph.

    Returns:
        N-Quads lines, with blank nodes named after the kind.
    """
    classes: dict[str, set[str]] = defaultdict(set)
    wider: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        target = rest[:-2]
        if subject.startswith(_OURS) and target.startswith(_OURS):
            if predicate == _TYPE:
                classes[target].add(subject)
            elif predicate == _SUB_CLASS:
                wider[subject].add(target)
    members: dict[str, set[str]] = defaultdict(set)
    for name, things in classes.items():
        for kind in _kinds_of(name, wider):
            members[kind] |= things
    return [
        line
        for kind in sorted(members)
        if 1 < len(members[kind]) <= _LARGEST_KIND
        for line in _axiom(kind, sorted(members[kind]))
    ]


def _kinds_of(name: str, wider: Mapping[str, set[str]]) -> set[str]:
    """Return the classes directly below a top class that a class is, or is below."""
    reached, waiting = {name}, [name]
    while waiting:
        for parent in wider.get(waiting.pop(), ()):
            if parent not in reached:
                reached.add(parent)
                waiting.append(parent)
    kinds = {
        kind
        for kind in reached
        if wider.get(kind) and not any(wider.get(parent) for parent in wider[kind])
    }
    return kinds or {name}


def _axiom(kind: str, members: list[str]) -> Iterator[str]:
    """Yield the statements of one axiom."""
    name = f"_:different{kind.removeprefix(_OURS).rstrip('>')}"
    cells = [f"{name}_{number}" for number in range(1, len(members) + 1)]
    yield f"{name} {_TYPE} <{_OWL}AllDifferent> ."
    yield f"{name} <{_OWL}distinctMembers> {cells[0]} ."
    for cell, member, rest in zip(cells, members, [*cells[1:], f"<{_RDF}nil>"], strict=True):
        yield f"{cell} <{_RDF}first> {member} ."
        yield f"{cell} <{_RDF}rest> {rest} ."
