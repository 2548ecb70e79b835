"""How single terms look in Turtle: prefixed names where they fit, bare numbers, readable texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

__all__ = ["Prefixes", "literal_source"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LOCAL = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?", re.ASCII)
_BARE = {
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\r": "\\r", "\t": "\\t"}


class Prefixes:
    """The prefixes of a document, and which of them were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Use the prefixes that a document declares."""
        self._namespaces = sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        self._written: dict[str, str] = {}
        self._used: dict[str, str] = {}

    def shorten(self, iri: str) -> str:
        """Return an IRI as a prefixed name if one fits, else in angle brackets."""
        known = self._written.get(iri)
        if known is None:
            known = self._written[iri] = self._shorten(iri)
        return known

    def _shorten(self, iri: str) -> str:
        for prefix, namespace in self._namespaces:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self._used[prefix] = namespace
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def expand(self, word: str) -> str:
        """Return the IRI of a term as a document writes it."""
        if word.startswith("<"):
            return word[1:-1]
        prefix, _, local = word.partition(":")
        return dict(self._namespaces).get(prefix, "") + local.replace("\\", "")

    def declarations(self) -> str:
        """Return a line for each prefix that was used, by name."""
        return "".join(
            f"@prefix {prefix}: <{self._used[prefix]}> .\n" for prefix in sorted(self._used)
        )


def literal_source(literal: ox.Literal, prefixes: Prefixes) -> str:
    """Return a literal as Turtle: bare where the bare form means the same."""
    if literal.language:
        direction = f"--{literal.direction.value}" if literal.direction else ""
        return f"{_quoted(literal.value)}@{literal.language}{direction}"
    kind = literal.datatype.value
    if kind == f"{_XSD}string":
        return _quoted(literal.value)
    bare = _BARE.get(kind)
    if bare and bare.fullmatch(literal.value):
        return literal.value
    return f"{_quoted(literal.value)}^^{prefixes.shorten(kind)}"


def _quoted(text: str) -> str:
    """Return a text in quotes: three of them, with its own line breaks, if it has any."""
    if "\n" not in text:
        escaped = "".join(_ESCAPES.get(letter, letter) for letter in text)
        return f'"{_CONTROL.sub(_numbered, escaped)}"'
    escaped = text.replace("\\", "\\\\").replace("\r", "\\r").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    return f'"""{_CONTROL.sub(_numbered, escaped)}"""'


def _numbered(control: re.Match[str]) -> str:
    """Return a control character by its number."""
    return f"\\u{ord(control[0]):04X}"
