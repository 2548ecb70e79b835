"""What differs between two answers, and for each difference the first rule instance that does."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import clingo

from kg.explain.consultation import Consultation
from kg.explain.statements import Statement
from kg.proof.proof import Counted, Step
from kg.rulebase.rule_set import CASE_PREFIX

__all__ = ["Cause", "Comparison", "Difference", "compare", "firsts", "way_from"]

CauseKind: TypeAlias = Literal["case", "knowledge", "rule", "present", "count", "choice", "unknown"]
"""Why a step of one answer is missing in the other: the case does not say it, the ontology does
not, the rule is not the same, something is present that must not be, an aggregate comes to
something else, or another choice was better."""

_DEEPEST: Final = 24


@dataclass(frozen=True)
class Cause:
    """The first step of a proof that the other answer does not share, and why it does not.

    Attributes:
        step: the step; everything that it rests on holds in the other answer too.
        kind: why it is missing there.
        atom: for ``present`` what is true in the other answer; for ``count`` what is counted in
            one of the two alone.
        there: whether that atom is true in the other answer, and not in the step's own.
        below: the cause of that atom.
    """

    step: Step
    kind: CauseKind
    atom: clingo.Symbol | None = None
    there: bool = False
    below: Cause | None = None


@dataclass(frozen=True)
class Difference:
    """Something that two advices state differently.

    Attributes:
        part: where it stands in an advice.
        about: the id of what it is about.
        side: its side, or ``None``.
        before: what the first states; ``None`` when it states nothing of the kind.
        after: what the second states.
        gone: why what the first states is missing in the second.
        come: why what the second states is missing in the first.
    """

    part: str
    about: str
    side: str | None
    before: Statement | None
    after: Statement | None
    gone: Cause | None
    come: Cause | None


@dataclass(frozen=True)
class Comparison:
    """Two answers beside each other.

    Attributes:
        first: the one.
        second: the other.
        given: the facts that the first case states alone, and those that the second does, as text.
        differences: what the advices state differently, in the order of the second, then the first.
    """

    first: Consultation
    second: Consultation
    given: tuple[tuple[str, ...], tuple[str, ...]]
    differences: tuple[Difference, ...]


def compare(first: Consultation, second: Consultation) -> Comparison:
    """Return what differs between two answers; the cases, the edition, the rules may all differ."""
    mine, theirs = first.answered.case.to_facts(), second.answered.case.to_facts()
    given = (
        tuple(one.removesuffix(".") for one in mine if one not in set(theirs)),
        tuple(one.removesuffix(".") for one in theirs if one not in set(mine)),
    )
    before, after = _alone(first, second), _alone(second, first)
    gone, come = _Causes(first, second, before), _Causes(second, first, after)
    open_ones: dict[tuple[str, str, str | None], list[Statement]] = defaultdict(list)
    for one in before:
        open_ones[one.part, one.about, one.side].append(one)
    differences = []
    for one in after:
        key = one.part, one.about, one.side
        partner = open_ones[key].pop(0) if open_ones[key] else None
        cause = None if partner is None else gone.of(partner)
        differences.append(Difference(*key, partner, one, cause, come.of(one)))
    differences += [
        Difference(one.part, one.about, one.side, one, None, gone.of(one), None)
        for one in before
        if any(one is each for each in open_ones[one.part, one.about, one.side])
    ]
    order = {part: place for place, part in enumerate(_parts(second, first))}
    differences.sort(key=lambda one: order[one.part])
    return Comparison(first, second, given, tuple(differences))


def _alone(one: Consultation, other: Consultation) -> list[Statement]:
    """Return what one advice states and the other does not."""
    theirs = {(each.part, each.atom) for each in other.statements}
    return [each for each in one.statements if (each.part, each.atom) not in theirs]


def _parts(*consultations: Consultation) -> list[str]:
    names = (each.part for one in consultations for each in one.statements)
    return list(dict.fromkeys(names))


class _Causes:
    """Finds why what one answer states is missing in another."""

    def __init__(
        self, here: Consultation, there: Consultation, statements: Iterable[Statement]
    ) -> None:
        self._here = here
        self._there = there
        here.proofs_of(here.atom(one.atom) for one in statements)  # together, which is faster

    def of(self, statement: Statement) -> Cause | None:
        """Return the cause; ``None`` when the other answer holds the same and only says it not."""
        return _cause(self._here.atom(statement.atom), self._here, self._there, 0)


def _cause(
    atom: clingo.Symbol,
    here: Consultation,
    there: Consultation,
    depth: int,
) -> Cause | None:
    """Return the first step of an atom's proof that the other answer does not share."""
    if atom in there.truth.atoms or depth > _DEEPEST:
        return None
    upward = _unshared(atom, here, there)
    for step in here.why(atom).steps.values():
        if step.atom in upward:
            return _explained(step, here, there, depth)
    return None


