"""The critique: what is wrong with a plan and what is good about it, as a frozen value.

It says the same in JSON, always in the same bytes.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kg.advice.base import Note, Side
from kg.advice.model import Knowledge

__all__ = [
    "Credit",
    "Critique",
    "JudgedItem",
    "OpenPlanLine",
    "PlanChange",
    "PlanViolation",
    "critique_schema",
]


class _CritiquePart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_PROOF = Field(description="the atom that says it; ask why with it")


class JudgedItem(_CritiquePart):
    """One exercise of the plan, as it was read."""

    number: int = Field(description="its place in the plan, counted from 1")
    exercise: str
    label: str
    phase: str = Field(description="where the plan puts it, or else its own phase")
    side: Side | None = Field(description="as the plan says; null when it does not")
    useful: bool = Field(description="whether it serves something that is worked on now")
    written: str | None = Field(
        description="the name in the plan, where it is not one of the exercise's own"
    )
    note: str | None = Field(description="what else the plan says of it")
    proof: str = _PROOF


class OpenPlanLine(_CritiquePart):
    """A line of the plan that was not understood and is not judged."""

    line: int = Field(description="its line in the file, counted from 1")
    text: str
    nearest: tuple[str, ...] = Field(description="exercises that it may mean, best first")


class PlanChange(_CritiquePart):
    """A change of the plan that was tried: the changed plan was judged anew."""

    kind: str
    text: str
    remaining: int = Field(description="violations of the changed plan")
    proof: str = _PROOF


class PlanViolation(_CritiquePart):
    """A mistake that the plan makes."""

    number: int = Field(description="its place in this critique, counted from 1")
    mistake: str
    label: str
    severity: str
    severity_label: str
    weight: int
    text: str
    item: int | None = Field(description="the item it speaks of, if it speaks of one")
    rule: str = Field(description="the rule that is broken")
    remedy: str = Field(description="what is done about such a mistake")
    evidence: str = Field(description="how well the rule is attested")
    sources: tuple[str, ...]
    repair: PlanChange | None = Field(
        description="the smallest change that leaves fewer violations, if one does"
    )
    proof: str = _PROOF


class Credit(_CritiquePart):
    """Something that is good about the plan."""

    kind: str
    text: str
    proof: str = _PROOF


class Critique(_CritiquePart):
    """A plan judged by the rules that make a program."""

    schema_version: Literal[1] = 1
    knowledge: Knowledge
    verdict: Literal["sound", "flawed"]
    items: tuple[JudgedItem, ...]
    lifts: tuple[str, ...] = Field(
        description="main lifts that it goes on with; judged by what rules them out"
    )
    others: tuple[str, ...] = Field(
        description="lifts and exercises that the catalogue does not hold; not judged"
    )
    not_understood: tuple[OpenPlanLine, ...] = Field(description="lines that are not judged")
    violations: tuple[PlanViolation, ...] = Field(description="the heaviest first")
    credits: tuple[Credit, ...]
    referrals: tuple[Note, ...]
    warnings: tuple[Note, ...]
    notice: str = Field(description="what this is and is not")

    def to_json(self) -> str:
        """Return the critique as JSON, indented by two, ending in a line break."""
        return self.model_dump_json(indent=2, by_alias=True) + "\n"


def critique_schema() -> dict[str, Any]:
    """Return the JSON Schema of a critique."""
    schema = Critique.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
