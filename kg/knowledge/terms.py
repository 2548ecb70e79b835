"""How things are written: IRI, compact name, constant of the rules, argument of a fact."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

__all__ = [
    "BASE",
    "PREFIXES",
    "Term",
    "Text",
    "compact",
    "expand",
    "is_constant",
    "is_id",
    "local_name",
    "term_source",
    "text_source",
]

BASE: Final = "https://w3id.org/corrective-exercise/"

PREFIXES: Final[dict[str, str]] = {
    "": BASE,
    "FMA": "http://purl.org/sig/ont/fma/fma",
    "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes every query may use without declaring them."""

_CONSTANT = re.compile(r"(?!not\Z)[a-z][a-zA-Z0-9_]*", re.ASCII)
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Text(str):
    """A plain text of a fact, as against a constant."""

    __slots__ = ()


Term: TypeAlias = int | str
"""An argument of a fact: a number, a constant (``str``) or a quoted text (``Text``)."""


def is_constant(name: str) -> bool:
    """Return whether the rules can write a name as a constant, without quotes."""
    return _CONSTANT.fullmatch(name) is not None


def is_id(name: str) -> bool:
    """Return whether a name has the form of an individual's id: small letters, digits and ``_``."""
    return is_constant(name) and name == name.lower()


def local_name(iri: str) -> str | None:
    """Return the part of an IRI after our base, or ``None`` if it lies elsewhere or deeper."""
    if not iri.startswith(BASE):
        return None
    name = iri[len(BASE) :]
    return name if _PLAIN_LOCAL.fullmatch(name) else None


def compact(iri: str) -> str:
    """Return an IRI as people read it: our own local name, ``prefix:name``, or the IRI itself.

    Example:
        >>> compact("http://www.w3.org/2002/07/owl#Class")
        'owl:Class'
    """
    own = local_name(iri)
    if own is not None:
        return own
    for prefix, namespace in PREFIXES.items():
        if prefix and iri.startswith(namespace) and _PLAIN_LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str:
    """Return the IRI that ``compact`` made a name of."""
    prefix, colon, rest = name.partition(":")
    if not colon:
        return BASE + name
    return PREFIXES[prefix] + rest if prefix and prefix in PREFIXES else name


def text_source(text: str) -> str:
    """Return a text as the rules write it, quoted and escaped."""
    return f'"{text.translate(_ESCAPES)}"'


def term_source(term: Term) -> str:
    """Return an argument of a fact as the rules write it."""
    if isinstance(term, int):
        return str(term)
    return text_source(term) if isinstance(term, Text) else term
