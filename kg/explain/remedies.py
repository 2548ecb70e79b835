"""What would make it so: the smallest changes of a case that bring something about.

Candidates come from what fails (``why_not``); each is tried by answering the changed case anew, so
what is told has been seen to work. Which fields may be changed, and in which order they are
thought of, is said by the rules: ``changeable/3`` and ``keeps_out/2``.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Final

import clingo

from kg.case.changes import Change, addition, changed, losses, numbers
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import ContinuumError
from kg.explain.consultation import Consultation
from kg.explain.violated_constraints import against
from kg.explain.why_not import Failure, WhyNot
from kg.proof.near_misses import FIXED
from kg.proof.proof import Pattern, Proof, Step
from kg.rulebase.rule_set import CASE_PREFIX
from kg.solve.time_limits import Deadline, report_unfinished

__all__ = ["Remedies", "Remedy", "remedies"]

#: So many changes are tried together at most, so many remedies told.
_LARGEST: Final = 3
_TOLD: Final = 3
#: So many candidates are taken from one failure, and so many failed ones are built upon.
_CANDIDATES: Final = 16
_BUILT_UPON: Final = 4
#: Arguments that are sides of a body are tried before the side is left open.
_SIDES: Final = ("left", "right")


@dataclass(frozen=True)
class Remedy:
    """A change of the case that brings something about; it was tried.

    Attributes:
        changes: what is changed, in order.
        case: the changed case.
        consultation: its answer.
        notes: for each change on what it depends, as the rules say.
        rank: the places of the changes, added up; the lowest is told first.
        says: what the changed case says that the case does not, in sentences.
        no_longer: what the case says that the changed one does not.
    """

    changes: tuple[Change, ...]
    case: Case
    consultation: Consultation = field(repr=False, compare=False)
    notes: tuple[str, ...]
    rank: int
    says: tuple[str, ...] = ()
    no_longer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remedies:
    """What was found.

    Attributes:
        found: the smallest remedies, all of one size, the nearest at hand first.
        tried: how many changed cases were answered.
        complete: whether everything that was to be tried was; ``False`` when the time ran out.
        fixed: whether the ontology itself would have to say otherwise, whatever the case.
    """

    found: tuple[Remedy, ...]
    tried: int
    complete: bool
    fixed: bool = False


def remedies(
    consultation: Consultation,
    goal: Pattern,
    *,
    seconds: float = 20.0,
    progress: Callable[[int], None] = lambda _: None,
) -> Remedies:
    """Return the smallest changes of a case that make an atom hold.

    Args:
        consultation: the answered case; no atom of the pattern holds in it.
        goal: what is to hold.
        seconds: processor seconds to look for; the best so far is returned when they are over.
        progress: is told how many changed cases were answered so far.
    """
    return _Search(consultation, goal, seconds, progress).run()


@dataclass(frozen=True)
class _Trial:
    """A set of changes that was tried and does not do yet."""

    changes: tuple[Change, ...]
    consultation: Consultation
    goal: Pattern

    @cached_property
    def why_not(self) -> WhyNot:
        """What fails in it can be asked of this."""
        return WhyNot(self.consultation)

    @cached_property
    def failure(self) -> Failure:
        """Why it does not do."""
        return self.why_not.of(self.goal)


class _Search:
    """Looks for remedies, the fewest changes first."""

    def __init__(
        self,
        consultation: Consultation,
        goal: Pattern,
        seconds: float,
        progress: Callable[[int], None],
    ) -> None:
        self._first = consultation
        self._goal = goal
        self._deadline = Deadline(seconds)
        self._progress = progress
        self._vocabulary = Vocabulary.of(consultation.answered.knowledge)
        self._met: set[frozenset[str]] = set()
        self._tried = 0

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, str]]:
        """The fields that may be changed: their place in the order, and what it depends on."""
        found = {}
        for one in self._first.truth.of("changeable", 3):
            name, place, note = one.arguments
            found[name.name] = place.number, note.string
        return found

    def run(self) -> Remedies:
        """Return what is found."""
        level = [_Trial((), self._first, self._goal)]
        if level[0].failure.distance >= FIXED:
            return Remedies((), 0, complete=True, fixed=True)
        for _ in range(_LARGEST):
            found: list[Remedy] = []
            failed: list[_Trial] = []
            for trial in level[:_BUILT_UPON]:
                for place, change in self._candidates(trial):
                    if len(found) >= _TOLD or (
                        found and self._rank(trial) + place > found[-1].rank
                    ):
                        break
                    if self._deadline.is_over():
                        return self._result(found, complete=False)
                    self._try((*trial.changes, change), found, failed)
            if found:
                return self._result(found, complete=True)
            level = sorted(failed[: 2 * _BUILT_UPON], key=lambda one: one.failure.distance)
        return self._result([], complete=True)

    def _rank(self, trial: _Trial) -> int:
        """Return the places of the changes of a trial, added up."""
        return sum(self._places[str(one.path[0])][0] for one in trial.changes)

    def _result(self, found: list[Remedy], *, complete: bool) -> Remedies:
        if not complete:
            report_unfinished()
        found.sort(key=lambda one: one.rank)
        return Remedies(tuple(found[:_TOLD]), self._tried, complete)

    def _try(self, changes: tuple[Change, ...], found: list[Remedy], failed: list[_Trial]) -> None:
        """Answer the case with some changes; keep it as a remedy, or as something to build on."""
        key = frozenset(map(_written, changes))
        if len(key) < len(changes) or key in self._met:
            return
        self._met.add(key)
        consultation = self._answered(changes)
        if consultation is None:
            return
        truth = consultation.truth
        if any(map(self._goal.matches, truth.of(self._goal.name, len(self._goal.arguments)))):
            changes, consultation = self._nearer(changes, consultation)
            places = [self._places[str(one.path[0])] for one in changes]
            notes = tuple(note for _, note in places)
            rank = sum(place for place, _ in places)
            case = consultation.answered.case
            says, no_longer = self._told(case)
            remedy = Remedy(changes, case, consultation, notes, rank, says, no_longer)
            if not any(_alike(one, remedy) for one in found):
                found.append(remedy)
        elif len(changes) < _LARGEST:
            failed.append(_Trial(changes, consultation, self._goal))

    def _told(self, case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what a changed case says and no longer says, in sentences."""
        answered = self._first.answered
        before, after = answered.case.to_facts(), case.to_facts()

        def said(facts: list[str], others: list[str]) -> tuple[str, ...]:
            alone = (one.removesuffix(".") for one in facts if one not in set(others))
            return tuple(answered.say.say(self._first.atom(one)) for one in alone)

        return said(after, before), said(before, after)

    def _answered(self, changes: Sequence[Change]) -> Consultation | None:
        """Return the answer to the case with some changes; ``None`` if that is no case."""
        self._tried += 1
        self._progress(self._tried)
        answered = self._first.answered
        try:
            case = changed(answered.case, changes, self._vocabulary)
            return Consultation.of(case, answered.knowledge, rules=answered.rules)
        except ContinuumError:
            return None

    def _nearer(
        self, changes: tuple[Change, ...], consultation: Consultation
    ) -> tuple[tuple[Change, ...], Consultation]:
        """Return changes whose last number is no further from the case's than it has to be."""
        *others, last = changes
        current = numbers(self._first.answered.case).get(str(last.path[0]))
        if current is None or last.verb != "set" or not isinstance(last.value, int):
            return changes, consultation
        near, far, best = current[0], last.value, consultation
        while abs(far - near) > 1 and not self._deadline.is_over():
            middle = (near + far) // 2
            tried = self._answered((*others, Change("set", last.path, middle)))
            holds = tried is not None and any(
                map(self._goal.matches, tried.truth.of(self._goal.name, len(self._goal.arguments)))
            )
            if tried is not None and holds:
                far, best = middle, tried
            else:
                near = middle
        return (*others, Change("set", last.path, far)), best

    # --- candidates -------------------------------------------------------------------------------

    def _candidates(self, trial: _Trial) -> list[tuple[int, Change]]:
        """Return the changes that may help, each with its place; the most promising first.

        That is what alone may do, then what needs others beside it; in each the nearest at hand.
        """
        found: dict[str, tuple[int, int, int, Change]] = {}
        for order, (needed, change) in enumerate(self._thinkable(trial)):
            name = str(change.path[0])
            if name in self._places:
                key = (needed, self._places[name][0], order, change)
                known = found.setdefault(_written(change), key)
                if key[:2] < known[:2]:
                    found[_written(change)] = key
        ranked = sorted(found.values(), key=lambda one: one[:3])
        return [(place, change) for _, place, _, change in ranked[:_CANDIDATES]]

    def _thinkable(self, trial: _Trial) -> Iterator[tuple[int, Change]]:
        """Yield every change that takes something out of the way of the goal.

        Before each comes the number of changes that are needed in all, as far as can be told.
        """
        case = trial.consultation.answered.case
        known = list(losses(case))
        present: dict[clingo.Symbol, int] = {}
        held: dict[clingo.Symbol, None] = {}
        met: set[Pattern] = set()
        order = count()
        waiting = [(trial.failure.distance, next(order), trial.failure)]
        while waiting:
            needed, _, failure = heapq.heappop(waiting)
            if failure.goal in met:
                continue
            met.add(failure.goal)
            if failure.kind == "case":
                for change in self._additions(failure.goal):
                    yield needed, change
            for way in failure.ways:
                here = needed - failure.distance + way.distance
                held.update(dict.fromkeys(way.attempt.held))
                for obstacle, below in zip(way.attempt.obstacles, way.below, strict=True):
                    if below is not None:
                        heapq.heappush(waiting, (here, next(order), below))
                    elif obstacle.kind == "choice":
                        for change in self._in_its_place(trial.consultation, obstacle.atoms):
                            yield here, change
                        for atom in obstacle.atoms:
                            for one in against(trial.consultation, atom):
                                present.update(dict.fromkeys(one.atoms, here))
                    else:
                        for atom in obstacle.atoms:
                            present[atom] = min(here, present.get(atom, here))
        wanted = {
            atom
            for proof in trial.consultation.proofs_of(held).values()
            for atom in proof.steps
            if not atom.name.startswith(CASE_PREFIX)
        }
        for atom, here in present.items():
            for change in self._removals(trial, atom, wanted, known):
                yield here, change

    def _additions(self, goal: Pattern) -> Iterator[Change]:
        """Yield the changes by which a case comes to say something."""
        arguments = [str(one) if isinstance(one, clingo.Symbol) else None for one in goal.arguments]
        change = addition(goal.name, arguments)
        if change is None:
            return
        open_side = change.verb == "add" and isinstance(change.value, dict)
        if not open_side or "side" in change.value:
            yield change
            return
        asked = [one for one in _SIDES if one in str(self._goal)]
        sided = [
            Change("add", change.path, {**change.value, "side": one}) for one in asked or _SIDES
        ]
        yield from [*sided, change] if asked else [change, *sided]

    def _in_its_place(
        self, consultation: Consultation, atoms: Sequence[clingo.Symbol]
    ) -> Iterator[Change]:
        """Yield the changes that keep out what is chosen in the place of something."""
        for atom in atoms:
            contrast = consultation.contrast(atom, holds=True)
            for dropped in contrast.dropped:
                for one in consultation.truth.of("keeps_out", 2):
                    choice, fact = one.arguments
                    if choice == dropped:
                        yield from self._additions(Pattern(fact.name, tuple(fact.arguments)))

    def _removals(
        self,
        trial: _Trial,
        atom: clingo.Symbol,
        wanted: Set[clingo.Symbol],
        known: Sequence[tuple[Change, frozenset[str]]],
    ) -> Iterator[Change]:
        """Yield the changes that take away what a true atom rests on, and nothing wanted does."""
        bounds = numbers(trial.consultation.answered.case)
        proof = trial.consultation.why(atom)
        for step in _from_the_top(proof, wanted):
            if step.rule is None and step.atom.name.startswith(CASE_PREFIX):
                yield from _dropping(str(step.atom), known, bounds)
            for absence in step.absences:
                if absence.name.startswith(CASE_PREFIX):
                    yield from self._additions(absence)
                elif trial.why_not.derives(absence):
                    for failure in trial.why_not.of(absence).every():
                        if failure.kind == "case":
                            yield from self._additions(failure.goal)


