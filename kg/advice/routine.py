"""What an advice says of the client's days: week, sessions, progression, goals, groups, habits."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from kg.advice.base import PROOF, Note, Part, Side

__all__ = [
    "Day",
    "ExerciseSteps",
    "Goal",
    "Letter",
    "Population",
    "Progression",
    "Session",
    "SessionItem",
    "SessionPart",
    "Stage",
    "Step",
    "SuspectedFinding",
    "Suspicion",
]


class Day(Part):
    """A training day of the week."""

    day: int = Field(description="its place in the week, from 1, the day of the assessment")
    id: str = Field(description="the session of that day")
    label: str
    date: dt.date | None = Field(description="the first such day; null when the case has no date")
    proof: str = PROOF


class SessionItem(Part):
    """An exercise of the program within a session."""

    exercise: str
    label: str
    side: Side
    minutes: float
    again: bool = Field(description="whether it is done once more in the same session")
    proof: str = PROOF


class SessionPart(Part):
    """A part of a session and its exercises, in order."""

    slot: str
    label: str
    lift: str | None = Field(description="the lift that the exercises come before")
    minutes: float
    items: tuple[SessionItem, ...]


class Session(Part):
    """What a training day holds."""

    id: str
    label: str
    minutes: float = Field(description="of the correctives; lifts take their own time")
    lifts: tuple[str, ...] = Field(description="the client's lifts that are trained in it")
    parts: tuple[SessionPart, ...]


class Stage(Part):
    """Some weeks of the block, and what changes in them."""

    id: str
    label: str
    first_week: int
    last_week: int
    text: str
    proof: str = PROOF


class Step(Part):
    """An exercise that may follow another, or take its place."""

    exercise: str
    label: str
    text: str
    proof: str = PROOF


class ExerciseSteps(Part):
    """How an exercise of the program goes on."""

    exercise: str
    label: str
    sets: int = Field(description="sets at the start")
    sets_up_to: int = Field(description="the most sets of its technique")
    harder: tuple[Step, ...] = Field(description="when the criterion to advance is met")
    easier: tuple[Step, ...] = Field(description="when the criterion to step back is met")
    ruled_out: tuple[Step, ...] = Field(description="next steps that are ruled out, and why")


class Progression(Part):
    """From week to week, up to the reassessment."""

    stages: tuple[Stage, ...]
    criteria: tuple[Note, ...]
    steps: tuple[ExerciseSteps, ...]


class Letter(Part):
    """One letter of a SMART goal."""

    id: str = Field(description="the criterion")
    letter: str
    label: str
    holds: bool
    text: str = Field(description="why it holds, or what is missing")
    reasons: tuple[Note, ...]
    proof: str = PROOF


class Goal(Part):
    """A goal of the client, judged letter by letter."""

    row: int = Field(description="its row in the case, counted from 0")
    text: str = Field(description="as it was written")
    kind: str
    label: str = Field(description="the kind in words")
    smart: bool
    letters: tuple[Letter, ...]
    review: dt.date | None = Field(description="when to look; null when the case has no date")
    check_with: tuple[str, ...] = Field(description="the assessments or patterns to look with")
    proof: str = PROOF


class SuspectedFinding(Part):
    """A finding that a habit makes more likely. It is not found by that."""

    finding: str
    label: str
    state: Literal["seen", "not_shown", "look"]
    assessments: tuple[str, ...] = Field(description="what was done, or what to do")
    proof: str = PROOF


class Suspicion(Part):
    """A habit, and what to look at because of it."""

    id: str
    label: str
    strength: str
    text: str
    findings: tuple[SuspectedFinding, ...]
    proof: str = PROOF


class Population(Part):
    """A group the client belongs to, and what changes for it."""

    id: str
    label: str
    changes: tuple[Note, ...]
