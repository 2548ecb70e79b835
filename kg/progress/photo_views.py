"""Which view of a person a word means; the words come from the ontology."""

from __future__ import annotations

from typing import Final

from kg.case.vocabulary import Vocabulary
from kg.errors import BadInput
from kg.knowledge import KnowledgeBase

__all__ = ["view_meant"]

_FIELD: Final = "view"


def view_meant(knowledge: KnowledgeBase, word: str) -> str:
    """Return the view that a word means.

    Raises:
        BadInput: when it means none.
    """
    ids = frozenset(str(one) for (one,) in knowledge.facts.relations["progress_view"])
    words = Vocabulary({_FIELD: ids}, knowledge.names)
    meant = words.meant(_FIELD, word)
    if len(meant) != 1:
        hint = words.help(_FIELD, word)
        every = " or ".join(" / ".join(knowledge.names[one]) for one in sorted(ids))
        raise BadInput(
            f"no view is called {word!r}",
            allowed=f"allowed: {every}",
            suggestions=hint.suggestions,
        )
    return meant[0]
