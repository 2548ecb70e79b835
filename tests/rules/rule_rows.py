"""Every rule alone: a row for each, with facts for which it holds and facts for which it does not.

The rows are in ``tests/rules/holds/``, a file for each rule file, an entry for each id::

    overhead_barred:
      given: serves(press,activate,deltoid). tagged(press,tag_overhead). case_pain(1,shoulder,left).
      derives: overhead_barred(press)

``given`` are facts of which each is needed: without any one of them the rule does not hold.
``derives`` is what it then says; of a constraint and of a cost, that it applies. ``unless`` are
facts of which each alone stops it: what its body denies. ``but`` are changes of one fact after
which it does not hold: the least one of a number.

``python -m tests.rules.rule_rows`` proposes rows for rules that have none, from what the golden
cases derive. Whoever writes a rule reads the proposal, and corrects it or the rule.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import clingo
import yaml

from kg.knowledge import KnowledgeBase
from kg.rulebase.annotations import Annotation, read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Atom, Chosen, Rule, SignedLiteral, atoms_of

ROOT: Final = Path(__file__).parents[2]
ROWS: Final = Path(__file__).parent / "holds"
WITHOUT: Final = ROWS / "without.txt"
_FIRED: Final = "fired"
_CHANGES: Final = (1, -1, 2, -2, 5, -5, 10, -10, 100, -100)


@dataclass(frozen=True)
class RuleRow:
    """Facts for which a rule holds, and for which it does not.

    Attributes:
        given: facts that are enough, and of which each is needed.
        derives: what the rule says of them.
        unless: facts of which each stops the rule.
        but: a fact, and what it is changed to so that the rule does not hold.
    """

    given: tuple[str, ...]
    derives: str
    unless: tuple[str, ...] = ()
    but: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> RuleRow:
        """Return a row as its file has it."""
        changes = (change.split(" -> ") for change in data.get("but", ()))
        return cls(
            atoms_in(data.get("given", "")),
            data["derives"],
            atoms_in(data.get("unless", "")),
            tuple((fact, changed) for fact, changed in changes),
        )

    def to_data(self) -> dict[str, Any]:
        """Return what the file has."""
        parts: dict[str, Any] = {"given": _facts(self.given), "derives": self.derives}
        if self.unless:
            parts["unless"] = _facts(self.unless)
        if self.but:
            parts["but"] = [f"{fact} -> {changed}" for fact, changed in self.but]
        return parts


class RuleAlone:
    """One rule without all the others, and what it derives from some facts."""

    def __init__(self, annotation: Annotation) -> None:
        """Take the rule of an annotation; a constraint and a cost derive that they apply."""
        self.annotation = annotation
        self.text = _deriving(annotation)
        self.constants = "\n".join(_constants())

    def derived(self, facts: Iterable[str]) -> frozenset[str]:
        """Return what the rule derives."""
        return frozenset(
            map(str, _derived_terms(f"{_facts(facts)}\n{self.constants}\n{self.text}"))
        )

    def bindings(
        self, facts: Iterable[str], names: Sequence[str]
    ) -> list[dict[str, clingo.Symbol]]:
        """Return the values of some variables of the body, for each way that it holds."""
        body = self.text.partition(" :- ")[2]
        program = f"{_facts(facts)}\n{self.constants}\n{_FIRED}(({','.join(names)},)) :- {body}"
        return [dict(zip(names, one.arguments, strict=True)) for one in _derived_terms(program)]

    def faults(self, row: RuleRow) -> Iterator[str]:
        """Yield what is not as a row says."""
        derived = self.derived(row.given)
        if row.derives not in derived:
            yield f"derives {', '.join(sorted(derived)) or 'nothing'}, not {row.derives}"
        for fact in row.given:
            if row.derives in self.derived(other for other in row.given if other != fact):
                yield f"derives {row.derives} without {fact} too"
        for fact in row.unless:
            if row.derives in self.derived([*row.given, fact]):
                yield f"derives {row.derives} although {fact}"
        for fact, changed in row.but:
            if fact not in row.given:
                yield f"{fact} is not given"
            if row.derives in self.derived([*(set(row.given) - {fact}), changed]):
                yield f"derives {row.derives} with {changed} too"


@lru_cache(maxsize=1)
def _constants() -> tuple[str, ...]:
    """Return the lines that define constants."""
    return Rules.load(ROOT / "rules").constants


def rules_with_bodies() -> dict[str, Annotation]:
    """Return every rule that is no fact, by its id."""
    rules = Rules.load(ROOT / "rules")
    return {one.id: one for one in read_annotations(rules) if one.rules[0].body}


def read_rows() -> dict[str, RuleRow]:
    """Return every row, by the id of its rule."""
    rows: dict[str, RuleRow] = {}
    for file in sorted(ROWS.glob("*.yaml")):
        for name, data in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).items():
            assert name not in rows, f"{file.name}: {name} again"
            rows[name] = RuleRow.read(data)
    return rows


def rules_without_row() -> list[str]:
    """Return the ids of the rules that are known to have no row yet."""
    return WITHOUT.read_text(encoding="utf-8").split()


def atoms_in(text: str) -> tuple[str, ...]:
    """Return the atoms of a text of facts, each as the solver writes it."""
    control = clingo.Control(["--warn=none"])
    control.add("base", [], text)
    control.ground([("base", [])])
    return tuple(str(atom.symbol) for atom in control.symbolic_atoms)


def _facts(atoms: Iterable[str]) -> str:
    return " ".join(f"{atom}." for atom in atoms)


def _derived_terms(program: str) -> list[clingo.Symbol]:
    """Return what a program derives that something ``fired``."""
    control = clingo.Control(["--warn=none"])
    control.add("base", [], program)
    control.ground([("base", [])])
    atoms = control.symbolic_atoms.by_signature(_FIRED, 1)
    return [atom.symbol.arguments[0] for atom in atoms if atom.is_fact]


def _deriving(annotation: Annotation) -> str:
    """Return a rule that derives ``fired(…)`` of what a rule says."""
    rule, text = annotation.rules[0], annotation.text.strip()
    if isinstance(rule.head, Atom):
        head, _, body = text.partition(" :- ")
        return f"{_FIRED}({head}) :- {body}"
    if isinstance(rule.head, Chosen):
        ((atom, condition),) = rule.head.elements
        body = "; ".join([*map(str, condition), text.rpartition(" :- ")[2]])
        return f"{_FIRED}({atom}) :- {body}"
    if rule.head is None:
        return f"{_FIRED}({annotation.id}) :- {text.partition(':-')[2]}"
    body = text.partition(":~")[2].rpartition("[")[0]
    return f"{_FIRED}({annotation.id}) :- {body}"


# --- proposals ------------------------------------------------------------------------------------


class Proposer:
    """Proposes rows: the least facts of a golden case for which a rule holds."""

    def __init__(self, facts: Mapping[tuple[str, int], Sequence[str]]) -> None:
        """Take the statements of a whole answer, by name and number of arguments."""
        self._facts = facts

    def propose(self, annotation: Annotation) -> RuleRow | None:
        """Return a row for a rule, if the rule holds in the answer."""
        needed = (
            literal.of.signature
            for literal in annotation.rules[0].body
            if isinstance(literal, SignedLiteral) and not literal.sign
            if isinstance(literal.of, Atom)
        )
        if not all(map(self._facts.get, needed)):
            return None
        alone = RuleAlone(annotation)
        named = {atom.signature for rule in annotation.rules for atom in _atoms_read(rule)}
        facts = [fact for signature in sorted(named) for fact in self._facts.get(signature, ())]
        derived = alone.derived(facts)
        if not derived:
            return None
        goal = min(derived, key=lambda atom: (len(atom), atom))
        given = _least(facts, lambda some: goal in alone.derived(some))
        unless = tuple(
            fact
            for fact in _denied(alone, given)
            if fact not in given and goal not in alone.derived([*given, fact])
        )
        return RuleRow(tuple(given), goal, unless, tuple(_changes(alone, given, goal)))


def _atoms_read(rule: Rule) -> Iterator[Atom]:
    return (atom for _, atom in atoms_of(rule.body))


def _least(facts: list[str], holds: Any) -> list[str]:
    """Return some of the facts for which something holds, of which each is needed."""
    size = max(1, len(facts) // 2)
    while True:
        place = 0
        while place < len(facts):
            rest = facts[:place] + facts[place + size :]
            if holds(rest):
                facts = rest
            else:
                place += size
        if size == 1:
            return facts
        size = max(1, size // 2)


def _denied(alone: RuleAlone, given: Sequence[str]) -> list[str]:
    """Return the atoms that the body denies, with what the given facts bind."""
    body = alone.text.partition(" :- ")[2]
    denied = {
        re.sub(r"\b_\b", "any", str(literal.of))
        for rule in alone.annotation.rules
        for literal in rule.body
        if isinstance(literal, SignedLiteral) and literal.sign and isinstance(literal.of, Atom)
    }
    found = []
    for atom in sorted(denied):
        terms = _derived_terms(f"{_facts(given)}\n{_FIRED}({atom}) :- {body}")
        if terms:
            found.append(min(map(str, terms), key=lambda term: (len(term), term)))
    return found


def _changes(alone: RuleAlone, given: Sequence[str], goal: str) -> Iterator[tuple[str, str]]:
    """Yield the least changes of numbers after which the rule does not hold."""
    for fact in given:
        for number in re.finditer(r"(?<![\w])-?\d+(?![\w])", fact):
            for change in _CHANGES:
                value = int(number[0]) + change
                changed = fact[: number.start()] + str(value) + fact[number.end() :]
                rest = [other for other in given if other != fact]
                if goal not in alone.derived([*rest, changed]):
                    yield fact, changed
                    break


def _answers() -> Iterator[dict[tuple[str, int], list[str]]]:
    """Yield the statements of the whole answer of each golden case and plan."""
    from kg.advice.advise import ground_case
    from kg.case.file import read_case
    from kg.case.vocabulary import Vocabulary
    from kg.solve.search import search
    from tests.rules.plan_examples import PLANS, case_of, plan_of
    from tests.rules.routine_tables import cases

    knowledge = KnowledgeBase.load()
    rules = Rules.of(knowledge)
    words = Vocabulary.of(knowledge)
    paths = [*(ROOT / "examples").glob("*.yaml"), *(ROOT / "tests/golden/cases").glob("*.yaml")]
    known: dict[tuple[str, int], list[str]] = {}
    for name, names in knowledge.facts.signature.items():
        known[name, len(names)] = atoms_in_facts(knowledge.facts.source([name]))
    plans = [(case_of(path), plan_of(path).to_facts(case_of(path).date)) for path in PLANS]
    alone = [*(read_case(path, words) for path in sorted(paths)), *cases().values()]
    nothing: list[str] = []
    for case, extra in [*plans, *((case, nothing) for case in alone)]:
        control = ground_case(case, knowledge, rules, extra=extra)
        whole = search(control, 60, whole=True).whole
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for atom in sorted(whole):
            found[atom.name, len(atom.arguments)].append(str(atom))
        yield {**found, **known}


def atoms_in_facts(text: str) -> list[str]:
    """Return the facts of a relation."""
    return [line.removesuffix(".") for line in text.splitlines() if line.endswith(".")]


def write_rows(rows: Mapping[str, RuleRow]) -> None:
    """Write rows in the files of their rules, and the list of the rules that have none."""
    annotations = rules_with_bodies()
    files: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, annotation in annotations.items():
        if name in rows:
            files[Path(annotation.file).stem][name] = rows[name].to_data()
    for file, data in files.items():
        text = yaml.safe_dump(data, sort_keys=False, width=100, allow_unicode=True)
        (ROWS / f"{file}.yaml").write_text(text, encoding="utf-8")
    without = sorted(annotations.keys() - rows.keys())
    WITHOUT.write_text("".join(f"{name}\n" for name in without), encoding="utf-8")


def main() -> None:
    """Propose a row for each rule that has none and holds in a golden case."""
    rows = read_rows()
    wanted = {name: one for name, one in rules_with_bodies().items() if name not in rows}
    for facts in _answers():
        proposer = Proposer(facts)
        for name, annotation in list(wanted.items()):
            row = proposer.propose(annotation)
            if row is not None:
                faults = list(RuleAlone(annotation).faults(row))
                print(name, *faults, sep="\n  ", flush=True)
                if not faults:
                    rows[name] = row
                    del wanted[name]
        write_rows(rows)
        if not wanted:
            break


if __name__ == "__main__":
    main()
