"""Packs made for a test: a few files around a manifest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

BASE = "https://w3id.org/corrective-exercise"
TURTLE = f"""@prefix : <{BASE}/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def manifest(name: str = "tried", **more: str) -> str:
    """Return a manifest; further keys are written as they are given, tables last."""
    given = {
        "id": f'"{name}"',
        "version": '"1.0"',
        "title": '"Tried"',
        "description": '"A pack of a test."',
        "licence": '"CC0-1.0"',
        "authors": '["A test"]',
    }
    overrides = more.pop("overrides", "")
    lines = [f"{key} = {value}" for key, value in {**given, **more}.items()]
    return "\n".join([*lines, *(["[overrides]", overrides] if overrides else [])]) + "\n"


def module(name: str, body: str) -> str:
    """Return a Turtle module of a pack."""
    return f"{TURTLE}\n<{BASE}/pack/{name}> a owl:Ontology .\n\n{body}"


def folder(root: Path, files: Mapping[str, str | bytes], name: str = "tried") -> Path:
    """Write a pack as a folder; without a manifest of its own it gets one."""
    for path, content in {"pack.toml": manifest(name), **files}.items():
        target = root / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        written = content if isinstance(content, bytes) else content.encode()
        target.write_bytes(written)
    return root / name


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()
