"""What is wrong with the rules of packs that only a case brings to light, named by pack and rule.

A reason without words, a cost that outvotes everything or does not fit a number of the solver, and
a rule that leaves no program, or no answer at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import clingo

from kg.errors import KnowledgeError
from kg.rulebase.annotations import Annotation, heads_of, read_annotations
from kg.rulebase.lexing import without_rules
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Weight

__all__ = [
    "HEAVIEST",
    "REASON",
    "CostTotals",
    "fault_of_grounding",
    "fault_without_answer",
    "refuse_costs",
    "refuse_reasons",
    "rules_without_program",
]

#: A cost of a pack is at most so large.
HEAVIEST: Final = 100_000
#: How a declaration calls the argument that says why.
REASON: Final = "Reason"
#: The largest sum of costs that the solver can count at one level.
_LARGEST_SUM: Final = 2**31 - 1


class CostTotals(clingo.Observer):
    """Adds up what a program could cost at most, level by level, while it is grounded."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.totals: dict[int, int] = defaultdict(int)
        self.largest: dict[int, int] = defaultdict(int)

    def minimize(self, priority: int, literals: Sequence[tuple[int, int]]) -> None:
        """Count the costs of one level."""
        for _, weight in literals:
            self.totals[priority] += abs(weight)
            self.largest[priority] = max(self.largest[priority], abs(weight))


def refuse_costs(rules: Rules, costs: CostTotals) -> None:
    """Raise if the costs of packs are larger than they may be, now that they are known.

    Raises:
        KnowledgeError: naming the rules of packs at that level.
    """
    for level in sorted(costs.totals, reverse=True):
        largest, total = costs.largest[level], costs.totals[level]
        if largest <= HEAVIEST and total <= _LARGEST_SUM:
            continue
        blamed = [one for one in _of_packs(rules) if level in _levels(one)]
        if blamed:
            found = f"a cost of {largest:,}" if largest > HEAVIEST else f"costs of {total:,} in all"
            raise _fault(
                blamed,
                f"{found} at level {level}",
                f"at most {HEAVIEST:,} each, and {_LARGEST_SUM:,} in all",
            )


def refuse_reasons(rules: Rules, control: clingo.Control) -> None:
    """Raise if a reason is no declared term.

    Args:
        rules: the rules with those of packs.
        control: the program, grounded.

    Raises:
        KnowledgeError: naming the rules of packs that could have given it.
    """
    for signature, declared in sorted(rules.predicates.items()):
        if REASON not in declared.arguments:
            continue
        place = declared.arguments.index(REASON)
        for atom in control.symbolic_atoms.by_signature(*signature):
            reason = atom.symbol.arguments[place]
            is_term = reason.type is clingo.SymbolType.Function and bool(reason.name)
            if is_term and (reason.name, len(reason.arguments)) in rules.predicates:
                continue
            blamed = [
                one
                for one in _of_packs(rules)
                if signature in {head.signature for rule in one.rules for head in heads_of(rule)}
            ]
            if blamed:
                raise _fault(
                    blamed,
                    f"the reason {reason} of {signature[0]}/{signature[1]}",
                    "a term that the pack declares with its sentence: `%! term(Argument): …`",
                )


def fault_of_grounding(
    rules: Rules, grounds: Callable[[Rules], bool], place: tuple[str, int], complaint: str
) -> KnowledgeError | None:
    """Return the fault of the packs whose rules keep a rule of ours from being worked out.

    Args:
        rules: the rules with those of packs.
        grounds: says whether the program of the case grounds under some rules.
        place: the file and the line that the solver names.
        complaint: what it says.

    Returns:
        ``None`` when the place is in a pack itself, or the packs are not to blame.
    """
    file, line = place
    if any(one.pack and one.shown == file for one in rules.files):
        return None
    blamed = _to_blame(rules, grounds)
    if not blamed:
        return None
    return KnowledgeError(
        f"with {_names(blamed)} {file}:{line} cannot be worked out: {complaint}",
        allowed="numbers where numbers are used, and nothing chosen where our rules need certainty",
        file=blamed[0].file,
        line=blamed[0].line,
    )


def fault_without_answer(
    rules: Rules, outcome: Callable[[Rules], str | None]
) -> KnowledgeError | None:
    """Return the fault of the packs whose rules leave no answer at all, if it is theirs.

    Args:
        rules: the rules with those of packs.
        outcome: gives the outcome of the case under some rules, ``None`` without an answer.
    """
    blamed = _to_blame(rules, lambda other: outcome(other) is not None)
    if not blamed:
        return None
    return KnowledgeError(
        f"with {_names(blamed)} there is no answer at all",
        allowed="rules that leave an answer: none that holds only when it does not hold",
        file=blamed[0].file,
        line=blamed[0].line,
    )


def rules_without_program(
    rules: Rules, outcome: Callable[[Rules], str | None]
) -> tuple[Annotation, ...]:
    """Return the rules of packs that leave no program, though no requirement is broken.

    Args:
        rules: the rules with those of packs.
        outcome: gives the outcome of the case under some rules, ``None`` without an answer.

    Raises:
        KnowledgeError: when it is their costs alone: what is only dearer is not infeasible.
    """

    def has_program(other: Rules) -> bool:
        return outcome(other) not in (None, "infeasible")

    blamed = _to_blame(rules, has_program)
    costs = [one for one in _of_packs(rules) if _levels(one)]
    if blamed and costs and has_program(_without(rules, costs)):
        heavy = [one for one in costs if one in blamed] or costs
        raise KnowledgeError(
            f"the costs of {_names(heavy)} outvote everything: nothing is chosen, and without "
            "them something is",
            allowed="costs that leave a program; a requirement (`:- …`) for what must not be",
            file=heavy[0].file,
            line=heavy[0].line,
        )
    return blamed


def _to_blame(rules: Rules, is_better: Callable[[Rules], bool]) -> tuple[Annotation, ...]:
    """Return the rules of packs without which an answer is better, each by itself.

    None is to blame when nothing is better without all of them. When several are needed together,
    all are returned.
    """
    own = list(_of_packs(rules))
    if not own or not is_better(_without(rules, own)):
        return ()
    alone = tuple(one for one in own if is_better(_without(rules, [one])))
    return alone or tuple(own)


def _names(blamed: Iterable[Annotation]) -> str:
    return ", ".join(f"`{one.id}`" for one in blamed)


def _of_packs(rules: Rules) -> Iterator[Annotation]:
    """Yield the rules of packs."""
    packs = {file.shown for file in rules.files if file.pack}
    return (one for one in read_annotations(rules) if one.file in packs)


def _levels(one: Annotation) -> set[int]:
    """Return the levels at which a rule costs."""
    heads = [rule.head for rule in one.rules]
    return {int(str(head.level)) for head in heads if isinstance(head, Weight)}


def _without(rules: Rules, some: Iterable[Annotation]) -> Rules:
    ids = {one.id for one in some}
    files = (
        replace(file, text=without_rules(file.text, ids)[0]) if file.pack else file
        for file in rules.files
    )
    return Rules(tuple(files))


def _fault(blamed: Sequence[Annotation], found: str, allowed: str) -> KnowledgeError:
    which = "the rule" if len(blamed) == 1 else "the rules"
    first = blamed[0]
    return KnowledgeError(
        f"{which} {_names(blamed)}: {found}", allowed=allowed, file=first.file, line=first.line
    )
