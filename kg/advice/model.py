"""The advice: the answer as a frozen value that says the same in JSON, always in the same bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    model_serializer,
)

from kg.advice.base import PROOF, AdvicePart, Note, Side, Span
from kg.advice.motion import Measured, Motion
from kg.advice.observed import LookAt, Modified, PostureReading, Tested
from kg.advice.routine import Day, JudgedGoal, Population, Progression, Suspicion, TrainingSession
from kg.advice.scope import Clearance, Contested, Readiness, Scope
from kg.advice.screen import MovementScreen

__all__ = [
    "Advice",
    "Dose",
    "Gap",
    "Muscle",
    "PackUsed",
    "Phase",
    "Program",
    "ProgramItem",
    "advice_schema",
]

Result = Literal["solved", "best_found", "infeasible", "referred"]
_RESULT: TypeAdapter[Result] = TypeAdapter(Result)
Status = Literal["overactive", "underactive", "equivocal"]


class PackUsed(AdvicePart):
    """A rule pack that was put to the knowledge, and what of it it replaces."""

    id: str
    version: str
    digest: str = Field(description="digest of its files that have a part in the answer")
    replaces_rules: tuple[str, ...] = Field(description="ids of the rules that it leaves out")
    replaces_facts: tuple[str, ...] = Field(
        description="predicates whose facts query it leaves out"
    )
    says_more_of: tuple[str, ...] = Field(
        description="ids of things that are not its own and of which it says more"
    )


class Knowledge(AdvicePart):
    """Which knowledge the advice was drawn from."""

    ontology: str = Field(description="digest of the ontology, what packs add to it included")
    rules: str = Field(description="digest of the rules, those of packs included")
    edition: str = Field(description="whose evidence rows were used")
    packs: tuple[PackUsed, ...] = Field(
        default=(), description="the rule packs in use; left out when there are none"
    )

    @model_serializer(mode="wrap")
    def _without_no_packs(self, inner: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]  # noqa: ANN202
        """Leave an empty list of packs out."""
        written = inner(self)
        if not self.packs:
            written.pop("packs", None)
        return written


class SeenFinding(AdvicePart):
    """One row of the case, as it was read."""

    id: str
    label: str
    side: Side | None
    severity: str | None
    assessment: str | None
    proof: str = PROOF


class Evidence(AdvicePart):
    """One row that speaks for a muscle's status."""

    finding: str
    direction: Literal["overactive", "underactive"]
    weight: int = Field(description="grade of severity times the weight of the row")
    row: str = Field(description="id of the evidence row, or of the pattern that suggests it")
    sources: tuple[str, ...]
    agreement: str | None = Field(description="how well the row is attested; null if it has none")
    dissent: tuple[str, ...] = Field(description="the editions that teach the contrary")


class Muscle(AdvicePart):
    """A muscle's status on one side."""

    id: str
    label: str
    side: Side
    status: Status
    balance: int = Field(description="weight for overactive less weight for underactive")
    derived_from: tuple[str, ...] = Field(description="the groups it follows from; empty if named")
    evidence: tuple[Evidence, ...]
    proof: str = PROOF


class Syndrome(AdvicePart):
    """A syndrome that the findings point to."""

    id: str
    label: str
    signs_seen: int
    signs_total: int
    picture_seen: int = Field(description="signs in standing that were seen of its picture")
    picture_total: int
    proof: str = PROOF


class Priority(AdvicePart):
    """A problem and its place."""

    rank: int | None = Field(description="its place, counted from 1; null when it is referred")
    kind: Literal["finding", "fms_pattern", "joint_motion"]
    id: str
    label: str
    side: Side
    when: Literal["now", "later", "referred"]
    proof: str = PROOF


class MuscleSide(AdvicePart):
    """A muscle and a side."""

    muscle: str
    side: Side


class MotionSide(AdvicePart):
    """A motion of a joint and a side."""

    motion: str
    side: Side


class DoseRow(AdvicePart):
    """A row of the tables that a dose rests on."""

    part: str = Field(description="what of the dose it states")
    id: str = Field(description="id of the row")
    sources: tuple[str, ...] = Field(description="the documents behind it")
    proof: str = PROOF


