"""The advice: the answer as a frozen value that says the same in JSON, always in the same bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

__all__ = ["Advice", "Dose", "Gap", "Item", "Muscle", "Phase", "Program", "advice_schema"]

Side = Literal["left", "right", "both", "midline"]
Result = Literal["solved", "best_found", "infeasible", "referred"]
_RESULT: TypeAdapter[Result] = TypeAdapter(Result)
Status = Literal["overactive", "underactive", "equivocal"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_PROOF = Field(description="the atom that says it; ask why with it")


class Knowledge(_Part):
    """Which knowledge the advice was drawn from."""

    ontology: str = Field(description="digest of the ontology")
    rules: str = Field(description="digest of the rules")
    edition: str = Field(description="whose evidence rows were used")


class Finding(_Part):
    """One row of the case, as it was read."""

    id: str
    label: str
    side: Side | None
    severity: str | None
    assessment: str | None
    proof: str = _PROOF


class Evidence(_Part):
    """One row that speaks for a muscle's status."""

    finding: str
    direction: Literal["overactive", "underactive"]
    weight: int = Field(description="grade of severity times the weight of the row")
    row: str = Field(description="id of the evidence row, or of the pattern that suggests it")
    sources: tuple[str, ...]


class Muscle(_Part):
    """A muscle's status on one side."""

    id: str
    label: str
    side: Side
    status: Status
    balance: int = Field(description="weight for overactive less weight for underactive")
    derived_from: tuple[str, ...] = Field(description="the groups it follows from; empty if named")
    evidence: tuple[Evidence, ...]
    proof: str = _PROOF


class Syndrome(_Part):
    """A syndrome that the findings point to."""

    id: str
    label: str
    signs_seen: int
    signs_total: int
    proof: str = _PROOF


class Priority(_Part):
    """A problem and its place."""

    rank: int | None = Field(description="its place, counted from 1; null when it is referred")
    kind: Literal["finding", "fms_pattern"]
    id: str
    label: str
    side: Side
    when: Literal["now", "later", "referred"]
    proof: str = _PROOF


class Asymmetry(_Part):
    """A pattern whose sides score differently."""

    pattern: str
    side: Side = Field(description="the lower side")
    low: int
    high: int
    proof: str = _PROOF


class Target(_Part):
    """The pattern to correct first."""

    test: str
    policy: str
    proof: str = _PROOF


class Screen(_Part):
    """The movement screen."""

    final: dict[str, int]
    total: int | None = Field(description="0 to 21; null while a pattern is missing")
    asymmetries: tuple[Asymmetry, ...]
    first_target: Target | None
    notes: tuple[str, ...]


class MuscleSide(_Part):
    """A muscle and a side."""

    muscle: str
    side: Side


class Span(_Part):
    """The least and the most of something."""

    minimum: int
    maximum: int


class Dose(_Part):
    """How much of an exercise."""

    sets: int
    reps: Span | None = Field(description="repetitions a set, or slow breaths")
    hold_s: int | None = Field(description="seconds held")
    tempo: str
    rest_s: Span | None = Field(description="seconds of rest")


class Item(_Part):
    """One exercise of the program."""

    exercise: str
    label: str
    side: Side
    targets: tuple[MuscleSide, ...] = Field(description="the needs it serves")
    dose: Dose
    equipment: tuple[str, ...] = Field(description="what has to be at hand")
    cautions: tuple[str, ...] = Field(description="conditions that ask for care with it")
    minutes: float
    why: str = Field(description="one line")
    proof: str = _PROOF


class Phase(_Part):
    """One phase and its exercises, in order."""

    phase: str
    label: str
    items: tuple[Item, ...]


class Cost(_Part):
    """The value of one level of the objective."""

    level: int
    name: str
    value: int


class Program(_Part):
    """The chosen exercises."""

    proven: bool = Field(description="whether no better program exists")
    minutes: float
    cost: tuple[Cost, ...]
    phases: tuple[Phase, ...]


class Gap(_Part):
    """A need that the program leaves open. ``muscle`` is null when a pattern is not retrained."""

    muscle: str | None
    finding: str | None
    side: Side
    phase: str
    reason: str
    proof: str = _PROOF


class Note(_Part):
    """A warning or a referral."""

    kind: str
    text: str
    urgency: str | None = None
    proof: str = _PROOF


class NextTest(_Part):
    """A test that would settle an equivocal muscle."""

    test: str
    kind: Literal["mobility", "strength"]
    muscle: str
    side: Side
    text: str
    proof: str = _PROOF


class Reassess(_Part):
    """When and with what to look again."""

    by: dt.date | None = Field(description="the last day; null when the case has no date")
    weeks: Span
    with_: tuple[str, ...] = Field(alias="with", serialization_alias="with")


class Session(_Part):
    """One day of the week."""

    day: int
    focus: str
    exercises: tuple[str, ...]


class Advice(_Part):
    """What follows from a case: statuses, priorities, one program, gaps, and what to mind."""

    schema_version: Literal[1] = 1
    knowledge: Knowledge
    result: Result
    findings: tuple[Finding, ...]
    muscles: tuple[Muscle, ...]
    syndromes: tuple[Syndrome, ...]
    priorities: tuple[Priority, ...]
    fms: Screen | None
    program: Program
    week: tuple[Session, ...]
    gaps: tuple[Gap, ...]
    referrals: tuple[Note, ...]
    warnings: tuple[Note, ...]
    next_tests: tuple[NextTest, ...]
    reassess: Reassess | None
    notice: str = Field(description="what this is and is not")

    def to_json(self) -> str:
        """Return the advice as JSON, indented by two, ending in a line break."""
        return self.model_dump_json(indent=2, by_alias=True) + "\n"


def as_result(text: str) -> Result:
    """Return a text as a result.

    Raises:
        pydantic.ValidationError: when it is none.
    """
    return _RESULT.validate_python(text)


def advice_schema() -> dict[str, Any]:
    """Return the JSON Schema of an advice."""
    schema = Advice.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
