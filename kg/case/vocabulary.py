"""Which word may fill which field of a case, and which individual a written name means.

The words come from the knowledge; none is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, Protocol

from kg.errors import nearest

if TYPE_CHECKING:
    from kg.knowledge.lexicon import Lexicon, NameQuestion
    from kg.names.exercise_features import HasRelations
    from kg.names.reader import NameReader, NameReading

_HINT_LENGTH = 6
#: Kinds of reading that name nothing which the field may hold.
_NOT_OURS: Final = ("unknown", "other")


class HasVocabulary(Protocol):
    """What a loaded knowledge base offers to the reader of cases."""

    @property
    def vocabulary(self) -> Mapping[str, Set[str]]:
        """Case field to the ids that may fill it."""

    @property
    def names(self) -> Mapping[str, Iterable[str]]:
        """Id to its labels and synonyms."""

    @property
    def lexicon(self) -> Lexicon:
        """How people write the names of things."""

    @property
    def facts(self) -> HasRelations:
        """What is known of exercises, for names that describe one."""


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
    make_reader: Callable[[], NameReader] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, knowledge: HasVocabulary) -> Vocabulary:
        """Return the vocabulary of a loaded knowledge base."""
        return cls(
            knowledge.vocabulary,
            knowledge.names,
            partial(name_reader, knowledge.vocabulary, knowledge),
        )

    def meant(self, field: str, name: str) -> tuple[str, ...]:
        """Return the ids that a name may mean in a field, sorted; one when it is understood.

        Args:
            field: a field of the vocabulary, such as ``region``.
            name: an id, a label or a synonym, in any letter case.
        """
        if name in self.ids.get(field, ()):
            return (name,)
        known = self._labelled(field).get(plain(name), ())
        if len(known) == 1:
            return known
        if self._reader is not None:
            reading = self._reader.read(field, name)
            if reading.kind not in _NOT_OURS:
                return reading.ids
        return self._named(field).get(plain(name), ())

    def read(self, field: str, name: str) -> NameReading:
        """Return what a name means in a field, how it was understood, and what to ask.

        Args:
            field: a field of the vocabulary, such as ``exercise``.
            name: an id, a label or another name.
        """
        from kg.names.reader import NameReading

        known = frozenset({name}) if name in self.ids.get(field, ()) else frozenset()
        meant = tuple(known) or self._labelled(field).get(plain(name), ())
        if len(meant) == 1:
            return NameReading("name", meant)
        return NameReading("unknown") if self._reader is None else self._reader.read(field, name)

    def without_side(self, field: str, name: str) -> tuple[str, str] | None:
        """Return a name without the side that it begins or ends with, and the id of that side.

        Args:
            field: the field that the rest must have a meaning in.
            name: such as ``left ACL reconstruction``.
        """
        for shorter, side in self.side_splits(name):
            if self.meant(field, shorter):
                return shorter, side
        return None

    def side_splits(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield a name without the side that it begins or ends with, and the id of that side."""
        words = name.split()
        for ends, rest in ((words[:1], words[1:]), (words[-1:], words[:-1])):
            side = self.meant("side", "".join(ends).strip("()[]")) if rest else ()
            if len(side) == 1:
                yield " ".join(rest).strip(" ,-–"), side[0]

    def help(self, field: str, name: str) -> Help:
        """Return what to say about a name that is not understood."""
        meant = self.meant(field, name)
        if meant:
            question = None if self._reader is None else self._reader.read(field, name).question
            return Help(_shortened(meant) if question is None else _question_line(question))
        suggestions = self._near(field, name)
        allowed = _shortened([*suggestions, *sorted(self.ids.get(field, ()))])
        if unlisted := self.ids.get(f"unlisted_{field}"):
            allowed += f"; if it is none of these, {{{field}: {min(unlisted)}, called: {name}}}"
        return Help(allowed, suggestions)

    def _near(self, field: str, name: str) -> tuple[str, ...]:
        """Return the ids that a name may mean, best first."""
        if self._reader is not None and "_" not in name:
            return self._reader.nearest(field, name)
        known = self._named(field)
        close = [one for like in nearest(plain(name), known) for one in known[like]]
        return tuple(dict.fromkeys(close))

    @cached_property
    def _reader(self) -> NameReader | None:
        return None if self.make_reader is None else self.make_reader()

    def _labelled(self, field: str) -> dict[str, tuple[str, ...]]:
        """Return plain label or id to what it means in a field."""
        if field not in self._labels:
            meanings: dict[str, set[str]] = {}
            for identifier in self.ids.get(field, frozenset()):
                for name in (identifier, *list(self.names.get(identifier, ()))[:1]):
                    meanings.setdefault(plain(name), set()).add(identifier)
            self._labels[field] = {name: tuple(sorted(ids)) for name, ids in meanings.items()}
        return self._labels[field]

    @cached_property
    def _labels(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}

    @cached_property
    def _indexes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}

    def _named(self, field: str) -> dict[str, tuple[str, ...]]:
        """Return plain name to the ids it means in a field; an id's own spelling wins."""
        if field not in self._indexes:
            meanings: dict[str, set[str]] = {}
            ids = self.ids.get(field, frozenset())
            for identifier in ids:
                for name in self.names.get(identifier, ()):
                    meanings.setdefault(plain(name), set()).add(identifier)
            meanings |= {plain(one): {one} for one in ids}
            self._indexes[field] = {
                name: tuple(sorted(meanings[name])) for name in sorted(meanings)
            }
        return self._indexes[field]


def name_reader(ids: Mapping[str, Set[str]], knowledge: HasVocabulary) -> NameReader:
    """Return the reader of names; loaded when a name is neither an id nor a label.

    Args:
        ids: field to the ids that may fill it.
        knowledge: what the names are of.
    """
    from kg.names.reader import NameReader

    return NameReader(ids, knowledge.names, knowledge.lexicon, knowledge.facts)


def _question_line(question: NameQuestion) -> str:
    """Return a question about a name in a line, each answer with the id to write."""
    answers = (
        f"{answer.thing} ({answer.answer})" if answer.answer else answer.thing
        for answer in question.answers
    )
    return f"{question.question or 'which one?'} {'; '.join(answers)}"


def _shortened(allowed: Iterable[str]) -> str:
    """Return a short list of ids, each once."""
    every = list(dict.fromkeys(allowed))
    if not every:
        return "nothing yet: the knowledge names none"
    names = ", ".join(every[:_HINT_LENGTH])
    return names if len(every) <= _HINT_LENGTH else f"{names}, … ({len(every)} in all)"
