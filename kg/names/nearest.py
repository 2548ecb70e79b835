"""The name that shares most with a written one, each word counted by how much it tells.

A word that few things are called by tells more than ``stretch`` or ``leg``: its weight is the
logarithm of the number of things over the number of those with the word in a name (inverse
document frequency). Two names are as near as the weight of the words that both have, in the
weight of all words that either has (a weighted Jaccard index).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["NearestNames", "Nearness"]

Words = frozenset[str]


class Nearness(NamedTuple):
    """How near the names of a thing come to a written one.

    Attributes:
        share: the weight of the shared words in that of all, 0 to 1.
        identifier: the id of the thing.
        missing: words of the written name that no name of the thing has.
    """

    share: float
    identifier: str
    missing: tuple[str, ...]


class NearestNames:
    """Names as sets of words, with the weight of each word."""

    def __init__(self, names: Mapping[str, Iterable[Words]]) -> None:
        """Weigh the words.

        Args:
            names: id to the words of each of its names.
        """
        self._names = {identifier: tuple(dict.fromkeys(sets)) for identifier, sets in names.items()}
        counts: dict[str, int] = {}
        self._with_word: dict[str, list[str]] = {}
        for identifier, sets in self._names.items():
            for word in sorted(frozenset().union(*sets)):
                counts[word] = counts.get(word, 0) + 1
                self._with_word.setdefault(word, []).append(identifier)
        things = len(self._names)
        self._weights = {word: math.log(things / count) for word, count in counts.items()}
        #: A word that no name has tells as much as one that a single thing has.
        self._strange = math.log(max(things, 1))

    def rank(self, words: Words) -> list[Nearness]:
        """Return the things whose names share a word with a written one, nearest first."""
        shared = {one for word in words for one in self._with_word.get(word, ())}
        ranked = [max(self._nearness(words, one)) for one in sorted(shared)]
        return sorted(ranked, key=lambda near: (-near.share, near.identifier))

    def _nearness(self, words: Words, identifier: str) -> Iterable[Nearness]:
        missing = tuple(sorted(words.difference(*self._names[identifier])))
        for name in self._names[identifier]:
            whole = self._weight(words | name)
            share = self._weight(words & name) / whole if whole else 0.0
            yield Nearness(share, identifier, missing)

    def _weight(self, words: Words) -> float:
        return sum(self._weights.get(word, self._strange) for word in sorted(words))
