"""The rows of a case: one observation, test, pain, condition or goal each, and the movement screen.

Each field is declared once, beside its type: see ``kg.case.fields``.
"""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kg.case.field_types import (
    NAME_LENGTH,
    ById,
    Day,
    Days,
    Line,
    LineOrNumber,
    Number,
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
from kg.case.fields import (
    Argument,
    CaseFact,
    CaseField,
    Narrowing,
    has_observation,
)

_VALUE, _ROW, _KEY = Argument.VALUE, Argument.ROW, Argument.KEY
_SIDE, _HUNDREDTHS, _DAYS_AHEAD = Argument.SIDE, Argument.HUNDREDTHS, Argument.DAYS_AHEAD
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


class CasePart(BaseModel):
    """A case, or a part of one: strict, closed and frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, title=None)


_CLEARED: Final = "whether a health professional has cleared it; missing counts as no"
_CLEARED_ON: Final = "the day of the clearance"
_LIMITS: Final = "what the clearance allows or rules out, in words; printed with the advice"


class _Clearable(CasePart):
    """A row that a health professional may have cleared."""

    @model_validator(mode="after")
    def _dated_when_cleared(self) -> Self:
        """Refuse the day of a clearance that the row does not state."""
        day = getattr(self, "cleared_on", None)
        if day is not None and not getattr(self, "cleared", True):
            raise not_allowed(
                "together with `cleared: true`", problem=str(day), path=("cleared_on",)
            )
        return self


class Finding(CasePart):
    """One observation: what was seen, in which assessment, on which side, how marked."""

    finding: Annotated[
        FindingName,
        CaseFact("finding", _ROW, _VALUE),
        CaseField(narrowing=Narrowing("assessment", "seen_in", own=0, theirs=1)),
    ]
    assessment: Annotated[AssessmentName | None, CaseFact("assessment", _ROW, _VALUE)] = None
    side: Annotated[Side | None, CaseFact("side", _ROW, _VALUE)] = None
    severity: Annotated[SeverityName | None, CaseFact("severity", _ROW, _VALUE)] = None


class Posture(CasePart):
    """One departure from the plumb line or a checkpoint in standing."""

    sign: Annotated[
        SignName,
        CaseFact("posture", _ROW, _VALUE),
        CaseField(term="posture_sign", narrowing=Narrowing("view", "sign_view", own=0, theirs=1)),
    ]
    view: Annotated[ViewName | None, CaseFact("posture_view", _ROW, _VALUE)] = None
    side: Annotated[Side | None, CaseFact("posture_side", _ROW, _VALUE)] = None
    severity: Annotated[SeverityName | None, CaseFact("posture_severity", _ROW, _VALUE)] = None


class Modification(CasePart):
    """What became of a finding when the assessment was repeated with a demand taken away."""

    modification: Annotated[
        ModificationName,
        CaseFact("modification", _ROW, _VALUE, "finding", _SIDE, "result"),
    ]
    finding: Annotated[
        FindingName,
        CaseField(
            term="modification",
            narrowing=Narrowing("modification", "modification_reading", own=2, theirs=1),
        ),
    ]
    side: Side | None = None
    result: ModificationResult


class Test(CasePart):
    """One mobility or strength test and its result; without a side it counts for both."""

    __test__ = False  # not for pytest to collect

    test: Annotated[TestName, CaseFact("test", _ROW, _VALUE, _SIDE, "result")]
    side: Side | None = None
    result: Annotated[TestResult, CaseField(term="result")]


class Measure(CasePart):
    """One measured range: a number in the unit of the measure, or limited or normal."""

    measure: Annotated[MeasureName, CaseFact("measure", _ROW, _VALUE, _SIDE, is_changeable=False)]
    motion: Annotated[
        TestName | None, CaseFact("measure_motion", _ROW, _VALUE, is_changeable=False)
    ] = Field(None, description="the motion that was read, where the measure reads several")
    side: Annotated[Side | None, CaseField(term="measure_side")] = Field(
        None, description="a missing side counts as both"
    )
    value: Annotated[
        Number | None,
        CaseFact("measure_value", _ROW, _HUNDREDTHS, Argument.WRITTEN, is_changeable=False),
    ] = Field(None, description="the number, in the unit of the measure")
    result: Annotated[
        MeasureResult | None, CaseFact("measure_result", _ROW, _VALUE, is_changeable=False)
    ] = Field(None, description="limited or normal, without a number")

    @model_validator(mode="after")
    def _number_or_result(self) -> Self:
        if (self.value is None) == (self.result is None):
            raise not_allowed("either `value` or `result`")
        return self


class _PerSide(CasePart):
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


class EarlierScreen(CasePart):
    """A movement screen: scores by pattern, results by clearing test, and its day."""

    date: Annotated[Day | None, CaseField(title="day")] = Field(
        None, description="the day of that screen"
    )
    scores: Annotated[
        ById[
            PatternName,
            Annotated[
                Score,
                BeforeValidator(short_form("both"), json_schema_input_type=ScoreNumber | Score),
            ],
        ],
        CaseFact("score", _KEY, _SIDE, _VALUE),
        CaseField(is_open=True, is_observation=True, sided_by="fms_per_side"),
    ] = Field(
        default_factory=ReadOnly,
        description="a score from 0 to 3 for each pattern, or for each side of it",
    )
    clearing: Annotated[
        ById[
            ClearingName,
            Annotated[
                Clearing,
                BeforeValidator(
                    short_form("both"), json_schema_input_type=ClearingResult | Clearing
                ),
            ],
        ],
        CaseFact("clearing", _KEY, _SIDE, _VALUE),
        CaseField(title="clearing tests", is_observation=True, sided_by="clearing_per_side"),
    ] = Field(
        default_factory=ReadOnly,
        description="a result for each clearing test, or for each side of it",
    )


class ClearedTest(_Clearable):
    """A painful clearing test or pattern that a health professional has cleared since."""

    test: Annotated[PainfulTestName, CaseFact("test_cleared", _VALUE, _SIDE)]
    side: Side | None = None
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)


class Screen(EarlierScreen):
    """The movement screen of this case, how to order what it finds, and what came before it."""

    policy: Annotated[
        PolicyName | None,
        CaseFact("fms_policy", _VALUE),
        CaseField(title="which pattern comes first"),
    ] = Field(
        None, description="which published policy chooses the pattern that is corrected first"
    )
    previous: Annotated[
        EarlierScreen | None,
        CaseFact("previous_screen"),
        CaseField(title="previous screen", fact_prefix="previous_", is_changeable=False),
    ] = Field(None, description="an earlier screen to compare with")
    cleared: Annotated[
        Rows[
            Annotated[
                ClearedTest,
                BeforeValidator(
                    short_form("test"), json_schema_input_type=PainfulTestName | ClearedTest
                ),
            ]
        ],
        CaseField(title="painful tests cleared since", is_changeable=False),
    ] = Field((), description="painful clearing tests and patterns that were cleared since")

    @field_validator("previous")
    @classmethod
    def _something_scored(cls, earlier: EarlierScreen | None) -> EarlierScreen | None:
        if earlier is not None and not has_observation(earlier):
            raise not_allowed("at least one score or clearing test", problem="no score")
        return earlier


class Pain(_Clearable):
    """Where it hurts; without a side it counts for both."""

    region: Annotated[RegionName, CaseFact("pain", _ROW, _VALUE, _SIDE)]
    side: Side | None = None
    cleared: Annotated[YesNo, CaseFact("pain_cleared", _ROW)] = Field(False, description=_CLEARED)
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)


class RedFlag(_Clearable):
    """A sign that asks for a clinician, and the region it concerns, if any."""

    flag: Annotated[
        FlagName,
        CaseFact("red_flag", _VALUE),
        CaseFact("red_flag_row", _ROW, _VALUE, is_changeable=False),
    ]
    region: Annotated[
        RegionName | None, CaseFact("red_flag_region", "flag", _VALUE, _SIDE, is_changeable=False)
    ] = None
    side: Side | None = None
    cleared: Annotated[
        YesNo, CaseFact("red_flag_cleared", _ROW), CaseField(term="flag_clearance")
    ] = Field(
        False, description=f"{_CLEARED}; a flag that stops everything is never cleared by a row"
    )
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)


class Condition(_Clearable):
    """A diagnosis or circumstance: where it is, whether it is cleared, and its stage."""

    condition: Annotated[
        ConditionName,
        CaseFact("condition", _VALUE),
        CaseFact("condition_row", _ROW, _VALUE, is_changeable=False),
    ]
    region: Annotated[
        RegionName | None,
        CaseFact("condition_region", "condition", _VALUE, _SIDE, is_changeable=False),
        CaseFact("condition_place", _ROW, _VALUE),
    ] = None
    side: Annotated[Side | None, CaseFact("condition_side", _ROW, _VALUE)] = Field(
        None, description="a missing side counts as both"
    )
    stage: Annotated[StageName | None, CaseFact("condition_stage", _ROW, _VALUE)] = Field(
        None, description="a stage of the condition; its precautions replace those of the condition"
    )
    cleared: Annotated[
        YesNo, CaseFact("condition_cleared", _ROW), CaseField(term="condition_clearance")
    ] = Field(False, description=_CLEARED)
    cleared_on: Day | None = Field(None, description=_CLEARED_ON)
    limits: Line | None = Field(None, description=_LIMITS)
    called: Annotated[
        Line | None, CaseFact("condition_called", _ROW, Argument.TEXT, is_changeable=False)
    ] = Field(None, description="the client's own words, for a condition that is not known here")

    @field_validator("stage", mode="before")
    @classmethod
    def _stage_of_condition(cls, stage: object, info: ValidationInfo) -> object:
        """Return the id of the stage that a name means for the condition of the row."""
        condition = info.data.get("condition")
        return stage if condition is None or stage is None else stage_of(condition, stage, info)


class Goal(CasePart):
    """What the client wants: in words, and beside them what a goal can be judged by."""

    text: Annotated[Line, CaseFact("goal", _ROW)]
    kind: Annotated[GoalKindName | None, CaseFact("goal_kind", _ROW, _VALUE)] = Field(
        None, description="about doing, or about the result"
    )
    finding: Annotated[FindingName | None, CaseFact("goal_finding", _ROW, _VALUE)] = Field(
        None, description="the finding it is about"
    )
    pattern: Annotated[PatternName | None, CaseFact("goal_pattern", _ROW, _VALUE)] = Field(
        None, description="the screen pattern it is about"
    )
    measure: Annotated[Line | None, CaseFact("goal_measure", _ROW)] = Field(
        None, description="what is measured"
    )
    unit: Annotated[Line | None, CaseFact("goal_unit", _ROW)] = Field(
        None, description="the unit of baseline and target"
    )
    baseline: Annotated[Number | None, CaseFact("goal_baseline_hundredths", _ROW, _HUNDREDTHS)] = (
        Field(None, description="the number at the start")
    )
    target: Annotated[
        LineOrNumber | None,
        CaseFact("goal_target", _ROW),
        CaseFact("goal_target_hundredths", _ROW, _HUNDREDTHS),
    ] = Field(None, description="what is to be reached")
    times_per_week: Annotated[Days | None, CaseFact("goal_times", _ROW, _VALUE)] = Field(
        None, description="how often it is to be done"
    )
    by: Annotated[
        Day | None, CaseFact("goal_dated", _ROW), CaseFact("goal_days", _ROW, _DAYS_AHEAD)
    ] = Field(None, description="by when")
