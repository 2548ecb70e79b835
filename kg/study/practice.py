"""Practice: which questions come next, by mode, and what becomes of the answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Final, Literal, get_args

import clingo

from kg.errors import BadInput
from kg.study.generator import QuestionWishes, Study
from kg.study.learner import Learner, StudySession
from kg.study.questions import Question

__all__ = ["MODES", "Mode", "Practice"]

Mode = Literal["quick", "topic", "exam", "weak"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
#: At most so large a part of a sitting is repetition, so that something new comes too.
_REPEATED: Final = 0.7


@dataclass
class Practice:
    """One sitting.

    Attributes:
        study: what questions are drawn from.
        learner: who answers.
        mode: quick: what is due, then new; topic: of some topics; exam: all new, told at the end;
            weak: of the topics that stand worst.
        number: how many questions.
        topics: the topics, for the mode that asks for them.
        edition: an edition, ``all``, or ``None`` for the usual one.
        clock: gives the time, with its zone.
        seed: names the draw beside what the learner knows already.
    """

    study: Study
    learner: Learner
    mode: Mode
    number: int
    topics: tuple[str, ...]
    edition: str | None
    clock: Callable[[], datetime]
    seed: str = ""
    answers: list[tuple[Question, bool]] = field(default_factory=list)
    _started: datetime | None = None

    def questions(self) -> Iterator[Question]:
        """Yield the questions of the sitting, one after another.

        Raises:
            BadInput: when a topic is missing or unknown, or nothing is weak.
        """
        self._started = self.clock()
        topics = self._topics()
        seed = f"practice {len(self.learner.sessions)} {len(self.learner.facts)}{self.seed}"
        most = self.number if self.mode == "weak" else int(self.number * _REPEATED)
        met: set[str] = set()
        if self.mode != "exam":
            for question in islice(self._again(topics, seed), most):
                met.add(question.id)
                yield question
        known: frozenset[str] = frozenset()
        if self.mode == "quick":
            known = frozenset(self.learner.facts)
        wishes = QuestionWishes(
            self.number, seed, topics=topics, edition=self.edition, without=known.union(met)
        )
        # What is known already is asked for again only when nothing new is left.
        rest = QuestionWishes(self.number, f"{seed} rest", topics=topics, edition=self.edition)
        streams = chain(self.study.stream(wishes), self.study.stream(rest))
        yield from islice(streams, self.number - len(met))

    def answer(self, question: Question, chosen: Sequence[int]) -> bool:
        """Take an answer, keep it, and return whether it is right.

        Args:
            question: one that ``questions`` gave.
            chosen: the places of the chosen options, from 0.
        """
        right = question.is_right(chosen)
        self.learner.record(question, right=right, now=self.clock())
        self.answers.append((question, right))
        return right

    def end(self) -> StudySession:
        """Keep the sitting and return it."""
        ended = self.clock()
        started = self._started or ended
        session = StudySession(
            mode=self.mode,
            started=started,
            seconds=max(0, int((ended - started).total_seconds())),
            asked=len(self.answers),
            right=sum(right for _, right in self.answers),
        )
        if self.answers:
            self.learner.end(session)
        return session

    def _topics(self) -> tuple[str, ...]:
        topics = tuple(self.study.topics.meant(one) for one in self.topics)
        if self.mode == "topic" and not topics:
            raise BadInput("no topic is named", allowed="--topic with an id or a name")
        if self.mode == "weak" and not topics:
            weak_topics = self.learner.weak(self.study.topics, self.clock())
            if not weak_topics:
                raise BadInput(
                    "nothing is weak yet: no answer was wrong and nothing is due",
                    allowed="practise quick first",
                )
            return tuple(weak_topics)
        return topics

    def _again(self, topics: Sequence[str], seed: str) -> Iterator[Question]:
        """Yield the facts that are due, each as a fresh question."""
        for name in self.learner.due(self.clock()):
            fact = self.learner.facts[name]
            kind = self.study.setting.kinds.get(fact.kind)
            if kind is None or not self.study.topics.within(fact.topics, topics):
                continue
            chance = random.Random(f"{seed} {name}")  # noqa: S311 - new wrong answers each time
            if kind.case is not None:
                wishes = QuestionWishes(
                    1, f"{seed} {name}", kinds=(kind.name,), edition=self.edition
                )
                yield from islice(self.study.stream(wishes), 1)
                continue
            asker = self.study.asker(kind)
            places = tuple(clingo.parse_term(name).arguments) if "(" in name else ()
            if places in asker.places:  # the knowledge may have changed since
                question = asker.draw(places, chance)
                if question is not None:
                    yield question
