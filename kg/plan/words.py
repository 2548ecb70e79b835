"""Names in a plan, read leniently: letter case and punctuation do not count; nothing is guessed.

What is not understood is answered with the nearest names of the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.case.vocabulary import HasVocabulary, Help, Vocabulary
from kg.errors import nearest
from kg.plan.model import REASSESSMENT

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
    """The words a plan may use: those of a case, read without regard to punctuation."""

    @classmethod
    def of(cls, knowledge: HasVocabulary) -> PlanWords:
        """Return the vocabulary of a loaded knowledge base."""
        words = knowledge.vocabulary
        tools = frozenset().union(*(words.get(field, ()) for field in _TOOLS))
        return cls({**words, REASSESSMENT: tools}, knowledge.names)

    def meant(self, field: str, name: str) -> tuple[str, ...]:
        """Return the ids that a name may mean in a field, sorted; one when it is understood."""
        return super().meant(field, name) or self._bare(field).get(bare(name), ())

    def help(self, field: str, name: str) -> Help:
        """Return the nearest names: those that look alike, then those that share its words."""
        usual = super().help(field, name)
        if self.meant(field, name):
            return usual
        known = self._bare(field)
        asked = bare(name)
        words = set(asked.split())
        alike = list(nearest(asked, known))
        if words:
            shared = ((len(words ^ set(one.split())), one) for one in known)
            alike += [
                one
                for _, one in sorted(shared)
                if words <= (own := set(one.split())) or (own and own <= words)
            ]
        close = dict.fromkeys(one for like in alike for one in known[like])
        suggestions = tuple(self._label(one) for one in list(close)[:_MOST])
        return Help(usual.allowed, suggestions) if suggestions else usual

    def _label(self, one: str) -> str:
        """Return the first name of a thing with its id."""
        label = next(iter(self.names.get(one, ())), one)
        return f"{label!r} ({one})"

    @cached_property
    def _bare_indexes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}

    def _bare(self, field: str) -> dict[str, tuple[str, ...]]:
        """Return a field's names without punctuation, each with the ids it means."""
        if field not in self._bare_indexes:
            meanings: dict[str, set[str]] = {}
            for one in sorted(self.ids.get(field, ())):
                for name in (one, *self.names.get(one, ())):
                    meanings.setdefault(bare(name), set()).add(one)
            meanings.pop("", None)
            self._bare_indexes[field] = {
                name: tuple(sorted(meanings[name])) for name in sorted(meanings)
            }
        return self._bare_indexes[field]
