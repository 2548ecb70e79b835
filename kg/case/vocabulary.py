"""Which word may fill which field of a case, and which individual a written name means.

The words come from the knowledge; none is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kg.errors import nearest

_HINT_LENGTH = 6


class HasVocabulary(Protocol):
    """What a loaded knowledge base offers to the reader of cases."""

    @property
    def vocabulary(self) -> Mapping[str, Set[str]]:
        """Case field to the ids that may fill it."""

    @property
    def names(self) -> Mapping[str, Iterable[str]]:
        """Id to its labels and synonyms."""


@dataclass(frozen=True)
class Help:
    """What to say about a name that means nothing, or too much, in a field.

    Attributes:
        allowed: a short list of what the field takes.
        suggestions: the nearest ids, best first.
    """

    allowed: str
    suggestions: tuple[str, ...] = ()


def plain(name: str) -> str:
    """Return a name as it is compared: lower case, with single spaces for any separator."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


@dataclass(frozen=True)
class Vocabulary:
    """The words a case may use.

    Attributes:
        ids: case field to the ids that may fill it.
        names: id to its labels and synonyms, each understood in place of the id.
    """

    ids: Mapping[str, Set[str]]
    names: Mapping[str, Iterable[str]]

    @classmethod
    def of(cls, knowledge: HasVocabulary) -> Vocabulary:
        """Return the vocabulary of a loaded knowledge base."""
        return cls(knowledge.vocabulary, knowledge.names)

    def meant(self, field: str, name: str) -> tuple[str, ...]:
        """Return the ids that a name may mean in a field, sorted; one when it is understood.

        Args:
            field: a field of the vocabulary, such as ``region``.
            name: an id, a label or a synonym, in any letter case.
        """
        if name in self.ids.get(field, ()):
            return (name,)
        return self._named(field).get(plain(name), ())

    def help(self, field: str, name: str) -> Help:
        """Return what to say about a name that is not understood."""
        meant = self.meant(field, name)
        if meant:
            return Help(_shortened(meant))
        known = self._named(field)
        close = [one for like in nearest(plain(name), known) for one in known[like]]
        suggestions = tuple(dict.fromkeys(close))
        return Help(_shortened([*suggestions, *sorted(self.ids.get(field, ()))]), suggestions)

    @cached_property
    def _indexes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}

    def _named(self, field: str) -> dict[str, tuple[str, ...]]:
        """Return plain name to the ids it means in a field; an id's own spelling wins."""
        if field not in self._indexes:
            meanings: dict[str, set[str]] = {}
            ids = self.ids.get(field, frozenset())
            for one in ids:
                for name in self.names.get(one, ()):
                    meanings.setdefault(plain(name), set()).add(one)
            meanings |= {plain(one): {one} for one in ids}
            self._indexes[field] = {
                name: tuple(sorted(meanings[name])) for name in sorted(meanings)
            }
        return self._indexes[field]


def _shortened(allowed: Iterable[str]) -> str:
    """Return a short list of ids, each once."""
    every = list(dict.fromkeys(allowed))
    if not every:
        return "nothing yet: the knowledge names none"
    shown = ", ".join(every[:_HINT_LENGTH])
    return shown if len(every) <= _HINT_LENGTH else f"{shown}, … ({len(every)} in all)"
