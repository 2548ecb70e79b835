"""How one client fared: all assessments in order, and two of them compared."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kg.advice.advise import TIME_LIMIT
from kg.case.file import parse
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import BadInput, CaseError
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.progress.changes import Changes, Total
from kg.progress.comparison import Comparison, compare
from kg.progress.store import Assessment

__all__ = ["Point", "Review", "Reviewed", "review"]

_AT_LEAST: Final = 2


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Part):
    """One assessment and its movement screen."""

    assessment: int
    day: dt.date
    photos: int
    final: dict[str, int] = Field(description="the final scores of the movement screen by pattern")
    total: int | None = Field(description="0 to 21; null while a pattern is missing")
    since_last: Total | None = Field(description="against the last assessment with a total")


class Review(_Part):
    """All assessments of a client, and what changed from one to another."""

    client: str
    assessments: tuple[Point, ...]
    earlier: int = Field(description="number of the assessment that is compared")
    later: int = Field(description="number of the assessment it is compared with")
    changes: Changes
    since_first: Total | None = Field(description="the total against the first one there is")
    notes: tuple[str, ...] = Field(description="what a reader has to know about the comparison")

    def to_json(self) -> str:
        """Return the review as JSON, indented by two, ending in a line break."""
        return self.model_dump_json(indent=2) + "\n"


@dataclass(frozen=True)
class Reviewed:
    """A review with the comparisons behind it, for those who explain it.

    Attributes:
        review: what is told.
        comparison: the two assessments that it compares.
        answered: every assessment that can be read, by its number, in order.
    """

    review: Review
    comparison: Comparison
    answered: Mapping[int, Consultation]
    _told: _Comparisons

    def steps(self) -> tuple[Comparison, ...]:
        """Return each assessment compared with the one before it."""
        return tuple(self._told.of(*pair) for pair in itertools.pairwise(self.answered))


def review(
    kept: Sequence[Assessment],
    knowledge: KnowledgeBase,
    *,
    earlier: int | None = None,
    later: int | None = None,
    time_limit: float = TIME_LIMIT,
) -> Reviewed:
    """Return how a client fared.

    Args:
        kept: the cases of one client, by day.
        knowledge: the ontology, by which all of them are judged.
        earlier: the number of the assessment to compare; by default the last but one, or the one
            before ``later``.
        later: the number of the assessment to compare it with; by default the last.
        time_limit: seconds for each program.

    Raises:
        BadInput: when there are less than two, or no such numbers in this order.
        CaseError: when a case that is compared can no longer be read.
        TimeLimit: when no program was found in time.
    """
    old, new = _pair(kept, earlier, later)
    answered: dict[int, Consultation] = {}
    notes: list[str] = []
    for one in kept:
        try:
            answered[one.number] = _answered(one, knowledge, time_limit)
        except CaseError as error:
            if one.number in (old.number, new.number):
                raise
            notes.append(f"Assessment {one.number} is left out: {error.message.splitlines()[0]}")
    told = _Comparisons(answered)
    comparison = told.of(old.number, new.number)
    totals = [number for number in answered if _total(answered[number]) is not None]
    first_to_last = len(totals) >= _AT_LEAST
    return Reviewed(
        Review(
            client=old.client,
            assessments=tuple(_points(kept, answered, told)),
            earlier=old.number,
            later=new.number,
            changes=comparison.changes,
            since_first=told.of(totals[0], totals[-1]).changes.total if first_to_last else None,
            notes=(*notes, *_other_knowledge((old, new), knowledge, comparison)),
        ),
        comparison,
        MappingProxyType(answered),
        told,
    )


class _Comparisons:
    """Comparisons of some answered cases, each made once."""

    def __init__(self, answered: dict[int, Consultation]) -> None:
        self._answered = answered
        self._made: dict[tuple[int, int], Comparison] = {}

    def of(self, earlier: int, later: int) -> Comparison:
        """Return the comparison of two cases."""
        pair = earlier, later
        if pair not in self._made:
            self._made[pair] = compare(self._answered[earlier], self._answered[later])
        return self._made[pair]


def _pair(
    kept: Sequence[Assessment], earlier: int | None, later: int | None
) -> tuple[Assessment, Assessment]:
    """Return the two cases that are compared.

    Raises:
        BadInput: when there are no such two.
    """
    if len(kept) < _AT_LEAST:
        raise BadInput("there is only one assessment to show", allowed="add another one")
    numbers = [one.number for one in kept]
    known = ", ".join(map(str, numbers))
    for number in (earlier, later):
        if number is not None and number not in numbers:
            raise BadInput(f"{kept[0].client} has no assessment number {number}", allowed=known)
    last = numbers.index(later) if later is not None else len(numbers) - 1
    first = numbers.index(earlier) if earlier is not None else last - 1
    if not 0 <= first < last:
        raise BadInput("the first assessment to compare is not before the second", allowed=known)
    return kept[first], kept[last]


def _answered(one: Assessment, knowledge: KnowledgeBase, time_limit: float) -> Consultation:
    """Return a kept case, answered by the knowledge of today.

    Raises:
        CaseError: when it cannot be read by it any more.
    """
    words = Vocabulary.of(knowledge)
    try:
        case = Case.read(json.loads(one.case_json), words)
    except ValidationError:
        # An id was renamed since: the file as it was given may use names that are still known.
        case = parse(one.file_text.encode(), f"assessment {one.number}").case(words)
    return Consultation.of(case, knowledge, time_limit=time_limit)


def _total(consultation: Consultation) -> int | None:
    screen = consultation.advice.fms
    return screen.total if screen is not None else None


def _points(
    kept: Sequence[Assessment], answered: dict[int, Consultation], told: _Comparisons
) -> Iterator[Point]:
    """Yield every assessment that can be read, with its screen."""
    last: int | None = None
    for one in kept:
        if one.number not in answered:
            continue
        consultation = answered[one.number]
        screen = consultation.advice.fms
        total = _total(consultation)
        since = None
        if total is not None:
            since = told.of(last, one.number).changes.total if last is not None else None
            last = one.number
        yield Point(
            assessment=one.number,
            day=one.day,
            photos=one.photos,
            final=dict(screen.final) if screen is not None else {},
            total=total,
            since_last=since,
        )


def _other_knowledge(
    pair: tuple[Assessment, Assessment], knowledge: KnowledgeBase, comparison: Comparison
) -> Iterator[str]:
    """Yield a note for each case that other knowledge read when it was added."""
    now = knowledge.ontology_hash, comparison.before.answered.rules.hash
    for one in pair:
        if (one.ontology_hash, one.rules_hash) != now:
            yield (
                f"Assessment {one.number} was added under other knowledge; both are judged here by "
                "the knowledge of today, and the program given then may have been another one."
            )
