"""What would give an answer away without knowing it: its length, its words, being the odd one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

__all__ = ["Offered", "giveaway"]

#: A right answer may be so much longer than the longest wrong one, or shorter than the shortest.
_LONGER: Final = 1.25
#: Words of fewer letters tell nothing.
_WORD = re.compile(r"[^\W\d_]{4,}")
_EVERY = re.compile(r"[^\W_]+")
#: Differences of so few letters are not seen.
_LETTERS: Final = 6


@dataclass(frozen=True)
class Offered:
    """An answer as a reader without knowledge sees it.

    Attributes:
        text: its words.
        right: whether it is right.
        alike: what it has in common with others, such as its region.
    """

    text: str
    right: bool
    alike: frozenset[str]


def giveaway(question: str, offered: Sequence[Offered], *, several: bool) -> str | None:
    """Return what gives the right answers away, or ``None``.

    Args:
        question: the question.
        offered: its answers.
        several: whether several may be right; then no answer alone can stand out by its length.
    """
    right = [one for one in offered if one.right]
    wrong = [one for one in offered if not one.right]
    if not several and _stands_out(len(right[0].text), [len(one.text) for one in wrong]):
        return "length"
    asked = _words(question)
    asked_by = [_own(one, offered) & asked for one in wrong]
    named = sum(map(bool, asked_by))
    if any(_own(one, offered) & asked for one in right) and 2 * named < len(wrong):
        return "words"
    if _echo(right, asked) > _echo(wrong, asked):
        return "words"
    if not several and any(_whole(one) < _whole(other) for one, other in permutations(offered, 2)):
        return "one within another"
    if not several and _odd(right[0], wrong):
        return "odd one out"
    return None


def _whole(one: Offered) -> set[str]:
    """Return every word of an answer, so that a part is seen to be within its whole."""
    return set(_EVERY.findall(one.text.casefold()))


def _echo(some: Sequence[Offered], asked: set[str]) -> int:
    """Return how many words of the question the answer has that has the most."""
    return max(len(_words(one.text) & asked) for one in some)


def _own(one: Offered, offered: Sequence[Offered]) -> set[str]:
    """Return the words that an answer has and no other one."""
    return _words(one.text).difference(*(_words(other.text) for other in offered if other != one))


def _words(text: str) -> set[str]:
    """Return the words of a text by their beginnings, so that one in the plural is the same."""
    return {word.casefold()[:6] for word in _WORD.findall(text)}


def _stands_out(length: int, others: Sequence[int]) -> bool:
    longer = length > _LONGER * max(others) and length > max(others) + _LETTERS
    shorter = length * _LONGER < min(others) and length + _LETTERS < min(others)
    return longer or shorter


def _odd(right: Offered, wrong: Sequence[Offered]) -> bool:
    """Return whether the wrong answers are all of a kind that the right one is not of."""
    return bool(right.alike and frozenset.intersection(*(one.alike for one in wrong)) - right.alike)
