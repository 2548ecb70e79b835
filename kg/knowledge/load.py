"""From Turtle modules and their tables to one merged graph and its content hash.

Modules are found by following ``owl:imports`` from ``continuum.ttl`` through the catalog.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path, PurePath

import pyoxigraph as ox

from kg.errors import KnowledgeError, nearest
from kg.knowledge.described_ids import Described
from kg.knowledge.pack_turtle import refuse_unlawful
from kg.knowledge.sources import ROOT_MODULE, Source, Sources
from kg.knowledge.tables import TableStatements, read_rows_of_pack, read_tables
from kg.knowledge.terms import BASE

__all__ = ["Graph", "Module", "content_hash", "document", "lines_of", "load_graph"]

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_ONTOLOGY = ox.NamedNode("http://www.w3.org/2002/07/owl#Ontology")
_IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")
_PLACE_IN_MESSAGE = re.compile(r"^Parser error (?:at|between) [^:]*: ")


@dataclass(frozen=True, eq=False)
class Module:
    """One Turtle file of the ontology, or the rows of a table; no other is equal to it.

    Attributes:
        iri: the IRI of the ontology it declares, or of the module whose rows it holds.
        file: its path as messages show it.
        quads: its statements, with blank nodes of its own.
        rows: of a table, the id of each row to its line.
        adds: whether its rows say more of things that are described elsewhere.
    """

    iri: str
    file: str
    quads: tuple[ox.Quad, ...]
    rows: Mapping[str, int] = field(default_factory=dict)
    adds: bool = False

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The N-Quads lines of its statements between named things and literals."""
        return tuple(f"{quad} ." for quad in self.quads if not _has_blank_node(quad))

    @cached_property
    def unnamed(self) -> tuple[ox.Quad, ...]:
        """Its statements about blank nodes."""
        return tuple(filter(_has_blank_node, self.quads))


