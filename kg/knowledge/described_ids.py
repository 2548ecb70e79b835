"""What the modules describe, by id: what tables refer to and may not say again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from kg.knowledge.terms import PREFIXES, compact

__all__ = ["Described"]

_OWL: Final = PREFIXES["owl"]
_CLASS: Final = f"{_OWL}Class"
_PROPERTY_KINDS: Final = frozenset(
    f"{_OWL}{name}Property" for name in ("Object", "Datatype", "Annotation")
)
_SEEN: Final = {
    f"{PREFIXES['rdf']}type": "type",
    f"{PREFIXES['rdfs']}label": "label",
    f"{PREFIXES['rdfs']}subClassOf": "parent",
}


@dataclass
class Described:
    """What is described, by id.

    Attributes:
        members: the ids of each class, as it is stated.
        parents: the classes directly above each class.
        labels: the label of each thing.
        files: the file that describes each thing.
        properties: the ids of all properties.
    """

    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    labels: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    properties: set[str] = field(default_factory=set)

    @classmethod
    def by(cls, modules: Iterable[tuple[str, Iterable[ox.Quad]]]) -> Described:
        """Return what files of statements describe."""
        found = cls()
        for file, quads in modules:
            for quad in quads:
                found._put(file, quad)
        return found

    def _put(self, file: str, quad: ox.Quad) -> None:
        kind = _SEEN.get(quad.predicate.value)
        if kind is None or not isinstance(quad.subject, ox.NamedNode):
            return
        name, target = compact(quad.subject.value), quad.object
        if kind == "label" and isinstance(target, ox.Literal):
            self.labels.setdefault(name, target.value)
        elif kind == "type" and isinstance(target, ox.NamedNode):
            self.files.setdefault(name, file)
            if target.value in _PROPERTY_KINDS:
                self.properties.add(name)
            elif target.value == _CLASS:
                self.parents[name] |= set()
            else:
                self.members[compact(target.value)].add(name)
        elif kind == "parent" and isinstance(target, ox.NamedNode):
            self.parents[name].add(compact(target.value))

    def classes_below(self, kind: str) -> set[str]:
        """Return a class and every class below it."""
        found = {kind}
        while True:
            more = {name for name, above in self.parents.items() if above & found} - found
            if not more:
                return found
            found |= more

    def members_of(self, kind: str) -> set[str]:
        """Return everything of a class or of one below it."""
        none: set[str] = set()
        return none.union(*(self.members.get(name, none) for name in self.classes_below(kind)))
