"""Grounding and solving: one fresh program a case, always within a time limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, Final, TypeVar

import clingo

from kg.errors import InternalError, TimeLimit
from kg.solve.time_limits import Deadline, report_unfinished

__all__ = [
    "FactAtoms",
    "GroundingError",
    "NoAnswer",
    "Solution",
    "Truths",
    "best",
    "from_above",
    "ground",
    "is_ready",
    "search",
    "solve",
]

Found = TypeVar("Found")
Order = TypeVar("Order", bound=Any)

#: Core-guided optimisation with stratification; plain branch-and-bound hangs on this shape of
#: problem. ``optN`` marks proven optima and lists those of equal cost, for a stable choice.
_OPTIONS: Final = ("--opt-strategy=usc,one,stratify", "--opt-mode=optN", "0")
#: At most so many equally good answers are compared to pick the first in order.
_EQUALS: Final = 16
#: The share of the time limit added when the search from below has no answer to show.
_GRACE: Final = 0.5
#: What the solver says about a place: its line in the text, and the complaint.
_COMPLAINT: Final = re.compile(r"<block>:(\d+):(\d+)[\d:-]*: \w+: (.+)")
#: At most so many complaints are repeated: one fault makes hundreds.
_COMPLAINTS: Final = 3
_UNBOUND: Final = re.compile(r"'(\w+)' is unsafe")


class GroundingError(InternalError):
    """A program that does not ground.

    Attributes:
        complaint: what the solver says, on one line.
        line: the line of the program's texts, joined by line breaks, or ``None``.
        column: the column there, or ``None``.
        unbound: the variables that nothing binds, if that is what is wrong.
    """

    def __init__(self, complaints: Iterable[str], given: int) -> None:
        """Keep what the solver says; ``given`` is the number of lines before the program."""
        lines = [" ".join(one.split()) for one in dict.fromkeys(complaints)]
        said = "; ".join(lines)
        shown = "; ".join(lines[:_COMPLAINTS])
        super().__init__(f"the rules do not ground: {shown}")
        first = _COMPLAINT.match(lines[0]) if lines else None
        self.complaint = first[3] if first else shown
        self.line = int(first[1]) - given if first else None
        self.column = int(first[2]) if first else None
        self.unbound = tuple(dict.fromkeys(_UNBOUND.findall(said)))


class NoAnswer(InternalError):  # noqa: N818 - it names what is met
    """A program without any answer: its constraints leave none."""


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
        time_limit: processor seconds for the search, at least zero (of real time, up to four times
            as many on a busy machine); the best answer found is returned when
            it is over, and half as many more are spent when there is none yet. Grounding is not
            interrupted.

    Returns:
        The proven optimum; among equals the first in the order of their atoms' texts. Or the best
        answer found within the time, with ``proven`` false.

    Raises:
        TimeLimit: when not even a first answer was found in time.
        GroundingError: when the program does not ground without a complaint.
        NoAnswer: when the program has no answer set.
    """
    return search(ground(program, inputs=inputs, shown=shown), time_limit)


def ground(
    program: Iterable[str],
    *,
    inputs: Iterable[tuple[str, int]] = (),
    shown: Iterable[tuple[str, int]] = (),
    observer: clingo.Observer | None = None,
) -> clingo.Control:
    """Return a control with a program grounded, ready to be searched.

    Args:
        program: the texts that make up the program.
        inputs: the signatures that may have no atoms at all.
        shown: the signatures whose atoms an answer shows; every atom when there are none.
        observer: sees the program as it is grounded.

    Raises:
        GroundingError: when the program does not ground without a complaint.
    """
    complaints: list[str] = []
    control = clingo.Control(list(_OPTIONS), logger=lambda _, text: complaints.append(text.strip()))
    extra = [f"#defined {name}/{arity}." for name, arity in sorted(inputs)]
    extra += [f"#show {name}/{arity}." for name, arity in sorted(shown)]
    if observer is not None:
        control.register_observer(observer)
    try:
        control.add("base", [], "\n".join([*extra, *program]))
        control.ground([("base", [])])
    except RuntimeError as error:
        raise GroundingError(complaints or [str(error)], len(extra)) from error
    if complaints:
        raise GroundingError(complaints, len(extra))
    return control


class FactAtoms:
    """The facts of the ontology as atoms: the same in every answer, whatever a program was given.

    Attributes:
        names: their predicates, which no rule derives.
    """

    def __init__(self, names: Iterable[str], text: str) -> None:
        """Keep the names of the predicates and the facts as ASP source; nothing is read yet."""
        self.names = frozenset(names)
        self._text = text

    @cached_property
    def atoms(self) -> frozenset[clingo.Symbol]:
        """Every fact."""
        return frozenset(chain.from_iterable(self._by_signature.values()))

    def of(self, name: str, arity: int) -> Sequence[clingo.Symbol]:
        """Return the facts of a predicate."""
        return self._by_signature.get((name, arity), ())

    @cached_property
    def _by_signature(self) -> Mapping[tuple[str, int], Sequence[clingo.Symbol]]:
        control = clingo.Control()
        control.add("base", [], self._text)
        control.ground([("base", [])])
        atoms = control.symbolic_atoms
        return {
            (name, arity): tuple(one.symbol for one in atoms.by_signature(name, arity, positive))
            for name, arity, positive in atoms.signatures
        }


