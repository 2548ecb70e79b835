"""The plan that a person wrote, as one frozen, checked value, and its facts.

No word of the field enters here: names are checked against a vocabulary that comes with the
knowledge, and whether the plan is any good is decided by rules.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kg.case.field_types import (
    NAME_LENGTH,
    ROWS,
    Client,
    Day,
    Days,
    Line,
    Minutes,
    Rows,
    Side,
    named,
    not_allowed,
    short_form,
)
from kg.case.model import SCHEMA_DIALECT, untitled
from kg.case.rows import ExerciseName, LiftName
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError

__all__ = [
    "DOSE_PARTS",
    "REASSESSMENT",
    "Plan",
    "PlanItem",
    "PlanSpan",
    "Reassessment",
    "plan_schema",
]

_LONGEST: Final = 3600
_MOST_WEEKS: Final = 104
_SPAN: Final = re.compile(r"(\d{1,4})\s*(?:-|–|—|to|\.\.)\s*(\d{1,4})", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)
_TEMPO: Final = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{1,2})", re.ASCII)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOST_WORDS: Final = 100
#: The field of the vocabulary for what a client can be reassessed with.
REASSESSMENT: Final = "reassessment"
#: The parts of a dose: the name of the field to the name that the rules use.
DOSE_PARTS: Final[Mapping[str, str]] = {
    "sets": "dose_sets",
    "reps": "dose_repetitions",
    "hold_s": "dose_hold",
    "rest_s": "dose_rest",
}

PhaseName = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), named("phase")]
ToolName = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), named(REASSESSMENT)]
MuscleName = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), named("muscle")]


class _PlanPart(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, title=None)


class PlanSpan(_PlanPart):
    """A whole number, or the least and the most of a range."""

    minimum: Annotated[int, Field(ge=0, le=_LONGEST)]
    maximum: Annotated[int, Field(ge=0, le=_LONGEST)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minimum > self.maximum:
            raise not_allowed("a range from the lower to the higher number")
        return self

    def written(self) -> int | str:
        """Return the span as a person writes it."""
        same = self.minimum == self.maximum
        return self.minimum if same else f"{self.minimum}-{self.maximum}"


def _span(value: object) -> object:
    """Return the span behind a number, ``10-15``, ``10 to 15`` or a mapping."""
    if isinstance(value, PlanSpan | Mapping):
        return value
    text = str(value).strip() if isinstance(value, int | str) else ""
    if not isinstance(value, bool):
        if _NUMBER.fullmatch(text):
            return {"minimum": int(text), "maximum": int(text)}
        if pair := _SPAN.fullmatch(text):
            return {"minimum": int(pair[1]), "maximum": int(pair[2])}
    raise not_allowed(f"a whole number up to {_LONGEST}, or a range such as 10-15")


Count = Annotated[PlanSpan, BeforeValidator(_span, json_schema_input_type=int | str | PlanSpan)]


class PlanItem(_PlanPart):
    """One exercise of a plan: where it stands, on which side, how much of it, how fast."""

    exercise: ExerciseName
    phase: PhaseName | None = None
    side: Side | None = None
    sets: Count | None = None
    reps: Count | None = None
    hold_s: Count | None = Field(None, description="seconds")
    rest_s: Count | None = Field(None, description="seconds")
    tempo: Line | None = Field(
        None, description="seconds to lower, hold and lift, such as 4/2/1, or words"
    )
    note: Line | None = None
    written: Line | None = Field(
        None, description="the name as it was written, where it is not one of the exercise's own"
    )

    def texts(self) -> tuple[str, ...]:
        """Return what is said of the item in words, a tempo in numbers left out."""
        tempo = self.tempo if self.tempo and not _TEMPO.fullmatch(self.tempo) else None
        return tuple(text for text in (tempo, self.note) if text)


PlannedItem = Annotated[
    PlanItem,
    BeforeValidator(short_form("exercise"), json_schema_input_type=ExerciseName | PlanItem),
]


def _listed(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise not_allowed("a list")
    if len(value) > ROWS:
        raise not_allowed(f"at most {ROWS} rows", problem=f"{len(value)} rows")
    return tuple(value)


Items = Annotated[tuple[PlannedItem, ...], Field(max_length=ROWS), BeforeValidator(_listed)]


class PhaseOfPlan(_PlanPart):
    """A phase with its exercises, in order."""

    phase: PhaseName
    items: Items = ()


class Reassessment(_PlanPart):
    """When the client is seen again, and with which assessments."""

    by: Day | None = None
    weeks: Annotated[int, Field(ge=1, le=_MOST_WEEKS)] | None = None
    with_: Rows[ToolName] = Field((), alias="with")

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.by is None) == (self.weeks is None):
            raise not_allowed("one of `by` (a date) and `weeks`")
        return self


def _reassessment(value: object) -> object:
    """Let a date stand for ``by`` and a number for ``weeks``."""
    if isinstance(value, Mapping | Reassessment):
        return value
    return {"weeks": value} if isinstance(value, int) else {"by": value}


class LeftOut(_PlanPart):
    """A muscle that the plan leaves out, and why."""

    muscle: MuscleName
    reason: Line


class OpenLine(_PlanPart):
    """A line that was not understood, and what it may mean."""

    line: Annotated[int, Field(ge=1)]
    text: Line
    nearest: Rows[Line] = ()


class Plan(_PlanPart):
    """A corrective program that a person wrote: exercises in order, and what frames them.

    Exercises stand under ``items``, or by phase under ``phases``. Ids are those of the ontology;
    when a vocabulary is given (``Plan.read``), its labels and synonyms are understood too.
    """

    client: Client | None = Field(None, description="a pseudonym; never a name")
    date: Day | None = Field(None, description="the day on which the plan begins")
    phases: Annotated[tuple[PhaseOfPlan, ...], Field(max_length=ROWS), BeforeValidator(_listed)] = (
        Field((), description="phases with their exercises, in order")
    )
    items: Items = Field((), description="exercises in order, if they are not listed by phase")
    warm_up: Minutes | None = Field(None, description="minutes of warm-up before it")
    lifts: Rows[LiftName] = Field((), description="main lifts that come after it")
    cool_down: Minutes | None = Field(None, description="minutes of cool-down at the end")
    minutes: Minutes | None = Field(None, description="time for a session")
    days_per_week: Days | None = Field(None, description="sessions a week")
    weeks: Annotated[int, Field(ge=1, le=_MOST_WEEKS)] | None = Field(
        None, description="how long the plan runs"
    )
    progression: Line | None = Field(None, description="what changes over the weeks")
    reassess: (
        Annotated[
            Reassessment,
            BeforeValidator(_reassessment, json_schema_input_type=dt.date | int | Reassessment),
        ]
        | None
    ) = Field(None, description="when: a date, a number of weeks, or a mapping with `with`")
    refer: Line | None = Field(None, description="to whom the client is referred, and why")
    left_out: Rows[LeftOut] = Field((), description="muscles that are left out, each with why")
    notes: Rows[Line] = Field((), description="anything else that the plan says")
    others: Rows[Line] = Field(
        (), description="lifts and exercises that the catalogue does not hold; not judged"
    )
    not_understood: Rows[OpenLine] = Field(
        (), description="lines that were not understood; not judged"
    )

    @model_validator(mode="after")
    def _something_planned(self) -> Self:
        if self.phases and self.items:
            raise not_allowed("either `items` or `phases`", problem="both")
        if not self.rows and not self.lifts and self.refer is None:
            raise not_allowed(
                "at least one exercise, main lift, or `refer`", problem="an empty plan"
            )
        if len(self.rows) > ROWS:
            raise not_allowed(f"at most {ROWS} exercises", problem=f"{len(self.rows)} exercises")
        return self

    @classmethod
    def read(cls, data: object, vocabulary: Vocabulary) -> Self:
        """Return the plan that plain data (mappings, lists, text, numbers) describe.

        Args:
            data: the plan as it was written, ids or names.
            vocabulary: the words that a plan may use.

        Raises:
            pydantic.ValidationError: when the data break the contract; ``case_problems`` words it.
        """
        return cls.model_validate(data, context={"vocabulary": vocabulary})

    @property
    def rows(self) -> tuple[PlanItem, ...]:
        """The exercises in order, each with the phase it was listed under."""
        if not self.phases:
            return self.items
        return tuple(
            item.model_copy(update={"phase": item.phase or part.phase})
            for part in self.phases
            for item in part.items
        )

    def changed(self, **fields: object) -> Self:
        """Return the same plan, flat, with some fields changed."""
        fields_kept = {"items": self.rows, "phases": ()}
        return self.model_copy(update={**fields_kept, **fields})

    def to_data(self) -> dict[str, Any]:
        """Return the plan as plain data, what was given only: as a person would write it.

        Exercises stand under their phases when each of them names one.
        """
        frame = self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude={"items", "phases"}
        )
        rows = [_written(item) for item in self.rows]
        if not rows or not all("phase" in row for row in rows):
            return {**frame, "items": rows} if rows else frame
        phases: list[dict[str, Any]] = []
        for row in rows:
            phase = row.pop("phase")
            if not phases or phases[-1]["phase"] != phase:
                phases.append({"phase": phase, "items": []})
            phases[-1]["items"].append(row)
        return {**frame, "phases": phases}

    def to_facts(self, start: dt.date | None = None) -> list[str]:
        """Return the plan as facts of the rule language, always in the same order.

        Args:
            start: the day the plan begins when it does not say so itself.

        Raises:
            CaseError: when the day to reassess cannot be counted from a beginning.
        """
        return [f"{fact}." for fact in dict.fromkeys(self._facts(start))]

    def _facts(self, start: dt.date | None) -> Iterator[str]:
        yield "case_plan"
        line = 0
        for row, item in enumerate(self.rows, 1):
            yield f"case_plan_item({row},{item.exercise})"
            yield from _optional("case_plan_phase", row, item.phase)
            yield from _optional("case_plan_side", row, item.side)
            for field, part in DOSE_PARTS.items():
                span = getattr(item, field)
                if span is not None:
                    yield f"case_plan_dose({row},{part},{span.minimum},{span.maximum})"
            if item.tempo and (tempo := _TEMPO.fullmatch(item.tempo)):
                yield f"case_plan_tempo({row},{int(tempo[1])},{int(tempo[2])},{int(tempo[3])})"
            for text in item.texts():
                line += 1
                yield from _words(line, row, text)
        for text in (*self.notes, *filter(None, [self.progression])):
            line += 1
            yield from _words(line, 0, text)
        numbers = {
            "warm_up": self.warm_up,
            "cool_down": self.cool_down,
            "minutes": self.minutes,
            "days": self.days_per_week,
            "weeks": self.weeks,
        }
        yield from (
            f"case_plan_{name}({value})" for name, value in numbers.items() if value is not None
        )
        yield from (f"case_plan_lift({lift})" for lift in self.lifts)
        if self.progression is not None:
            yield "case_plan_progression"
        if self.reassess is not None:
            yield f"case_plan_reassess({_days(self.reassess, self.date or start)})"
            yield from (f"case_plan_reassess_with({one})" for one in self.reassess.with_)
        if self.refer is not None:
            yield "case_plan_refers"
        yield from (f"case_plan_left_out({one.muscle})" for one in self.left_out)


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, each once, at most a hundred."""
    words = dict.fromkeys(word.casefold() for word in _WORD.findall(text))
    return list(words)[:_MOST_WORDS]