class Dose(AdvicePart):
    """How much of an exercise."""

    sets: int
    reps: Span | None = Field(description="repetitions a set, or slow breaths")
    hold_s: int | None = Field(description="seconds held")
    tempo: str
    intensity: str
    effort_percent: int | None = Field(description="the greatest effort of an isometric")
    rest_s: Span | None = Field(description="seconds of rest")
    per_week: Span | None = Field(description="times a week")
    rests_on: tuple[DoseRow, ...] = Field(description="the rows of the tables behind it")


class Care(AdvicePart):
    """What an exercise asks of a client that a condition allows only with its modification."""

    condition: str
    text: str = Field(description="the condition, and what about the exercise asks for care")


class ProgramItem(AdvicePart):
    """One exercise of the program."""

    exercise: str
    label: str
    side: Side
    targets: tuple[MuscleSide, ...] = Field(description="the needs it serves")
    motions: tuple[MotionSide, ...] = Field(description="the motions of joints it serves")
    dose: Dose
    equipment: tuple[str, ...] = Field(description="what has to be at hand")
    cautions: tuple[str, ...] = Field(description="conditions that ask for care with it")
    care: tuple[Care, ...] = Field(description="what exactly asks for care, condition by condition")
    stage: str | None = Field(description="the stage of a screen pattern's correction it is for")
    minutes: float
    why: str = Field(description="one line")
    proof: str = PROOF


class Phase(AdvicePart):
    """One phase and its exercises, in order."""

    phase: str
    label: str
    items: tuple[ProgramItem, ...]


class Cost(AdvicePart):
    """The value of one level of the objective."""

    level: int
    name: str
    value: int


class Program(AdvicePart):
    """The chosen exercises."""

    proven: bool = Field(description="whether it is proven to be the best by these rules")
    minutes: float
    cost: tuple[Cost, ...]
    phases: tuple[Phase, ...]


class Gap(AdvicePart):
    """A need that the program leaves open: of a muscle, a motion or the pattern of a problem."""

    muscle: str | None
    motion: str | None
    finding: str | None
    side: Side
    phase: str
    reason: str
    proof: str = PROOF


class NextTest(AdvicePart):
    """A test that would settle an equivocal muscle."""

    test: str
    kind: Literal["mobility", "strength"]
    muscle: str
    side: Side
    settles: int = Field(description="how many equivocal muscles the test would settle, by side")
    text: str
    proof: str = PROOF


class Reassess(AdvicePart):
    """When and with what to look again."""

    by: dt.date | None = Field(description="the last day; null when the case has no date")
    weeks: Span
    with_: tuple[str, ...] = Field(alias="with", serialization_alias="with")
    sooner: tuple[Note, ...] = Field(description="what asks for it before the date")


class Violation(AdvicePart):
    """A requirement that no program can keep together with the others."""

    rule: str = Field(description="the id of the constraint")
    text: str


class Advice(AdvicePart):
    """What follows from a case: statuses, priorities, one program, gaps, and what to mind."""

    schema_version: Literal[1] = 1
    knowledge: Knowledge
    result: Result
    readiness: Readiness
    clearances: tuple[Clearance, ...] = Field(
        description="what a health professional has cleared, and what waits for that"
    )
    scope: Scope
    findings: tuple[SeenFinding, ...]
    posture: tuple[PostureReading, ...]
    modifications: tuple[Modified, ...]
    tests: tuple[Tested, ...]
    measures: tuple[Measured, ...]
    motions: tuple[Motion, ...] = Field(
        description="motions of joints that are limited, may be, or are not"
    )
    muscles: tuple[Muscle, ...]
    syndromes: tuple[Syndrome, ...]
    priorities: tuple[Priority, ...]
    fms: MovementScreen | None
    program: Program
    week: tuple[Day, ...] = Field(description="the training days, in order")
    sessions: tuple[TrainingSession, ...] = Field(
        description="what the days hold; a day names its session"
    )
    week_notes: tuple[Note, ...]
    progression: Progression
    goals: tuple[JudgedGoal, ...]
    populations: tuple[Population, ...]
    suspicions: tuple[Suspicion, ...] = Field(description="from habits; never findings")
    gaps: tuple[Gap, ...]
    violated: tuple[Violation, ...] = Field(
        (), description="requirements that the program breaks, as no program keeps them all"
    )
    referrals: tuple[Note, ...]
    warnings: tuple[Note, ...]
    next_tests: tuple[NextTest, ...]
    next_looks: tuple[LookAt, ...]
    contested: tuple[Contested, ...]
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