def _alike(one: Remedy, other: Remedy) -> bool:
    """Return whether two remedies say the same, but for the side."""
    return one.says[:1] == other.says[:1] and one.no_longer == other.no_longer


def _dropping(
    fact: str,
    known: Sequence[tuple[Change, frozenset[str]]],
    bounds: Mapping[str, tuple[int, int, int]],
) -> Iterator[Change]:
    """Yield the smallest change by which a case no longer says a fact."""
    for change, gone in known:
        if fact in gone and not any(isinstance(step, int) for step in change.path):
            name = str(change.path[0])
            if name in bounds and len(change.path) == 1:
                _, least, greatest = bounds[name]
                yield Change("set", change.path, greatest)
                yield Change("set", change.path, least)
            yield change
            return


def _from_the_top(proof: Proof, wanted: Set[clingo.Symbol]) -> Iterator[Step]:
    """Yield the steps of a proof, the root first, without those that are wanted."""
    met: set[clingo.Symbol] = set()
    waiting = [proof.root]
    while waiting:
        atom = waiting.pop(0)
        if atom not in met and atom not in wanted:
            met.add(atom)
            yield proof.steps[atom]
            waiting += proof.steps[atom].premises()


def _written(change: Change) -> str:
    """Return a change as text, the same for the same change."""
    value = change.value
    if isinstance(value, dict):
        value = sorted(value.items())
    return f"{change.verb} {change.place} {value if change.has_value else ''}"
