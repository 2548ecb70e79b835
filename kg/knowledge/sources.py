"""The files behind the knowledge, read once, and the key that changes with any of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.errors import KnowledgeError
from kg.paths import Places, shown

__all__ = ["CATALOG", "ROOT_MODULE", "Source", "Sources", "read_sources"]

CATALOG = "catalog-v001.xml"
ROOT_MODULE = "continuum.ttl"
_CLOSURE_RULES = "closure/owl_rl.lp"


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
        fact_queries: the bridge to the rules, one query a predicate, sorted by name.
        code: the modules that compute from all these.
    """

    places: Places
    turtle: tuple[Source, ...]
    catalog: Source
    closure_rules: Source
    fact_queries: tuple[Source, ...]
    code: tuple[Source, ...]

    @cached_property
    def key(self) -> str:
        """Return the hash of the raw bytes of every file: the key of all that is computed."""
        return _digest(
            [*self.turtle, self.catalog, self.closure_rules, *self.fact_queries, *self.code]
        )


def read_sources(places: Places) -> Sources:
    """Read every file of the knowledge.

    Raises:
        KnowledgeError: if a file is missing or cannot be read.
    """
    ontology, rules = places.ontology, places.rules
    turtle = tuple(_read(path, ontology) for path in sorted(ontology.glob("*.ttl")))
    queries = tuple(_read(path, rules) for path in sorted((rules / "facts").glob("*.rq")))
    return Sources(
        places=places,
        turtle=turtle,
        catalog=_read(ontology / CATALOG, ontology),
        closure_rules=_read(rules / _CLOSURE_RULES, rules),
        fact_queries=queries,
        code=_code(),
    )


def _code() -> tuple[Source, ...]:
    """Read the modules of this room, whose change makes every computed file stale."""
    room = Path(__file__).parent
    return tuple(Source(path.name, path, path.read_bytes()) for path in sorted(room.glob("*.py")))


def _read(path: Path, room: Path) -> Source:
    """Read one file, named from its room on."""
    name = shown(path, room.parent)
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
