"""What the release builds for editors of ontologies: modules of Turtle alone, and a catalog."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.knowledge import KnowledgeBase
from kg.knowledge.closure import differences_left_out
from kg.knowledge.load import load_graph
from kg.knowledge.release import build
from kg.knowledge.sources import read_sources
from kg.paths import places


def test_the_built_modules_say_the_same_as_the_tables(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.load()
    build(knowledge, tmp_path)
    shutil.copytree(tmp_path / "modules", tmp_path / "ontology")
    shutil.copytree(knowledge.places.rules, tmp_path / "rules")
    sources = read_sources(places(tmp_path))
    assert not sources.tables
    built = load_graph(sources)
    assert len(built.lines) > len(knowledge.graphs.lines)
    same = [line for line in differences_left_out(built.lines) if "_:" not in line]
    assert same == [line for line in knowledge.graphs.lines if "_:" not in line]
