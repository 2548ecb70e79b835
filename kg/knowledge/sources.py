"""The files behind the knowledge, read once, and the key that changes with any of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.errors import KnowledgeError, nearest
from kg.paths import Places, path_text

if TYPE_CHECKING:
    from kg.knowledge.additions import Addition

__all__ = [
    "CATALOG",
    "ROOT_MODULE",
    "TABLE_SUFFIX",
    "Source",
    "Sources",
    "read_sources",
    "table_files",
]

CATALOG = "catalog-v001.xml"
ROOT_MODULE = "continuum.ttl"
_CLOSURE_RULES = "closure/owl_rl.lp"
TABLE_SUFFIX = ".tsv"
_TABLES = "tables"
_EXTENSION_POINTS = "extension_points.lp"
_RELATION = r"\s+(?P<name>[a-z]\w*):\s+(?P<reason>\S.*)"


@dataclass(frozen=True)
class Source:
    """One file as it was read.

    Attributes:
        name: the path as messages show it, such as ``ontology/anatomy.ttl``.
        path: where the file lies.
        content: its bytes.
    """

    name: str
    path: Path
    content: bytes

    @property
    def text(self) -> str:
        """Return the content as text.

        Raises:
            KnowledgeError: if the file is not written in UTF-8.
        """
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.content[: error.start].count(b"\n") + 1
            raise KnowledgeError(
                f"byte {error.start} is not UTF-8",
                allowed="files are written in UTF-8",
                file=self.name,
                line=line,
            ) from error


@dataclass(frozen=True)
class Sources:
    """All files behind a knowledge base.

    Attributes:
        places: the directories they were read from.
        turtle: the Turtle modules, sorted by name.
        catalog: the catalog that says which module is which file.
        closure_rules: the rules that close the graph.
        fact_queries: the bridge to the rules, one query a predicate, sorted by name; those of
            packs after the others.
        code: the modules that compute from all these.
        additions: the packs, each after those it requires.
        tables: the tables of the modules, rows (``.tsv``) and columns (``.toml``), sorted by name.
    """

    places: Places
    turtle: tuple[Source, ...]
    catalog: Source
    closure_rules: Source
    fact_queries: tuple[Source, ...]
    code: tuple[Source, ...]
    additions: tuple[Addition, ...] = ()
    tables: tuple[Source, ...] = ()

    @cached_property
    def open_relations(self) -> Mapping[str, str]:
        """Return what packs may say more of things of ours: property to the reason.

        The lines ``%: property: reason.`` of ``rules/extension_points.lp`` say it.
        """
        return self._relations("%:")

    @cached_property
    def closed_relations(self) -> Mapping[str, str]:
        """Return what things of packs may not say of things of ours: property to what it is.

        The lines ``%; property: what it is.`` of ``rules/extension_points.lp`` say it.
        """
        return self._relations("%;")

    def _relations(self, mark: str) -> Mapping[str, str]:
        """Return the properties that the lines with a mark name, each with its text."""
        path = self.places.rules / _EXTENSION_POINTS
        lines = _read(path, self.places.rules).text.splitlines() if path.is_file() else []
        matches = filter(None, (re.fullmatch(mark + _RELATION, line) for line in lines))
        return MappingProxyType({match["name"]: match["reason"] for match in matches})

    @cached_property
    def key(self) -> str:
        """Return the hash of the raw bytes of every file: the key of the facts.

        A pack that has nothing but rules changes no fact, and so not the key.
        """
        own = [*self._replacing, self.closure_rules, *self.fact_queries, *self.code]
        return self._digest_with(own, lambda pack: bool(pack.fact_queries or pack.replaced_queries))

    @cached_property
    def graph_key(self) -> str:
        """Return the hash of the raw bytes of every file that says something: of the graph."""
        return self._digest_with([*self._replacing, *self.code], lambda _: False)

    @property
    def _replacing(self) -> tuple[Source, ...]:
        """The files that say something: modules, tables, the catalog."""
        return (*self.turtle, *self.tables, self.catalog)

    def _digest_with(self, own: Sequence[Source], counts: Callable[[Addition], bool]) -> str:
        """Return the digest of files and of the packs that count, by their Turtle at least."""
        packs = [pack for pack in self.additions if pack.says or pack.said_more_of or counts(pack)]
        if not packs:
            return _digest(own)
        manifests = "\n".join(pack.manifest for pack in packs).encode()
        opened = ",".join([*self.open_relations, "", *self.closed_relations]).encode()
        listed = Source("packs", Path(), manifests + opened)
        return _digest([*own, *(file for pack in packs for file in pack.says), listed])


def read_sources(places: Places, additions: Sequence[Addition] = ()) -> Sources:
    """Read every file of the knowledge.

    Args:
        places: where the knowledge lies.
        additions: the packs to put to it, each after those it requires.

    Raises:
        KnowledgeError: if a file is missing or cannot be read, or a pack replaces a facts query
            that is not there, or fills a predicate that has one.
    """
    ontology, rules = places.ontology, places.rules
    turtle = tuple(_read(path, ontology) for path in sorted(ontology.glob("*.ttl")))
    queries = tuple(_read(path, rules) for path in sorted((rules / "facts").glob("*.rq")))
    return Sources(
        places=places,
        turtle=turtle,
        catalog=_read(ontology / CATALOG, ontology),
        closure_rules=_read(rules / _CLOSURE_RULES, rules),
        fact_queries=_bridge(queries, additions),
        code=_code(),
        additions=tuple(additions),
        tables=tuple(_read(path, ontology) for path in table_files(ontology)),
    )


def table_files(ontology: Path) -> list[Path]:
    """Return the files of the tables of an ontology, sorted by name."""
    folder = ontology / _TABLES
    return sorted((*folder.glob("*.tsv"), *folder.glob("*.toml")))


def _bridge(queries: tuple[Source, ...], additions: Sequence[Addition]) -> tuple[Source, ...]:
    """Return the facts queries with those of the packs, less those that a pack replaces."""
    sources = {PurePath(source.name).stem: source for source in queries}
    for pack in additions:
        for name in pack.replaced_queries:
            if sources.pop(name, None) is None:
                raise KnowledgeError(
                    f"[overrides] facts: no facts query fills {name}",
                    allowed="the predicate of a facts query",
                    suggestions=nearest(name, sorted(sources)),
                    file=f"{pack.id}/pack.toml",
                )
        for source in pack.fact_queries:
            name = PurePath(source.name).stem
            if name in sources:
                raise KnowledgeError(
                    f"{name} is filled by {sources[name].name} already",
                    allowed=f'another predicate, or facts = ["{name}"] under [overrides]',
                    file=source.name,
                )
            sources[name] = source
    return tuple(sources.values())


def _code() -> tuple[Source, ...]:
    """Read the modules that compute, whose change makes every computed file stale."""
    room = Path(__file__).parent
    modules = [*sorted(room.glob("*.py")), *sorted((room.parent / "movement").glob("*.py"))]
    return tuple(Source(path.name, path, path.read_bytes()) for path in modules)


def _read(path: Path, room: Path) -> Source:
    """Read one file, named from its room on."""
    name = path_text(path, room.parent)
    try:
        return Source(name, path, path.read_bytes())
    except OSError as error:
        raise KnowledgeError(f"cannot be read ({error.strerror})", file=name) from error


def _digest(sources: Iterable[Source]) -> str:
    """Return the hash of names and bytes; lengths keep neighbours apart."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"\0{source.name}\0{len(source.content)}\0".encode())
        digest.update(source.content)
    return digest.hexdigest()
