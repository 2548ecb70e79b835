"""What else could have been chosen in place of an exercise, and what it would cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import clingo

from kg.explain.consultation import Consultation
from kg.proof.narrative import Story

__all__ = ["ExerciseAlternative", "alternatives", "priced"]

#: An exercise and what it could serve: the predicate of the rules, and that of the choice.
_SERVES: Final = "serves"
_CHOSEN: Final = "choose"
#: What may be chosen: an exercise that nothing rules out. And what asks for care with a condition.
_CANDIDATE: Final = "candidate"
_ASKS_CARE: Final = "asks_care"
_MOST: Final = 8


@dataclass(frozen=True)
class ExerciseAlternative:
    """An exercise that could serve what another serves.

    Attributes:
        atom: the choice of it.
        exercise: its id.
        label: its name.
        shared: how many of the needs of the other it could serve.
        care: what about it asks for care with a condition of the client, in sentences.
    """

    atom: str
    exercise: str
    label: str
    shared: int
    care: tuple[str, ...] = ()


def alternatives(consultation: Consultation, chosen: str) -> tuple[ExerciseAlternative, ...]:
    """Return what could be chosen in place of an exercise, those that serve most of it first.

    What is ruled out for the client is not among them; what asks for care says so.

    Args:
        consultation: the answer.
        chosen: the atom of the choice that is looked at.
    """
    exercise, phase = consultation.atom(chosen).arguments
    needs: dict[clingo.Symbol, set[clingo.Symbol]] = defaultdict(set)
    for served in consultation.truth.of(_SERVES, 3):
        if served.arguments[1] == phase:
            needs[served.arguments[0]].add(served.arguments[2])
    taken = {one.arguments[0] for one in consultation.truth.of(_CHOSEN, 2)}
    free = {
        candidate.arguments[0]
        for candidate in consultation.truth.of(_CANDIDATE, 2)
        if candidate.arguments[1] == phase
    }
    care: dict[clingo.Symbol, list[str]] = defaultdict(list)
    for reason in sorted(consultation.truth.of(_ASKS_CARE, 3)):
        care[reason.arguments[0]].append(consultation.answered.say.say(reason))
    mine = needs.get(exercise, set())
    label = consultation.answered.knowledge.label
    options = [
        ExerciseAlternative(
            str(clingo.Function(_CHOSEN, [other, phase])),
            other.name,
            label(other.name),
            len(mine & theirs),
            tuple(care[other]),
        )
        for other, theirs in needs.items()
        if other in free - taken and mine & theirs
    ]
    return tuple(sorted(options, key=lambda one: (bool(one.care), -one.shared, one.label)))


@dataclass(frozen=True)
class Priced:
    """An alternative with its price.

    Attributes:
        alternative: the alternative.
        possible: whether any valid program has it.
        verdict: the price in one sentence.
        order: by how much it is worse, level by level; less is better.
        story: what it breaks, in sentences.
    """

    alternative: ExerciseAlternative
    possible: bool
    verdict: str
    order: tuple[tuple[int, int], ...]
    story: Story


def priced(
    consultation: Consultation, some: Sequence[ExerciseAlternative], most: int = _MOST
) -> tuple[Priced, ...]:
    """Return the first few alternatives with their price, the cheapest first.

    Args:
        consultation: the answer.
        some: the alternatives.
        most: so many are priced.

    Raises:
        TimeLimit: when another program was not found in time.
    """
    ties = {one.arguments[0].number for one in consultation.truth.of("tie_break", 1)}
    priced_options = []
    for option in some[:most]:
        contrast = consultation.contrast(consultation.atom(option.atom), holds=True)
        story = consultation.explainer.narrate_price(contrast)
        order = tuple(
            (-level.level, level.after - level.before)
            for level in contrast.levels
            if level.level not in ties and level.after != level.before
        )
        priced_options.append(Priced(option, contrast.possible, story.top.text, order, story))
    return tuple(sorted(priced_options, key=lambda one: (not one.possible, *_weight(one))))


def _weight(priced_option: Priced) -> tuple[tuple[int, int], str]:
    """Return what sorts prices: the highest level that differs, and by how much."""
    first = priced_option.order[0] if priced_option.order else (1, 0)
    return (first if priced_option.order else (1, 0)), priced_option.alternative.label
