"""The one look of a Turtle file: a stable order and layout, so that a diff shows what changed.

Prefixes, the ontology itself, our own subjects by IRI, others by IRI, nameless ones last;
predicates in a fixed order; nested blank nodes; lists in round brackets; at most 100 columns where
that is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InternalError, KnowledgeError
from kg.knowledge.comments import Comments, read_comments
from kg.knowledge.terms import BASE
from kg.knowledge.turtle_terms import Prefixes, literal_source
from kg.paths import write_atomically

__all__ = ["format_file", "format_turtle"]

_WIDTH = 100
_STEP = "    "
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = ox.NamedNode(f"{_RDF}type")
_FIRST = ox.NamedNode(f"{_RDF}first")
_REST = ox.NamedNode(f"{_RDF}rest")
_NIL = ox.NamedNode(f"{_RDF}nil")
_ONTOLOGY = ox.NamedNode(f"{_OWL}Ontology")
_LEADING = {
    ox.NamedNode(iri): place
    for place, iri in enumerate(
        [
            f"{_RDF}type",
            f"{_RDFS}label",
            f"{_SKOS}prefLabel",
            f"{_SKOS}altLabel",
            f"{_SKOS}definition",
            f"{_OWL}onProperty",
        ]
    )
}

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode | ox.Triple


def format_file(path: Path, name: str, *, write: bool) -> bool:
    """Bring one file into its look.

    Args:
        path: the Turtle file.
        name: the file's name for messages.
        write: whether to replace the file; otherwise only look.

    Returns:
        Whether the file was not in its look already.

    Raises:
        KnowledgeError: if the file is no Turtle, or has a comment that cannot be kept.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise KnowledgeError("not written in UTF-8", file=name) from error
    formatted = format_turtle(text, name)
    if formatted == text:
        return False
    if write:
        write_atomically(path, formatted.encode())
    return True


def format_turtle(text: str, name: str = "<turtle>") -> str:
    """Return a Turtle document in its one look; it says exactly what the given one says.

    Raises:
        KnowledgeError: if the text is no Turtle, or has a comment that cannot be kept.
    """
    quads, prefixes = _parse(text, name)
    graph = _canonical(quads)
    formatted = _TurtleWriter(graph, Prefixes(prefixes), read_comments(text, name)).document()
    if _canonical(_parse(formatted, name)[0]) != graph:
        raise InternalError(
            f"{name}: formatting would have changed what the file says; it was left"
        )
    return formatted


def _parse(text: str, name: str) -> tuple[list[ox.Quad], dict[str, str]]:
    """Return the statements and prefixes of a document."""
    try:
        parser = ox.parse(text, ox.RdfFormat.TURTLE, without_named_graphs=True)
        quads = list(parser)
    except SyntaxError as error:
        raise KnowledgeError(
            f"not Turtle: {error.msg}", file=name, line=error.lineno, column=error.offset
        ) from error
    return quads, parser.prefixes


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Return the statements with blank nodes named by their place in the graph alone."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


