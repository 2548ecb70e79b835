"""What an advice states, one by one, and what each statement is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from kg.advice.model import Advice

__all__ = ["Statement", "statements"]

#: The fields of a part of the advice that say what it is about, the first that is there.
_ABOUT: Final = ("exercise", "muscle", "motion", "finding", "test", "pattern", "id", "kind")


@dataclass(frozen=True)
class Statement:
    """One part of an advice that has a proof.

    Attributes:
        part: where it stands, such as ``muscles`` or ``program.phases.items``.
        about: the id of what it is about.
        side: the side it speaks of, or ``None``.
        atom: the atom that says it, as text.
    """

    part: str
    about: str
    side: str | None
    atom: str


def statements(advice: Advice) -> tuple[Statement, ...]:
    """Return everything in an advice that has a proof, in its order."""
    return tuple(_statements_in(advice, ""))


def _statements_in(value: object, part: str) -> Iterator[Statement]:
    if isinstance(value, tuple):
        for item in value:
            yield from _statements_in(item, part)
    elif isinstance(value, BaseModel):
        proof = getattr(value, "proof", None)
        if isinstance(proof, str):
            about = next(filter(None, (getattr(value, field, None) for field in _ABOUT)))
            yield Statement(part, str(about), getattr(value, "side", None), proof)
        for name in type(value).model_fields:
            yield from _statements_in(getattr(value, name), f"{part}.{name}" if part else name)
