"""What the product's own rules rule out: every exercise at once, case by case.

The rules that say what is barred are grounded once for a few cases; what a case says is switched on
and off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import clingo

from kg.case.model import Case
from tests.safety.catalogue import SIDES
from tests.safety.product import CATALOGUE, KNOWLEDGE, RULES

__all__ = ["EngineBars", "Verdict", "ask"]

#: The rule files that decide what is barred. What they name and do not define is left undefined.
_FILES: Final = (
    "case.lp",
    "findings.lp",
    "fms.lp",
    "muscles.lp",
    "policy.lp",
    "populations.lp",
    "precautions.lp",
    "safety.lp",
    "tables/figure.tsv",
)
_SHOWN: Final = (("barred", 2), ("barred_side", 3), ("stopped", 0), ("precaution_care", 4))
#: So many cases are grounded together: more make the ground program large, fewer make more of them.
_TOGETHER: Final = 20
#: Something that asks for nothing: an observation is what makes a case.
_SEEN: Final[Mapping[str, Any]] = {"assessed": ["overhead_squat"], "level": 5}


@dataclass(frozen=True)
class Verdict:
    """What the rules say of every exercise in one case.

    Attributes:
        stopped: whether there is no program at all.
        barred: the exercises and sides that are ruled out; two-sided ones on both.
        careful: the exercises and sides that ask for care, with the condition.
        reasons: why something is ruled out, as the rules write it.
    """

    stopped: bool
    barred: frozenset[tuple[str, str]]
    careful: frozenset[tuple[str, str, str]]
    reasons: Mapping[str, tuple[str, ...]]


class EngineBars:
    """Asks the rules what is barred, for many cases with one grounding.

    Args:
        cases: all cases that will be asked about, as plain data without observations.
        more: further exercises and what they demand, as facts.
    """

    def __init__(self, cases: Iterable[Mapping[str, Any]], more: str = "") -> None:
        self._more = more
        self._facts = {_key(case): self._said(case) for case in cases}

    def verdict(self, case: Mapping[str, Any]) -> Verdict:
        """Return what the rules say for one of the cases."""
        said = self._facts[_key(case)]
        for fact, external in self._externals.items():
            self._control.assign_external(external, fact in said)
        atoms: list[clingo.Symbol] = []
        self._control.solve(on_model=lambda model: atoms.extend(model.symbols(shown=True)))
        return _verdict(atoms)

    @staticmethod
    def _said(case: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(Case.model_validate({**_SEEN, **case}).to_facts())

    @cached_property
    def _externals(self) -> dict[str, clingo.Symbol]:
        facts = sorted(frozenset().union(*self._facts.values()))
        return {fact: clingo.parse_term(fact.removesuffix(".")) for fact in facts}

    @cached_property
    def _control(self) -> clingo.Control:
        control = clingo.Control(["--warn=none"], logger=lambda *_: None)
        used = sorted(RULES.words & set(KNOWLEDGE.facts.signature))
        control.add("base", [], KNOWLEDGE.facts.source(used))
        control.add("base", [], "".join(one.text for one in RULES.files if one.name in _FILES))
        control.add("base", [], "serves(E, P, anything) :- phase_of(E, P).")
        control.add("base", [], self._more)
        control.add("base", [], "".join(f"#external {fact}\n" for fact in self._externals))
        control.add("base", [], "#show.\n" + "".join(f"#show {n}/{a}.\n" for n, a in _SHOWN))
        control.ground([("base", [])])
        return control


def ask(
    cases: Sequence[Mapping[str, Any]], more: str = ""
) -> Iterator[tuple[Mapping[str, Any], Verdict]]:
    """Yield every case with what the rules say of it; a few cases are grounded together."""
    for start in range(0, len(cases), _TOGETHER):
        some = cases[start : start + _TOGETHER]
        engine = EngineBars(some, more)
        yield from ((case, engine.verdict(case)) for case in some)


def _key(case: Mapping[str, Any]) -> str:
    return repr(sorted(case.items()))


def _verdict(atoms: Iterable[clingo.Symbol]) -> Verdict:
    barred: set[tuple[str, str]] = set()
    careful: set[tuple[str, str, str]] = set()
    reasons: dict[str, list[str]] = {}
    stopped = False
    for atom in atoms:
        if atom.name == "stopped":
            stopped = True
        elif atom.name == "precaution_care":
            exercise, side, condition = (one.name for one in atom.arguments[:3])
            careful.add((exercise, side, condition))
        else:
            exercise = atom.arguments[0].name
            reasons.setdefault(exercise, []).append(str(atom))
            sides = (atom.arguments[1].name,) if atom.name == "barred_side" else SIDES
            known = CATALOGUE.exercises.get(exercise)
            if known is None or not known.unilateral or sides == ("midline",):
                sides = SIDES
            barred.update((exercise, side) for side in sides)
    told = {name: tuple(sorted(found)) for name, found in reasons.items()}
    return Verdict(stopped, frozenset(barred), frozenset(careful), told)
