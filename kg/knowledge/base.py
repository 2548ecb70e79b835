"""The knowledge base: what the ontology says, ready for the rules; immutable and shared freely.

Importing this module loads neither a store nor a reasoner: a warm start reads one file.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.knowledge.snapshot import Snapshot, Texts
from kg.knowledge.sources import Sources, read_sources
from kg.paths import Cache, Places, places

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.knowledge.additions import Addition
    from kg.knowledge.facts import Facts
    from kg.knowledge.graphs import Graphs
    from kg.knowledge.lexicon import Lexicon
    from kg.knowledge.query import ResultTable

__all__ = ["KnowledgeBase"]


@dataclass(frozen=True)
class KnowledgeBase:
    """A loaded ontology with its facts.

    Attributes:
        ontology_hash: the content hash of the ontology; it changes with its meaning only.
        facts: what the rules are given.
        labels: id to its label; classes and properties are there too.
        alternative_labels: id to its other names.
        sentence_labels: id to its label within a sentence, where that begins with a proper name.
    """

    ontology_hash: str
    facts: Facts
    labels: Mapping[str, str]
    alternative_labels: Mapping[str, tuple[str, ...]]
    sentence_labels: Mapping[str, str]
    _sources: Sources = field(repr=False, compare=False)
    _cache: Cache = field(repr=False, compare=False)

    @classmethod
    def load(
        cls,
        root: Path | str | None = None,
        *,
        packs: Sequence[Addition] = (),
        cache: bool = True,
    ) -> KnowledgeBase:
        """Load the knowledge; a second load of the same files only reads what the first computed.

        Args:
            root: a directory with ``ontology/`` and ``rules/``; by default the knowledge that comes
                with the package.
            packs: rule packs to put to it, as ``kg.packs.read_packs`` returns them. What they hold
                is computed in this process: for packs of strangers see ``kg.packs.contained``.
            cache: whether to read and keep computed files in the user's cache directory; so does
                everything that is computed from this knowledge.

        Raises:
            KnowledgeError: if a file of the knowledge cannot be used.
        """
        return cls._read(read_sources(places(root), packs), Cache(enabled=cache))

    @classmethod
    def _read(cls, sources: Sources, memory: Cache) -> KnowledgeBase:
        snapshot = _remembered(sources, memory)
        if snapshot is None:
            from kg.knowledge.graphs import Graphs

            snapshot = Graphs(sources, memory).snapshot()
            memory.write(_snapshot_name(sources), snapshot.to_bytes())
        return cls(
            snapshot.ontology_hash,
            snapshot.facts,
            MappingProxyType(dict(snapshot.names.labels)),
            MappingProxyType(dict(snapshot.names.others)),
            MappingProxyType(dict(snapshot.names.in_sentences)),
            sources,
            memory,
        )

    def with_packs(self, packs: Sequence[Addition]) -> KnowledgeBase:
        """Return this knowledge with other packs; it keeps computed files where this one does.

        Args:
            packs: the packs, instead of those that are there.

        Raises:
            KnowledgeError: if a file of the knowledge cannot be used.
        """
        if not any(pack.changes_facts for pack in (*self._sources.additions, *packs)):
            return self.with_rules_of(packs)
        return self._read(read_sources(self.places, packs), self._cache)

    def with_rules_of(self, packs: Sequence[Addition]) -> KnowledgeBase:
        """Return this knowledge with packs that add or replace rules, and nothing else.

        Args:
            packs: the packs, of which none has Turtle or facts queries.

        Raises:
            ValueError: when one has more than rules.
        """
        if any(pack.changes_facts for pack in packs):
            raise ValueError("a pack with more than rules")
        return replace(self, _sources=replace(self._sources, additions=tuple(packs)))

    @property
    def places(self) -> Places:
        """Return the directories that this knowledge was read from."""
        return self._sources.places

    @property
    def sources(self) -> Sources:
        """Return the files that this knowledge was read from, as they were."""
        return self._sources

    @property
    def cache(self) -> Cache:
        """Return where computed files are kept."""
        return self._cache

    @cached_property
    def vocabulary(self) -> Mapping[str, frozenset[str]]:
        """Return the ids that may fill each field of a case: the relation ``vocabulary``."""
        identifiers: dict[str, set[str]] = {}
        for name, identifier in self.facts.relations.get("vocabulary", ()):
            identifiers.setdefault(str(name), set()).add(str(identifier))
        return MappingProxyType(
            {name: frozenset(identifiers[name]) for name in sorted(identifiers)}
        )

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Return every name of each thing, its label first."""
        every = {one: (label,) for one, label in self.labels.items()}
        for identifier, others in self.alternative_labels.items():
            every[identifier] = tuple(dict.fromkeys((*every.get(identifier, ()), *others)))
        return MappingProxyType(every)

    def label(self, identifier: str) -> str:
        """Return the label of a thing, or its id with spaces if it has none."""
        return self.labels.get(identifier) or identifier.replace("_", " ")

    @cached_property
    def texts(self) -> Texts:
        """Return every text of each thing: id to property to its texts, sorted.

        Properties are written in short: ``skos:definition``, or our own local name.
        """
        name = f"texts-{self._sources.graph_key}.txt"
        content = self._cache.read(name)
        if content is not None:
            with contextlib.suppress(ValueError):
                return _KeptTexts(content)
        content = _KeptTexts.written(self.graphs.texts())
        self._cache.write(name, content)
        return _KeptTexts(content)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Return how people write the names of things, beside labels and synonyms."""
        from kg.knowledge.lexicon import lexicon_from_bytes, lexicon_to_bytes, read_lexicon

        name = f"lexicon-{self._sources.graph_key}.json"
        content = self._cache.read(name)
        if content is not None:
            with contextlib.suppress(ValueError):
                return lexicon_from_bytes(content)
        lexicon = read_lexicon(self.graphs.asserted)
        self._cache.write(name, lexicon_to_bytes(lexicon))
        return lexicon

    @cached_property
    def graphs(self) -> Graphs:
        """Return the graph behind this knowledge: modules, statements, closure."""
        from kg.knowledge.graphs import Graphs

        return Graphs(self._sources, self._cache)

    @property
    def store(self) -> ox.Store:
        """Return a store of what is stated and what follows; only read from it."""
        return self.graphs.full

    @property
    def asserted(self) -> ox.Store:
        """Return a store of what is stated; only read from it."""
        return self.graphs.asserted

    def select(
        self, query: str, *, asserted: bool = False, limit: int | None = None
    ) -> ResultTable:
        """Answer a SPARQL query.

        Args:
            query: a read-only query; the ontology's prefixes need no declaration.
            asserted: whether to leave out what only follows.
            limit: the most rows to return; without it, all.

        Raises:
            BadInput: if the query cannot be read, would change something or would call a server.
        """
        from kg.knowledge.query import run_query

        return run_query(self.asserted if asserted else self.store, query, limit)


class _KeptTexts(Mapping[str, Mapping[str, tuple[str, ...]]]):
    """The texts of things as they are kept: a line for each thing, read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        """Keep the lines; raise ``ValueError`` when they have another form."""
        lines = (line.split(b"\t", 1) for line in content.splitlines())
        self._lines = {name.decode(): texts for name, texts in lines}
        self._read: dict[str, Mapping[str, tuple[str, ...]]] = {}

    @staticmethod
    def written(texts: Texts) -> bytes:
        """Return texts as they are kept."""
        lines = (
            f"{name}\t{json.dumps(dict(kinds), ensure_ascii=False)}\n"
            for name, kinds in texts.items()
        )
        return "".join(lines).encode()

    def __getitem__(self, name: str) -> Mapping[str, tuple[str, ...]]:
        known = self._read.get(name)
        if known is None:
            kinds = json.loads(self._lines[name])
            known = {kind: tuple(values) for kind, values in kinds.items()}
            self._read[name] = known
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _snapshot_name(sources: Sources) -> str:
    return f"knowledge-{sources.key}.txt"


def _remembered(sources: Sources, cache: Cache) -> Snapshot | None:
    """Return the snapshot of the same files, if it was kept whole and in today's form."""
    content = cache.read(_snapshot_name(sources))
    try:
        return None if content is None else Snapshot.from_bytes(content)
    except (ValueError, TypeError, AttributeError, LookupError):
        return None
