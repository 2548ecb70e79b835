"""The phases of a program in their order, and the exercises of each."""

from __future__ import annotations

from kg.knowledge.facts import Facts

__all__ = ["exercises_of_phases", "phases_in_order"]


def phases_in_order(facts: Facts) -> tuple[str, ...]:
    """Return the ids of the phases, the first first."""
    order = sorted((int(number), str(phase)) for phase, number in facts.relations["phase_order"])
    return tuple(phase for _, phase in order)


def exercises_of_phases(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Return the phases in their order, each with the ids of its exercises, by id."""
    by_phase: dict[str, list[str]] = {phase: [] for phase in phases_in_order(facts)}
    for exercise, phase in facts.relations["phase_of"]:
        by_phase[str(phase)].append(str(exercise))
    return {phase: tuple(sorted(exercises)) for phase, exercises in by_phase.items()}
