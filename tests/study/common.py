"""What the tests of this room share: one source of questions, read once."""

from __future__ import annotations

from pathlib import Path

from kg.study.generator import Study

ROOT = Path(__file__).parents[2]
STUDY = Study.load()
FACTS = STUDY.knowledge.facts.relations
