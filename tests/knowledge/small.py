"""Small ontologies for tests, written as one module beside its root."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/corrective-exercise"
PREFIXES = f"""@prefix : <{BASE}/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
CATALOG = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
    <uri name="{BASE}/module/part" uri="part.ttl"/>
</catalog>
"""


def small(folder: Path, body: str, **queries: str) -> Path:
    """Write a knowledge root whose one module says ``body``; return it."""
    ontology, rules = folder / "ontology", folder / "rules"
    ontology.mkdir(parents=True)
    (rules / "facts").mkdir(parents=True)
    shutil.copytree(ROOT / "rules" / "closure", rules / "closure")
    (ontology / "catalog-v001.xml").write_text(CATALOG, encoding="utf-8")
    header = f"{PREFIXES}<{BASE}> a owl:Ontology ; owl:imports <{BASE}/module/part> .\n"
    (ontology / "continuum.ttl").write_text(header, encoding="utf-8")
    part = f"{PREFIXES}<{BASE}/module/part> a owl:Ontology .\n{body}"
    (ontology / "part.ttl").write_text(part, encoding="utf-8")
    for name, text in queries.items():
        (rules / "facts" / f"{name}.rq").write_text(text, encoding="utf-8")
    return folder
