"""Answers to explain: of the examples, and of small programs written for a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import clingo

from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.proof.compile import compile_rules
from kg.proof.derive import derive
from kg.proof.proof import Step
from kg.proof.supports import Supports
from kg.proof.true_atoms import Truth
from kg.rulebase.annotations import read_annotations
from kg.rulebase.rule_set import RuleFile, Rules
from kg.rulebase.syntax import Atom, Rule, atoms_of
from kg.solve.search import ground, search
from tests.depth import UNHURRIED

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
KNOWLEDGE = KnowledgeBase.load()


@lru_cache(maxsize=32)
def consultation(name: str) -> Consultation:
    """Return an answered example."""
    case = read_file(str(ROOT / "examples" / f"{name}.yaml")).case(Vocabulary.of(KNOWLEDGE))
    return Consultation.of(case, KNOWLEDGE, time_limit=UNHURRIED)


def annotated(program: str) -> str:
    """Return a program with an annotation above every rule: ``r0`` for the first and so on."""
    lines = []
    for number, line in enumerate(re.split(r"(?<=\.)\s+", program.strip())):
        if not line.startswith("#const"):
            lines.append(f'%@ id=r{number} label="rule {number}" source="test"')
        lines.append(line)
    return "\n".join(lines)


def _atoms(rules: Iterable[Rule]) -> Iterator[Atom]:
    return (atom for rule in rules for _, atom in atoms_of(rule.body))


def steps_of(
    program: str, is_given: Callable[[clingo.Symbol], bool] = lambda _: False
) -> tuple[Mapping[str, Step], frozenset[clingo.Symbol]]:
    """Return the step of every atom of the best answer of a program, and the answer."""
    text = annotated(program)
    annotations = read_annotations(Rules((RuleFile("test.lp", text),)))
    used = {(atom.name, len(atom.arguments)) for one in annotations for atom in _atoms(one.rules)}
    control = ground([text], inputs=used)
    answer = search(control, 10, whole=True).whole
    truth = Truth(answer)
    compiled = compile_rules({one.id: one.rules for one in annotations})
    instances = Supports(control, compiled).behind(answer, truth)
    steps = derive(instances, compiled.codes, is_given)
    return {str(atom): step for atom, step in steps.items()}, answer


def steps_of_answers(
    text: str, most: int
) -> Iterator[
    tuple[Mapping[str, tuple[Rule, ...]], frozenset[clingo.Symbol], Mapping[clingo.Symbol, Step]]
]:
    """Yield the rules, the atoms and their steps for some answers of an annotated program."""
    annotations = read_annotations(Rules((RuleFile("test.lp", text),)))
    rules = {one.id: one.rules for one in annotations}
    control = clingo.Control(["--warn=none", str(most)])
    control.add("base", [], text)
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        answers = [frozenset(model.symbols(atoms=True)) for model in handle]
    supports = Supports(control, compile_rules(rules))
    for answer in answers:
        instances = supports.behind(sorted(answer), Truth(answer))
        codes = compile_rules(rules).codes
        yield rules, answer, derive(instances, codes, lambda _: False)
