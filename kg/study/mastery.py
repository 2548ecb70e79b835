"""How a learner stands, ready to be shown: topics in the ontology's own order, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from kg.study.learner import Fact, Mastery
from kg.study.topics import Topics

__all__ = ["mastery_rows", "schedule_rows"]

#: When facts are due, up to how many days from now.
_WHEN: Final = (("Now", 0), ("Within a day", 1), ("Within a week", 7), ("Within a month", 30))
_LATER: Final = "Later"
#: Stands before a topic as often as there are topics above it.
_STEP: Final = "– "


def mastery_rows(mastery: Iterable[Mastery], topics: Topics) -> list[dict[str, str]]:
    """Return a row for each topic of which something was asked, each below what it belongs to.

    Args:
        mastery: how the topics stand.
        topics: what belongs to what.
    """
    by_topic = {one.topic: one for one in mastery}
    return [
        {
            "Topic": _STEP * depth + topics.labels.get(row_mastery.topic, row_mastery.topic),
            "Facts": str(row_mastery.facts),
            "Right": f"{row_mastery.right} of {row_mastery.asked}",
            "Remembered now": f"{row_mastery.remembered:.0%}",
            "Due": str(row_mastery.due),
        }
        for row_mastery, depth in _below("", by_topic, topics, 0)
    ]


def _below(
    above: str, by_topic: Mapping[str, Mastery], topics: Topics, depth: int
) -> Iterator[tuple[Mastery, int]]:
    """Yield the topics directly below one, each followed by those below it.

    A topic that holds nothing but one other is left out: it would only say the same again.
    """
    for topic, mastery in by_topic.items():
        if _over(topic, by_topic, topics) != above:
            continue
        inner = [each for each in by_topic if _over(each, by_topic, topics) == topic]
        again = len(inner) == 1 and by_topic[inner[0]].facts == mastery.facts
        if not again:
            yield mastery, depth
        yield from _below(topic, by_topic, topics, depth + (not again))


def _over(topic: str, by_topic: Mapping[str, Mastery], topics: Topics) -> str:
    """Return what a topic stands below, or the empty string."""
    return next((name for name in topics.above.get(topic, ()) if name in by_topic), "")


def schedule_rows(facts: Mapping[str, Fact], now: datetime) -> list[dict[str, str]]:
    """Return how many facts are due again, and when.

    Args:
        facts: what was asked.
        now: the time, with its zone.
    """
    counts = dict.fromkeys([*(name for name, _ in _WHEN), _LATER], 0)
    for fact in facts.values():
        wait = datetime.fromisoformat(fact.card["due"]) - now
        when = (name for name, days in _WHEN if wait <= timedelta(days=days))
        counts[next(when, _LATER)] += 1
    return [{"Due again": name, "Facts": str(number)} for name, number in counts.items()]
