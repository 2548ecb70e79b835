"""What the Turtle of a rule pack may say: things of its own, more of listed others, plain texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import KnowledgeError, nearest
from kg.knowledge.additions import MARKUP, Addition
from kg.knowledge.terms import BASE, PREFIXES, compact, is_constant
from kg.plain_text import find_hidden

if TYPE_CHECKING:
    from kg.knowledge.load import Module

__all__ = ["lines_of_things", "refuse_unlawful"]

_OWL: Final = PREFIXES["owl"]
_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_FOREIGN: Final = (_OWL, _RDF, _RDFS, "http://www.w3.org/ns/shacl#")
#: What of the vocabularies a pack may use: it declares classes and properties of its own, and says
#: that its own things differ. Whatever makes two things one, or one relation of another, is not.
_PREDICATES: Final = frozenset(
    [
        *(_OWL + name for name in ("imports", "versionIRI", "versionInfo", "members")),
        *(_OWL + name for name in ("distinctMembers", "deprecated")),
        *(_RDF + name for name in ("type", "first", "rest")),
        *(
            _RDFS + name
            for name in ("label", "comment", "subClassOf", "domain", "range", "seeAlso")
        ),
    ]
)
_KINDS: Final = frozenset(
    _OWL + name
    for name in (
        *("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
        *("AllDifferent", "NamedIndividual"),
    )
)
#: Where the modules of the package lie; no pack is called so.
_OURS: Final = "ontology"
_TYPE: Final = ox.NamedNode(_RDF + "type")
_NAMES: Final = frozenset((_RDFS + "label", PREFIXES["skos"] + "altLabel"))
_CLASS: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_WHOLE: Final = frozenset(
    PREFIXES["xsd"] + kind
    for kind in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")
)
_DIGITS: Final = re.compile(r"[+-]?[0-9]{1,10}")
_DESCRIBED: Final = re.compile(r"^:(\S+)(?=\s)", re.MULTILINE)
#: A name and a text of a pack are at most so long, in letters.
_LONGEST_NAME: Final = 200
_LONGEST_TEXT: Final = 4_000


def refuse_unlawful(
    addition: Addition,
    modules: Sequence[Module],
    before: Sequence[Module],
    open_relations: Mapping[str, str],
    closed_relations: Mapping[str, str],
) -> None:
    """Raise if the Turtle of a pack says what a pack may not say.

    A pack describes things of its own. Of others that its manifest lists it says more by the
    relations that are open to packs: no names, no definitions, nothing that has one value. It
    changes no vocabulary, says nothing of the schema, and its texts are plain.

    Args:
        addition: the pack.
        modules: its modules.
        before: the modules of the ontology and of the packs before it.
        open_relations: the properties that are open, each with the reason.
        closed_relations: the properties by which its own things say nothing of others, each with
            what it is.

    Raises:
        KnowledgeError: with every fault, each with its file and line.
    """
    known = {
        quad.subject.value: module.file
        for module in reversed(before)
        for quad in module.quads
        if isinstance(quad.subject, ox.NamedNode)
    }
    schema = {
        quad.subject.value
        for module in before
        for quad in module.quads
        if quad.predicate == _TYPE
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(_OWL)
        and not quad.object.value.endswith("#NamedIndividual")
    }
    law = _Law(addition, known, schema, open_relations, closed_relations)
    faults = [
        fault
        for module in modules
        for fault in (
            *law.broken_by(module),
            *_vocabulary(addition, module),
            *_texts(module),
            *_values(addition, module),
        )
    ]
    faults += _unknown(addition, {compact(iri) for iri in known}, {compact(iri) for iri in schema})
    if faults:
        raise faults[0].and_also(faults[1:])


@dataclass(frozen=True)
class _Law:
    """What a pack may say of things that are not its own."""

    addition: Addition
    known: Mapping[str, str]
    schema: Collection[str]
    open_relations: Mapping[str, str]
    closed_relations: Mapping[str, str]

    def broken_by(self, module: Module) -> Iterator[KnowledgeError]:
        """Yield what a module says of things that are not the pack's own, and may not."""
        text = _text_of(self.addition, module)
        told = dict.fromkeys(
            quad.subject.value for quad in module.quads if isinstance(quad.subject, ox.NamedNode)
        )
        for iri in told:
            name = compact(iri)
            line = line_of(text, name)
            if iri.startswith(_FOREIGN):
                yield KnowledgeError(
                    f"says something of {name}",
                    allowed="things of this ontology",
                    file=module.file,
                    line=line,
                )
            elif iri in self.schema:
                yield KnowledgeError(
                    f"says more of {name}, which belongs to the schema ({self.known[iri]})",
                    allowed="classes and properties of the pack's own; the schema stays as it is",
                    file=module.file,
                    line=line,
                )
            elif iri in self.known and name not in self.addition.said_more_of:
                yield KnowledgeError(
                    f"says more of {name}, which {self.known[iri]} describes",
                    allowed=f'things = ["{name}"] under [overrides] of the manifest, or another id',
                    file=module.file,
                    line=line,
                )
        for quad in module.quads:
            if not isinstance(quad.subject, ox.NamedNode) or quad.subject.value not in self.known:
                continue
            name, relation = compact(quad.subject.value), compact(quad.predicate.value)
            listed = name in self.addition.said_more_of
            if listed and quad.subject.value not in self.schema and not self._is_open(relation):
                yield KnowledgeError(
                    f"says {relation} of {name}, which {self.known[quad.subject.value]} describes",
                    allowed=f"one of {', '.join(sorted(self.open_relations))}",
                    suggestions=nearest(relation, sorted(self.open_relations)),
                    file=module.file,
                    line=line_of(text, name),
                )

        yield from self._rows_of_others(module, text)

    def _rows_of_others(self, module: Module, text: str) -> Iterator[KnowledgeError]:
        """Yield what things of the pack say of things of ours by a closed relation."""
        for quad in module.quads:
            relation = compact(quad.predicate.value)
            target = getattr(quad.object, "value", "")
            if relation not in self.closed_relations or target not in self.known:
                continue
            if self.known[target].startswith(f"{_OURS}/"):
                name = compact(getattr(quad.subject, "value", ""))
                yield KnowledgeError(
                    f"{name or 'a thing without an id'} says {relation} of {compact(target)}, "
                    f"which {self.known[target]} describes",
                    allowed=f"things of the pack's own; this is "
                    f"{self.closed_relations[relation].removesuffix('.')}",
                    file=module.file,
                    line=line_of(text, name),
                )

    def _is_open(self, relation: str) -> bool:
        return relation in self.open_relations


