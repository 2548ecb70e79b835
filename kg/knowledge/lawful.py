"""What the Turtle of a rule pack may say: things of its own, more of listed others, plain texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import KnowledgeError, nearest
from kg.knowledge.additions import MARKUP, Addition
from kg.knowledge.terms import compact
from kg.plain_text import find_hidden

if TYPE_CHECKING:
    from kg.knowledge.load import Module

__all__ = ["refuse_unlawful"]

_FOREIGN: Final = tuple(
    f"http://www.w3.org/{place}"
    for place in ("2002/07/owl#", "1999/02/22-rdf-syntax-ns#", "2000/01/rdf-schema#", "ns/shacl#")
)


def refuse_unlawful(
    addition: Addition, modules: Sequence[Module], before: Sequence[Module]
) -> None:
    """Raise if the Turtle of a pack says what a pack may not say.

    A pack describes things of its own, and says more of others where its manifest lists them. It
    changes no vocabulary of OWL, and its texts hold no markup.

    Args:
        addition: the pack.
        modules: its modules.
        before: the modules of the ontology and of the packs before it.

    Raises:
        KnowledgeError: with every fault, each with its file.
    """
    known = {
        compact(quad.subject.value): module.file
        for module in reversed(before)
        for quad in module.quads
        if isinstance(quad.subject, ox.NamedNode)
    }
    faults = [
        fault
        for module in modules
        for fault in (*_subjects(addition, module, known), *_texts(module))
    ]
    faults += _unknown(addition, known)
    if faults:
        raise faults[0].and_also(faults[1:])


def _subjects(
    addition: Addition, module: Module, known: Mapping[str, str]
) -> Iterator[KnowledgeError]:
    """Yield the things that a module describes without leave."""
    told = dict.fromkeys(
        quad.subject.value for quad in module.quads if isinstance(quad.subject, ox.NamedNode)
    )
    for iri in told:
        name = compact(iri)
        if iri.startswith(_FOREIGN):
            yield KnowledgeError(
                f"says something of {name}", allowed="things of this ontology", file=module.file
            )
        elif name in known and name not in addition.said_more_of:
            yield KnowledgeError(
                f"says more of {name}, which {known[name]} describes",
                allowed=f'things = ["{name}"] under [overrides] of the manifest, or another id',
                file=module.file,
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


def _unknown(addition: Addition, known: Mapping[str, str]) -> Iterator[KnowledgeError]:
    """Yield the things that the manifest lists and nobody describes."""
    for name in addition.said_more_of:
        if name not in known:
            yield KnowledgeError(
                f"[overrides] things: nothing is called {name}",
                allowed="ids of the ontology or of a required pack",
                suggestions=nearest(name, sorted(known)),
                file=f"{addition.id}/pack.toml",
            )
