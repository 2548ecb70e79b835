"""Any entry of the ontology in full: what it says of a thing, and what else speaks of it.

Nothing here knows a class or property of the field: the graph says what there is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.knowledge.base import KnowledgeBase
from kg.knowledge.origin import Origins
from kg.knowledge.terms import PREFIXES, compact, expand

__all__ = ["Entry", "EntryPart", "Link", "entry_of", "kinds"]

_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_SKOS: Final = PREFIXES["skos"]
_TYPE: Final = f"{_RDF}type"
_LABEL: Final = f"{_RDFS}label"
_OTHER_NAMES: Final = (f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel")
_DEFINITION: Final = f"{_SKOS}definition"
_TERMS: Final = PREFIXES["dcterms"]
_SOURCE: Final = f"{_TERMS}source"
#: Lists and restrictions of the ontology language, which say nothing to a reader.
_MACHINERY: Final = (PREFIXES["owl"], _RDF, f"{_RDFS}domain", f"{_RDFS}range")
#: Of one property, at most so many things that speak of an entry are told in full: by how far
#: they are from it. What is told once is only named after that.
_MOST_IN_FULL: Final = (12, 4)
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Link:
    """A thing that is named, or a plain text or number.

    Attributes:
        label: its name, or the text itself.
        id: its id; empty for a text or number.
    """

    label: str
    id: str = ""


@dataclass(frozen=True)
class EntryPart:
    """One property of an entry with its values.

    Attributes:
        property: the name of the property.
        id: its id.
        values: its values, sorted.
    """

    property: str
    id: str
    values: tuple[Link, ...]


@dataclass(frozen=True)
class Entry:
    """A thing of the ontology.

    Attributes:
        id: its id.
        label: its name.
        other_names: synonyms.
        kinds: what it is.
        definition: in words; may be empty.
        parts: everything else that is said of it, by property.
        sources: the documents it comes from, each with what is said of the document.
        place: file and line of the entry.
        spoken_of: what else speaks of it: the property, then each thing in full or, where there
            are many, by name.
    """

    id: str
    label: str
    other_names: tuple[str, ...]
    kinds: tuple[Link, ...]
    definition: str
    parts: tuple[EntryPart, ...]
    sources: tuple[tuple[Link, tuple[EntryPart, ...]], ...]
    place: str
    spoken_of: tuple[tuple[Link, tuple[Entry | Link, ...]], ...]


def entry_of(knowledge: KnowledgeBase, identifier: str) -> Entry:
    """Return the entry of an id in full.

    Args:
        knowledge: the ontology.
        identifier: an id, of an individual, a class or a property.
    """
    return _EntryReader(knowledge).entry(identifier, 0)


def kinds(knowledge: KnowledgeBase) -> tuple[tuple[Link, int], ...]:
    """Return the kinds of things that the ontology states, each with how many there are."""
    numbers: dict[str, int] = defaultdict(int)
    for quad in knowledge.asserted.quads_for_pattern(None, ox.NamedNode(_TYPE), None, None):
        if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            numbers[quad.object.value] += 1
    reader = _EntryReader(knowledge)
    classes = [
        (reader.link(ox.NamedNode(iri)), number)
        for iri, number in numbers.items()
        if not iri.startswith(PREFIXES["owl"])
    ]
    return tuple(sorted(classes, key=lambda pair: pair[0].label.casefold()))


class _EntryReader:
    """Reads entries from what the ontology states."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._store = knowledge.asserted
        self._origins = Origins(knowledge)
        self._seen: set[str] = set()

    def link(self, term: object) -> Link:
        """Return a term as a reader sees it; what has no label goes by the words of its name."""
        if isinstance(term, ox.NamedNode):
            name = compact(term.value)
            words = term.value.startswith((_RDF, _RDFS, _SKOS, _TERMS))
            plain = _CAPITAL.sub(" ", name.partition(":")[2]).lower() if words else name
            return Link(self._knowledge.labels.get(name) or plain, name)
        return Link(term.value if isinstance(term, ox.Literal) else str(term))

    def entry(self, identifier: str, away: int) -> Entry:
        """Return an entry; what speaks of it is told in full while it is near."""
        self._seen.add(identifier)
        node = ox.NamedNode(expand(identifier))
        statements = self._links_by_property(node)
        file, line = self._origins.place(identifier)
        names = [link.label for kind in _OTHER_NAMES for link in statements.pop(kind, ())]
        kinds_of = statements.pop(_TYPE, [])
        return Entry(
            id=identifier,
            label=self._knowledge.label(identifier),
            other_names=tuple(sorted(set(names))),
            kinds=tuple(link for link in kinds_of if not link.id.startswith("owl:")),
            definition=" ".join(link.label for link in statements.pop(_DEFINITION, ())),
            sources=tuple(
                (link, tuple(self._document(link))) for link in statements.pop(_SOURCE, ())
            ),
            parts=tuple(self._parts(statements)),
            place=f"{file}:{line}" if file else "",
            spoken_of=tuple(self._spoken_of(node, away)) if away < len(_MOST_IN_FULL) else (),
        )

    def _links_by_property(self, node: ox.NamedNode) -> dict[str, list[Link]]:
        """Return the values of each property of a thing, sorted."""
        by_property: dict[str, list[Link]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(node, None, None, None):
            if not isinstance(quad.object, ox.BlankNode):
                by_property[quad.predicate.value].append(self.link(quad.object))
        by_property.pop(_LABEL, None)
        return {
            iri: sorted(set(links), key=lambda link: (link.label.casefold(), link.id))
            for iri, links in by_property.items()
        }

    def _parts(self, statements: dict[str, list[Link]]) -> Iterator[EntryPart]:
        """Yield the properties that say something to a reader, by name."""
        own_statements = {
            iri: links for iri, links in statements.items() if not iri.startswith(_MACHINERY)
        }
        named = [(self.link(ox.NamedNode(iri)), links) for iri, links in own_statements.items()]
        for link, links in sorted(named, key=lambda pair: (pair[0].label, pair[0].id)):
            yield EntryPart(link.label, link.id, tuple(links))

    def _document(self, link: Link) -> Iterator[EntryPart]:
        """Yield what is said of a document beside its name."""
        statements = self._links_by_property(ox.NamedNode(expand(link.id)))
        for gone in (_TYPE, _SOURCE, *_OTHER_NAMES):
            statements.pop(gone, None)
        for part in self._parts(statements):
            if any(value.label != link.label for value in part.values):
                yield part

    def _spoken_of(
        self, node: ox.NamedNode, away: int
    ) -> Iterator[tuple[Link, tuple[Entry | Link, ...]]]:
        """Yield what names a thing, by property: in full while they are few and new."""
        speakers: dict[str, set[str]] = defaultdict(set)
        for quad in self._store.quads_for_pattern(None, None, node, None):
            iri = quad.predicate.value
            if isinstance(quad.subject, ox.NamedNode) and (
                iri == _TYPE or not iri.startswith(_MACHINERY)
            ):
                speakers[iri].add(compact(quad.subject.value))
        for iri in sorted(speakers, key=lambda iri: self.link(ox.NamedNode(iri)).label):
            links = [self.link(ox.NamedNode(expand(name))) for name in speakers[iri]]
            links.sort(key=lambda link: (link.label.casefold(), link.id))
            few = len(links) <= _MOST_IN_FULL[away]
            yield (
                self.link(ox.NamedNode(iri)),
                tuple(
                    self.entry(link.id, away + 1) if few and link.id not in self._seen else link
                    for link in links
                ),
            )
