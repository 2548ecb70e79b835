"""Topics in the ontology's own order: what belongs to what, from the query of ``study/``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import BadInput, KnowledgeError, nearest
from kg.knowledge import KnowledgeBase

__all__ = ["Topics"]

#: So many topics are named instead of one that has nothing.
_NEAR: Final = 6


@dataclass(frozen=True)
class Topics:
    """What topics belong to.

    Attributes:
        above: a topic with the topics directly above it, sorted.
        labels: what each is called.
    """

    above: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, knowledge: KnowledgeBase, folder: Path) -> Topics:
        """Return the topics of a knowledge base.

        Args:
            knowledge: the ontology.
            folder: holds ``topics.rq``, which gives a topic and what is above it.

        Raises:
            KnowledgeError: when there is no such query.
        """
        try:
            query = (folder / "topics.rq").read_text(encoding="utf-8")
        except OSError as error:
            raise KnowledgeError(f"cannot be read: {error}", file="study/topics.rq") from error
        above_topics: dict[str, set[str]] = {}
        for topic, above in knowledge.select(query):
            above_topics.setdefault(str(topic), set()).add(str(above))
            above_topics.setdefault(str(above), set())
        labels = {one: _capital(knowledge.label(one)) for one in above_topics}
        return cls({one: tuple(sorted(above_topics[one])) for one in sorted(above_topics)}, labels)

    def over(self, topic: str) -> frozenset[str]:
        """Return a topic and everything above it."""
        met = {topic}
        waiting = [topic]
        while waiting:
            new = set(self.above.get(waiting.pop(), ())) - met
            met |= new
            waiting += sorted(new)
        return frozenset(met)

    def meant(self, words: str) -> str:
        """Return the topic that an id or a label means.

        Raises:
            BadInput: when there is none; the nearest names are offered.
        """
        topic_word = words.strip().casefold().replace(" ", "_")
        names = {one.casefold(): one for one in self.above}
        names |= {label.casefold().replace(" ", "_"): one for one, label in self.labels.items()}
        if topic_word not in names:
            close = dict.fromkeys(names[one] for one in nearest(topic_word, names))
            raise BadInput(
                f"no topic {words!r}", allowed=", ".join(self.above), suggestions=tuple(close)
            )
        return names[topic_word]

    def near(self, topics: Collection[str], having: Iterable[str]) -> tuple[str, ...]:
        """Return the topics that something belongs to, nearest to some topics first.

        What lies above those tells nothing new and is left out.

        Args:
            topics: where to begin.
            having: topics that something belongs to; so do those above them.
        """
        over = frozenset[str]().union(*(self.over(one) for one in topics))
        full = frozenset[str]().union(*(self.over(one) for one in having)) - over
        beside: dict[str, set[str]] = {one: set(above) for one, above in self.above.items()}
        for topic, above in self.above.items():
            for other in above:
                beside[other].add(topic)
        steps = dict.fromkeys(sorted(topics), 0)
        waiting = list(steps)
        for topic in waiting:  # breadth first: what is found is appended
            new = sorted(beside.get(topic, set()) - steps.keys())
            steps |= dict.fromkeys(new, steps[topic] + 1)
            waiting += new
        nearest_first = sorted(full & steps.keys(), key=lambda one: (steps[one], one))
        return tuple(nearest_first or sorted(full))[:_NEAR]

    def within(self, topics: Iterable[str], topic_ids: Iterable[str]) -> bool:
        """Return whether something with some topics belongs to one that is asked for, if any is."""
        topic_id_set = set(topic_ids)
        return not topic_id_set or any(self.over(topic) & topic_id_set for topic in topics)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
