"""A cache that is warm before the first test: computed once, for all workers and commands.

It is made of this code and content only: its folder is named by a digest of both, so an edit makes
another one. Every worker, and through it every command that its tests start, works on a copy, so
no test sees what another worker computed. Tests of the cache itself have cold ones of their own.

``python -m tests.warm_cache`` prints the folder, and fills it first when it is not there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_CACHES: Final = ROOT / "build" / "test-cache"
_VARIABLE: Final = "CONTINUUM_CACHE_DIR"
_CONTENT: Final = (
    "ontology/**/*.*",
    "rules/**/*.*",
    "study/**/*.*",
    "kg/**/*.py",
    "requirements.txt",
    "tests/warm_cache.py",
)
_NAME: Final = re.compile(r"[0-9a-f]{32}")
#: Of each kind of entry only the newest are kept; those of our own content are to stay: in seconds.
_AHEAD: Final = 86_400


def warm_cache() -> Path:
    """Return the folder of the warm cache; it is filled when it is not there yet."""
    folder = _CACHES / content_digest()
    if not folder.is_dir():
        _CACHES.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=_CACHES))
        try:
            environment = {**os.environ, _VARIABLE: str(made)}
            command = [sys.executable, "-m", "tests.warm_cache", "--fill"]
            done = subprocess.run(command, cwd=ROOT, env=environment)
            if done.returncode:  # the tests will say what is wrong, with a cold cache
                print("tests: the cache could not be filled", file=sys.stderr)
                folder.mkdir(mode=0o700)
            else:
                _copy(made, made / "contained")
                _replace(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return folder


def use_copy(place: Path) -> None:
    """Make a copy of the warm cache and let this process, and those that it starts, use it."""
    source = warm_cache()
    _copy(source, place)
    if (source / "contained").is_dir():
        _copy(source / "contained", place / "contained")
    os.environ[_VARIABLE] = str(place)


def _copy(source: Path, target: Path) -> None:
    """Copy the entries of a cache; they count as newer than whatever the tests put beside them."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    later = time.time() + _AHEAD
    for entry in source.iterdir():
        if entry.is_file():
            shutil.copyfile(entry, target / entry.name)
            os.utime(target / entry.name, (later, later))


def _replace(made: Path, folder: Path) -> None:
    """Put a filled cache in its place, instead of those of other content."""
    for other in _CACHES.iterdir():
        if other != folder and _NAME.fullmatch(other.name):
            shutil.rmtree(other, ignore_errors=True)
    try:
        made.rename(folder)
    except OSError:  # another run was first
        if not folder.is_dir():
            raise


@cache
def content_digest() -> str:
    """Return the digest of everything that a computed file depends on: code and content."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted({path for kind in _CONTENT for path in ROOT.glob(kind)}):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:32]


def _fill() -> None:
    """Compute what every command computes when it is the first."""
    from kg.case.file import read_case
    from kg.case.vocabulary import Vocabulary
    from kg.explain.consultation import Consultation
    from kg.explain.movement_effects import MovementEffects
    from kg.knowledge import KnowledgeBase
    from kg.pack_policy.containment import safety_slice
    from kg.present.figure.exercise_figures import ExerciseFigures
    from kg.progress.comparison import compare
    from kg.quality import lint
    from kg.rulebase.rule_set import Rules
    from kg.study.generator import Study

    knowledge = KnowledgeBase.load()
    assert knowledge.texts
    case = read_case(ROOT / "examples" / "knees_in_right.yaml", Vocabulary.of(knowledge))
    answer = Consultation.of(case, knowledge, time_limit=60)
    compare(answer, answer)
    story = answer.explainer.why(answer.why(answer.advice.muscles[0].proof))
    assert any(line.sources for line in story.lines.values())
    lint.check(knowledge)
    assert MovementEffects.of(knowledge).rows
    assert ExerciseFigures(knowledge).index
    safety_slice(Rules.of(knowledge), knowledge.cache)
    study = Study.load(knowledge)
    study.asker(next(kind for kind in study.setting.kinds.values() if kind.case is None))


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        _fill()
    else:
        print(warm_cache())
