"""Names in a plan, read leniently: letter case and punctuation do not count; nothing is guessed.

What is not understood is answered with the nearest names of the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from kg.case.vocabulary import HasVocabulary, Help, Vocabulary, name_reader
from kg.errors import nearest
from kg.plan.model import REASSESSMENT

if TYPE_CHECKING:
    from kg.knowledge.lexicon import PlanHeading
    from kg.names.reader import NameReading
    from kg.plan.headings import Headings

__all__ = ["PlanWords", "bare"]

_WORDS: Final = re.compile(r"[^\W_]+")
_MOST: Final = 3
#: The fields of a case whose words name what a client can be reassessed with.
_TOOLS: Final = ("assessment", "fms_test")


def bare(name: str) -> str:
    """Return the words of a name in small letters, without any punctuation.

    Example:
        >>> bare("Wall-slide (forearms)")
        'wall slide forearms'
    """
    return " ".join(_WORDS.findall(name.casefold()))


@dataclass(frozen=True)
class PlanWords(Vocabulary):
    """The words a plan may use: those of a case, and the headings of plans.

    Attributes:
        headings_read: the headings that people write.
    """

    headings_read: tuple[PlanHeading, ...] = ()

    @classmethod
    def of(cls, knowledge: HasVocabulary) -> PlanWords:
        """Return the vocabulary of a loaded knowledge base."""
        words = knowledge.vocabulary
        tools = frozenset().union(*(words.get(field, ()) for field in _TOOLS))
        fields = {**words, REASSESSMENT: tools}
        reader = partial(name_reader, fields, knowledge)
        return cls(fields, knowledge.names, reader, knowledge.lexicon.headings)

    @cached_property
    def headings(self) -> Headings:
        """The headings of plans that people write."""
        from kg.plan.headings import Headings

        return Headings(self.headings_read)

    def read_exactly(self, field: str, name: str) -> NameReading | None:
        """Return what a name means that some list holds in this order of words."""
        return None if self._reader is None else self._reader.read_exactly(field, name)

    def lift_of(self, identifier: str) -> str:
        """Return the main lift that an exercise is or is judged as; else an empty text."""
        return "" if self._reader is None else self._reader.lift_of(identifier)

    def contradicts(self, remark: str, identifier: str) -> bool:
        """Return whether a remark says of an exercise what is not so."""
        return self._reader is not None and self._reader.contradicts(remark, identifier)

    def nearest(self, field: str, name: str) -> tuple[str, ...]:
        """Return the labels of what a name that means nothing may mean, best first."""
        near = () if self._reader is None else self._reader.nearest(field, name)
        labels = [self.label(identifier) for identifier in near]
        return tuple(labels) or self.help(field, name).suggestions

    def label(self, identifier: str) -> str:
        """Return the first name of a thing."""
        return next(iter(self.names.get(identifier, ())), identifier)

    def help(self, field: str, name: str) -> Help:
        """Return the nearest names: those that look alike, then those that share its words."""
        usual = super().help(field, name)
        if self.meant(field, name):
            return usual
        known = self._bare(field)
        word = bare(name)
        words = set(word.split())
        alike = list(nearest(word, known))
        if words:
            shared = ((len(words ^ set(one.split())), one) for one in known)
            alike += [
                name
                for _, name in sorted(shared)
                if words <= (own := set(name.split())) or (own and own <= words)
            ]
        close = dict.fromkeys(one for like in alike for one in known[like])
        suggestions = tuple(self._label(one) for one in list(close)[:_MOST])
        return Help(usual.allowed, suggestions) if suggestions else usual

    def _label(self, identifier: str) -> str:
        """Return the first name of a thing with its id."""
        return f"{self.label(identifier)!r} ({identifier})"

    @cached_property
    def _bare_indexes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}

    def _bare(self, field: str) -> dict[str, tuple[str, ...]]:
        """Return a field's names without punctuation, each with the ids it means."""
        if field not in self._bare_indexes:
            meanings: dict[str, set[str]] = {}
            for identifier in sorted(self.ids.get(field, ())):
                for name in (identifier, *self.names.get(identifier, ())):
                    meanings.setdefault(bare(name), set()).add(identifier)
            meanings.pop("", None)
            self._bare_indexes[field] = {
                name: tuple(sorted(meanings[name])) for name in sorted(meanings)
            }
        return self._bare_indexes[field]
