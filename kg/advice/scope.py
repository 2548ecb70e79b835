"""What an advice says of readiness, of its own scope, and of what is contested."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from kg.advice.base import PROOF, Part, Side

__all__ = ["Clearance", "Contested", "Figure", "Limit", "Matter", "Readiness", "Scope", "Study"]


class Readiness(Part):
    """Whether the readiness questions let the client start."""

    kind: Literal[
        "readiness_stopped", "readiness_passed", "readiness_incomplete", "readiness_not_asked"
    ]
    text: str
    unanswered: tuple[str, ...]
    proof: str = PROOF


class Clearance(Part):
    """Whether a health professional has cleared a condition, a pain, a red flag or a test."""

    kind: Literal["condition", "pain", "red_flag", "test"]
    id: str = Field(description="the condition, the region that hurts, the flag, or the test")
    label: str
    side: Side | None
    region: str | None
    stage: str | None
    state: Literal["cleared", "not_cleared", "not_needed"]
    cleared_on: dt.date | None
    limits: str | None = Field(description="what the clearance says, in the words of the case")
    text: str
    proof: str = PROOF


class Matter(Part):
    """Something in this case and whose work it is."""

    domain: str
    kind: str = Field(description="what makes it so")
    text: str
    proof: str = PROOF


class Limit(Part):
    """A limit of practice that bears on this case."""

    id: str
    label: str
    statement: str
    may: str
    may_not: str
    grade: str | None
    sources: tuple[str, ...]
    proof: str = PROOF


class Scope(Part):
    """On which side of the boundary the advice stands, and what belongs to the others."""

    id: str = Field(description="the kind of work on whose side it stands")
    label: str
    text: str = Field(description="what that kind of work is")
    matters: tuple[Matter, ...]
    limits: tuple[Limit, ...]
    proof: str = PROOF


class Figure(Part):
    """One figure of a study, as it was published."""

    measure: str
    value: str


class Study(Part):
    """A study and what it says on a contested topic."""

    id: str
    label: str
    stance: Literal["for", "against"]
    population: str
    figures: tuple[Figure, ...]
    note: str
    grade: str | None = Field(description="how well our reading of it is attested")
    sources: tuple[str, ...]
    proof: str = PROOF


class Contested(Part):
    """Something this advice rests on that sources or studies disagree about."""

    id: str = Field(description="what it is about")
    label: str
    text: str = Field(description="what they disagree about; empty if only studies are listed")
    grade: str | None
    sources: tuple[str, ...]
    studies: tuple[Study, ...]
    proof: str = PROOF
