"""Writers that are killed at any moment: what they said they had kept is there, and is whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from kg.progress.check import inspect_history
from kg.progress.store import History
from tests.depth import tries
from tests.progress.entries import entry
from tests.progress.stores import FILE, SERVER, new_store

ROOT: Final = Path(__file__).parents[2]
#: Writers that are killed on a push; more in a deep run, or as many as the variable says.
_USUAL: Final = {FILE: 10, SERVER: 4}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made otherwise")


@pytest.mark.parametrize("kind", [FILE, SERVER])
def test_nothing_that_was_acknowledged_is_lost(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    kills = tries("CONTINUUM_KILLS", push=_USUAL[kind], deep=100)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if kind == SERVER:
        request.getfixturevalue("server_url")
    with new_store(kind, tmp_path) as store:
        words = [sys.executable, "-m", "tests.progress.killing", store, str(kills), "7"]
        done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert done.returncode == 0
        acknowledged = json.loads(done.stdout)
        assert len(acknowledged) > kills // 2
        with History.open(store) as history:
            inspection = inspect_history(history)
            assert inspection.faults == ()
            assessments = history.assessments()
            cases = {one.case_json for one in assessments}
            photos = {one.number: history.content(one) for one in history.photos("a")}
            history.add(entry("a", "the next"))  # nobody waits for the dead
        said = [line.split(" ", 1) for line in acknowledged]
        kept = [rest for what, rest in said if what == "case"]
        assert {entry(word=word).case_json for word in kept} <= cases
        assert len(assessments) <= len(kept) + kills
        for number, word in (rest.split(" ", 1) for what, rest in said if what == "photo"):
            assert photos[int(number)] == word.encode()
