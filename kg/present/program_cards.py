"""The program as cards: what each says, ready to be shown; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.advice.model import Advice, ProgramItem
from kg.present.advice_text import dose_words
from kg.present.text_writer import in_side

__all__ = ["cards_by_exercise", "program_cards"]


def program_cards(advice: Advice, label: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the phases in order, each with its cards.

    Args:
        advice: whose program is shown.
        label: gives the label of an id.

    Returns:
        Of each phase its ``label``, the ``tempo`` its exercises share, ``lacking`` when a need of
        it is left open, and ``cards`` with ``key``, ``exercise``, ``label``, ``side``,
        ``body_side``, ``facts``, ``why`` and ``care``.
    """
    lacking = {gap.phase for gap in advice.gaps}
    phases = []
    for phase in advice.program.phases:
        tempos = {item.dose.tempo for item in phase.items}
        shared = next(iter(tempos)) if len(tempos) == 1 else ""
        phases.append(
            {
                "label": phase.label,
                "tempo": shared,
                "lacking": phase.phase in lacking,
                "cards": [_card(item, label, shared) for item in phase.items],
            }
        )
    return phases


def cards_by_exercise(advice: Advice, label: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """Return the card of each exercise of a program, with its own tempo."""
    return {
        item.exercise: _card(item, label, "")
        for phase in advice.program.phases
        for item in phase.items
    }


def _card(item: ProgramItem, label: Callable[[str], str], tempo: str) -> dict[str, Any]:
    facts = [*dose_words(item.dose), f"{item.minutes:g} min"]
    if item.dose.tempo != tempo:
        facts.append(item.dose.tempo)
    tools = [label(one).lower() for one in item.equipment]
    return {
        "key": item.proof,
        "exercise": item.exercise,
        "label": item.label,
        "side": in_side(item.side),
        "body_side": item.side,
        "facts": facts,
        "tools": f"with {', '.join(tools)}" if tools else "",
        "why": item.why,
        "care": " ".join(care.text for care in item.care),
    }
