"""The graph behind a knowledge base, computed or remembered: modules, closure, stores."""

from __future__ import annotations

import hashlib
from functools import cached_property

import pyoxigraph as ox

from kg.knowledge.bridge import build_facts
from kg.knowledge.load import Graph, content_hash, document, lines_of, load_graph
from kg.knowledge.records import without_records
from kg.knowledge.snapshot import Snapshot, Texts, names_of, texts_of
from kg.knowledge.sources import Sources
from kg.paths import Cache

__all__ = ["Graphs"]


class Graphs:
    """Everything that is computed from the files, each part when first asked for.

    Nothing of it changes afterwards; the stores are meant to be read only.
    """

    def __init__(self, sources: Sources, cache: Cache) -> None:
        """Stand ready for some files; nothing is parsed yet."""
        self._sources = sources
        self._cache = cache

    @cached_property
    def graph(self) -> Graph:
        """Return the parsed and merged modules.

        Raises:
            KnowledgeError: if a module cannot be read.
        """
        return load_graph(self._sources)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Return what is stated, as sorted canonical N-Quads."""
        name = f"graph-{self._sources.graph_key}.nq"
        content = self._cache.read(name)
        if content is not None:
            return tuple(lines_of(content))
        self._cache.write(name, document(self.graph.lines))
        return self.graph.lines

    @cached_property
    def hash(self) -> str:
        """Return the content hash of the ontology."""
        return content_hash(self.lines)

    @cached_property
    def reasoned(self) -> tuple[str, ...]:
        """Return what is stated and can have consequences, as sorted canonical N-Quads."""
        return without_records(self.lines)

    @cached_property
    def inferred(self) -> tuple[str, ...]:
        """Return what follows and is not stated, as sorted N-Triples.

        Raises:
            KnowledgeError: if statements clash.
        """
        rules = self._sources.closure_rules
        digests = content_hash(self.reasoned), hashlib.sha256(rules.content).hexdigest()
        name = f"closure-{digests[0][:32]}-{digests[1][:32]}.nt"
        content = self._cache.read(name)
        if content is not None:
            return tuple(lines_of(content))
        from kg.knowledge.closure import close

        closure = close(self.reasoned, rules, where=self._file_of)
        self._cache.write(name, document(closure))
        return closure

    @cached_property
    def asserted(self) -> ox.Store:
        """Return a store of what is stated."""
        return _store(self.lines)

    @cached_property
    def only_inferred(self) -> ox.Store:
        """Return a store of what follows and is not stated."""
        return _store(self.inferred)

    @cached_property
    def full(self) -> ox.Store:
        """Return a store of what is stated, what follows and what is computed."""
        return _store(self.lines, self.inferred, self.computed)

    @cached_property
    def computed(self) -> tuple[str, ...]:
        """Return what the positions of exercises do to the joints, as sorted N-Triples."""
        records = sorted({*self.lines}.difference(self.reasoned))
        if not records:
            return ()
        code = b"".join(module.content for module in self._sources.code)
        name = f"loads-{content_hash(records)[:32]}-{hashlib.sha256(code).hexdigest()[:32]}.nt"
        content = self._cache.read(name)
        if content is not None:
            return tuple(lines_of(content))
        from kg.knowledge.movements import load_statements

        statements = load_statements(self.asserted)
        self._cache.write(name, document(statements))
        return statements

    def _file_of(self, statement: str) -> str | None:
        """Return the file that makes a statement; parses the modules only when asked."""
        return self.graph.file_of(statement)

    def texts(self) -> Texts:
        """Return every text of each named thing."""
        lines = (line for line in self.lines if '"' in line)
        return texts_of(
            (quad.subject.value, quad.predicate.value, quad.object.value, quad.object.language)
            for quad in ox.parse(document(lines), ox.RdfFormat.N_QUADS)
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
        )

    def snapshot(self) -> Snapshot:
        """Compute what the everyday path needs."""
        facts = build_facts(self.full, self._sources.fact_queries)
        return Snapshot(self.hash, facts, names_of(self.texts()))


def _store(*documents: tuple[str, ...]) -> ox.Store:
    """Return a store of some N-Quads lines."""
    store = ox.Store()
    for lines in documents:
        store.bulk_load(document(lines), ox.RdfFormat.N_QUADS)
    return store
