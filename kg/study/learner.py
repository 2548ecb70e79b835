"""What a learner has answered, kept in one file: when a fact is due again, and how topics stand.

The spacing is that of FSRS, by the library of that name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kg.errors import BadInput
from kg.paths import data_directory, write_atomically
from kg.study.questions import Question
from kg.study.topics import Topics

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

__all__ = ["Fact", "Learner", "Mastery", "StudySession", "fact_id", "learner_file"]

_VERSION: Final = 1
_FILE: Final = "study.json"
_INSTALL: Final = 'pip install "continuum-corrective-exercise[study]"'


class _RecordPart(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Fact(_RecordPart):
    """What is known of a learner and one fact."""

    kind: str
    topics: tuple[str, ...]
    edition: str | None
    asked: int = Field(ge=0)
    right: int = Field(ge=0)
    known: bool = Field(description="whether the last answer was right")
    card: dict[str, Any] = Field(description="the state of FSRS")


class StudySession(_RecordPart):
    """One sitting."""

    mode: str
    started: datetime
    seconds: int = Field(ge=0)
    asked: int = Field(ge=0)
    right: int = Field(ge=0)


class _File(_RecordPart):
    version: int = _VERSION
    revision: int = 0
    facts: dict[str, Fact] = Field(default_factory=dict)
    sessions: list[StudySession] = Field(default_factory=list)


@dataclass(frozen=True)
class Mastery:
    """How a topic stands.

    Attributes:
        topic: its id.
        facts: how many facts of it were asked.
        asked: how often.
        right: how often the answer was right.
        remembered: the share of these facts that is likely remembered now, from 0 to 1; a fact
            whose last answer was wrong is not.
        due: how many are due again.
    """

    topic: str
    facts: int
    asked: int
    right: int
    remembered: float
    due: int


def fact_id(question: Question) -> str:
    """Return the name of what a question trains: the fact, or for a case the kind of question."""
    return question.kind if question.story else question.id


def learner_file() -> Path:
    """Return where a learner's progress is kept unless another file is named.

    Raises:
        BadInput: when the user has no home directory.
    """
    try:
        return data_directory() / _FILE
    except OSError as error:
        raise BadInput(
            f"no place for the progress: {error}", allowed="set XDG_DATA_HOME"
        ) from error


class Learner:
    """A learner's progress; every answer is written at once."""

    def __init__(self, path: Path | None = None, *, keep: bool = True) -> None:
        """Read the progress, or begin with none.

        Args:
            path: the file; that of the user when ``None``.
            keep: whether there is a file at all; otherwise nothing is read and nothing written.

        Raises:
            BadInput: when the file is no progress, or was written by a later version.
        """
        self.path = (path if path is not None else learner_file()) if keep else None
        self._contents = _File() if self.path is None else _read(self.path)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact that was asked, by its name."""
        return self._contents.facts

    @property
    def sessions(self) -> tuple[StudySession, ...]:
        """Every sitting, the first one first."""
        return tuple(self._contents.sessions)

    def record(self, question: Question, *, right: bool, now: datetime) -> None:
        """Keep an answer.

        Args:
            question: what was asked.
            right: whether the answer was right.
            now: the time, with its zone.

        Raises:
            BadInput: when the library is missing, or the file changed or cannot be written.
        """
        name = fact_id(question)
        known = self._contents.facts.get(name)
        scheduler, card = _scheduler(), _card(known, name, now)
        import fsrs  # it is there: the scheduler is

        rating = fsrs.Rating.Good if right else fsrs.Rating.Again
        card, _ = scheduler.review_card(card, rating, review_datetime=now.astimezone(UTC))
        self._contents.facts[name] = Fact(
            kind=question.kind,
            topics=question.topics,
            edition=question.edition,
            asked=(known.asked if known else 0) + 1,
            right=(known.right if known else 0) + right,
            known=right,
            card=json.loads(card.to_json()),
        )
        self._write()

    def end(self, session: StudySession) -> None:
        """Keep a sitting.

        Raises:
            BadInput: when the file changed or cannot be written.
        """
        self._contents.sessions.append(session)
        self._write()

    def due(self, now: datetime) -> list[str]:
        """Return the facts that are due again, the longest overdue first."""
        waiting = [
            (due, name)
            for name, fact in self._contents.facts.items()
            if (due := datetime.fromisoformat(fact.card["due"])) <= now
        ]
        return [name for _, name in sorted(waiting)]

    def mastery(self, topics: Topics, now: datetime) -> list[Mastery]:
        """Return how every topic stands of which something was asked, in the order of ids.

        Args:
            topics: what belongs to what: a fact counts for its topics and all above them.
            now: the time, with its zone.

        Raises:
            BadInput: when the library is missing.
        """
        by_topic: dict[str, list[tuple[Fact, float, bool]]] = {}
        due = set(self.due(now))
        scheduler = _scheduler() if self._contents.facts else None
        for name, fact in sorted(self._contents.facts.items()):
            if scheduler is None:
                break
            card = _card(fact, name, now)
            share = scheduler.get_card_retrievability(card, now.astimezone(UTC)) * fact.known
            for topic in {over for one in fact.topics for over in topics.over(one)}:
                by_topic.setdefault(topic, []).append((fact, share, name in due))
        return [
            Mastery(
                topic,
                len(records),
                sum(fact.asked for fact, _, _ in records),
                sum(fact.right for fact, _, _ in records),
                round(sum(share for _, share, _ in records) / len(records), 4),
                sum(is_due for _, _, is_due in records),
            )
            for topic, records in sorted(by_topic.items())
        ]

    def weak(self, topics: Topics, now: datetime, most: int = 3) -> list[str]:
        """Return the topics that stand worst, of those that facts name themselves.

        Args:
            topics: what belongs to what.
            now: the time, with its zone.
            most: how many.
        """
        named = {topic for fact in self._contents.facts.values() for topic in fact.topics}
        weak_topics = [one for one in self.mastery(topics, now) if one.topic in named]
        weak_topics = [one for one in weak_topics if one.right < one.asked or one.due]
        weak_topics.sort(key=lambda one: (one.right / one.asked, one.remembered, one.topic))
        return [one.topic for one in weak_topics[:most]]

    def again(self) -> Learner:
        """Return the learner as the file says now: another program may have written meanwhile.

        Raises:
            BadInput: as for a new one.
        """
        return self if self.path is None else Learner(self.path)

    def _write(self) -> None:
        if self.path is None:
            return
        if _read(self.path).revision != self._contents.revision:
            raise BadInput(
                f"{self.path} was changed by another program meanwhile",
                allowed="one practice at a time",
            )
        self._contents.revision += 1
        text = self._contents.model_dump_json(indent=1) + "\n"
        try:
            write_atomically(self.path, text.encode())
        except OSError as error:
            raise BadInput(f"{self.path} cannot be written: {error.strerror}") from error


def _read(path: Path) -> _File:
    """Return what a file keeps; nothing when there is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        version = data.get("version") if isinstance(data, dict) else None
        if isinstance(version, int) and version > _VERSION:
            raise BadInput(
                f"{path} was written by a later version of Continuum ({version})",
                allowed=f"version {_VERSION}; update Continuum or name another file",
            )
        return _File.model_validate(data)
    except FileNotFoundError:
        return _File()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise BadInput(
            f"{path} holds no progress of a learner", allowed="a file that practise wrote"
        ) from error


def _scheduler() -> Scheduler:
    """Return what spaces the repetitions, without chance."""
    try:
        import fsrs
    except ImportError as error:
        raise BadInput("fsrs is not installed", allowed=_INSTALL) from error
    return fsrs.Scheduler(enable_fuzzing=False)


def _card(fact: Fact | None, name: str, now: datetime) -> Card:
    import fsrs

    if fact is not None:
        return fsrs.Card.from_json(json.dumps(fact.card))
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")
    return fsrs.Card(card_id=number, due=now.astimezone(UTC))
