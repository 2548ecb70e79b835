"""``python -m benchmarks``: ours beside the bare engine, in one run, as a table.

Milliseconds are medians of processor time and only compare within a run; the ratios are what to
read.
"""

from __future__ import annotations

import argparse
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import clingo

from benchmarks.larger import larger_facts
from kg.advice.advise import advise, case_program, consult
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import TimeLimit
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.paths import Cache
from kg.rulebase.rule_set import Rules
from kg.solve.logic_program import LogicProgram
from kg.solve.relevance import relevance
from kg.solve.search import solve

ROOT = Path(__file__).parents[1]
CASES = ("knees_in_right", "upper_crossed_office_worker", "many_findings_one_edition")
OPTIONS = ["--opt-strategy=usc,one,stratify", "--opt-mode=optN", "0", "--warn=none"]
RUNS = 9


def main() -> None:
    """Measure everything and print one table."""
    knowledge = KnowledgeBase.load()
    rules = Rules.load(knowledge.places.rules)
    rows = [("what", "ours ms", "bare ms", "ratio")]
    for name in CASES:
        file = read_file(str(ROOT / "examples" / f"{name}.yaml"))
        case = file.case(Vocabulary.of(knowledge))
        text = "\n".join(case_program(case, knowledge, rules).texts)
        ours, bare = together(
            lambda case=case: advise(case, knowledge, rules=rules), lambda text=text: engine(text)
        )
        rows.append(row(f"advise warm: {name}", ours, bare))
        rows += proofs(name, case, knowledge, rules, text)
    rows += cold(knowledge, rules)
    rows += growth(knowledge, rules)
    rows += builds()
    print(machine())
    print()
    for cells in rows:
        print(f"| {cells[0]:<54} | {cells[1]:>9} | {cells[2]:>9} | {cells[3]:>6} |")
        if cells[0] == "what":
            print(f"|{'-' * 56}|{'-' * 10}:|{'-' * 10}:|{'-' * 7}:|")


