"""Grounding and solving: one fresh program a case, always within a time limit."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import clingo

from kg.errors import InternalError, TimeLimit

__all__ = ["GroundingError", "Solution", "ground", "search", "solve"]

#: Core-guided optimisation with stratification; plain branch-and-bound hangs on this shape of
#: problem. ``optN`` marks proven optima and lists those of equal cost, for a stable choice.
_OPTIONS: Final = ("--opt-strategy=usc,one,stratify", "--opt-mode=optN", "0")
#: At most so many equally good answers are compared to pick the first in order.
_EQUALS: Final = 16
#: The share of the time limit added when the search from below has no answer to show.
_GRACE: Final = 0.5
#: What the solver says about a place: its line in the text, and the complaint.
_COMPLAINT: Final = re.compile(r"<block>:(\d+):[\d:-]+: \w+: (.+)")


class GroundingError(InternalError):
    """A program that does not ground.

    Attributes:
        complaint: what the solver says, on one line.
        line: the line of the program's texts, joined by line breaks, or ``None``.
    """

    def __init__(self, complaints: Iterable[str], given: int) -> None:
        """Keep what the solver says; ``given`` is the number of lines before the program."""
        said = "; ".join(" ".join(one.split()) for one in complaints)
        super().__init__(f"the rules do not ground: {said}")
        first = _COMPLAINT.match(said)
        self.complaint = first[2] if first else said
        self.line = int(first[1]) - given if first else None


@dataclass(frozen=True)
class Solution:
    """An answer set, with what is known of its worth.

    Attributes:
        atoms: the true atoms, sorted as text.
        cost: the value of each objective level, highest level first: (level, value).
        proven: whether no better answer exists; ``False`` when the time ran out first.
        whole: every true atom, shown or not, in no order; empty unless asked for.
    """

    atoms: tuple[clingo.Symbol, ...]
    cost: tuple[tuple[int, int], ...]
    proven: bool
    whole: frozenset[clingo.Symbol] = field(default=frozenset(), repr=False, compare=False)


def solve(
    program: Iterable[str],
    *,
    inputs: Iterable[tuple[str, int]] = (),
    shown: Iterable[tuple[str, int]] = (),
    time_limit: float = 10.0,
) -> Solution:
    """Return the best answer set of a program.

    Args:
        program: the texts that make up the program: rules, facts, the case.
        inputs: the signatures that may have no atoms at all, such as facts nobody stated.
        shown: the signatures whose atoms the answer holds; every atom when there are none.
        time_limit: seconds for the search, at least zero; the best answer found is returned when
            it is over, and half as many more are spent when there is none yet. Grounding is not
            interrupted.

    Returns:
        The proven optimum; among equals the first in the order of their atoms' texts. Or the best
        answer found within the time, with ``proven`` false.

    Raises:
        TimeLimit: when not even a first answer was found in time.
        GroundingError: when the program does not ground without a complaint.
        InternalError: when the program has no answer set.
    """
    return search(ground(program, inputs=inputs, shown=shown), time_limit)


def ground(
    program: Iterable[str],
    *,
    inputs: Iterable[tuple[str, int]] = (),
    shown: Iterable[tuple[str, int]] = (),
) -> clingo.Control:
    """Return a control with a program grounded, ready to be searched.

    Args:
        program: the texts that make up the program.
        inputs: the signatures that may have no atoms at all.
        shown: the signatures whose atoms an answer shows; every atom when there are none.

    Raises:
        GroundingError: when the program does not ground without a complaint.
    """
    complaints: list[str] = []
    control = clingo.Control(list(_OPTIONS), logger=lambda _, text: complaints.append(text.strip()))
    extra = [f"#defined {name}/{arity}." for name, arity in sorted(inputs)]
    extra += [f"#show {name}/{arity}." for name, arity in sorted(shown)]
    try:
        control.add("base", [], "\n".join([*extra, *program]))
        control.ground([("base", [])])
    except RuntimeError as error:
        raise GroundingError(complaints or [str(error)], len(extra)) from error
    if complaints:
        raise GroundingError(complaints, len(extra))
    return control


def search(control: clingo.Control, time_limit: float, *, whole: bool = False) -> Solution:
    """Return the best answer set: from below first; if that gives none in time, from above.

    Args:
        control: a grounded program.
        time_limit: seconds, as for ``solve``.
        whole: whether the solution holds every true atom beside those that are shown.

    Raises:
        TimeLimit: when not even a first answer was found in time.
        InternalError: when there is no answer at all.
    """
    found = _answers(control, time_limit, whole=whole)
    if found is None and time_limit > 0:
        _set(control, "solver", "opt_strategy", "bb,hier")
        _set(control, "solve", "opt_mode", "opt")
        found = _answers(control, time_limit * _GRACE, whole=whole)
    if found is None:
        raise TimeLimit(f"no answer within {time_limit:g} seconds; allow more time")
    return found


def _set(control: clingo.Control, group: str, key: str, value: str) -> None:
    setattr(getattr(control.configuration, group), key, value)


def _answers(control: clingo.Control, seconds: float, *, whole: bool) -> Solution | None:
    """Return the best answer found in some seconds, or ``None``."""
    deadline = time.monotonic() + max(seconds, 0.0)
    best: Solution | None = None
    first: list[str] = []
    equals = 0
    finished = False
    with control.solve(yield_=True, async_=True) as handle:
        while equals < _EQUALS:
            handle.resume()
            if not handle.wait(max(deadline - time.monotonic(), 0.0)):
                handle.cancel()
                break
            model = handle.model()
            if model is None:
                finished = True
                break
            proven = model.optimality_proven or not model.cost
            equals += proven
            shown = sorted((str(atom), atom) for atom in model.symbols(shown=True))
            order = [text for text, _ in shown]
            if not proven or equals == 1 or order < first:
                atoms = tuple(atom for _, atom in shown)
                best, first = _solution(model, atoms, proven=proven, whole=whole), order
    if best is None and finished:
        raise InternalError("the rules contradict each other: there is no answer at all")
    return best


def _solution(
    model: clingo.Model, atoms: tuple[clingo.Symbol, ...], *, proven: bool, whole: bool
) -> Solution:
    return Solution(
        atoms,
        tuple(zip(model.priority, model.cost, strict=True)),
        proven,
        frozenset(model.symbols(atoms=True)) if whole else frozenset(),
    )
