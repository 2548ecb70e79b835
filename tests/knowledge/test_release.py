"""Release files: the same ontology in other clothes, and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import BadInput
from kg.knowledge import KnowledgeBase
from kg.knowledge.release import build
from tests.knowledge.small import small

BODY = """
:Muscle a owl:Class ; rdfs:subClassOf :Tissue ; rdfs:label "muscle"@en . :Tissue a owl:Class .
:one a :Muscle ; :near :two . :two a :Muscle .
:near a owl:ObjectProperty, owl:SymmetricProperty .
"""


def graph(path: Path, form: ox.RdfFormat) -> ox.Dataset:
    found = ox.Dataset(ox.parse(path.read_bytes(), form))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def test_every_form_says_the_same(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.load(small(tmp_path / "root", BODY), cache=False)
    paths = build(knowledge, tmp_path / "out")
    files = {path.relative_to(tmp_path / "out").as_posix(): path for path in paths}
    turtle = graph(files["continuum.ttl"], ox.RdfFormat.TURTLE)
    assert turtle == graph(files["continuum.owl"], ox.RdfFormat.RDF_XML)
    kept = graph(files["continuum.nq"], ox.RdfFormat.N_QUADS)
    # without one module's header and one import, with an axiom that tells two muscles apart
    assert len(list(turtle)) == len(list(kept)) - 2 + 6
    digest = hashlib.sha256(files["continuum.nq"].read_bytes()).hexdigest()
    assert digest == knowledge.ontology_hash
    closure = files["continuum-closure.nt"].read_text(encoding="utf-8")
    assert tuple(closure.splitlines()) == knowledge.graphs.inferred


def test_the_manifest_tells_hashes_and_counts(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.load(small(tmp_path / "root", BODY), cache=False)
    paths = build(knowledge, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["hash"] == knowledge.ontology_hash
    assert (manifest["classes"], manifest["individuals"], manifest["object_properties"]) == (
        2,
        2,
        1,
    )
    for path in paths:
        if path.name != "manifest.json":
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(tmp_path / "out").as_posix()
            assert manifest["files"][name] == digest


def test_the_same_ontology_gives_the_same_bytes(tmp_path: Path) -> None:
    one = KnowledgeBase.load(small(tmp_path / "one", BODY), cache=False)
    moved = "\n".join(reversed(BODY.strip().split("\n")))
    other = KnowledgeBase.load(small(tmp_path / "other", moved), cache=False)
    for first, second in zip(build(one, tmp_path / "a"), build(other, tmp_path / "b"), strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.load(small(tmp_path / "root", BODY), cache=False)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="file"):
        build(knowledge, tmp_path / "file")