def _text_of(addition: Addition, module: Module) -> str:
    return next((one.text for one in addition.turtle if one.name == module.file), "")


def line_of(text: str, name: str) -> int | None:
    """Return the line where the description of a thing begins, counted from 1, if there is one."""
    return lines_of_things(text).get(name)


def lines_of_things(text: str) -> dict[str, int]:
    """Return the line where the description of each thing of a module begins, by its name."""
    lines: dict[str, int] = {}
    line, end = 1, 0
    for found in _DESCRIBED.finditer(text):
        line += text.count("\n", end, found.start())
        end = found.start()
        lines.setdefault(found[1], line)
    return lines


def _vocabulary(addition: Addition, module: Module) -> Iterator[KnowledgeError]:
    """Yield the uses of a vocabulary that would change what is ours."""
    text = _text_of(addition, module)
    for quad in module.quads:
        predicate = quad.predicate.value
        kind = getattr(quad.object, "value", "")
        wrong = predicate if predicate.startswith(_FOREIGN) else ""
        allowed = _PREDICATES
        if quad.predicate == _TYPE:
            wrong, allowed = (kind, _KINDS) if kind.startswith(_FOREIGN) else ("", _KINDS)
        if wrong and wrong not in allowed:
            subject = compact(getattr(quad.subject, "value", ""))
            yield KnowledgeError(
                f"uses {compact(wrong)}",
                allowed=f"of the vocabularies {', '.join(sorted(map(compact, allowed)))}",
                file=module.file,
                line=line_of(text, subject),
            )


