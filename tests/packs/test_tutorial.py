"""The tutorial works as it stands: its commands, its files, its output."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.packs import read_pack
from kg.packs.check import check_pack
from kg.packs.dependency_order import additions
from kg.packs.golden import try_pack
from kg.proof.check import faults
from kg.proof.proof import Proof, merge_steps
from tests.depth import UNHURRIED

ROOT = Path(__file__).parents[2]
PACKS = sorted((ROOT / "examples" / "packs").iterdir())
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"`(gentle_hips/[\w./]+)`")


class Step(NamedTuple):
    """One block of the page, and the text that stands before it."""

    language: str
    code: str
    before: str


def steps() -> Iterator[Step]:
    text = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
    text = text.partition("\nIn Python:")[0]
    last = 0
    for found in _BLOCK.finditer(text):
        yield Step(found[1], found[2], text[last : found.start()])
        last = found.end()


def written(step: Step, files: list[str], place: Path) -> None:
    """Put a block of the page where the text before it says."""
    path = place / files.pop(0)
    text = path.read_text(encoding="utf-8")
    if "to the end of" in step.before or "At the end of" in step.before:
        path.write_text(f"{text}\n{step.code}", encoding="utf-8")
    elif "`rules = []`" in step.before:
        path.write_text(text.replace("rules = []\n", step.code), encoding="utf-8")
    else:
        path.write_text(step.code, encoding="utf-8")


def ran(code: str, place: Path) -> str:
    """Run command lines as a shell would, and return everything they say."""
    said = ""
    for written_line in code.splitlines():
        line = written_line.replace("continuum ", f"'{sys.executable}' -m kg ", 1)
        line = re.sub(r"^python ", f"'{sys.executable}' ", line)
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=place,
            env={
                "PYTHONPATH": str(ROOT),
                "CONTINUUM_CACHE_DIR": os.environ["CONTINUUM_CACHE_DIR"],
            },
            capture_output=True,
            text=True,
        )
        differs = int("rules diff" in line)
        assert done.returncode == differs, f"{line}\n{done.stdout}{done.stderr}"
        said += done.stdout + done.stderr
    return said


def test_the_tutorial_works_as_it_stands(tmp_path: Path) -> None:
    files: list[str] = []
    said = ""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for step in steps():
        if step.language in ("turtle", "prolog", "toml", "yaml"):
            files = _FILE.findall(step.before) or files
            written(step, files, tmp_path)
        elif step.language == "sh":
            said = ran(step.code, tmp_path)
        else:
            assert step.language == "text"
            for line in step.code.splitlines():
                assert line in said, f"{line}\nis not in\n{said}"


@pytest.mark.parametrize("place", PACKS, ids=lambda place: place.name)
def test_an_example_pack_is_sound_and_its_cases_pass(place: Path) -> None:
    pack = read_pack(place)
    assert [problem for problem in check_pack(pack) if problem.level != "info"] == []
    tried = try_pack(pack, KnowledgeBase.load(packs=additions([pack])), time_limit=UNHURRIED)
    assert tried.passed, [one.faults for one in tried.outcomes]
    assert not tried.idle
    assert tried.outcomes
    for outcome in tried.outcomes:
        assert outcome.consultation is not None
        assert_proven(outcome.consultation)


def assert_proven(found: Consultation) -> None:
    """Every statement of an advice with packs has a proof that the independent checker accepts."""
    rules = {name: one.rules for name, one in found.rulebook.annotations.items()}
    steps = merge_steps(found.proofs().values())
    together = Proof(next(iter(steps)), steps)
    assert not faults(together, rules, found.truth.atoms, found.is_given)


def test_the_example_packs_stand_together() -> None:
    packs = additions(read_pack(place) for place in PACKS)
    assert [one.id for one in packs] == ["harbour_studio", "kendall", "overhead"]
    KnowledgeBase.load(packs=packs)


def test_the_page_lists_the_rooms_of_a_pack() -> None:
    text = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
    for room in ("ontology", "facts", "rules", "examples", "questions"):
        assert f"| `{room}/*" in text
