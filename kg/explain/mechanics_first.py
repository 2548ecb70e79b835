"""Why an exercise was chosen: first what it does, then rank, tools and safety."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kg.explain.consultation import Consultation
from kg.explain.mechanics import Mechanics
from kg.proof.narrative import Story, arrange

__all__ = ["is_of_mechanics", "mechanics_first"]

_MOST: Final = 3
"""So many sentences come first: the most telling of each need that the exercise serves."""
_MECHANICS: Final = "mechanics"


def mechanics_first(consultation: Consultation, story: Story) -> Story:
    """Return the story of a choice with what the exercise does to muscles and joints at its head.

    Each sentence comes with its own proof, down to the rows of the positions.

    Args:
        consultation: the answer that the story is of.
        story: the story of a statement; one that is no choice of an exercise with described
            positions is returned as it is.
    """
    top = consultation.atom(story.root) if story.top.kind == "choice" else None
    if top is None or top.name != "choose":
        return story
    exercise, phase = map(str, top.arguments)
    mechanics = Mechanics.of(consultation.answered.knowledge, [exercise], consultation.ontology)
    lines = dict(story.lines)
    roots = []
    for part in _parts(consultation, mechanics, exercise, phase):
        named = part.under(_MECHANICS)
        if named.root not in lines:
            roots.append(named.root)
        lines.update(named.lines)
        if len(roots) == _MOST:
            break
    because = (*roots, *story.top.because)
    lines[story.root] = replace(story.top, because=because)
    return arrange(story.root, lines)


def is_of_mechanics(key: str) -> bool:
    """Return whether a line tells what an exercise does, and is no statement of the answer."""
    return key.startswith(f"{_MECHANICS}: ")


def _parts(
    consultation: Consultation, mechanics: Mechanics, exercise: str, phase: str
) -> Iterator[Story]:
    """Yield how an exercise serves the needs of a case, the most telling story of each first."""
    needs = {
        name: sorted({str(one[2]) for one in _of(consultation, name, exercise, phase)})
        for name in ("usable", "motion_counts")
    }
    relations = consultation.answered.knowledge.facts.relations
    targets = [str(target) for subject, target in relations["targets"] if str(subject) == exercise]
    pairs = {(str(part), str(whole)) for part, whole in relations["part_of"]}
    muscles = dict.fromkeys(
        target
        for muscle in needs["usable"]
        for target in targets
        if target == muscle or {(target, muscle), (muscle, target)} & pairs
    )
    # A whole movement retrains a pattern: all that it is for counts.
    muscles = muscles if any(needs.values()) else dict.fromkeys(targets)
    stories = [mechanics.reasons(exercise, muscle, _MOST) for muscle in muscles]
    stories += [mechanics.motions(exercise, motion, _MOST) for motion in needs["motion_counts"]]
    for place in range(max(map(len, stories), default=0)):
        yield from (one[place] for one in stories if place < len(one))


def _of(
    consultation: Consultation, name: str, exercise: str, phase: str
) -> Iterator[tuple[str, ...]]:
    """Yield the arguments of the atoms that say what an exercise serves in a phase."""
    for atom in consultation.truth.of(name, 5):
        arguments = tuple(map(str, atom.arguments))
        if arguments[:2] == (exercise, phase):
            yield arguments
