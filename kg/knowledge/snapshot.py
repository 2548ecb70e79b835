"""What the everyday path needs, in one piece that loads fast: facts, labels, hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.knowledge.facts import Facts
from kg.knowledge.terms import compact

__all__ = ["EntryNames", "Snapshot", "Texts", "names_of", "texts_of"]

Texts = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Id to property to its texts."""

_RDFS_LABEL = "rdfs:label"
_SENTENCE_LABEL = "sentenceLabel"
_OTHER_LABELS = ("skos:prefLabel", "skos:altLabel")


@dataclass(frozen=True)
class EntryNames:
    """How things are called.

    Attributes:
        labels: id to its label.
        others: id to its other names.
        in_sentences: id to its label within a sentence, where that begins with a proper name.
    """

    labels: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]
    in_sentences: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """The part of a knowledge base that is kept ready.

    Attributes:
        ontology_hash: the content hash of the ontology.
        facts: what the rules are given.
        names: how things are called.
    """

    ontology_hash: str
    facts: Facts
    names: EntryNames

    def to_bytes(self) -> bytes:
        """Return the snapshot as one line of JSON, followed by the facts."""
        head = {
            "ontology": self.ontology_hash,
            "facts": _digest(self.facts.text),
            "signature": dict(self.facts.signature),
            "meanings": dict(self.facts.meanings),
            "absences": dict(self.facts.absences),
            "labels": dict(self.names.labels),
            "others": dict(self.names.others),
            "in_sentences": dict(self.names.in_sentences),
        }
        return f"{json.dumps(head, ensure_ascii=False)}\n{self.facts.text}".encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Snapshot:
        """Return the snapshot that ``to_bytes`` wrote.

        Raises:
            ValueError, LookupError, TypeError, AttributeError: when it is damaged, or of another
                form.
        """
        line, _, text = content.partition(b"\n")
        head = json.loads(line)
        if head["facts"] != _digest(text.decode()):
            raise ValueError("the facts do not fit their digest")
        signature = {name: tuple(arguments) for name, arguments in head["signature"].items()}
        others = {name: tuple(names) for name, names in head["others"].items()}
        return cls(
            head["ontology"],
            Facts(text.decode(), signature, head["meanings"], head["absences"]),
            EntryNames(head["labels"], others, head["in_sentences"]),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def names_of(texts: Texts) -> EntryNames:
    """Return the labels and other names among some texts."""
    labels = {
        identifier: by_kind[_RDFS_LABEL][0]
        for identifier, by_kind in texts.items()
        if _RDFS_LABEL in by_kind
    }
    others = {}
    for identifier, by_kind in texts.items():
        names = [name for kind in _OTHER_LABELS for name in by_kind.get(kind, ())]
        if names:
            others[identifier] = tuple(dict.fromkeys(names))
    in_sentences = {
        name: by_kind[_SENTENCE_LABEL][0]
        for name, by_kind in texts.items()
        if _SENTENCE_LABEL in by_kind
    }
    return EntryNames(labels, others, in_sentences)


def texts_of(statements: Iterable[tuple[str, str, str, str | None]]) -> Texts:
    """Return the texts of each thing by property, English before other languages, then sorted.

    Args:
        statements: subject IRI, property IRI, text, and its language if it has one.
    """
    texts_by_kind: dict[str, dict[str, set[tuple[bool, str]]]] = {}
    for subject, predicate, text, language in statements:
        foreign = not (language or "en").startswith("en")
        kinds = texts_by_kind.setdefault(compact(subject), {})
        kinds.setdefault(compact(predicate), set()).add((foreign, text))
    return {
        identifier: {kind: tuple(text for _, text in sorted(kinds[kind])) for kind in sorted(kinds)}
        for identifier, kinds in sorted(texts_by_kind.items())
    }
