"""The changes of a program by hand as a word of an address, and what they make of the program.

``swap.OLD.NEW~drop.OLD~put.NEW~mend.2``: the steps in order; the last one makes the repair of the
second violation of the program as it stands by then.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from kg.explain.consultation import Consultation
from kg.plan.model import Plan
from kg.present.address.case import ignored
from kg.present.plan_edit import Step, left_out, place_of, put_in, swapped

__all__ = [
    "Made",
    "drop_word",
    "made",
    "mend_word",
    "put_word",
    "read_own",
    "swap_word",
    "with_step",
    "without_last",
]

_BETWEEN, _WITHIN = "~", "."
_SWAP, _DROP, _PUT, _MEND = "swap", "drop", "put", "mend"
#: How many exercises a step names.
_NAMES: Final = {_SWAP: 2, _DROP: 1, _PUT: 1}
#: A step with a repair is judged anew; an address must not ask for any number of them.
_MOST: Final = 30
_LONGEST: Final = 80


@dataclass(frozen=True)
class Made:
    """A program as it was changed by hand.

    Attributes:
        steps: the changes in order, each with the plan after it.
        word: the changes as a word.
        notices: the steps that cannot be made of this program, in sentences.
    """

    steps: tuple[Step, ...]
    word: str
    notices: tuple[str, ...]


def swap_word(old: str, new: str) -> str:
    """Return the step that puts an exercise in the place of another."""
    return _WITHIN.join((_SWAP, old, new))


def drop_word(exercise: str) -> str:
    """Return the step that leaves an exercise out."""
    return _WITHIN.join((_DROP, exercise))


def put_word(exercise: str) -> str:
    """Return the step that puts an exercise in."""
    return _WITHIN.join((_PUT, exercise))


def mend_word(number: int) -> str:
    """Return the step that repairs a violation, by its number in the critique."""
    return _WITHIN.join((_MEND, str(number)))


def with_step(word: str, step: str) -> str:
    """Return some steps, and one more after them."""
    return f"{word}{_BETWEEN}{step}" if word else step


def without_last(word: str) -> str:
    """Return some steps without the last of them."""
    return word.rpartition(_BETWEEN)[0]


def read_own(word: str, exercises: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Return the steps of an address that can be understood, and what was ignored.

    Args:
        word: what the address says.
        exercises: the ids that there are.
    """
    kept, notices = "", []
    for number, step in enumerate(filter(None, word.split(_BETWEEN))):
        if number >= _MOST:
            notices.append(ignored("own", f"more than {_MOST} steps"))
            break
        if _understood(step, exercises):
            kept = with_step(kept, step)
        else:
            notices.append(ignored("own", repr(step[:_LONGEST])))
    return kept, tuple(notices)


def _understood(step: str, exercises: Container[str]) -> bool:
    kind, *names = step.split(_WITHIN)
    if kind == _MEND:
        return len(names) == 1 and names[0].isascii() and names[0].isdigit() and len(names[0]) < 4
    return len(names) == _NAMES.get(kind, -1) and all(one in exercises for one in names)


def made(
    word: str,
    program: Plan,
    consultation: Consultation,
    mended: Callable[[Plan, int], Step | None],
) -> Made:
    """Return what some steps make of a program; those that do not fit it are left out.

    Args:
        word: the steps, as ``read_own`` returned them.
        program: the program as the rules chose it.
        consultation: the answer that it belongs to.
        mended: gives the repair of a violation of a plan by its number, if there is one.
    """
    steps: tuple[Step, ...] = ()
    kept, notices, plan = "", [], program
    for one in filter(None, word.split(_BETWEEN)):
        step = _step(one, plan, consultation, mended)
        if step is None:
            notices.append(ignored("own", repr(one)))
            continue
        steps, plan, kept = (*steps, step), step.plan, with_step(kept, one)
    return Made(steps, kept, tuple(notices))


def _step(
    word: str,
    plan: Plan,
    consultation: Consultation,
    mended: Callable[[Plan, int], Step | None],
) -> Step | None:
    kind, *names = word.split(_WITHIN)
    if kind == _MEND:
        return mended(plan, int(names[0]))
    new = names[-1] if kind != _DROP else None
    if new is not None and place_of(plan, new) is not None:
        return None
    knowledge = consultation.answered.knowledge
    said = [knowledge.label(one).lower() for one in names]
    if kind == _PUT:
        return Step(f"with {said[0]}", put_in(plan, names[0], knowledge.facts, consultation))
    place = place_of(plan, names[0])
    if place is None:
        return None
    if kind == _SWAP:
        return Step(f"{said[1]} instead of {said[0]}", swapped(plan, place, names[1], consultation))
    without = left_out(plan, place)
    return None if without is None else Step(f"without {said[0]}", without)