def way_from(
    cause: Cause, atom: clingo.Symbol, here: Consultation, there: Consultation
) -> tuple[Step, ...]:
    """Return the steps from a cause up to the atom whose cause it is; each rests on the one before.

    Args:
        cause: the cause of the atom.
        atom: what one answer states.
        here: that answer.
        there: the other one, in which none of the steps holds.
    """
    upward = _unshared(atom, here, there)
    steps = here.why(atom).steps
    found: list[Step] = []
    one: clingo.Symbol | None = cause.step.atom
    while one is not None:
        found.append(steps[one])
        one = upward[one]
    return tuple(found)


def firsts(atom: clingo.Symbol, here: Consultation, there: Consultation) -> tuple[Step, ...]:
    """Return every step of an atom's proof where the two answers part, in the order of the proof.

    Each of them rests only on what the other answer holds too; the first is that of the cause.

    Args:
        atom: what one answer states.
        here: that answer.
        there: the other one.
    """
    upward = _unshared(atom, here, there)
    return tuple(
        step
        for step in here.why(atom).steps.values()
        if step.atom in upward and all(one in there.truth.atoms for one in step.premises())
    )


def _unshared(
    atom: clingo.Symbol, here: Consultation, there: Consultation
) -> dict[clingo.Symbol, clingo.Symbol | None]:
    """Return what an atom rests on that the other answer does not hold, to what rests on it.

    What is below something that both hold is left out: it is not for its sake that the atom is
    missing there.
    """
    steps = here.why(atom).steps
    found: dict[clingo.Symbol, clingo.Symbol | None] = {atom: None}
    waiting = deque([atom])
    while waiting:
        one = waiting.popleft()
        for premise in steps[one].premises():
            if premise not in found and premise not in there.truth.atoms:
                found[premise] = one
                waiting.append(premise)
    return found


def _explained(step: Step, here: Consultation, there: Consultation, depth: int) -> Cause:
    """Return why a step whose premises all hold in the other answer is missing there."""
    if step.rule is None:
        is_case = step.atom.name.startswith(CASE_PREFIX)
        return Cause(step, "case" if is_case else "knowledge")
    mine = here.rulebook.annotations[step.rule]
    theirs = there.rulebook.annotations.get(step.rule)
    if theirs is None or theirs.text != mine.text:
        return Cause(step, "rule")
    for pattern in step.absences:
        found = [
            one
            for one in there.truth.of(pattern.name, len(pattern.arguments))
            if pattern.matches(one)
        ]
        if found:
            below = _cause(found[0], there, here, depth + 1)
            return Cause(step, "present", found[0], there=True, below=below)
    for counted in step.counted:
        cause = _counted(step, counted, here, there, depth)
        if cause is not None:
            return cause
    return Cause(step, "choice" if step.choice else "unknown")


def _counted(
    step: Step, counted: Counted, here: Consultation, there: Consultation, depth: int
) -> Cause | None:
    """Return what is counted in one of two answers alone."""
    needs = [atom for item in (*counted.used, *counted.others) for atom in item.needs]
    for atom in needs:
        if atom not in there.truth.atoms:
            below = _cause(atom, here, there, depth + 1)
            return Cause(step, "count", atom, there=False, below=below)
    names = {(atom.name, len(atom.arguments)) for atom in needs}
    for name, arity in sorted(names):
        for atom in there.truth.of(name, arity):
            if atom not in here.truth.atoms and set(map(str, atom.arguments)) & set(
                map(str, step.atom.arguments)
            ):
                below = _cause(atom, there, here, depth + 1)
                return Cause(step, "count", atom, there=True, below=below)
    return None
