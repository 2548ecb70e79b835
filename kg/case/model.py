"""The case: what was seen and what is possible, as one frozen, checked value, and its facts.

No word of the field enters here: ids are checked against a vocabulary that comes with the
knowledge, and what makes sense in the field (a side that a sign needs, signs that exclude one
another) is decided by rules.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kg.case.facts import facts_of
from kg.case.field_types import (
    NAME_LENGTH,
    ById,
    Client,
    Day,
    Days,
    Level,
    Line,
    LineOrNumber,
    Minutes,
    Number,
    ReadinessAnswer,
    ReadOnly,
    Rows,
    ScoreNumber,
    Side,
    YesNo,
    named,
    named_any,
    not_allowed,
    short_form,
    stage_of,
)
from kg.case.vocabulary import Vocabulary

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_OBSERVED: Final = (
    "findings",
    "assessed",
    "posture",
    "tests",
    "measures",
    "fms",
    "pain",
    "red_flags",
)
_NAME: Final = Field(min_length=1, max_length=NAME_LENGTH)

FindingName = Annotated[str, _NAME, named("finding")]
AssessmentName = Annotated[str, _NAME, named("assessment")]
SeverityName = Annotated[str, _NAME, named("severity")]
SignName = Annotated[str, _NAME, named("posture_sign")]
ViewName = Annotated[str, _NAME, named("view")]
ModificationName = Annotated[str, _NAME, named("modification")]
ModificationResult = Annotated[str, _NAME, named("modification_result")]
QuestionName = Annotated[str, _NAME, named("readiness")]
TestName = Annotated[str, _NAME, named("test")]
TestResult = Annotated[str, _NAME, named("result")]
MeasureName = Annotated[str, _NAME, named("measure")]
MeasureResult = Annotated[str, _NAME, named("measure_result")]
PatternName = Annotated[str, _NAME, named("fms_test")]
PolicyName = Annotated[str, _NAME, named("fms_policy")]
ClearingName = Annotated[str, _NAME, named("clearing")]
ClearingResult = Annotated[str, _NAME, named("clearing_result")]
RegionName = Annotated[str, _NAME, named("region")]
FlagName = Annotated[str, _NAME, named("red_flag")]
ConditionName = Annotated[str, _NAME, named("condition")]
StageName = Annotated[str, _NAME]
PainfulTestName = Annotated[str, _NAME, named_any("clearing", "fms_test")]
PopulationName = Annotated[str, _NAME, named("population")]
HabitName = Annotated[str, _NAME, named("habit")]
EquipmentName = Annotated[str, _NAME, named("equipment")]
ExerciseName = Annotated[str, _NAME, named("exercise")]
LiftName = Annotated[str, _NAME, named("lift")]
GoalKindName = Annotated[str, _NAME, named("goal_kind")]
EditionName = Annotated[str, _NAME, named("edition")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, title=None)


_CLEARED: Final = "whether a health professional has cleared it; missing counts as no"
_CLEARED_ON: Final = "the day of the clearance"
_LIMITS: Final = "what the clearance allows or rules out, in words; printed with the advice"


class _Clearable(_Part):
    """A row that a health professional may have cleared."""

    @model_validator(mode="after")
    def _dated_when_cleared(self) -> Self:
        """Refuse the day of a clearance that the row does not state."""
        day = getattr(self, "cleared_on", None)
        if day is not None and not getattr(self, "cleared", True):
            raise not_allowed("together with `cleared: true`", found=str(day), path=("cleared_on",))
        return self


class Finding(_Part):
    """One observation: what was seen, in which assessment, on which side, how marked."""

    finding: FindingName
    assessment: AssessmentName | None = None
    side: Side | None = None
    severity: SeverityName | None = None


class Posture(_Part):
    """One departure from the plumb line or a checkpoint in standing."""

    sign: SignName
    view: ViewName | None = None
    side: Side | None = None
    severity: SeverityName | None = None


class Modification(_Part):
    """What became of a finding when the assessment was repeated with a demand taken away."""

    modification: ModificationName
    finding: FindingName
    side: Side | None = None
    result: ModificationResult


class Test(_Part):
    """One mobility or strength test and its result; without a side it counts for both."""

    __test__ = False  # not for pytest to collect

    test: TestName
    side: Side | None = None
    result: TestResult


class Measure(_Part):
    """One measured range: a number in the unit of the measure, or limited or normal."""

    measure: MeasureName
    motion: TestName | None = Field(
        None, description="the motion that was read, where the measure reads several"
    )
    side: Side | None = Field(None, description="a missing side counts as both")
    value: Number | None = Field(None, description="the number, in the unit of the measure")
    result: MeasureResult | None = Field(None, description="limited or normal, without a number")

    @model_validator(mode="after")
    def _number_or_result(self) -> Self:
        if (self.value is None) == (self.result is None):
            raise not_allowed("either `value` or `result`")
        return self


class _PerSide(_Part):
    @model_validator(mode="after")
    def _one_or_each(self) -> Self:
        left, right, both = (getattr(self, side) is not None for side in ("left", "right", "both"))
        if both == (left or right):
            raise not_allowed("one value, or a mapping with `left`, `right` or each of them")
        return self


class Score(_PerSide):
    """A screen score from 0 to 3: one, or one a side."""

    left: ScoreNumber | None = None
    right: ScoreNumber | None = None
    both: ScoreNumber | None = None


class Clearing(_PerSide):
    """The result of a clearing test: one, or one a side."""

    left: ClearingResult | None = None
    right: ClearingResult | None = None
    both: ClearingResult | None = None


class EarlierScreen(_Part):
    """A movement screen: scores by pattern, results by clearing test, and its day."""

    date: Day | None = Field(None, description="the day of that screen")
    scores: ById[
        PatternName,
        Annotated[
            Score, BeforeValidator(short_form("both"), json_schema_input_type=ScoreNumber | Score)
        ],
    ] = Field(
        default_factory=ReadOnly,
        description="a score from 0 to 3 for each pattern, or for each side of it",
    )
    clearing: ById[
        ClearingName,
        Annotated[
            Clearing,
            BeforeValidator(short_form("both"), json_schema_input_type=ClearingResult | Clearing),
        ],
    ] = Field(
        default_factory=ReadOnly,
        description="a result for each clearing test, or for each side of it",
    )

    @property
    def is_scored(self) -> bool:
        """Whether anything was scored or cleared."""
        return bool(self.scores or self.clearing)


class ClearedTest(_Clearable):
    """A painful clearing test or pattern that a health professional has cleared since."""

    test: PainfulTestName
    side: Side | None = None
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)


class Screen(EarlierScreen):
    """The movement screen of this case, how to order what it finds, and what came before it."""

    policy: PolicyName | None = Field(
        None, description="which published policy chooses the pattern that is corrected first"
    )
    previous: EarlierScreen | None = Field(None, description="an earlier screen to compare with")
    cleared: Rows[
        Annotated[
            ClearedTest,
            BeforeValidator(
                short_form("test"), json_schema_input_type=PainfulTestName | ClearedTest
            ),
        ]
    ] = Field((), description="painful clearing tests and patterns that were cleared since")

    @field_validator("previous")
    @classmethod
    def _something_scored(cls, earlier: EarlierScreen | None) -> EarlierScreen | None:
        if earlier is not None and not earlier.is_scored:
            raise not_allowed("at least one score or clearing test", found="no score")
        return earlier


class Pain(_Clearable):
    """Where it hurts; without a side it counts for both."""

    region: RegionName
    side: Side | None = None
    cleared: YesNo = Field(False, description=_CLEARED)
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)


class RedFlag(_Clearable):
    """A sign that asks for a clinician, and the region it concerns, if any."""

    flag: FlagName
    region: RegionName | None = None
    side: Side | None = None
    cleared: YesNo = Field(
        False, description=f"{_CLEARED}; a flag that stops everything is never cleared by a row"
    )
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)


class Condition(_Clearable):
    """A diagnosis or circumstance: where it is, whether it is cleared, and its stage."""

    condition: ConditionName
    region: RegionName | None = None
    side: Side | None = Field(None, description="a missing side counts as both")
    stage: StageName | None = Field(
        None, description="a stage of the condition; its precautions replace those of the condition"
    )
    cleared: YesNo = Field(False, description=_CLEARED)
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)

    @field_validator("stage", mode="before")
    @classmethod
    def _stage_of_condition(cls, stage: object, info: ValidationInfo) -> object:
        """Return the id of the stage that a name means for the condition of the row."""
        condition = info.data.get("condition")
        return stage if condition is None or stage is None else stage_of(condition, stage, info)


class Goal(_Part):
    """What the client wants: in words, and beside them what a goal can be judged by."""

    text: Line
    kind: GoalKindName | None = Field(None, description="about doing, or about the result")
    finding: FindingName | None = Field(None, description="the finding it is about")
    pattern: PatternName | None = Field(None, description="the screen pattern it is about")
    measure: Line | None = Field(None, description="what is measured")
    unit: Line | None = Field(None, description="the unit of baseline and target")
    baseline: Number | None = Field(None, description="the number at the start")
    target: LineOrNumber | None = Field(None, description="what is to be reached")
    times_per_week: Days | None = Field(None, description="how often it is to be done")
    by: Day | None = Field(None, description="by when")


class Case(_Part):
    """One client's findings and circumstances. No names, no personal data: at most a pseudonym.

    Every field may be missing, but something must have been observed. Ids are those of the
    ontology; when a vocabulary is given (``Case.read``), its labels and synonyms are understood too
    and turned into ids.
    """

    client: Client | None = Field(None, description="a pseudonym; never a name")
    date: Day | None = Field(None, description="the day of the assessment")
    edition: EditionName | None = Field(None, description="the teaching whose rows count")
    findings: Rows[Finding] = Field((), description="what was seen, one row for each observation")
    assessed: Rows[AssessmentName] = Field(
        (), description="assessments that were done; those of the findings need not be repeated"
    )
    posture: Rows[Posture] = Field(
        (), description="signs in standing, one row for each observation"
    )
    modifications: Rows[Modification] = Field(
        (),
        description="assessments repeated with a demand taken away, and what became of a finding",
    )
    tests: Rows[Test] = Field(
        (), description="mobility and strength tests; they outweigh observation"
    )
    measures: Rows[Measure] = Field(
        (), description="measured ranges of joints; they decide over a suspicion"
    )
    fms: Screen = Field(Screen(), description="the movement screen")
    readiness: ById[QuestionName, ReadinessAnswer] = Field(
        default_factory=ReadOnly,
        description="answers to the readiness questions: yes, no, or cleared after a yes",
    )
    pain: Rows[Pain] = Field((), description="where it hurts")
    red_flags: Rows[
        Annotated[
            RedFlag, BeforeValidator(short_form("flag"), json_schema_input_type=FlagName | RedFlag)
        ]
    ] = Field((), description="signs that ask for a clinician")
    conditions: Rows[
        Annotated[
            Condition,
            BeforeValidator(
                short_form("condition"), json_schema_input_type=ConditionName | Condition
            ),
        ]
    ] = Field((), description="diagnoses and circumstances")
    population: Rows[PopulationName] = Field((), description="groups the client belongs to")
    habits: Rows[HabitName] = Field(
        (), description="work, sport and daily habits; they only raise suspicion"
    )
    equipment: Rows[EquipmentName] | None = Field(
        None, description="what is at hand; an empty list is nothing, a missing one is anything"
    )
    minutes: Minutes | None = Field(None, description="time for a session")
    level: Level | None = Field(None, description="the hardest exercise that is still suitable")
    days_per_week: Days | None = Field(None, description="sessions a week")
    goals: Rows[Goal] = Field((), description="what the client wants")
    refuses: Rows[ExerciseName] = Field((), description="exercises the client will not do")
    lifts: Rows[LiftName] = Field((), description="main lifts to pair correctives with")

    @model_validator(mode="after")
    def _something_observed(self) -> Self:
        seen = (
            self.findings,
            self.assessed,
            self.posture,
            self.tests,
            self.measures,
            self.fms.scores,
            self.fms.clearing,
            self.pain,
            self.red_flags,
        )
        if not any(seen):
            allowed = f"at least one, under {', '.join(_OBSERVED)}"
            raise not_allowed(allowed, found="no observation")
        return self

    @model_validator(mode="after")
    def _earlier_is_earlier(self) -> Self:
        """Refuse an earlier screen that is not earlier than this one."""
        before = self.fms.previous.date if self.fms.previous is not None else None
        this = self.fms.date or self.date
        if before is not None and this is not None and before >= this:
            place = ("fms", "previous", "date")
            raise not_allowed(f"a day before {this}", found=str(before), path=place)
        return self

    @model_validator(mode="after")
    def _cleared_by_now(self) -> Self:
        """Refuse a clearance that lies after the day of the case."""
        lists: tuple[tuple[tuple[str, ...], tuple[_Clearable, ...]], ...] = (
            (("pain",), self.pain),
            (("red_flags",), self.red_flags),
            (("conditions",), self.conditions),
            (("fms", "cleared"), self.fms.cleared),
        )
        for place, rows in lists:
            for number, row in enumerate(rows):
                day = getattr(row, "cleared_on", None)
                if day is not None and self.date is not None and day > self.date:
                    allowed = f"a day no later than {self.date}"
                    path: tuple[str | int, ...] = (*place, number, "cleared_on")
                    raise not_allowed(allowed, found=str(day), path=path)
        return self

    @classmethod
    def read(cls, data: object, vocabulary: Vocabulary) -> Self:
        """Return the case that plain data (mappings, lists, text, numbers) describe.

        Args:
            data: the case as it was written, ids or names.
            vocabulary: the words that a case may use.

        Raises:
            pydantic.ValidationError: when the data break the contract; ``case_problems`` words it.
        """
        return cls.model_validate(data, context={"vocabulary": vocabulary})

    def to_json(self) -> str:
        """Return the case as JSON: one line, what was given only, always the same bytes."""
        return self.model_dump_json(exclude_defaults=True)

    def to_facts(self) -> list[str]:
        """Return the case as facts of the rule language, always in the same order."""
        return [f"{fact}." for fact in dict.fromkeys(facts_of(self))]


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of a case as it may be written."""
    schema: dict[str, Any] = untitled(Case.model_json_schema())
    observed = [{"required": [key]} for key in _OBSERVED]
    return {"$schema": SCHEMA_DIALECT, "title": Case.__name__, **schema, "anyOf": observed}


def untitled(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    """Return a schema without the titles that only repeat the name of their key."""
    if isinstance(schema, list):
        return [untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: untitled(part) for key, part in schema.items()}
    return {key: part for key, part in kept.items() if key != "title" or not isinstance(part, str)}
