"""What an advice says of measures and of the motions of joints."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.advice.base import PROOF, Part, Side

__all__ = ["Measured", "Motion"]


class Measured(Part):
    """A measure of the case and how it is judged."""

    measure: str
    label: str
    motion: str
    side: Side
    reading: str = Field(description="the value with its unit, or limited or normal")
    verdict: Literal["limited", "normal", "open"] = Field(
        description="open where nothing decides, as with one side of a comparison"
    )
    proof: str = PROOF


class Motion(Part):
    """A motion of a joint on one side: limited, suspected to be, or with its full range."""

    id: str
    label: str
    side: Side
    state: Literal["limited", "suspected", "full"]
    worked_on: bool = Field(description="whether the program works on it now")
    reasons: tuple[str, ...] = Field(description="what shows or suggests it, in sentences")
    proof: str = PROOF
