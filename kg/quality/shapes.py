"""What a complete entry looks like: the SHACL shapes of ``ontology/shapes``, run on what is stated.

This is the only room that uses pySHACL; it is loaded when a check is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KnowledgeError
from kg.knowledge.problems import Level, Problem
from kg.knowledge.terms import compact
from kg.paths import shown

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib
    from rdflib.term import Node

    from kg.knowledge.base import KnowledgeBase

__all__ = ["SHAPE", "check", "read_shapes", "violations"]

SHAPE = "https://w3id.org/corrective-exercise/shape/"
"""The namespace of the shapes; the rest of a shape's IRI is its name."""

_LEVELS: dict[str, Level] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def check(knowledge: KnowledgeBase, subjects: Sequence[str] | None = None) -> list[Problem]:
    """Return what the shapes find missing or wrong in what the ontology states.

    Args:
        knowledge: the ontology.
        subjects: the IRIs of the things to look at, which is much faster; everything if ``None``.

    Raises:
        KnowledgeError: if a shapes file cannot be read, or pySHACL is not installed.
    """
    shapes = read_shapes(knowledge.places.ontology / "shapes")
    return [
        Problem(one.level, one.rule, one.subject, one.message, _file(knowledge, one.subject))
        for one in violations(knowledge.asserted, shapes, subjects)
    ]


def _file(knowledge: KnowledgeBase, subject: str) -> str | None:
    """Return the module that says most about a subject given in short."""
    from kg.knowledge.terms import expand

    return knowledge.graphs.graph.file_about(expand(subject))


def read_shapes(directory: Path) -> rdflib.Graph:
    """Return the shapes of every Turtle file of a directory as one graph.

    Raises:
        KnowledgeError: if a file is not Turtle, or rdflib is not installed.
    """
    try:
        import rdflib
    except ImportError as error:
        raise _not_installed(error) from error
    graph = rdflib.Graph()
    for path in sorted(directory.glob("*.ttl")):
        try:
            graph.parse(path, format="turtle")
        except Exception as error:  # rdflib lets out the errors of every layer below it
            name = shown(path, directory.parent.parent)
            raise KnowledgeError(f"not Turtle: {error}", file=name) from error
    return graph


def violations(
    store: ox.Store, shapes: rdflib.Graph, subjects: Sequence[str] | None = None
) -> list[Problem]:
    """Return every result of the shapes on the default graph of a store, sorted.

    Args:
        store: the entries together with the schema, whose class hierarchy the shapes follow.
        shapes: the shapes.
        subjects: the IRIs of the things to look at; everything if ``None``.

    Raises:
        KnowledgeError: if pySHACL is not installed or a shape is malformed.
    """
    try:
        import pyshacl
        import rdflib
        from pyshacl.errors import ReportableRuntimeError
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
    except ImportError as error:
        raise _not_installed(error) from error
    data = rdflib.Graph(_still_store(store), DATASET_DEFAULT_GRAPH_ID)
    try:
        focus = None if subjects is None else [*subjects]
        _, report, text = pyshacl.validate(
            data, shacl_graph=shapes, inplace=True, focus_nodes=focus
        )
    except ReportableRuntimeError as error:
        raise KnowledgeError(f"a shape cannot be used: {error.message}") from error
    if not isinstance(report, rdflib.Graph):
        raise KnowledgeError(f"a shape cannot be used: {text}")
    return _problems(report)


def _still_store(store: ox.Store) -> rdflib.store.Store:
    """Return a store as rdflib reads it, which nobody changes meanwhile.

    pySHACL asks for the size of the graph at every result, and counting takes its time.
    """
    try:
        from oxrdflib import OxigraphStore
    except ImportError as error:
        raise _not_installed(error) from error
    size = len(store)

    class StillStore(OxigraphStore):
        def __len__(self, context: rdflib.Graph | None = None) -> int:
            return size

    return StillStore(store=store)


def _not_installed(error: ImportError) -> KnowledgeError:
    """Return the error that says what to install."""
    return KnowledgeError(
        f"the shapes need {error.name}, which is not installed",
        allowed="install the extra “ontology”",
    )


def _problems(report: rdflib.Graph) -> list[Problem]:
    """Return the results of a report, each once."""
    from rdflib import SH

    found = {
        Problem(
            level=_LEVELS[str(report.value(result, SH.resultSeverity)).removeprefix(str(SH))],
            rule=str(report.value(result, SH.sourceShape)).removeprefix(SHAPE),
            subject=_short(report.value(result, SH.focusNode)),
            message=str(report.value(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    }
    return sorted(found)


def _short(node: Node | None) -> str:
    """Return a node as messages show it."""
    return "" if node is None else compact(str(node))