def _texts(module: Module) -> Iterator[KnowledgeError]:
    """Yield the texts of a module that hold markup, or what nobody sees."""
    for quad in module.quads:
        for node in (quad.subject, quad.predicate, quad.object):
            value = node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""
            odd = find_hidden(value)
            if odd is not None:
                subject = compact(getattr(quad.subject, "value", ""))
                yield KnowledgeError(
                    f"a text of {subject} holds a character that nobody sees "
                    f"(U+{ord(odd[0]):04X}): “{value[:60]}”",
                    allowed="plain text on one line",
                    file=module.file,
                )
        if isinstance(quad.object, ox.Literal) and MARKUP.search(quad.object.value):
            subject = compact(getattr(quad.subject, "value", ""))
            yield KnowledgeError(
                f"a text of {subject} holds markup: “{quad.object.value[:60]}”",
                allowed="plain text without HTML",
                file=module.file,
            )


def _values(addition: Addition, module: Module) -> Iterator[KnowledgeError]:
    """Yield the ids, numbers and names of a module that nobody could read or write."""
    text = _text_of(addition, module)
    subjects = dict.fromkeys(
        quad.subject.value for quad in module.quads if isinstance(quad.subject, ox.NamedNode)
    )
    for iri in subjects:
        name = iri.removeprefix(BASE)
        is_plain = is_constant(name) or _CLASS.fullmatch(name) is not None
        if iri.startswith(BASE) and "/" not in name and not is_plain:
            yield KnowledgeError(
                f"describes “{name[:60]}”",
                allowed="ids of small letters, digits and _ that begin with a letter, but `not`",
                file=module.file,
                line=line_of(text, name),
            )
    for quad in module.quads:
        if not isinstance(quad.object, ox.Literal):
            continue
        value, relation = quad.object.value, compact(quad.predicate.value)
        wrong = ""
        if quad.object.datatype.value in _WHOLE:
            if not _DIGITS.fullmatch(value):
                wrong, allowed = f"“{value[:40]}”", "a whole number in plain digits"
        elif quad.predicate.value in _NAMES and not value.strip():
            wrong, allowed = "empty", "a name that can be read"
        elif len(value) > _LONGEST_TEXT:
            wrong, allowed = f"a text of {len(value):,} letters", f"at most {_LONGEST_TEXT:,}"
        elif quad.predicate.value in _NAMES and len(value) > _LONGEST_NAME:
            wrong, allowed = f"a name of {len(value):,} letters", f"at most {_LONGEST_NAME:,}"
        if wrong:
            subject = compact(getattr(quad.subject, "value", ""))
            yield KnowledgeError(
                f"{relation} of {subject or 'a thing without an id'} is {wrong}",
                allowed=allowed,
                file=module.file,
                line=line_of(text, subject),
            )


def _unknown(
    addition: Addition, known: Collection[str], schema: Collection[str]
) -> Iterator[KnowledgeError]:
    """Yield the things that the manifest lists and nobody describes, and those of the schema."""
    for name in addition.said_more_of:
        if name not in known:
            yield KnowledgeError(
                f"[overrides] things: nothing is called {name}",
                allowed="ids of the ontology or of a required pack",
                suggestions=nearest(name, sorted(set(known) - set(schema))),
                file=f"{addition.id}/pack.toml",
            )
        elif name in schema:
            yield KnowledgeError(
                f"[overrides] things: {name} belongs to the schema",
                allowed="things, not classes or properties: the schema stays as it is",
                file=f"{addition.id}/pack.toml",
            )
