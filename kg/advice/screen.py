"""What an advice says of the movement screen: scores, order of correction, drills, change."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from kg.advice.base import PROOF, Part, Side

__all__ = ["Asymmetry", "Change", "Compared", "CutOff", "Policy", "Said", "Screen", "Stage"]

Judgement = Literal["improved", "worsened", "within_error", "unchanged", "undefined"]


class Asymmetry(Part):
    """A pattern whose sides score differently."""

    pattern: str
    side: Side = Field(description="the lower side")
    low: int
    high: int
    proof: str = PROOF


class Target(Part):
    """The pattern to correct first."""

    test: str
    policy: str
    proof: str = PROOF


class Place(Part):
    """A pattern below the standard and its place in the order of correction."""

    pattern: str
    place: int
    score_class: str = Field(description="the class of its scores")
    proof: str = PROOF


class Policy(Part):
    """A published policy that orders what is to be corrected, and its order for this client."""

    id: str
    label: str
    in_use: bool
    default: bool = Field(description="whether it is used when the case names none")
    order: tuple[Place, ...]


class Said(Part):
    """One thing that is said of a pattern."""

    pattern: str
    text: str
    proof: str = PROOF


class Stage(Part):
    """A stage of the correction: what is chosen for it, what comes next, or why nothing is."""

    pattern: str
    stage: str
    label: str
    drills: tuple[str, ...] = Field(description="the exercises of the program that belong to it")
    next: str | None = Field(description="the next drill, for when these are clean on both sides")
    reason: str = Field(description="why it has no drill; empty if it has one")
    proof: str = PROOF


class CutOff(Part):
    """Where the total lies by a disputed cut-off; the evidence stands under ``contested``."""

    id: str
    value: int
    within: bool
    rule: str = Field(description="how it may be used")
    proof: str = PROOF


class Compared(Part):
    """A score in two screens."""

    kind: Literal["total", "pattern"]
    pattern: str | None = Field(description="null for the total")
    before: int | None
    now: int | None
    judgement: Judgement
    text: str
    proof: str = PROOF


class Change(Part):
    """What changed since an earlier screen, as far as the screen can tell."""

    since: dt.date | None
    rule: str = Field(description="what counts as a change")
    total: Compared
    patterns: tuple[Compared, ...]


class Screen(Part):
    """The movement screen."""

    final: dict[str, int]
    total: int | None = Field(description="0 to 21; null while a pattern is missing")
    asymmetries: tuple[Asymmetry, ...]
    first_target: Target | None
    policies: tuple[Policy, ...]
    limits: tuple[Said, ...] = Field(description="what may limit a pattern: suspected, not found")
    on_hold: tuple[Said, ...] = Field(description="training that waits for a pattern")
    progression: tuple[Stage, ...]
    cut_off: CutOff | None = Field(description="null while the total is undefined")
    change: Change | None = Field(description="null without an earlier screen")
    notes: tuple[str, ...]
