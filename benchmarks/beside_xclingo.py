"""Ours beside xclingo, on the same rules, the same answer and the same questions.

``python -m benchmarks xclingo --python PATH``; PATH is a Python with xclingo in an environment of
its own, for it pins another clingo. xclingo is no part of the product.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from kg.advice.advise import case_program
from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.proof.codes import NAMELESS
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Atom, BodyLiteral, Conditional, Rule

__all__ = ["compare"]

ROOT = Path(__file__).parents[1]
WORKER = ROOT / "benchmarks" / "oracle.py"
CASES = ("knees_in_right", "upper_crossed_office_worker")
QUESTIONS = 3


def compare(python: str) -> None:
    """Measure and compare, and print a table.

    The first ratio counts the explanation and the translation of the rules, the second the
    translation of the facts as well.

    Args:
        python: the interpreter that has xclingo.
    """
    knowledge = KnowledgeBase.load()
    rules = Rules.load(knowledge.places.rules)
    print("| question | ours ms | xclingo ms | + rules | + facts | ratio | all | agrees |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for name in CASES:
        for cells in _rows(name, knowledge, rules, python):
            print(f"| {' | '.join(cells)} |", flush=True)


def _rows(
    name: str, knowledge: KnowledgeBase, rules: Rules, python: str
) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each question about a case."""
    case = read_file(str(ROOT / "examples" / f"{name}.yaml")).case(Vocabulary.of(knowledge))
    _, facts, given = case_program(case, knowledge, rules).texts
    first = Consultation.of(case, knowledge, rules=rules, time_limit=60)
    codes = first.rulebook.compiled.codes
    numbered = [one for one in codes if isinstance(one.rule.head, Atom)]
    number = {(one.id, one.variant): place for place, one in enumerate(numbered, 1)}
    program = "\n".join(_text(one.rule) for one in numbered)
    parts = ("muscles", "program.phases.items", "gaps")
    asked = [next((s.atom for s in first.statements if s.part == part), None) for part in parts]
    for atom in filter(None, asked):
        times = []
        for _ in range(5):
            found = Consultation.of(case, knowledge, rules=rules, time_limit=60)
            start = time.perf_counter()
            proof = found.why(atom)
            times.append((time.perf_counter() - start) * 1000)
        ours = statistics.median(times)
        steps = [
            (number[step.rule, step.variant], str(step.atom))
            for step in proof.steps.values()
            if step.rule is not None
        ]
        told = _ask(
            python,
            rules=program,
            facts=f"{facts}\n{given}",
            model=[str(one) for one in found.truth.atoms],
            question=atom,
            steps=steps,
        )
        explained = told["explain_ms"] + told["rules_ms"]
        whole = explained + told["facts_ms"]
        figures = [ours, *(told[f"{one}_ms"] for one in ("explain", "rules", "facts"))]
        ratios = [explained / ours, whole / ours]
        agrees = "yes" if told["agrees"] else "no"
        yield (
            f"{name}: {atom}",
            *(f"{one:.0f}" for one in figures),
            *(f"{one:.0f}" for one in ratios),
            agrees,
        )


def _text(rule: Rule) -> str:
    """Return a rule as xclingo takes it: it needs a name for each variable of what holds."""
    body = "; ".join(map(_literal, rule.body))
    return f"{rule.head} :- {body}." if body else f"{rule.head}."


def _literal(one: BodyLiteral) -> str:
    """Return a literal; what must hold for all of a condition becomes a count of its exceptions.

    The translation of xclingo makes unsafe rules of conditions that share variables with their
    rule.
    """
    if not isinstance(one, Conditional):
        return str(one)
    condition = ", ".join(map(str, one.condition))
    literal = re.sub(rf"{NAMELESS}\d+", "_", str(one.literal))
    return f"#count{{ 0: {condition}, not {literal} }} = 0"


def _ask(python: str, **request: object) -> dict[str, float]:
    done = subprocess.run(
        [python, str(WORKER)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"xclingo did not answer: {done.stderr[:3000]}")
    answer: dict[str, float] = json.loads(done.stdout)
    return answer
