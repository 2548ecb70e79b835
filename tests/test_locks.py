"""The locked requirements: a version and a hash for each, and no word of where they come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def test_all_are_looked_at() -> None:
    names = {path.name for path in LOCKS}
    assert {"requirements.txt", "requirements-dev.txt", "requirements-audit.txt"} <= names


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_everything_has_a_version_and_hashes(path: Path) -> None:
    text = re.sub(r"^\s*#.*\n?", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    entries = text.replace("\\\n", " ").strip().splitlines()
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(?:\[[a-z0-9,._-]+\])?==\S+ ", entry), entry
        assert "--hash=sha256:" in entry, entry
        assert "://" not in entry, entry
        assert not entry.startswith("-"), entry
