"""Release files: built from the modules, never edited."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import BadInput
from kg.knowledge.format import format_turtle
from kg.knowledge.graph_diff import all_different
from kg.knowledge.load import document
from kg.knowledge.sources import ROOT_MODULE
from kg.knowledge.terms import BASE, PREFIXES
from kg.paths import write_atomically

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["build"]

_NAME = "continuum"
_MODULES = "modules"
_OWL = "http://www.w3.org/2002/07/owl#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def build(knowledge: KnowledgeBase, folder: Path) -> tuple[Path, ...]:
    """Write the release files of an ontology and return their paths.

    The files: the merged ontology as Turtle and as RDF/XML, both with axioms that tell the things
    of each kind apart; what follows as N-Triples; the canonical N-Quads whose digest is the
    ontology's identity; under ``modules/`` the modules with the rows of their tables, and the
    catalog, for editors of ontologies; and a manifest of them all. Each file is written in one
    piece; the same ontology gives the same bytes.

    Args:
        knowledge: the ontology.
        folder: where to write; made if it is missing.

    Raises:
        BadInput: when the folder cannot be written.
    """
    graphs = knowledge.graphs
    merged = list(_merged((*graphs.lines, *all_different(graphs.lines))))
    files = {
        f"{_NAME}.ttl": _turtle(merged),
        f"{_NAME}.owl": _written(merged, ox.RdfFormat.RDF_XML),
        f"{_NAME}-closure.nt": document(graphs.inferred),
        f"{_NAME}.nq": document(graphs.lines),
        **{f"{_MODULES}/{name}": text for name, text in _modules(knowledge).items()},
    }
    manifest = {
        "hash": knowledge.ontology_hash,
        "version": _version(graphs.lines),
        "statements": len(graphs.lines),
        "inferred": len(graphs.inferred),
        "classes": _how_many(graphs.lines, "Class"),
        "object_properties": _how_many(graphs.lines, "ObjectProperty"),
        "data_properties": _how_many(graphs.lines, "DatatypeProperty"),
        "individuals": len(_individuals(graphs.lines)),
        "facts": knowledge.facts.text.count("\n"),
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    files["manifest.json"] = (json.dumps(manifest, indent=2) + "\n").encode()
    try:
        for name, content in files.items():
            write_atomically(folder / name, content)
    except OSError as error:
        raise BadInput(f"cannot be written ({error})", file=str(folder)) from error
    return tuple(folder / name for name in files)


def _modules(knowledge: KnowledgeBase) -> dict[str, bytes]:
    """Return each Turtle module with the rows of its tables, and the catalog, by file name.

    The root also tells the things of each kind apart.
    """
    graphs, sources = knowledge.graphs, knowledge.sources
    added: dict[str, list[ox.Quad]] = {}
    for module in graphs.graph.modules:
        if module.rows:
            added.setdefault(module.iri, []).extend(module.quads)
    differences = list(ox.parse(document(all_different(graphs.lines)), ox.RdfFormat.N_QUADS))
    iris = {module.file: module.iri for module in graphs.graph.modules}
    files = {sources.catalog.path.name: sources.catalog.content}
    for source in sources.turtle:
        quads = added.get(iris[source.name], [])
        quads += differences if source.path.name == ROOT_MODULE else []
        text = f"{source.text}\n{_written(quads, ox.RdfFormat.TURTLE).decode()}"
        name = source.path.name
        files[name] = format_turtle(text, name).encode()
    return files


def _merged(lines: tuple[str, ...]) -> list[ox.Quad]:
    """Return the statements of one ontology: the modules' headers and imports are left out."""
    quads = list(ox.parse(document(lines), ox.RdfFormat.N_QUADS))
    root = ox.NamedNode(BASE.removesuffix("/"))
    headers = {
        quad.subject
        for quad in quads
        if quad.object == ox.NamedNode(f"{_OWL}Ontology") and quad.subject != root
    }
    imports = ox.NamedNode(f"{_OWL}imports")
    kept = (q for q in quads if q.subject not in headers and q.predicate != imports)
    return sorted(kept, key=lambda quad: (str(quad.subject), str(quad.predicate), str(quad.object)))


def _turtle(quads: list[ox.Quad]) -> bytes:
    """Return the statements as Turtle in its one form."""
    name = f"{_NAME}.ttl"
    return format_turtle(_written(quads, ox.RdfFormat.TURTLE).decode(), name).encode()


def _how_many(lines: tuple[str, ...], kind: str) -> int:
    """Return how many things are stated to be of a kind that OWL names."""
    ending = f" {_TYPE} <{_OWL}{kind}> ."
    return sum(line.endswith(ending) for line in lines)


def _individuals(lines: tuple[str, ...]) -> set[str]:
    """Return the things that are stated to be of one of our own classes."""
    kind = f"> {_TYPE} <{BASE}"
    return {line.split(" ", 1)[0] for line in lines if line.startswith(f"<{BASE}") and kind in line}


def _written(quads: list[ox.Quad], form: ox.RdfFormat) -> bytes:
    out = io.BytesIO()
    triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    ox.serialize(triples, out, form, prefixes=PREFIXES)
    return out.getvalue()


def _version(lines: tuple[str, ...]) -> str:
    wanted = f"<{BASE.removesuffix('/')}> <{_OWL}versionInfo> "
    found = [line for line in lines if line.startswith(wanted)]
    return found[0].split('"')[1] if found else ""
