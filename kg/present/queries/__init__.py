"""The questions that the views ask of the ontology; what they name of the field stands in them."""

from __future__ import annotations

from importlib import resources

__all__ = ["query"]


def query(name: str) -> str:
    """Return the text of a question of this folder."""
    return (resources.files(__name__) / f"{name}.rq").read_text(encoding="utf-8")
