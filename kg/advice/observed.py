"""What an advice says of what was looked at beside findings: posture, modified squats, tests."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.advice.base import PROOF, Part, Side

__all__ = ["Checkpoint", "Look", "Modified", "Posture", "TestEffect", "Tested"]


class Checkpoint(Part):
    """A region looked at from one side, and what is expected there."""

    id: str
    label: str
    expected: str
    plumb_line: str = Field(description="where the plumb line falls; empty if it tells nothing")
    proof: str = PROOF


class Posture(Part):
    """A sign in standing."""

    id: str
    label: str
    side: Side | None
    severity: str | None
    checkpoints: tuple[Checkpoint, ...]
    shows: tuple[str, ...] = Field(description="the findings that it is itself")
    suggests: tuple[str, ...] = Field(description="the findings of movement that it suggests")
    proof: str = PROOF


class Modified(Part):
    """A finding in a modified assessment."""

    modification: str
    finding: str
    side: Side | None
    result: str
    region: str | None = Field(description="where the suspicion falls; null if no teaching says")
    grade: str | None = Field(description="how well that reading is attested")
    sources: tuple[str, ...]
    text: str
    proof: str = PROOF


class TestEffect(Part):
    """What a test says of a muscle that the findings name."""

    __test__ = False  # not for pytest to collect

    muscle: str
    side: Side
    direction: Literal["overactive", "underactive"]
    effect: Literal["confirms", "overrules"]
    text: str
    proof: str = PROOF


class Tested(Part):
    """A mobility or strength test and what it settles."""

    test: str
    label: str
    side: Side
    result: str
    effects: tuple[TestEffect, ...] = Field(description="empty if it bears on no finding")
    proof: str = PROOF


class Look(Part):
    """Where to look next: an assessment that would show a suspicion, or a modified one."""

    kind: str
    text: str
    proof: str = PROOF
