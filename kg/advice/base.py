"""What every part of an advice is made from."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["PROOF", "Note", "Part", "Side", "Span"]

Side = Literal["left", "right", "both", "midline"]

#: The field of a statement that names its proof.
PROOF: Final[Any] = Field(description="the atom that says it; ask why with it")


class Part(BaseModel):
    """A frozen part of an advice that knows no other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Part):
    """The least and the most of something."""

    minimum: int
    maximum: int


class Note(Part):
    """A warning, a referral, or another remark."""

    kind: str
    text: str
    urgency: str | None = None
    proof: str = PROOF
