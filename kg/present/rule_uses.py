"""Which rules a case uses, how often, and what each of them says there."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.advice.advise import ground_case
from kg.case.file import read_case
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.paths import Cache
from kg.plan.file import read_plan
from kg.plan.words import PlanWords
from kg.present.example_cases import example_names, example_path
from kg.quality.rule_usage import Usage
from kg.rulebase.rule_set import Rules
from kg.solve.time_limits import watch

__all__ = ["Example", "Examples", "Use", "uses"]

_PLAN_CASE: Final = re.compile(r"# For examples/(?P<name>\S+\.yaml): ")
_GOLDEN: Final = "tests/golden/cases"
_TIME_LIMIT: Final = 30.0


@dataclass(frozen=True)
class Use:
    """An instance of a rule in an answer.

    Attributes:
        atom: the atom that it makes true, as text; empty for a cost or a requirement.
        text: what it says there; empty for a requirement, which speaks of what is not.
        stated: whether the advice states the atom.
    """

    atom: str
    text: str
    stated: bool


def uses(consultation: Consultation, usage: Usage) -> Mapping[str, tuple[Use, ...]]:
    """Return what each rule says in an answer, by the id of the rule, what is stated first.

    Args:
        consultation: the answer.
        usage: finds the instances of the same rules.
    """
    answered = consultation.answered
    control = ground_case(answered.case, answered.knowledge, answered.rules)
    used = usage.of(control, consultation.truth.atoms)
    stated = {one.atom for one in consultation.statements}
    found: dict[str, dict[Use, None]] = defaultdict(dict)
    for instance, costs in (
        *((one, False) for one in used.behind),
        *((one, True) for one in used.costs),
    ):
        code = usage.compiled.codes[instance.number]
        annotation = usage.book.annotations[code.id]
        text = ""
        if annotation.rules[code.variant].head is not None:
            named = dict(zip(code.variables, instance.values, strict=True))
            text = answered.say.instance(annotation.label, named)
        atom = "" if costs else str(instance.head)
        found[code.id][Use(atom, text, atom in stated)] = None
    return {
        name: tuple(sorted(rows, key=lambda one: (not one.stated, one.text)))
        for name, rows in found.items()
    }


@dataclass(frozen=True)
class Example:
    """An example, a plan that was written for one, or another case that is tried.

    Attributes:
        name: its name for people.
        case: the file of the case.
        plan: the file of the plan; ``None`` for the case alone.
    """

    name: str
    case: Path
    plan: Path | None = None


class Examples:
    """Which rules the examples use; what was once looked through is kept."""

    def __init__(self, knowledge: KnowledgeBase, rules: Rules, cache: Cache | None = None) -> None:
        """Take what was kept of the same knowledge, rules and examples.

        Args:
            knowledge: the ontology.
            rules: the rules.
            cache: where the result is kept; by default that of the ontology.
        """
        self._knowledge, self._rules = knowledge, rules
        self._cache = knowledge.cache if cache is None else cache
        self.every = tuple(_examples())
        self._name = f"uses-{_digest(knowledge, rules, self.every)}.json"
        kept = self._cache.read_json(self._name)
        self.found: dict[str, tuple[str, ...]] = (
            {name: tuple(ids) for name, ids in kept.items()} if isinstance(kept, dict) else {}
        )

    @property
    def done(self) -> bool:
        """Whether all of them were looked through."""
        return len(self.found) == len(self.every)

    def look(self, usage: Usage) -> Iterator[Example]:
        """Look through what is left, and yield each before it is looked at.

        What ran out of time is not kept: it is left for the next look.

        Raises:
            TimeLimit: when an answer was not found in time.
        """
        words = PlanWords.of(self._knowledge)
        for one in self.every:
            if one.name in self.found:
                continue
            yield one
            case = read_case(one.case, words)
            extra = () if one.plan is None else read_plan(one.plan, words).to_facts(case.date)
            with watch() as watched:
                ids = usage.ids(case, extra=extra, time_limit=_TIME_LIMIT)
            if not watched.unfinished:
                self.found[one.name] = ids
                self._cache.write(self._name, json.dumps(self.found).encode())

    @property
    def by_rule(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the examples that use a rule, by its id; of those looked through."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.every:
            for name in self.found.get(one.name, ()):
                found[name].append(one.name)
        return {name: tuple(rows) for name, rows in found.items()}


def _examples() -> Iterator[Example]:
    """Yield the examples, their plans, and in a checkout the tests' golden cases, by name."""
    for name in example_names():
        yield Example(_words(name), example_path(name))
    folder = example_path(example_names()[0]).parent
    for path in sorted((folder / "plans").glob("*.*")):
        found = _PLAN_CASE.match(path.read_text(encoding="utf-8"))
        if found is not None:
            yield Example(f"Plan: {_words(path.stem).lower()}", folder / found["name"], path)
    for path in sorted((folder.parent / _GOLDEN).glob("*.yaml")):
        yield Example(f"Golden case: {_words(path.stem).lower()}", path)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _digest(knowledge: KnowledgeBase, rules: Rules, examples: tuple[Example, ...]) -> str:
    digest = hashlib.sha256(f"{knowledge.ontology_hash}{rules.hash}".encode())
    for one in examples:
        for path in (one.case, *([] if one.plan is None else [one.plan])):
            digest.update(f"\0{one.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