def _words(line: int, row: int, text: str) -> Iterator[str]:
    return (f'case_plan_word({line},{row},"{word}")' for word in words_of(text))


def _optional(predicate: str, row: int, value: str | None) -> Iterator[str]:
    if value is not None:
        yield f"{predicate}({row},{value})"


def _days(reassess: Reassessment, start: dt.date | None) -> int:
    """Return the days from the beginning to the reassessment."""
    if reassess.weeks is not None:
        return reassess.weeks * 7
    if reassess.by is None or start is None:
        raise CaseError(
            "reassess: a date, but neither the plan nor the case has a date to count from",
            allowed="a `date` in one of them, or a number of weeks",
        )
    days = (reassess.by - start).days
    if days < 1:
        raise CaseError(
            f"reassess: found {reassess.by.isoformat()}",
            allowed=f"a day after the beginning, {start.isoformat()}",
        )
    return days


def _written(item: PlanItem) -> dict[str, Any]:
    """Return an item as a person would write it."""
    data = item.model_dump(mode="json", exclude_defaults=True)
    spans = ((field, getattr(item, field)) for field in DOSE_PARTS)
    return {**data, **{field: span.written() for field, span in spans if span is not None}}


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan as it may be written."""
    schema: dict[str, Any] = untitled(Plan.model_json_schema(by_alias=True))
    planned = [{"required": [key]} for key in ("items", "phases", "refer")]
    return {"$schema": SCHEMA_DIALECT, "title": Plan.__name__, **schema, "anyOf": planned}
