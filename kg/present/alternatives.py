"""What else could have been chosen in place of an exercise, and what it would cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import clingo

from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.explain.narrative import Story

__all__ = ["Alternative", "alternatives", "priced"]

#: An exercise and what it could serve: the predicate of the rules, and that of the choice.
_SERVES: Final = "serves"
_CHOSEN: Final = "choose"
#: What may be chosen: an exercise that nothing rules out. And what asks for care with a condition.
_CANDIDATE: Final = "candidate"
_ASKS_CARE: Final = "asks_care"
_MOST: Final = 8


@dataclass(frozen=True)
class Alternative:
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


def alternatives(consultation: Consultation, chosen: str) -> tuple[Alternative, ...]:
    """Return what could be chosen in place of an exercise, those that serve most of it first.

    What is ruled out for the client is not among them; what asks for care says so.

    Args:
        consultation: the answer.
        chosen: the atom of the choice that is looked at.
    """
    exercise, phase = consultation.atom(chosen).arguments
    needs: dict[clingo.Symbol, set[clingo.Symbol]] = defaultdict(set)
    for one in consultation.truth.of(_SERVES, 3):
        if one.arguments[1] == phase:
            needs[one.arguments[0]].add(one.arguments[2])
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
    found = [
        Alternative(
            str(clingo.Function(_CHOSEN, [other, phase])),
            other.name,
            label(other.name),
            len(mine & theirs),
            tuple(care[other]),
        )
        for other, theirs in needs.items()
        if other in free - taken and mine & theirs
    ]
    return tuple(sorted(found, key=lambda one: (bool(one.care), -one.shared, one.label)))


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

    alternative: Alternative
    possible: bool
    verdict: str
    order: tuple[tuple[int, int], ...]
    story: Story


def priced(against: Against, some: Sequence[Alternative], most: int = _MOST) -> tuple[Priced, ...]:
    """Return the first few alternatives with their price, the cheapest first.

    Args:
        against: tells prices in the answer.
        some: the alternatives.
        most: so many are priced.

    Raises:
        TimeLimit: when another program was not found in time.
    """
    consultation = against.consultation
    ties = {one.arguments[0].number for one in consultation.truth.of("tie_break", 1)}
    found = []
    for one in some[:most]:
        contrast = consultation.contrast(consultation.atom(one.atom), holds=True)
        story = against.price(contrast)
        order = tuple(
            (-level.level, level.after - level.before)
            for level in contrast.levels
            if level.level not in ties and level.after != level.before
        )
        found.append(Priced(one, contrast.possible, story.top.text, order, story))
    return tuple(sorted(found, key=lambda one: (not one.possible, *_weight(one))))


def _weight(one: Priced) -> tuple[tuple[int, int], str]:
    """Return what sorts prices: the highest level that differs, and by how much."""
    first = one.order[0] if one.order else (1, 0)
    return (first if one.order else (1, 0)), one.alternative.label