class _TurtleWriter:
    """One document on its way to text."""

    def __init__(self, graph: ox.Dataset, prefixes: Prefixes, comments: Comments) -> None:
        self._prefixes = prefixes
        self._comments = comments
        self._properties: dict[Subject, dict[ox.NamedNode, list[Node]]] = {}
        self._uses: dict[Node, int] = {}
        for quad in graph:
            objects = self._properties.setdefault(quad.subject, {}).setdefault(quad.predicate, [])
            objects.append(quad.object)
            self._uses[quad.object] = self._uses.get(quad.object, 0) + 1
        self._names: dict[ox.BlankNode, str] = {}
        self._inline: dict[Node, str] = {}
        self._name_shared_nodes()

    def document(self) -> str:
        """Return the whole document."""
        blocks = ["".join(self._block(subject)) for subject in self._subjects()]
        parts = [
            "".join(f"{line}\n" for line in self._comments.top),
            self._prefixes.declarations(),
            "\n".join(blocks),
            "".join(f"{line}\n" for line in self._comments.end),
        ]
        return "\n".join(part for part in parts if part)

    # -- what goes where

    def _name_shared_nodes(self) -> None:
        """Give a name to blank nodes that cannot be nested: used twice, or part of a circle."""
        nested = {
            node
            for node in self._properties
            if isinstance(node, ox.BlankNode) and self._uses.get(node, 0) == 1
        }
        roots = [one for one in self._properties if one not in nested]
        reached = self._reached(roots, nested)
        shared = [
            node
            for node in self._properties
            if isinstance(node, ox.BlankNode)
            and (self._uses.get(node, 0) > 1 or (node in nested and node not in reached))
        ]
        for number, node in enumerate(
            sorted(shared, key=lambda node: (len(node.value), node.value)), 1
        ):
            self._names[node] = f"_:b{number}"

    def _reached(self, roots: Iterable[Subject], nested: set[ox.BlankNode]) -> set[Node]:
        """Return the nested nodes that the roots lead to."""
        reached: set[Node] = set()
        waiting = list(roots)
        while waiting:
            for objects in self._properties[waiting.pop()].values():
                for node in objects:
                    if isinstance(node, ox.BlankNode) and node in nested and node not in reached:
                        reached.add(node)
                        waiting.append(node)
        return reached

    def _subjects(self) -> list[Subject]:
        """Return the subjects that begin a block, in order."""
        own = [
            subject
            for subject in self._properties
            if not isinstance(subject, ox.BlankNode)
            or subject in self._names
            or subject not in self._uses
        ]
        return sorted(own, key=self._subject_order)

    def _subject_order(self, subject: Subject) -> tuple[int, str]:
        """Return a sort key: the ontology, our own things, others, nameless ones."""
        if isinstance(subject, ox.BlankNode):
            if subject in self._names:
                return 3, self._names[subject].rjust(12)
            return 4, self._inline_properties(subject)
        if not isinstance(subject, ox.NamedNode):
            raise KnowledgeError("a triple term", allowed="Turtle 1.1 is expected")
        if _ONTOLOGY in self._properties[subject].get(_TYPE, ()):
            return 0, subject.value
        return (1 if subject.value.startswith(BASE) else 2), subject.value

    def _predicates(self, subject: Subject) -> list[tuple[str, list[Node]]]:
        """Return the predicates of a subject as written, in order, with their objects in order."""
        rows = []
        for predicate, objects in self._properties[subject].items():
            name = "a" if predicate == _TYPE else self._prefixes.shorten(predicate.value)
            place = _LEADING.get(predicate, len(_LEADING))
            rows.append((place, name, sorted(objects, key=self._object_order)))
        return [(name, objects) for _, name, objects in sorted(rows, key=lambda one: one[:2])]

    def _object_order(self, node: Node) -> tuple[int, float, str]:
        """Return a sort key: names, numbers, texts, nested nodes."""
        text = self._written(node)
        if isinstance(node, ox.NamedNode):
            return 0, 0, text
        if isinstance(node, ox.Literal):
            return (2, 0, text) if text.startswith('"') else (1, _size(text), text)
        return 3, 0, text

    # -- on one line

    def _written(self, node: Node) -> str:
        """Return a term on one line."""
        if isinstance(node, ox.NamedNode):
            return "()" if node == _NIL else self._prefixes.shorten(node.value)
        if isinstance(node, ox.Literal):
            return literal_source(node, self._prefixes)
        known = self._inline.get(node)
        if known is None:
            known = self._inline[node] = self._written_node(node)
        return known

    def _written_node(self, node: Node) -> str:
        """Return a blank node on one line."""
        if not isinstance(node, ox.BlankNode):
            raise KnowledgeError("a triple term", allowed="Turtle 1.1 is expected")
        if node in self._names:
            return self._names[node]
        if node not in self._properties:
            return "[]"
        items = self._items(node)
        if items is not None:
            return f"( {' '.join(self._written(item) for item in items)} )"
        return f"[ {self._inline_properties(node)} ]"

    def _inline_properties(self, subject: Subject) -> str:
        """Return the predicates and objects of a subject on one line."""
        return " ; ".join(
            f"{name} {', '.join(self._written(one) for one in objects)}"
            for name, objects in self._predicates(subject)
        )

    def _items(self, head: ox.BlankNode) -> list[Node] | None:
        """Return the items of a list, or ``None`` if the node begins none."""
        items: list[Node] = []
        cell: Node = head
        while cell != _NIL:
            properties = self._properties.get(cell) if isinstance(cell, ox.BlankNode) else None
            if properties is None or cell in self._names or set(properties) != {_FIRST, _REST}:
                return None
            if len(properties[_FIRST]) != 1 or len(properties[_REST]) != 1:
                return None
            items.append(properties[_FIRST][0])
            cell = properties[_REST][0]
        return items

    # -- on several lines

    def _block(self, subject: Subject) -> Iterator[str]:
        """Yield the block of one subject."""
        name = "[]" if isinstance(subject, ox.BlankNode) else self._written(subject)
        name = self._names.get(subject, name) if isinstance(subject, ox.BlankNode) else name
        for line in self._comments_above(subject):
            yield f"{line}\n"
        yield f"{name}\n{self._body(subject, _STEP)} .\n"

    def _comments_above(self, subject: Subject) -> list[str]:
        """Return the comment lines that stood above a subject's entry."""
        if not isinstance(subject, ox.NamedNode):
            return []
        return self._comments_by_iri.get(subject.value, [])

    @cached_property
    def _comments_by_iri(self) -> dict[str, list[str]]:
        """Return the comments by the subject they stand above."""
        return {self._prefixes.expand(word): lines for word, lines in self._comments.above.items()}

    def _body(self, subject: Subject, indent: str) -> str:
        """Return the predicates and objects of a subject, one predicate a line."""
        return " ;\n".join(
            self._predicate(name, objects, indent) for name, objects in self._predicates(subject)
        )

    def _predicate(self, name: str, objects: list[Node], indent: str) -> str:
        """Return one predicate with its objects."""
        line = f"{indent}{name} {', '.join(self._written(one) for one in objects)}"
        if len(line) + 2 <= _WIDTH and "\n" not in line:
            return line
        if len(objects) == 1 and isinstance(objects[0], ox.BlankNode):
            return f"{indent}{name} {self._nested(objects[0], indent)}"
        inner = indent + _STEP
        blocks = ",\n".join(f"{inner}{self._nested(one, inner)}" for one in objects)
        return f"{indent}{name}\n{blocks}"

    def _nested(self, node: Node, indent: str) -> str:
        """Return a term, over several lines if it does not fit on one."""
        line = self._written(node)
        if not isinstance(node, ox.BlankNode) or len(indent) + len(line) + 2 <= _WIDTH:
            return line
        if node in self._names or node not in self._properties:
            return line
        inner = indent + _STEP
        items = self._items(node)
        if items is not None:
            blocks = "\n".join(f"{inner}{self._nested(item, inner)}" for item in items)
            return f"(\n{blocks}\n{indent})"
        return f"[\n{self._body(node, inner)}\n{indent}]"


def _size(bare: str) -> float:
    """Return the size of a bare literal, for sorting; truth values count as 0 and 1."""
    return float(bare == "true") if bare in ("true", "false") else float(bare)
