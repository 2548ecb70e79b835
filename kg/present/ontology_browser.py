"""The ontology to browse: what each thing is, what is said of it, and what names it.

It knows no class and no property of the field by name: everything comes with its own label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.case.vocabulary import plain
from kg.errors import BadInput, nearest
from kg.knowledge import KnowledgeBase
from kg.knowledge.terms import PREFIXES, is_id
from kg.present.queries import query

__all__ = ["Atlas", "BrowserEntry", "BrowserLink", "Found", "KindEntry", "Mention", "Relation"]

_KIND: Final = "rdf:type"
_LABEL, _SYNONYM, _DEFINITION = "rdfs:label", "skos:altLabel", "skos:definition"
_SOURCE: Final = "dcterms:source"
_MATCH = re.compile(r"skos:\w+Match")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_YES_NO: Final = {"true": "yes", "false": "no"}
#: How badly a name fits that does not fit at all.
_NO_FIT: Final = 9


@dataclass(frozen=True)
class Mention:
    """A thing that is named.

    Attributes:
        id: its id.
        label: its name.
        follows: whether nobody states it: it follows from what is stated.
    """

    id: str
    label: str
    follows: bool = False


@dataclass(frozen=True)
class Relation:
    """Things that stand in one relation to the thing that is shown.

    Attributes:
        label: the relation in words.
        things: the things, by name.
    """

    label: str
    things: tuple[Mention, ...]


@dataclass(frozen=True)
class BrowserLink:
    """A thing of another vocabulary.

    Attributes:
        how: how close the match is, in words.
        name: its short name there.
        address: its address.
    """

    how: str
    name: str
    address: str


@dataclass(frozen=True)
class BrowserEntry:
    """Everything about one thing.

    Attributes:
        id: its id.
        label: its name.
        kinds: what it is; what is stated first.
        synonyms: its other names.
        definition: what it means; may be empty.
        texts: further texts and values, each with what it says.
        links: the same in other vocabularies.
        says: what it stands in relation to.
        used: what names it, where no relation of its own says so already.
        sources: the documents that it rests on.
    """

    id: str
    label: str
    kinds: tuple[Mention, ...]
    synonyms: tuple[str, ...]
    definition: str
    texts: tuple[tuple[str, str], ...]
    links: tuple[BrowserLink, ...]
    says: tuple[Relation, ...]
    used: tuple[Relation, ...]
    sources: tuple[Mention, ...]


@dataclass(frozen=True)
class KindEntry:
    """A kind of thing.

    Attributes:
        id: its id.
        label: its name.
        count: how many things are of that kind.
    """

    id: str
    label: str
    count: int


@dataclass(frozen=True)
class Found:
    """A thing that a search found.

    Attributes:
        id: its id.
        label: its name.
        by: the other name that was found; empty when it was the label.
        kind: what it is, in words.
    """

    id: str
    label: str
    by: str
    kind: str


class Atlas:
    """A loaded ontology to look things up in; it is only read, and may be shared."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """Keep the knowledge; nothing is asked of it yet."""
        self._knowledge = knowledge

    # --- what there is ----------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> tuple[KindEntry, ...]:
        """Every kind that has things, by name."""
        kinds = [KindEntry(one, self.label(one), len(ids)) for one, ids in self._things_of.items()]
        return tuple(sorted(kinds, key=lambda one: (one.label.casefold(), one.id)))

    def things(self, kind: str) -> tuple[Mention, ...]:
        """Return the things of a kind, by name.

        Raises:
            BadInput: if there is no such kind.
        """
        if kind not in self._things_of:
            raise BadInput(
                f"no kind {kind!r}",
                allowed="a class of the ontology that has things",
                suggestions=nearest(kind, self._things_of),
            )
        return self._named(self._things_of[kind])

    def search(self, words: str, most: int = 30) -> tuple[Found, ...]:
        """Return the things whose label, other names or id fit some words, the best first.

        Args:
            words: in any letter case; each of them begins a word of the name.
            most: how many to return.
        """
        words_typed = plain(words).split()
        if not words_typed:
            return ()
        ranked = []
        for identifier, label in self._knowledge.labels.items():
            if identifier not in self._kinds_of:
                continue
            written = self._knowledge.lexicon.names.get(identifier, ())
            names = (*self._knowledge.names[identifier], *written, identifier)
            fits = [(_fit(plain(name), words_typed), place) for place, name in enumerate(names)]
            fit, place = min(fits)
            if fit < _NO_FIT:
                by = "" if place in (0, len(names) - 1) else names[place]
                ranked.append((fit, min(place, 1), len(label), label.casefold(), identifier, by))
        hits = [
            Found(identifier, self.label(identifier), by, self.label(self._kinds_of[identifier][0]))
            for *_, identifier, by in sorted(ranked)[:most]
        ]
        return tuple(hits) if hits else self._near(words, most)

    def _near(self, words: str, most: int) -> tuple[Found, ...]:
        """Return the things with names that are nearly the same."""
        by_name: dict[str, str] = {}
        for identifier in self._kinds_of:
            for name in self._knowledge.names.get(identifier, ()):
                by_name.setdefault(plain(name), identifier)
        close = [by_name[name] for name in nearest(plain(words), by_name)]
        return tuple(
            Found(identifier, self.label(identifier), "", self.label(self._kinds_of[identifier][0]))
            for identifier in list(dict.fromkeys(close))[:most]
        )

    def label(self, identifier: str) -> str:
        """Return the name of a thing, a kind or a property."""
        own = self._knowledge.labels.get(identifier)
        if own:
            return own[:1].upper() + own[1:]
        words = (
            _CAPITAL.sub(" ", identifier.partition(":")[2] or identifier).replace("_", " ").lower()
        )
        return words[:1].upper() + words[1:]

    # --- one thing --------------------------------------------------------------------------------

    def entry(self, identifier: str) -> BrowserEntry:
        """Return everything about a thing.

        Raises:
            BadInput: if there is no such thing.
        """
        if identifier not in self._kinds_of or not is_id(identifier):
            raise BadInput(
                f"no thing {identifier!r}",
                allowed="an id of the ontology",
                suggestions=nearest(identifier, self._kinds_of),
            )
        statements = self._statements_about(identifier)
        sources = self._named(value for key, value, named in statements if key == _SOURCE and named)
        texts = self._knowledge.texts.get(identifier, {})
        return BrowserEntry(
            id=identifier,
            label=self.label(identifier),
            kinds=self._kinds(identifier),
            synonyms=tuple(texts.get(_SYNONYM, ())),
            definition=" ".join(texts.get(_DEFINITION, ())),
            texts=tuple(self._texts(texts)),
            links=tuple(_links(statements)),
            says=tuple(self._says(identifier, statements)),
            used=tuple(self._used(identifier)),
            sources=sources,
        )

    def _statements_about(self, identifier: str) -> list[tuple[str, str, bool]]:
        table = self._knowledge.select(query("about").replace("THING", f":{identifier}"))
        return [(str(key), str(value), bool(named)) for key, value, named in table]

    def _stated(self, identifier: str) -> frozenset[tuple[str, str]]:
        text = query("about").replace("THING", f":{identifier}")
        table = self._knowledge.select(text, asserted=True)
        return frozenset((str(key), str(value)) for key, value, _ in table)

    def _kinds(self, identifier: str) -> tuple[Mention, ...]:
        stated = {value for key, value in self._stated(identifier) if key == _KIND}
        every = self._kinds_of[identifier]
        ordered = sorted(every, key=lambda kind: (kind not in stated, self.label(kind)))
        return tuple(Mention(kind, self.label(kind), kind not in stated) for kind in ordered)

    def _texts(self, texts: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
        for key, values in texts.items():
            if key not in (_LABEL, _SYNONYM, _DEFINITION):
                for value in values:
                    yield self.label(key), _YES_NO.get(value, value)

    def _says(
        self, identifier: str, statements: Iterable[tuple[str, str, bool]]
    ) -> Iterator[Relation]:
        """Yield its relations; what a more exact one tells is not told again by a general one."""
        stated = self._stated(identifier)
        values: dict[str, set[str]] = defaultdict(set)
        for key, value, named in statements:
            # What acts both ways opposes itself by the axioms; that tells a reader nothing.
            if named and ":" not in key and value in self._kinds_of and value != identifier:
                values[key].add(value)
        for key in sorted(values, key=self.label):
            exact = {value for each in self._more_exact.get(key, ()) for value in values[each]}
            left = values[key] - exact
            if left:
                own = {value for name, value in stated if name == key}
                yield Relation(self.label(key), self._named(left, own))

    def _used(self, identifier: str) -> Iterator[Relation]:
        """Yield what names it, by relation and kind, unless a relation of its own says the same."""
        table = self._knowledge.select(
            query("naming").replace("THING", f":{identifier}"), asserted=True
        )
        users: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key, thing in table:
            name, other = str(key), str(thing)
            if name in self._told_from_here or other not in self._kinds_of:
                continue
            if ":" not in name or name == _SOURCE:
                users[self.label(self._kinds_of[other][0]), self.label(name)].add(other)
        for (kind, name), things in sorted(users.items()):
            yield Relation(f"{kind}: {name.lower()}", self._named(things))

    # --- what is asked once -----------------------------------------------------------------------

    @cached_property
    def _kinds_of(self) -> Mapping[str, tuple[str, ...]]:
        """Thing to its kinds, the most special one first."""
        pairs = [(str(one), str(kind)) for one, kind in self._knowledge.select(query("things"))]
        sizes: dict[str, int] = defaultdict(int)
        for _, kind in pairs:
            sizes[kind] += 1
        stated = {
            (str(identifier), str(kind))
            for identifier, kind in self._knowledge.select(query("things"), asserted=True)
        }
        kinds_by_id: dict[str, list[str]] = defaultdict(list)
        for identifier, kind in pairs:
            if is_id(identifier):
                kinds_by_id[identifier].append(kind)
        return {
            identifier: tuple(
                sorted(kinds, key=lambda kind: ((identifier, kind) not in stated, sizes[kind]))
            )
            for identifier, kinds in kinds_by_id.items()
        }

    @cached_property
    def _things_of(self) -> Mapping[str, tuple[str, ...]]:
        ids_by_kind: dict[str, list[str]] = defaultdict(list)
        for identifier, kinds in self._kinds_of.items():
            for kind in kinds:
                ids_by_kind[kind].append(identifier)
        return {kind: tuple(ids) for kind, ids in ids_by_kind.items()}

    @cached_property
    def _properties(self) -> tuple[tuple[str, str | None, str | None, bool], ...]:
        table = self._knowledge.select(query("properties"), asserted=True)
        return tuple(
            (
                str(identifier),
                None if general is None else str(general),
                None if inverse is None else str(inverse),
                bool(symmetric),
            )
            for identifier, general, inverse, symmetric in table
        )

    @cached_property
    def _more_exact(self) -> Mapping[str, tuple[str, ...]]:
        """Property to those that say the same more exactly, at any depth."""
        below: dict[str, set[str]] = defaultdict(set)
        for identifier, general, _, _ in self._properties:
            if general is not None:
                below[general].add(identifier)
        depths = {}
        for top in list(below):
            met: set[str] = set()
            waiting = list(below[top])
            while waiting:
                identifier = waiting.pop()
                if identifier not in met:
                    met.add(identifier)
                    waiting += below.get(identifier, ())
            depths[top] = tuple(sorted(met - {top}))
        return depths

    @cached_property
    def _told_from_here(self) -> frozenset[str]:
        """The properties that a thing tells of itself too, from its own end."""
        return frozenset(
            identifier
            for identifier, _, inverse, symmetric in self._properties
            if inverse or symmetric
        )

    def _named(
        self, ids: Iterable[str], stated: Container[str] | None = None
    ) -> tuple[Mention, ...]:
        """Return things by name; with what is stated, whether each only follows."""
        mentions = (
            Mention(
                identifier, self.label(identifier), stated is not None and identifier not in stated
            )
            for identifier in dict.fromkeys(ids)
        )
        return tuple(sorted(mentions, key=lambda one: (one.label.casefold(), one.id)))


def _links(statements: Iterable[tuple[str, str, bool]]) -> Iterator[BrowserLink]:
    for key, value, named in statements:
        if named and _MATCH.fullmatch(key):
            prefix, _, name = value.partition(":")
            how = _CAPITAL.sub(" ", key.partition(":")[2]).lower()
            yield BrowserLink(
                how, value, f"{PREFIXES[prefix]}{name}" if prefix in PREFIXES else value
            )


def _fit(name: str, words_typed: list[str]) -> int:
    """Return how well a name fits: the lower the better."""
    whole = " ".join(words_typed)
    if name == whole:
        return 0
    if name.startswith(whole):
        return 1
    words = name.split()
    if all(any(word.startswith(one) for word in words) for one in words_typed):
        return 2
    return 3 if whole in name else _NO_FIT
