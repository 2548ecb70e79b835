"""A minimal clash: which restrictions of a case together keep something from coming about.

Each restriction alone could stay; with any one of them lifted, the rest no longer does harm. What
a case lacks counts as well: the equipment that is stated is one restriction, as all other equipment
is then not at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import clingo

from kg.case.changes import Change, changed, losses
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError
from kg.explain.consultation import Consultation
from kg.proof.proof import Pattern

__all__ = ["Clash", "clash"]


@dataclass(frozen=True)
class Clash:
    """Restrictions that clash.

    Attributes:
        restrictions: what would have to be dropped to lift each; dropping any one is enough.
        sentences: what the case says there, in words, for each.
        elsewhere: whether something would be missing even without any restriction.
    """

    restrictions: tuple[Change, ...]
    sentences: tuple[tuple[str, ...], ...]
    elsewhere: bool


def clash(
    consultation: Consultation,
    goal: Pattern,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Clash:
    """Return a smallest set of restrictions that keep an atom from holding, found by deletion.

    Args:
        consultation: the answered case; no atom of the pattern holds in it.
        goal: what is to hold.
        progress: is told how many cases were answered so far.
    """
    answered = consultation.answered
    vocabulary = Vocabulary.of(answered.knowledge)
    every = _restrictions(consultation)
    tried = 0

    def holds_without(lifted: Sequence[Change]) -> bool:
        nonlocal tried
        tried += 1
        progress(tried)
        try:
            case = changed(answered.case, lifted, vocabulary)
        except CaseError:
            return False
        other = Consultation.of(case, answered.knowledge, rules=answered.rules)
        atoms = other.truth.of(goal.name, len(goal.arguments))
        return not other.advice.violated and any(map(goal.matches, atoms))

    if not holds_without([change for change, _ in every]):
        return Clash((), (), elsewhere=True)
    kept = list(every)
    for one in every:
        fewer = [each for each in kept if each is not one]
        lifted = [change for change, _ in every if all(change is not each for each, _ in fewer)]
        if not holds_without(lifted):
            kept = fewer
    return Clash(
        tuple(change for change, _ in kept),
        tuple(tuple(_said(consultation, facts)) for _, facts in kept),
        elsewhere=False,
    )


def _restrictions(consultation: Consultation) -> list[tuple[Change, frozenset[str]]]:
    """Return what may be dropped from the fields that can stand in the way, with what it says."""
    names = {one.arguments[0].name for one in consultation.truth.of("restricts", 1)}
    found: dict[str, list[tuple[Change, frozenset[str]]]] = {}
    for change, facts in losses(consultation.answered.case):
        name = str(change.path[0])
        if name in names and len(change.path) == 1:
            found.setdefault(name, []).append((change, facts))
    kept = []
    for name in sorted(found):
        whole = [one for one in found[name] if not one[0].has_value]
        rows = [one for one in found[name] if one[0].has_value]
        # What is at hand restricts by what it leaves out: it is lifted as a whole.
        lacks = any(fact.endswith("_given") for one in whole for fact in one[1])
        kept += whole if lacks or not rows else rows
    return kept


def _said(consultation: Consultation, facts: frozenset[str]) -> list[str]:
    say = consultation.answered.say
    atoms: list[clingo.Symbol] = sorted(map(consultation.atom, facts))
    return [say.say(one) for one in atoms]