def _has_blank_node(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


@dataclass(frozen=True)
class Graph:
    """The merged modules.

    Attributes:
        modules: the modules, root first, then in the order of their imports; then the tables.
    """

    modules: tuple[Module, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The canonical N-Quads (RDFC-1.0), sorted, one statement a line.

        Only statements about blank nodes bear on the names that the canonical form gives these.
        """
        unnamed = ox.Dataset(quad for module in self.modules for quad in module.unnamed)
        unnamed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = set(lines_of(ox.serialize(unnamed, format=ox.RdfFormat.N_QUADS)))
        return tuple(sorted(lines.union(*(module.named for module in self.modules))))

    def file_of(self, statement: str) -> str | None:
        """Return the file that makes a statement, given as its N-Quads line without blank nodes."""
        for module in self.modules:
            if any(f"{quad} ." == statement for quad in module.quads):
                return module.file
        return None

    def file_about(self, iri: str) -> str | None:
        """Return the file that has most to say about a thing, or ``None`` if none names it."""
        return self._files.get(iri)

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """The file that has most to say about each named thing, by its IRI."""
        most: dict[str, tuple[int, str]] = {}
        for module in self.modules:
            subjects = Counter(quad.subject for quad in module.quads)
            for subject, number in subjects.items():
                if isinstance(subject, ox.NamedNode) and number > most.get(subject.value, (0,))[0]:
                    most[subject.value] = number, module.file
        return {iri: file for iri, (_, file) in most.items()}


def document(lines: Iterable[str]) -> bytes:
    """Return lines as one document."""
    return "".join(f"{line}\n" for line in lines).encode()


def lines_of(written: bytes | None) -> list[str]:
    """Return the lines of a document, without the empty one at its end."""
    return (written or b"").decode().split("\n")[:-1]


def content_hash(lines: Iterable[str]) -> str:
    """Return the hash of canonical statements: it changes with their meaning, not their look."""
    return hashlib.sha256(document(lines)).hexdigest()


def load_graph(sources: Sources) -> Graph:
    """Parse the modules and bring them together.

    Raises:
        KnowledgeError: for a syntax error, an import that leads nowhere, or a file nothing imports;
            the message names file and line.
    """
    own = _own_modules(replace(sources, fact_queries=(), code=(), additions=()))
    return Graph(_with_additions(own, sources))


@lru_cache(maxsize=1)
def _own_modules(sources: Sources) -> tuple[Module, ...]:
    """Return the modules of the ontology and of its tables: the same with all packs."""
    own = list(_follow_imports(sources))
    return (*own, *_tables(own, sources))


@dataclass(frozen=True)
class _Shelf:
    """The files at hand, by resolved path, and what the catalog calls them."""

    sources: Sources
    files: Mapping[Path, Source]
    catalog: Mapping[str, str]

    def file_of(self, iri: str, importer: Source) -> Path:
        """Return the file of an imported module."""
        listing = self.sources.catalog
        name = self.catalog.get(iri)
        if name is None:
            raise KnowledgeError(
                f"imports <{iri}>, which {listing.name} does not list",
                allowed="every import has an entry there",
                suggestions=nearest(iri, self.catalog),
                file=importer.name,
                line=_line_naming(importer, iri),
            )
        path = (self.sources.places.ontology / name).resolve()
        if path not in self.files:
            raise KnowledgeError(
                f"says that <{iri}> is {name}, which is not there",
                allowed="an entry names a Turtle file beside the catalog",
                suggestions=nearest(name, [path.name for path in self.files]),
                file=listing.name,
                line=_line_naming(listing, iri),
            )
        return path

    def refuse_orphans(self, reached: Iterable[Path]) -> None:
        """Raise if a Turtle file is imported by nothing."""
        orphans = sorted(set(self.files) - set(reached))
        if orphans:
            raise KnowledgeError(
                "nothing imports this module",
                allowed=f"{ROOT_MODULE} or a module it imports names every module",
                file=self.files[orphans[0]].name,
                also=[
                    KnowledgeError("nothing imports this module", file=self.files[path].name)
                    for path in orphans[1:]
                ],
            )


def _follow_imports(sources: Sources) -> Iterator[Module]:
    """Yield the root and everything it imports, each once, breadth first."""
    shelf = _Shelf(
        sources,
        {source.path.resolve(): source for source in sources.turtle},
        _read_catalog(sources.catalog),
    )
    root = (sources.places.ontology / ROOT_MODULE).resolve()
    if root not in shelf.files:
        raise KnowledgeError(
            f"no {ROOT_MODULE} in {sources.places.ontology.name}/",
            allowed="it is the root that imports the modules",
        )
    reached: dict[Path, str | None] = {root: None}
    waiting = [root]
    while waiting:
        path = waiting.pop(0)
        source = shelf.files[path]
        module = _parse(source)
        _refuse_other_name(module, reached[path])
        yield module
        for iri in _imports(module):
            target = shelf.file_of(iri, source)
            if target not in reached:
                reached[target] = iri
                waiting.append(target)
    shelf.refuse_orphans(reached)


def _tables(modules: list[Module], sources: Sources) -> Iterator[Module]:
    """Yield the rows of each table as a module."""
    if not sources.tables:
        return
    iris = {PurePath(module.file).stem: module.iri for module in modules}
    known = Described.by((module.file, module.quads) for module in modules)
    for rows in read_tables(sources.tables, known, iris):
        yield _module_of(rows, iris[rows.table.specification.module])


def _module_of(rows: TableStatements, iri: str) -> Module:
    """Return the rows of a table as a module."""
    adds = bool(rows.table.specification.adds_to)
    return Module(iri, rows.table.file, rows.quads, rows.lines, adds=adds)


def _with_additions(modules: tuple[Module, ...], sources: Sources) -> tuple[Module, ...]:
    """Return the modules with those of the packs, whose imports need no catalog."""
    stems = [PurePath(module.file).stem for module in modules if not module.rows]
    for pack in sources.additions:
        own = [_parse(source) for source in pack.turtle]
        at_hand = {module.iri: module.file for module in reversed(modules)}
        for module in own:
            if module.iri in at_hand:
                raise KnowledgeError(
                    f"declares <{module.iri}>, as {at_hand[module.iri]} does",
                    allowed="a module has an IRI of its own",
                    file=module.file,
                )
            at_hand[module.iri] = module.file
        for module in own:
            for iri in _imports(module):
                if iri not in at_hand:
                    raise KnowledgeError(
                        f"imports <{iri}>, which is not there",
                        allowed="modules of the ontology, of the pack, or of a pack it requires",
                        suggestions=nearest(iri, at_hand),
                        file=module.file,
                    )
        if pack.tables:
            known = Described.by((one.file, one.quads) for one in (*modules, *own))
            iri = own[0].iri if own else f"{BASE}packs/{pack.id}"
            own += [
                _module_of(rows, iri)
                for rows in read_rows_of_pack(pack.tables, sources.tables, known, stems)
            ]
        refuse_unlawful(pack, own, modules, sources.open_relations, sources.closed_relations)
        modules = (*modules, *own)
    return modules


def _parse(source: Source) -> Module:
    """Parse one Turtle file."""
    try:
        quads = tuple(
            ox.parse(
                source.text,
                ox.RdfFormat.TURTLE,
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
        )
    except SyntaxError as error:
        raise _syntax_error(source, error) from error
    return Module(_declared_iri(quads, source), source.name, quads)


def _declared_iri(quads: Iterable[ox.Quad], source: Source) -> str:
    """Return the IRI of the one ontology that a file declares."""
    declared = [
        quad.subject.value
        for quad in quads
        if quad.predicate == _TYPE
        and quad.object == _ONTOLOGY
        and isinstance(quad.subject, ox.NamedNode)
    ]
    if len(declared) != 1:
        raise KnowledgeError(
            f"declares {len(declared)} ontologies",
            allowed="a module declares itself, once: <its IRI> a owl:Ontology",
            file=source.name,
        )
    return declared[0]


def _refuse_other_name(module: Module, imported_as: str | None) -> None:
    """Raise if a file declares another ontology than the one it is imported as."""
    if imported_as is not None and module.iri != imported_as:
        raise KnowledgeError(
            f"declares <{module.iri}>",
            allowed=f"it is imported as <{imported_as}>",
            file=module.file,
        )


def _syntax_error(source: Source, error: SyntaxError) -> KnowledgeError:
    """Return a parser's complaint with its place in the file."""
    message = _PLACE_IN_MESSAGE.sub("", error.msg)
    return KnowledgeError(
        f"not Turtle: {message}", file=source.name, line=error.lineno, column=error.offset
    )


def _imports(module: Module) -> Iterator[str]:
    """Yield the IRIs that a module imports, in the order of the file."""
    for quad in module.quads:
        if quad.predicate == _IMPORTS and isinstance(quad.object, ox.NamedNode):
            yield quad.object.value


def _line_naming(source: Source, iri: str) -> int | None:
    """Return the first line that names an IRI, in full or by its last part."""
    lines = source.text.split("\n")
    for name in (iri, iri.rsplit("/", 1)[-1]):
        for number, line in enumerate(lines, 1):
            if name in line:
                return number
    return None


def _read_catalog(source: Source) -> Mapping[str, str]:
    """Return the file name of each ontology IRI that the catalog lists."""
    try:
        root = ET.fromstring(source.content)  # noqa: S314  (expat refuses entity bombs)
    except ET.ParseError as error:
        line, column = error.position
        raise KnowledgeError(
            f"not XML: {error.msg}", file=source.name, line=line, column=column + 1
        ) from error
    entries = (entry for entry in root.iter() if entry.tag.rpartition("}")[2] == "uri")
    return {entry.get("name", ""): entry.get("uri", "") for entry in entries}