class Truths:
    """Reads which atoms of a grounded program are true in its answers.

    Most atoms are facts; only the others are looked up for each answer.
    """

    def __init__(
        self, control: clingo.Control, *, hidden: bool = True, facts: FactAtoms | None = None
    ) -> None:
        """Sort the atoms into those that hold in every answer and those that may not.

        Args:
            control: the grounded program.
            hidden: whether atoms whose names begin with ``_`` are read too.
            facts: what holds beside, whether the program was given it or not.
        """
        certain, open_ones = [], []
        known = frozenset() if facts is None else facts.names
        for name, arity, positive in control.symbolic_atoms.signatures:
            if name in known or (not hidden and name.startswith("_")):
                continue
            for one in control.symbolic_atoms.by_signature(name, arity, positive):
                if one.is_fact:
                    certain.append(one.symbol)
                else:
                    open_ones.append((one.symbol, one.literal))
        self.certain = frozenset(certain)
        if facts is not None:
            self.certain |= facts.atoms
        self.open = tuple(open_ones)

    def of(self, model: clingo.Model) -> frozenset[clingo.Symbol]:
        """Return what is true in an answer."""
        return self.certain.union(atom for atom, literal in self.open if model.is_true(literal))


def search(
    control: clingo.Control,
    time_limit: float,
    *,
    whole: bool = False,
    decided_by: tuple[str, int] | None = None,
    facts: FactAtoms | None = None,
) -> Solution:
    """Return the best answer set: from below first; if that gives none in time, from above.

    Args:
        control: a grounded program.
        time_limit: seconds, as for ``solve``.
        whole: whether the solution holds every true atom beside those that are shown.
        decided_by: the signature of the atoms that everything else follows from; equally good
            answers are then compared by these alone, which is much faster.
        facts: what holds in every answer, whether the program was given it or not.

    Raises:
        TimeLimit: when not even a first answer was found in time.
        NoAnswer: when there is no answer at all.
    """
    truth = Truths(control, facts=facts) if whole else None
    deciding: list[tuple[str, clingo.Symbol]] = []
    if decided_by is not None:
        atoms_offered = control.symbolic_atoms.by_signature(*decided_by)
        deciding = sorted((str(one.symbol), one.symbol) for one in atoms_offered)

    def order(model: clingo.Model) -> list[str]:
        if decided_by is None:
            return sorted(map(str, model.symbols(shown=True)))
        return [text for text, atom in deciding if model.contains(atom)]

    (atoms, cost, every), proven = best(
        control,
        time_limit,
        order=order,
        read=lambda model, _: (
            model.symbols(shown=True),
            tuple(zip(model.priority, model.cost, strict=True)),
            truth.of(model) if truth is not None else frozenset(),
        ),
    )
    return Solution(tuple(sorted(atoms, key=str)), cost, proven, every)


def best(
    control: clingo.Control,
    time_limit: float,
    *,
    order: Callable[[clingo.Model], Order],
    read: Callable[[clingo.Model, Order], Found],
    assumed: Sequence[tuple[clingo.Symbol, bool]] = (),
) -> tuple[Found, bool]:
    """Return what is read off the best answer set, and whether no better one exists.

    Args:
        control: a grounded program.
        time_limit: seconds, as for ``solve``.
        order: what equally good answers are put in order by; the first is taken.
        read: reads an answer, given its order.
        assumed: atoms that are to be true, or not, in this search alone.

    Raises:
        TimeLimit: when not even a first answer was found in time.
        NoAnswer: when there is no answer at all.
    """
    if assumed:
        # Searched from below, an assumption that alone costs something is taken for good, or never
        # ends (clingo 5.8). From above it is sound, and quick after a first search.
        from_above(control)
    found = _answers(control, time_limit, order, read, assumed)
    if found is None and time_limit > 0 and not assumed:
        _set(control, "solver", "opt_strategy", "bb,hier")
        _set(control, "solve", "opt_mode", "opt")
        found = _answers(control, time_limit * _GRACE, order, read, assumed)
    if found is None:
        raise TimeLimit(f"no answer within {time_limit:g} seconds; allow more time")
    return found


def from_above(control: clingo.Control) -> None:
    """Let a program be searched from above from now on, beginning near the last answer."""
    _set(control, "solver", "opt_strategy", "bb,lin")
    _set(control, "solver", "opt_heuristic", "sign,model")


def _set(control: clingo.Control, group: str, key: str, value: str) -> None:
    setattr(getattr(control.configuration, group), key, value)


def _answers(
    control: clingo.Control,
    seconds: float,
    order: Callable[[clingo.Model], Order],
    read: Callable[[clingo.Model, Order], Found],
    assumed: Sequence[tuple[clingo.Symbol, bool]],
) -> tuple[Found, bool] | None:
    """Return the best answer found in some seconds, or ``None``; in no time there is none."""
    if seconds <= 0:
        # A busy machine may come back from the engine late, and find an answer there.
        return None
    deadline = Deadline(seconds)
    found: tuple[Found, bool] | None = None
    first: Order | None = None
    equals = 0
    finished = False
    with control.solve(assumed, yield_=True, async_=True) as handle:
        while equals < _EQUALS:
            handle.resume()
            if not is_ready(handle, deadline):
                handle.cancel()
                report_unfinished()
                break
            model = handle.model()
            if model is None:
                finished = True
                break
            proven = model.optimality_proven or not model.cost
            equals += proven
            here = order(model)
            if not proven or equals == 1 or first is None or here < first:
                found, first = (read(model, here), proven), here
    if found is None and finished:
        raise NoAnswer("the rules contradict each other: there is no answer at all")
    return found


def is_ready(handle: clingo.SolveHandle, deadline: Deadline) -> bool:
    """Return whether the engine has an answer, or has ended, before the deadline."""
    while not handle.wait(deadline.remaining()):
        if deadline.is_over():
            return False
    return True
