"""How sure an answer is: what every equally good answer holds, what only some, and which those are.

Answers are equally good when they differ at no level of the objective but one that only decides
between equals, which the rules name: ``tie_break/1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import clingo

from kg.explain.consultation import Consultation
from kg.solve.search import from_above, is_ready
from kg.solve.time_limits import Deadline, report_unfinished

__all__ = ["Alternative", "Certainty", "certainty"]

#: The highest cost that a level which does not count may reach.
_ANY_COST: Final = 2**30
#: So many answers are listed at the most; the diverse ones are picked among them.
_LISTED: Final = 200
_TOLD: Final = 5


@dataclass(frozen=True)
class Alternative:
    """An answer that is as good as the one that was given.

    Attributes:
        chosen: what is chosen in it and not in the given one.
        dropped: what is chosen in the given one and not in it.
    """

    chosen: tuple[clingo.Symbol, ...]
    dropped: tuple[clingo.Symbol, ...]


@dataclass(frozen=True)
class Certainty:
    """How sure an answer is.

    Attributes:
        always: of the atoms asked about those that hold in every equally good answer.
        sometimes: those that hold in the given answer, and not in every equally good one.
        elsewhere: choices that are made in another equally good answer alone.
        alternatives: equally good answers, the most different ones first.
        counted: how many equally good answers there are, the given one among them.
        complete: whether all of them were counted.
    """

    always: tuple[clingo.Symbol, ...]
    sometimes: tuple[clingo.Symbol, ...]
    elsewhere: tuple[clingo.Symbol, ...]
    alternatives: tuple[Alternative, ...]
    counted: int
    complete: bool


def certainty(
    consultation: Consultation, atoms: Iterable[clingo.Symbol], *, seconds: float = 5.0
) -> Certainty:
    """Return how sure some atoms of an answer are.

    Args:
        consultation: the answer.
        atoms: true atoms, such as those of its statements.
        seconds: how long other answers are listed.
    """
    asked = tuple(dict.fromkeys(atoms))
    control = consultation.answered.control
    given = {one for one in consultation.truth.atoms if consultation.is_choice(one)}
    with consultation.searching():
        bounds = _bounds(consultation)
        from_above(control)
        everywhere = _consequences(control, bounds, "cautious", seconds)
        anywhere = _consequences(control, bounds, "brave", seconds)
        answers, complete = _answers(control, bounds, consultation.is_choice, seconds)
    certain = everywhere if everywhere is not None else frozenset()
    elsewhere = {one for one in anywhere or () if consultation.is_choice(one)} - given
    return Certainty(
        always=tuple(one for one in asked if one in certain),
        sometimes=tuple(one for one in asked if one not in certain),
        elsewhere=tuple(sorted(elsewhere)),
        alternatives=tuple(
            Alternative(tuple(sorted(one - given)), tuple(sorted(given - one)))
            for one in _diverse(frozenset(given), answers)
        ),
        counted=len(answers | {frozenset(given)}),
        complete=complete and everywhere is not None and anywhere is not None,
    )


def _bounds(consultation: Consultation) -> str:
    """Return the option that lists every answer no worse than the given one, but for ties."""
    ties = {one.arguments[0].number for one in consultation.truth.of("tie_break", 1)}
    values = (
        _ANY_COST if level in ties else value
        for level, value in consultation.answered.solution.cost
    )
    told = ",".join(map(str, values))
    return f"enum,{told}" if told else "ignore"


def _consequences(
    control: clingo.Control, bounds: str, mode: str, seconds: float
) -> frozenset[clingo.Symbol] | None:
    """Return what holds in every, or in some, of the answers; ``None`` when the time ran out."""
    found: frozenset[clingo.Symbol] = frozenset()
    deadline = Deadline(seconds)
    with _configured(control, bounds, mode), control.solve(yield_=True, async_=True) as handle:
        while True:
            handle.resume()
            if not is_ready(handle, deadline):
                handle.cancel()
                report_unfinished()
                return None
            model = handle.model()
            if model is None:
                return found
            found = frozenset(model.symbols(atoms=True))


def _answers(
    control: clingo.Control,
    bounds: str,
    is_choice: Callable[[clingo.Symbol], bool],
    seconds: float,
) -> tuple[set[frozenset[clingo.Symbol]], bool]:
    """Return the choices of the answers, and whether those are all."""
    choices = [(one.symbol, one.literal) for one in control.symbolic_atoms if is_choice(one.symbol)]
    found: set[frozenset[clingo.Symbol]] = set()
    deadline = Deadline(seconds)
    with _configured(control, bounds, "auto"), control.solve(yield_=True, async_=True) as handle:
        while len(found) < _LISTED:
            handle.resume()
            if not is_ready(handle, deadline):
                handle.cancel()
                report_unfinished()
                return found, False
            model = handle.model()
            if model is None:
                return found, True
            found.add(frozenset(one for one, literal in choices if model.is_true(literal)))
    return found, False


class _configured:  # noqa: N801 - used like a function
    """Solves in another mode for a while."""

    def __init__(self, control: clingo.Control, opt_mode: str, enum_mode: str) -> None:
        self._solve = control.configuration.solve
        self._wanted = {"opt_mode": opt_mode, "enum_mode": enum_mode, "models": "0"}
        self._kept: dict[str, str] = {}

    def __enter__(self) -> None:
        for key, value in self._wanted.items():
            self._kept[key] = str(getattr(self._solve, key))
            setattr(self._solve, key, value)

    def __exit__(self, *_: object) -> None:
        for key, value in self._kept.items():
            setattr(self._solve, key, value)


def _diverse(
    given: frozenset[clingo.Symbol], answers: set[frozenset[clingo.Symbol]]
) -> list[frozenset[clingo.Symbol]]:
    """Return some answers, each as different as can be from the given one and those before it."""
    told = [given]
    left = sorted(answers - {given}, key=lambda one: sorted(map(str, one)))
    while left and len(told) <= _TOLD:
        best = max(left, key=lambda one: min(len(one ^ each) for each in told))
        told.append(best)
        left.remove(best)
    return told[1:]
