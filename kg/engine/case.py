"""The case: what was seen and what is possible, as one frozen, checked value, and its facts.

No word of the field enters here: ids are checked against a vocabulary that comes with the
knowledge, and what makes sense in the field (a side that a sign needs, signs that exclude one
another) is decided by rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from kg.engine.case_types import (
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
    named,
    not_allowed,
    short_form,
)
from kg.engine.vocabulary import Vocabulary

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_OBSERVED: Final = ("findings", "assessed", "posture", "tests", "fms", "pain", "red_flags")
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
PatternName = Annotated[str, _NAME, named("fms_test")]
PolicyName = Annotated[str, _NAME, named("fms_policy")]
ClearingName = Annotated[str, _NAME, named("clearing")]
ClearingResult = Annotated[str, _NAME, named("clearing_result")]
RegionName = Annotated[str, _NAME, named("region")]
FlagName = Annotated[str, _NAME, named("red_flag")]
ConditionName = Annotated[str, _NAME, named("condition")]
PopulationName = Annotated[str, _NAME, named("population")]
HabitName = Annotated[str, _NAME, named("habit")]
EquipmentName = Annotated[str, _NAME, named("equipment")]
ExerciseName = Annotated[str, _NAME, named("exercise")]
LiftName = Annotated[str, _NAME, named("lift")]
GoalKindName = Annotated[str, _NAME, named("goal_kind")]
EditionName = Annotated[str, _NAME, named("edition")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, title=None)


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
    ] = Field(default_factory=ReadOnly, description="a score from 0 to 3 a pattern, or one a side")
    clearing: ById[
        ClearingName,
        Annotated[
            Clearing,
            BeforeValidator(short_form("both"), json_schema_input_type=ClearingResult | Clearing),
        ],
    ] = Field(default_factory=ReadOnly, description="a result a clearing test, or one a side")

    @property
    def is_scored(self) -> bool:
        """Whether anything was scored or cleared."""
        return bool(self.scores or self.clearing)


class Screen(EarlierScreen):
    """The movement screen of this case, how to order what it finds, and what came before it."""

    policy: PolicyName | None = Field(
        None, description="which published policy chooses the pattern that is corrected first"
    )
    previous: EarlierScreen | None = Field(None, description="an earlier screen to compare with")

    @field_validator("previous")
    @classmethod
    def _something_scored(cls, earlier: EarlierScreen | None) -> EarlierScreen | None:
        if earlier is not None and not earlier.is_scored:
            raise not_allowed("at least one score or clearing test", found="no score")
        return earlier


class Pain(_Part):
    """Where it hurts; without a side it counts for both."""

    region: RegionName
    side: Side | None = None


class RedFlag(_Part):
    """A sign that asks for a clinician, and the region it concerns, if any."""

    flag: FlagName
    region: RegionName | None = None
    side: Side | None = None


class Condition(_Part):
    """A diagnosis or circumstance, and the region it concerns, if any."""

    condition: ConditionName
    region: RegionName | None = None
    side: Side | None = None


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
    findings: Rows[Finding] = Field((), description="one row an observation")
    assessed: Rows[AssessmentName] = Field(
        (), description="assessments that were done; those of the findings need not be repeated"
    )
    posture: Rows[Posture] = Field((), description="signs in standing, one row an observation")
    modifications: Rows[Modification] = Field(
        (),
        description="assessments repeated with a demand taken away, and what became of a finding",
    )
    tests: Rows[Test] = Field(
        (), description="mobility and strength tests; they outweigh observation"
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
    ] = Field((), description="signs that ask for a clinician: ids, or rows with a region")
    conditions: Rows[
        Annotated[
            Condition,
            BeforeValidator(
                short_form("condition"), json_schema_input_type=ConditionName | Condition
            ),
        ]
    ] = Field((), description="diagnoses and circumstances: ids, or rows with a region")
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
        return [f"{fact}." for fact in dict.fromkeys(self._facts())]

    def _facts(self) -> Iterator[str]:
        for row, seen in enumerate(self.findings):
            yield f"case_finding({row},{seen.finding})"
            yield from _optional("case_assessment", row, seen.assessment)
            yield from _optional("case_side", row, seen.side)
            yield from _optional("case_severity", row, seen.severity)
        yield from _each("case_assessed", self.assessed)
        for row, sign in enumerate(self.posture):
            yield f"case_posture({row},{sign.sign})"
            yield from _optional("case_posture_view", row, sign.view)
            yield from _optional("case_posture_side", row, sign.side)
            yield from _optional("case_posture_severity", row, sign.severity)
        for row, change in enumerate(self.modifications):
            told = (change.modification, change.finding, change.side or "both", change.result)
            yield f"case_modification({row},{','.join(told)})"
        for row, test in enumerate(self.tests):
            yield f"case_test({row},{test.test},{test.side or 'both'},{test.result})"
        yield from _by_side("case_score", self.fms.scores)
        yield from _by_side("case_clearing", self.fms.clearing)
        if self.fms.policy is not None:
            yield f"case_fms_policy({self.fms.policy})"
        if self.fms.previous is not None:
            yield "case_previous_screen"
            yield from _by_side("case_previous_score", self.fms.previous.scores)
            yield from _by_side("case_previous_clearing", self.fms.previous.clearing)
        for question in sorted(self.readiness):
            yield f"case_readiness({question},{self.readiness[question]})"
        for row, pain in enumerate(self.pain):
            yield f"case_pain({row},{pain.region},{pain.side or 'both'})"
        for flag in self.red_flags:
            yield f"case_red_flag({flag.flag})"
            yield from _region("case_red_flag_region", flag.flag, flag)
        for condition in self.conditions:
            yield f"case_condition({condition.condition})"
            yield from _region("case_condition_region", condition.condition, condition)
        yield from _each("case_population", self.population)
        yield from _each("case_habit", self.habits)
        if self.equipment is not None:
            yield "case_equipment_given"
            yield from _each("case_equipment", self.equipment)
        numbers = {"minutes": self.minutes, "level": self.level, "days": self.days_per_week}
        yield from (f"case_{name}({value})" for name, value in numbers.items() if value is not None)
        yield from _each("case_refuses", self.refuses)
        yield from _each("case_lift", self.lifts)
        if self.edition is not None:
            yield f"case_edition({self.edition})"
        for row, goal in enumerate(self.goals):
            yield from self._goal_facts(row, goal)

    def _goal_facts(self, row: int, goal: Goal) -> Iterator[str]:
        """Yield the facts of one goal: not its words, but what it can be judged by."""
        yield f"case_goal({row})"
        yield from _optional("case_goal_kind", row, goal.kind)
        yield from _optional("case_goal_finding", row, goal.finding)
        yield from _optional("case_goal_pattern", row, goal.pattern)
        stated = {"measure": goal.measure, "unit": goal.unit, "target": goal.target}
        stated["dated"] = None if goal.by is None else goal.by.isoformat()
        yield from (f"case_goal_{key}({row})" for key, one in stated.items() if one is not None)
        for key, number in (("target", goal.target), ("baseline", goal.baseline)):
            if isinstance(number, int | float):
                yield f"case_goal_{key}_hundredths({row},{round(number * 100)})"
        if goal.times_per_week is not None:
            yield f"case_goal_times({row},{goal.times_per_week})"
        if goal.by is not None and self.date is not None:
            yield f"case_goal_days({row},{(goal.by - self.date).days})"


def _optional(predicate: str, first: int | str, value: str | None) -> Iterator[str]:
    if value is not None:
        yield f"{predicate}({first},{value})"


def _region(predicate: str, name: str, row: RedFlag | Condition) -> Iterator[str]:
    if row.region is not None:
        yield f"{predicate}({name},{row.region},{row.side or 'both'})"


def _each(predicate: str, values: tuple[str, ...]) -> Iterator[str]:
    return (f"{predicate}({value})" for value in values)


def _by_side(predicate: str, rows: Mapping[str, Score] | Mapping[str, Clearing]) -> Iterator[str]:
    for name in sorted(rows):
        for side in ("left", "right", "both"):
            value = getattr(rows[name], side)
            if value is not None:
                yield f"{predicate}({name},{side},{value})"


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
