"""The case: what was seen and what is possible, as one frozen, checked value, and its facts.

No word of the field enters here: ids are checked against a vocabulary that comes with the
knowledge, and what makes sense in the field (a side that a sign needs, signs that exclude one
another) is decided by rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    model_validator,
)

from kg.case.facts import facts_of
from kg.case.field_types import (
    ById,
    Client,
    Day,
    Days,
    Level,
    Minutes,
    ReadinessAnswer,
    ReadOnly,
    Rows,
    not_allowed,
    short_form,
    sided_form,
    unlisted_form,
)
from kg.case.fields import (
    Argument,
    CaseFact,
    CaseField,
    FormSection,
    declared_fields,
    has_observation,
    observed_fields,
)
from kg.case.rows import (
    AssessmentName,
    CasePart,
    Condition,
    ConditionName,
    EditionName,
    EquipmentName,
    ExerciseName,
    Finding,
    FindingName,
    FlagName,
    Goal,
    HabitName,
    LiftName,
    Measure,
    Modification,
    Pain,
    PopulationName,
    Posture,
    QuestionName,
    RedFlag,
    RegionName,
    Screen,
    Test,
)
from kg.case.vocabulary import Vocabulary

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_VALUE, _KEY = Argument.VALUE, Argument.KEY


class Case(CasePart):
    """One client's findings and circumstances. No names, no personal data: at most a pseudonym.

    Every field may be missing, but something must have been observed. Ids are those of the
    ontology; when a vocabulary is given (``Case.read``), its labels and synonyms are understood too
    and turned into ids.
    """

    client: Client | None = Field(None, description="a pseudonym; never a name")
    date: Annotated[Day | None, CaseField(title="day")] = Field(
        None, description="the day of the assessment"
    )
    edition: Annotated[
        EditionName | None, CaseFact("edition", _VALUE), CaseField(title="source of the tables")
    ] = Field(None, description="the teaching whose rows count")
    findings: Annotated[
        Rows[
            Annotated[
                Finding,
                BeforeValidator(
                    sided_form("finding"), json_schema_input_type=FindingName | Finding
                ),
            ]
        ],
        CaseField(section=FormSection.SEEN, is_open=True, is_observation=True, offered="finding"),
    ] = Field((), description="what was seen, one row for each observation")
    assessed: Annotated[
        Rows[AssessmentName],
        CaseFact("assessed", _VALUE),
        CaseField(title="assessments done", section=FormSection.SEEN, place=1, is_observation=True),
    ] = Field(
        (), description="assessments that were done; those of the findings need not be repeated"
    )
    posture: Annotated[Rows[Posture], CaseField(section=FormSection.SEEN, is_observation=True)] = (
        Field((), description="signs in standing, one row for each observation")
    )
    modifications: Annotated[
        Rows[Modification],
        CaseField(title="assessments repeated with a change", section=FormSection.SEEN),
    ] = Field(
        (),
        description="assessments repeated with a demand taken away, and what became of a finding",
    )
    tests: Annotated[Rows[Test], CaseField(section=FormSection.SEEN, is_observation=True)] = Field(
        (), description="mobility and strength tests; they outweigh observation"
    )
    measures: Annotated[Rows[Measure], CaseField(section=FormSection.SEEN, is_observation=True)] = (
        Field((), description="measured ranges of joints; they decide over a suspicion")
    )
    fms: Annotated[Screen, CaseField(section=FormSection.SCREEN, is_observation=True)] = Field(
        Screen(), description="the movement screen"
    )
    readiness: Annotated[
        ById[QuestionName, ReadinessAnswer],
        CaseFact("readiness", _KEY, _VALUE),
        CaseField(section=FormSection.SAFETY, place=2),
    ] = Field(
        default_factory=ReadOnly,
        description="answers to the readiness questions: yes, no, or cleared after a yes",
    )
    pain: Annotated[
        Rows[
            Annotated[
                Pain,
                BeforeValidator(sided_form("region"), json_schema_input_type=RegionName | Pain),
            ]
        ],
        CaseField(section=FormSection.SAFETY, is_open=True, is_observation=True),
    ] = Field((), description="where it hurts")
    red_flags: Annotated[
        Rows[
            Annotated[
                RedFlag,
                BeforeValidator(short_form("flag"), json_schema_input_type=FlagName | RedFlag),
            ]
        ],
        CaseField(section=FormSection.SAFETY, place=1, is_observation=True, offered="red flag"),
    ] = Field((), description="signs that ask for a clinician")
    conditions: Annotated[
        Rows[
            Annotated[
                Condition,
                BeforeValidator(
                    unlisted_form("condition"), json_schema_input_type=ConditionName | Condition
                ),
            ]
        ],
        CaseField(section=FormSection.SAFETY, place=3, offered="condition"),
    ] = Field((), description="diagnoses and circumstances")
    population: Annotated[
        Rows[PopulationName],
        CaseFact("population", _VALUE),
        CaseField(title="groups", offered="group"),
    ] = Field((), description="groups the client belongs to")
    habits: Annotated[Rows[HabitName], CaseFact("habit", _VALUE), CaseField(offered="habit")] = (
        Field((), description="work, sport and daily habits; they only raise suspicion")
    )
    equipment: Annotated[
        Rows[EquipmentName] | None,
        CaseFact("equipment_given"),
        CaseFact("equipment", _VALUE),
        CaseField(offered="equipment"),
    ] = Field(
        None, description="what is at hand; an empty list is nothing, a missing one is anything"
    )
    minutes: Annotated[
        Minutes | None, CaseFact("minutes", _VALUE), CaseField(title="minutes a session")
    ] = Field(None, description="time for a session")
    level: Annotated[Level | None, CaseFact("level", _VALUE), CaseField(title="hardest level")] = (
        Field(None, description="the hardest exercise that is still suitable")
    )
    days_per_week: Annotated[Days | None, CaseFact("days", _VALUE)] = Field(
        None, description="sessions a week"
    )
    goals: Annotated[Rows[Goal], CaseField(section=FormSection.GOALS, is_changeable=False)] = Field(
        (), description="what the client wants"
    )
    refuses: Annotated[
        Rows[ExerciseName],
        CaseFact("refuses", _VALUE),
        CaseField(title="exercises refused", offered="refused exercise"),
    ] = Field((), description="exercises the client will not do")
    lifts: Annotated[
        Rows[LiftName], CaseFact("lift", _VALUE), CaseField(section=FormSection.GOALS)
    ] = Field((), description="main lifts to pair correctives with")

    @model_validator(mode="after")
    def _something_observed(self) -> Self:
        if not has_observation(self):
            allowed = f"at least one, under {', '.join(observed_fields(type(self)))}"
            raise not_allowed(allowed, problem="no observation")
        return self

    @model_validator(mode="after")
    def _earlier_is_earlier(self) -> Self:
        """Refuse an earlier screen that is not earlier than this one."""
        before = self.fms.previous.date if self.fms.previous is not None else None
        this = self.fms.date or self.date
        if before is not None and this is not None and before >= this:
            place = ("fms", "previous", "date")
            raise not_allowed(f"a day before {this}", problem=str(before), path=place)
        return self

    @model_validator(mode="after")
    def _cleared_by_now(self) -> Self:
        """Refuse a clearance that lies after the day of the case."""
        for place, row in _rows(self, ()):
            day = getattr(row, "cleared_on", None)
            if day is not None and self.date is not None and day > self.date:
                allowed = f"a day no later than {self.date}"
                raise not_allowed(allowed, problem=str(day), path=(*place, "cleared_on"))
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


def _rows(
    part: BaseModel, above: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], BaseModel]]:
    """Yield the rows of a case, or of a part of one, each with its place."""
    for declared in declared_fields(type(part)):
        value, path = getattr(part, declared.name), (*above, declared.name)
        if declared.kind == "rows":
            yield from (((*path, number), row) for number, row in enumerate(value))
        elif declared.kind == "part" and value is not None:
            yield from _rows(value, path)


def case_schema(model: type[Case] = Case) -> dict[str, Any]:
    """Return the JSON Schema of a case as it may be written.

    Args:
        model: the model of the case.
    """
    schema: dict[str, Any] = untitled(model.model_json_schema())
    observed = [{"required": [key]} for key in observed_fields(model)]
    return {"$schema": SCHEMA_DIALECT, "title": Case.__name__, **schema, "anyOf": observed}


def untitled(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    """Return a schema without the titles that only repeat the name of their key."""
    if isinstance(schema, list):
        return [untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: untitled(part) for key, part in schema.items()}
    return {key: part for key, part in parts.items() if key != "title" or not isinstance(part, str)}