def together(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds of two jobs that take turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for job, found in zip((ours, bare), times, strict=True):
            start = time.process_time()
            job()
            found.append((time.process_time() - start) * 1000)
        progress()
    return statistics.median(times[0]), statistics.median(times[1])


def proofs(
    name: str, case: Case, knowledge: KnowledgeBase, rules: Rules, text: str
) -> list[tuple[str, str, str, str]]:
    """Return one proof, all proofs, and one contrast, beside the bare engine on the same case."""
    times: tuple[list[float], ...] = ([], [], [], [])
    for _ in range(RUNS):
        one, every = (
            Consultation.of(case, knowledge, rules=rules, time_limit=60) for _ in range(2)
        )
        first, second, *_ = (
            each.atom for each in one.statements if each.atom.startswith("choose(")
        )
        # The first question of this kind also reads what the given answer pays for.
        one.contrast(one.atom(second), holds=False)
        jobs = (
            partial(one.why, first),
            every.proofs,
            partial(one.contrast, one.atom(first), holds=False),
            lambda: engine(text),
        )
        for job, found in zip(jobs, times, strict=True):
            start = time.process_time()
            job()
            found.append((time.process_time() - start) * 1000)
        progress()
    one_ms, every_ms, contrast_ms, bare = map(statistics.median, times)
    return [
        row(f"why one exercise: {name}", one_ms, bare),
        row(f"why all statements: {name}", every_ms, bare),
        row(f"without one exercise, once more: {name}", contrast_ms, bare),
    ]


def progress() -> None:
    """Show that something happens."""
    print(".", end="", file=sys.stderr, flush=True)


def engine(text: str) -> None:
    """Parse, ground and solve a program with the bare engine, to the proven optimum."""
    control = clingo.Control(OPTIONS)
    control.add("base", [], text)
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        for model in handle:
            if model.optimality_proven:
                break


def cold(knowledge: KnowledgeBase, rules: Rules) -> list[tuple[str, str, str, str]]:
    """Return the command line from a cold start beside bare Python, and beside bare clingo."""
    path = ROOT / "examples" / f"{CASES[0]}.yaml"
    case = read_file(str(path)).case(Vocabulary.of(knowledge))
    python = sys.executable
    command = shutil.which("clingo")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.lp"
        program.write_text("\n".join(case_program(case, knowledge, rules).texts), encoding="utf-8")
        engine = [command] if command else [python, "-m", "clingo"]
        commands = (
            [python, "-m", "kg", "advise", str(path)],
            [python, "-c", "import clingo"],
            [*engine, *OPTIONS, str(program)],
        )
        times: list[list[float]] = [[] for _ in commands]
        for _ in range(RUNS):
            for words, found in zip(commands, times, strict=True):
                found.append(run(words))
            progress()
    ours, imported, solved = map(statistics.median, times)
    name = "clingo command" if command else "clingo module"
    return [
        row("advise cold: Python that imports clingo", ours, imported),
        row(f"advise cold: {name}, the same program", ours, solved),
    ]


def run(command: list[str]) -> float:
    """Run a command quietly and return its processor milliseconds; any exit code is fine."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def growth(knowledge: KnowledgeBase, rules: Rules) -> list[tuple[str, str, str, str]]:
    """Return how the time grows with ten and a hundred times as many exercises."""
    data = {
        "findings": [{"finding": str(row[0])} for row in knowledge.facts.relations["finding"][:3]]
    }
    case = Case.model_validate(data)
    program = case_program(case, knowledge, rules)
    text, facts, given = program.texts
    rows, first = [], 0.0
    for factor in (1, 10):
        start = time.process_time()
        found = solve(
            [text, larger_facts(knowledge.facts, facts, factor), given],
            inputs=program.inputs | facts_of(knowledge),
            time_limit=600,
        )
        spent = (time.process_time() - start) * 1000
        first = first or spent
        proven = "proven" if found.proven else "best found, not proven"
        rows.append(row(f"{factor} times the exercises, each as eligible ({proven})", spent, first))
        progress()
    rows.append(interrupted([text, larger_facts(knowledge.facts, facts, 100), given], program))
    return [*rows, unserving(knowledge, rules)]


#: Seconds that a library of a hundred times as many exercises is given.
LIMIT = 30.0


def interrupted(texts: list[str], program: LogicProgram) -> tuple[str, str, str, str]:
    """Return how long a library of a hundred times as many exercises takes, beside its limit."""
    start = time.process_time()
    try:
        found = solve(texts, inputs=program.inputs | facts_of(program.knowledge), time_limit=LIMIT)
        ending = "proven" if found.proven else "best found, not proven"
    except TimeLimit:
        ending = "time limit"
    spent = (time.process_time() - start) * 1000
    progress()
    return row(f"100 times, beside its limit of {LIMIT:g} s ({ending})", spent, LIMIT * 1000)


def unserving(knowledge: KnowledgeBase, rules: Rules) -> tuple[str, str, str, str]:
    """Return how the time grows with ten times as many exercises that the case has no use for."""
    case = read_file(str(ROOT / "examples" / f"{CASES[0]}.yaml")).case(Vocabulary.of(knowledge))
    program, facts = case_program(case, knowledge, rules), knowledge.facts
    control = program.ground_relevant()
    offered = control.symbolic_atoms.by_signature("choose", 2)
    serving = {atom.symbol.arguments[0].name for atom in offered}
    number = len(facts.relations["exercise"])
    copies = 1 + -(-9 * number // (number - len(serving)))
    lines = larger_facts(facts, facts.text.rstrip("\n"), copies, serving).split("\n")
    lines.sort(key=lambda line: line.partition("(")[0])
    more = replace(
        knowledge,
        facts=replace(facts, text="\n".join([*lines, ""])),
        _sources=replace(knowledge.sources, tables=()),  # told apart from the library as it is
        _cache=Cache(enabled=False),
    )
    relevance(rules, more)  # found once for a library, and kept
    ours, bare = together(
        lambda: consult(case, more, rules=rules),
        lambda: consult(case, knowledge, rules=rules),
    )
    return row("10 times the exercises, no more that serve the case", ours, bare)


def facts_of(knowledge: KnowledgeBase) -> set[tuple[str, int]]:
    """Return the predicates of the ontology."""
    return {(name, len(arguments)) for name, arguments in knowledge.facts.signature.items()}


def builds() -> list[tuple[str, str, str, str]]:
    """Return a load with nothing kept (closure, facts) beside one with everything kept."""
    ours, kept = together(lambda: KnowledgeBase.load(cache=False), KnowledgeBase.load)
    return [row("knowledge from nothing / from what was kept", ours, kept)]


def row(what: str, ours: float, bare: float) -> tuple[str, str, str, str]:
    """Return the cells of a line."""
    return what, f"{ours:.0f}", f"{bare:.0f}", f"{ours / bare:.2f}"


def machine() -> str:
    """Describe the machine and the engine."""
    return (
        f"Python {platform.python_version()}, clingo {clingo.__version__}, "
        f"{platform.system()} {platform.machine()}; medians of {RUNS} runs taken in turn"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", "xclingo", "explorer"), default="all")
    parser.add_argument("--python", default=sys.executable, help="a Python that has xclingo")
    asked = parser.parse_args()
    if asked.what == "xclingo":
        from benchmarks.beside_xclingo import compare

        compare(asked.python)
    elif asked.what == "explorer":
        from benchmarks.explorer import measure

        measure()
    else:
        main()
