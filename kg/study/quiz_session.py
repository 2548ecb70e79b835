"""A sitting, question by question, for whoever shows it: what is asked, answered, and over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import timedelta

from kg.study.learner import Session
from kg.study.practice import Practice
from kg.study.questions import Question

__all__ = ["Asked", "Sitting"]


@dataclass(frozen=True)
class Asked:
    """A question with what was answered.

    Attributes:
        question: the question.
        chosen: the places of the chosen options, from 0.
        right: whether these are the right answers.
    """

    question: Question
    chosen: tuple[int, ...]
    right: bool

    @property
    def explained(self) -> tuple[int, ...]:
        """The answers whose proofs are told first: the right ones, and the wrong ones chosen."""
        options = self.question.options
        return tuple(i for i, one in enumerate(options) if one.right or i in self.chosen)


class Sitting:
    """One sitting under way; the next question is drawn while one is thought about.

    Attributes:
        practice: what is asked, and who answers.
        seconds: how long it may take, or ``None``.
        asked: what was answered, in order.
        shown: the answer that is looked at before the next question; never in an exam.
        session: the sitting as it was kept, once it is over.
    """

    def __init__(self, practice: Practice, ahead: Executor, seconds: int | None = None) -> None:
        """Begin; the first question is drawn at once.

        Args:
            practice: what is asked, and who answers.
            ahead: draws the questions.
            seconds: how long it may take.
        """
        self.practice = practice
        self.seconds = seconds
        self.started = practice.clock()
        self.asked: list[Asked] = []
        self.shown: Asked | None = None
        self.session: Session | None = None
        self._ahead = ahead
        self._stream: Iterator[Question] = practice.questions()
        self._coming: Future[Question | None] = self._draw()

    @property
    def number(self) -> int:
        """The number of the question that is asked or looked at, from 1."""
        return len(self.asked) + (self.shown is None)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.session is not None

    def question(self) -> Question | None:
        """Return the question that is asked now; ``None`` when there is no more.

        Raises:
            BadInput: when nothing can be asked, and why.
        """
        return self._coming.result()

    def left(self) -> timedelta | None:
        """Return how much time is left, or ``None`` when it does not matter."""
        if self.seconds is None:
            return None
        passed = self.practice.clock() - self.started
        return max(timedelta(seconds=self.seconds) - passed, timedelta(0))

    def late(self) -> bool:
        """Return whether the time is over."""
        left = self.left()
        return left is not None and not left

    def answer(self, chosen: Sequence[int]) -> None:
        """Take an answer to the question that is asked, and keep it.

        What comes too late is not taken.

        Args:
            chosen: the places of the chosen options, from 0.

        Raises:
            BadInput: when the answer cannot be kept; it can be given again.
        """
        question = self.question()
        if question is None or self.shown is not None or self.over or self.late():
            return
        self.practice.learner = self.practice.learner.again()
        right = self.practice.answer(question, chosen)
        one = Asked(question, tuple(sorted(set(chosen))), right)
        self.asked.append(one)
        self._coming = self._draw()
        if self.practice.mode != "exam":
            self.shown = one

    def go_on(self) -> None:
        """Leave the answer that is looked at."""
        self.shown = None

    def end(self) -> Session:
        """End the sitting; what was answered counts, and the sitting is kept.

        Raises:
            BadInput: when it cannot be kept.
        """
        if self.session is None:
            self.practice.learner = self.practice.learner.again()
            self.session = self.practice.end()
            self.shown = None
        return self.session

    def _draw(self) -> Future[Question | None]:
        return self._ahead.submit(self._next)

    def _next(self) -> Question | None:
        with self.practice.study.lock:
            return next(self._stream, None)
