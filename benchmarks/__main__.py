"""``python -m benchmarks``: ours beside the bare engine, in one run, as a table.

Milliseconds are medians and only compare within a run; the ratios are what to read.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import clingo

from benchmarks.larger import larger_facts
from kg.advice.advise import advise, case_program
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules
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
    rows.append(cold(knowledge, rules))
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
            start = time.perf_counter()
            job()
            found.append((time.perf_counter() - start) * 1000)
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
            start = time.perf_counter()
            job()
            found.append((time.perf_counter() - start) * 1000)
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


def cold(knowledge: KnowledgeBase, rules: Rules) -> tuple[str, str, str, str]:
    """Return the command line from a cold start beside the clingo command and an empty Python."""
    path = ROOT / "examples" / f"{CASES[0]}.yaml"
    case = read_file(str(path)).case(Vocabulary.of(knowledge))
    command = shutil.which("clingo")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.lp"
        program.write_text("\n".join(case_program(case, knowledge, rules).texts), encoding="utf-8")
        bare = [command, *OPTIONS, str(program)] if command else _python_clingo(program)
        ours, theirs = together(
            lambda: run([sys.executable, "-m", "kg", "advise", str(path)]),
            lambda: (run(bare), run([sys.executable, "-c", ""])),
        )
    label = "advise cold: clingo command + empty Python"
    return row(label if command else "advise cold: clingo module + empty Python", ours, theirs)


def _python_clingo(program: Path) -> list[str]:
    return [sys.executable, "-m", "clingo", *OPTIONS, str(program)]


def run(command: list[str]) -> None:
    """Run a command quietly; clingo's own exit codes are fine."""
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def growth(knowledge: KnowledgeBase, rules: Rules) -> list[tuple[str, str, str, str]]:
    """Return how the time grows with ten and a hundred times as many exercises."""
    data = {
        "findings": [{"finding": str(row[0])} for row in knowledge.facts.relations["finding"][:3]]
    }
    case = Case.model_validate(data)
    text, facts, given = case_program(case, knowledge, rules).texts
    inputs = {(name, len(args)) for name, args in knowledge.facts.signature.items()}
    inputs |= rules.case_signatures
    rows, first = [], 0.0
    for factor in (1, 10, 100):
        program = [text, larger_facts(knowledge.facts, facts, factor), given]
        start = time.perf_counter()
        found = solve(program, inputs=inputs, time_limit=30)
        spent = (time.perf_counter() - start) * 1000
        first = first or spent
        proven = "proven" if found.proven else "best found, not proven"
        rows.append(row(f"{factor} times the exercises ({proven})", spent, first))
        progress()
    return rows


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
