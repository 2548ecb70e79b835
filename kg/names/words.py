"""The words of a name as they are compared: small, singular, without accents and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeVar

import snowballstemmer

__all__ = ["Phrase", "WordForms", "longest_phrases", "singular", "split_words", "stem", "stems"]

_WORD: Final = re.compile(r"[a-z0-9]+")
_WITH: Final = re.compile(r"\bw/")
_SHORTEST_PLURAL: Final = 3
#: Endings that look like a plural and are none.
_NO_PLURAL: Final = ("ss", "us", "is")
_LONG_PLURALS: Final = ("ches", "shes", "sses", "xes")

_STEMMER: Final = snowballstemmer.stemmer("english")

Value = TypeVar("Value")
Phrase = tuple[str, ...]


def singular(word: str) -> str:
    """Return the singular of a word in small letters.

    Both sides of a comparison go through it, so that a word that is no plural does no harm.

    Example:
        >>> [singular(word) for word in ("bridges", "stretches", "flies", "press", "calf")]
        ['bridge', 'stretch', 'fly', 'press', 'calf']
    """
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL + 1:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_LONG_PLURALS) else word[:-1]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a word in small letters, by the Snowball rules for English.

    Example:
        >>> stem("bridging") == stem("bridge"), stem("abduction") == stem("adduction")
        (True, False)
    """
    return str(_STEMMER.stemWord(word))


def split_words(name: str) -> Phrase:
    """Return the words of a name in small letters and singular, in order.

    Example:
        >>> split_words("Farmer’s Carries w/ DBs")
        ('farmer', 'carry', 'with', 'db')
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _WITH.sub(" with ", text.replace("’", "'").replace("'s", "s").replace("'", ""))
    return tuple(singular(word) for word in _WORD.findall(text))


def longest_phrases(
    words: Sequence[str], known: Mapping[Phrase, Value]
) -> Iterable[tuple[Phrase, Value | None]]:
    """Cut words into the longest known phrases, from the left; other words stand alone.

    Args:
        words: the words of a name.
        known: phrases and what each means.

    Yields:
        Each phrase with what it means; ``None`` for a word that begins no known phrase.
    """
    most = max(map(len, known), default=1)
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + most), start, -1):
            phrase = tuple(words[start:end])
            if phrase in known:
                yield phrase, known[phrase]
                start = end
                break
        else:
            yield (words[start],), None
            start += 1


def stems(words: Sequence[str]) -> Phrase:
    """Return the stem of each word, in order."""
    return tuple(map(stem, words))


class WordForms:
    """Short and other forms of words, each with what it is read as."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Prepare the forms.

        Args:
            forms: a form as it is written, to what it is read as; an empty text for nothing.
        """
        self._standard = {
            split_words(form): split_words(read) for form, read in forms.items() if read
        }
        self._ignored = {split_words(form) for form, read in forms.items() if not read}

    def expand(self, name: str) -> Phrase:
        """Return the words of a name with every form read as what it stands for."""
        return tuple(
            word
            for phrase, standard in longest_phrases(split_words(name), self._standard)
            for word in (phrase if standard is None else standard)
        )

    def without_ignored(self, words: Sequence[str]) -> Phrase:
        """Return the words that say something."""
        return tuple(word for word in words if (word,) not in self._ignored)

    def key(self, name: str) -> Phrase:
        """Return a name as it is compared, words in order; of words that say nothing, all."""
        words = self.expand(name)
        return self.without_ignored(words) or words
