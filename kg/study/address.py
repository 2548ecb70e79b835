"""What a learner wants to do, as the words of an address; and back, forgiving what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from kg.knowledge.phases import phases_in_order
from kg.study.generator import ALL_EDITIONS, Study
from kg.study.practice import MODES

__all__ = ["PARTS", "USUAL", "Wishes", "read_wishes"]

#: The parts of the page, by the word that stands for them.
PARTS: Final = ("walk", "practice", "specialist", "papers")
_IGNORED: Final = "Ignored in this address: {place}, found {found!r}."
_LONGEST: Final = 60


@dataclass(frozen=True)
class Wishes:
    """What a learner wants.

    Attributes:
        study: the part of the page.
        mode: how to practise.
        topic: the id of a topic, or the empty string for all.
        edition: an edition, ``all``, or the empty string for the usual one.
        seed: names the draw of a paper or of a case.
        phase: the phase that the walk stands at; the first when empty.
        walk: the example that is walked; the session's own case when empty.
    """

    study: str = PARTS[0]
    mode: str = MODES[0]
    topic: str = ""
    edition: str = ""
    seed: str = "1"
    phase: str = ""
    walk: str = ""

    @property
    def words(self) -> dict[str, str]:
        """What an address says of it: only what is not usual."""
        pairs = ((one.name, str(getattr(self, one.name))) for one in fields(self))
        return {name: value for name, value in pairs if value != getattr(USUAL, name)}


USUAL: Final = Wishes()


def read_wishes(
    words: Mapping[str, str], study: Study, examples: Iterable[str]
) -> tuple[Wishes, tuple[str, ...]]:
    """Return what the words of an address want, and what of them was ignored.

    Args:
        words: the words.
        study: knows the topics, editions and phases.
        examples: the names of the examples.
    """
    phases = phases_in_order(study.knowledge.facts)
    known: dict[str, Iterable[str]] = {
        "study": PARTS,
        "mode": MODES,
        "topic": study.topics.above,
        "edition": (ALL_EDITIONS, *study.knowledge.vocabulary["edition"]),
        "phase": phases,
        "walk": tuple(examples),
    }
    taken: dict[str, str] = {}
    notices = []
    for name in (one.name for one in fields(Wishes)):
        value = words.get(name, "")
        if not value:
            continue
        if name == "seed":
            taken[name] = value[:_LONGEST]
        elif value in known[name]:
            taken[name] = value
        else:
            notices.append(_IGNORED.format(place=name, found=value[:_LONGEST]))
    return Wishes(**taken), tuple(notices)
