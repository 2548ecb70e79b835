"""The verdict of a check, kept until something that it looks at changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

from kg.knowledge.problems import Problem

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["kept_problems"]


def kept_problems(
    check: str,
    knowledge: KnowledgeBase,
    files: Iterable[Path],
    find: Callable[[], list[Problem]],
) -> list[Problem]:
    """Return what a check finds, as it was found before when nothing has changed since.

    Args:
        check: the name of the check, in small letters.
        knowledge: the ontology that it looks at.
        files: what it reads beside the ontology and its closure: queries, shapes.
        find: the check itself.
    """
    sources = knowledge.sources
    digest = hashlib.sha256(sources.graph_key.encode() + sources.closure_rules.content)
    for path in (*sorted(files), *sorted(Path(__file__).parent.glob("*.py"))):
        content = path.read_bytes()
        digest.update(f"\0{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    name = f"{check}-{digest.hexdigest()}.json"
    rows = knowledge.cache.read_json(name)
    if rows is None:
        problems = find()
        knowledge.cache.write(name, json.dumps([astuple(one) for one in problems]).encode())
        return problems
    return [Problem(*row) for row in rows]
