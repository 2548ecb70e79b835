"""What a pack says is cited where the pack says it, and a suggested command carries the packs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import cast

import pytest

from kg.case.model import Case
from kg.cli.cases import pack_words
from kg.cli.main import main
from kg.explain.consultation import Consultation
from kg.explain.remedies import Remedy
from kg.knowledge import KnowledgeBase
from kg.knowledge.origin import Origins
from kg.packs import read_packs
from kg.present.remedies_text import command
from tests.packs.made import folder, manifest, module

BODY = """:glaucoma_or_retinal_disease
    :excludesTag :tag_overhead .

:tried_source a :Document ; rdfs:label "Tried"@en ; :documentKind "own judgement"@en ;
    :hasReadingState :reading_read ; :yearText "2026" ; dcterms:title "Tried"@en .
"""
CASE = """findings: [{finding: arms_fall_forward, assessment: overhead_squat}]
conditions: [glaucoma_or_retinal_disease]
equipment: [wall, foam_roller]
"""
PLACE = "tried/ontology/x.ttl:8"


def place_of_pack(tmp_path: Path) -> Path:
    return folder(
        tmp_path,
        {
            "pack.toml": manifest(overrides='things = ["glaucoma_or_retinal_disease"]'),
            "ontology/x.ttl": module("tried", BODY),
        },
    )


def test_a_statement_has_the_place_of_its_own_file(tmp_path: Path) -> None:
    origins = Origins(KnowledgeBase.load(packs=read_packs([place_of_pack(tmp_path)])))
    glaucoma = "glaucoma_or_retinal_disease"
    assert origins.place_of(glaucoma, "excludesTag", "tag_overhead") == (
        "tried/ontology/x.ttl",
        8,
    )
    file, line = origins.place_of(glaucoma, "rdf:type", "Condition")
    assert file == "ontology/safety.ttl"
    assert line == origins.place(glaucoma)[1]
    assert origins.place("tried_source") == ("tried/ontology/x.ttl", 11)


def test_a_proof_cites_the_pack(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    place = str(place_of_pack(tmp_path))
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    words = ["why-not", str(case), "ac_forearm_wall_slide", "--pack", place, "--trust-packs"]
    assert main([*words, "--whole", "--depth", "20", "--no-change"]) == 0
    out, _ = capfd.readouterr()
    stated = [line for line in out.splitlines() if "xcludes tag" in line and "verhead" in line]
    assert stated
    assert PLACE in out


def test_a_suggested_command_carries_the_packs_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUUM_PACKS", "first pack")
    options = pack_words(argparse.Namespace(packs=["second"], trust_packs=False))
    assert options == ["--pack", "first pack", "--pack", "second"]
    trusted = pack_words(argparse.Namespace(packs=[], trust_packs=True))
    assert trusted == ["--pack", "first pack", "--trust-packs"]
    nothing = cast(Consultation, None)
    remedy = Remedy(changes=(), case=Case.model_construct(), consultation=nothing, notes=(), rank=0)
    expected = "continuum what-if case.yaml --pack 'first pack' --pack second"
    assert command(remedy, "case.yaml", options) == expected
