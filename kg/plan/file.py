"""Reads a plan file: YAML or JSON, or plain text with one exercise a line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from kg.case.file import CaseFile, contents, decoded, parse
from kg.plan.model import Plan
from kg.plan.text import read_text
from kg.plan.words import PlanWords

__all__ = ["parse_plan", "read_plan", "read_plan_file"]

_STRUCTURED: Final = (".yaml", ".yml", ".json")
_PLAIN: Final = (".txt", ".md", ".text")
_KEYS: Final = re.compile(r"^(?:items|phases)\s*:", re.MULTILINE)


def read_plan(source: str | Path, words: PlanWords) -> Plan:
    """Return the plan in a file.

    Args:
        source: the path of a file, or ``-`` for the standard input.
        words: the words that a plan may use.

    Raises:
        CaseError: if the file cannot be read, or breaks the contract; names that mean nothing are
            answered with the nearest ones.
    """
    return read_plan_file(source, words).checked(Plan, words)


def read_plan_file(source: str | Path, words: PlanWords) -> CaseFile:
    """Return what stands in a plan file, before it is checked as a plan.

    Raises:
        CaseError: if it cannot be read.
    """
    return parse_plan(*contents(source), words)


def parse_plan(content: bytes, name: str, words: PlanWords) -> CaseFile:
    """Return what stands in the bytes of a plan file.

    Args:
        content: UTF-8 text, at most a megabyte.
        name: the file's name; its ending tells the form, otherwise the content does.
        words: the words that a plan may use.

    Raises:
        CaseError: if it cannot be read.
    """
    ending = Path(name).suffix.casefold()
    if ending in _STRUCTURED:
        return parse(content, name)
    text = decoded(content, name)
    if ending not in _PLAIN and (text.lstrip().startswith("{") or _KEYS.search(text)):
        return parse(content, name)
    return read_text(text, name, words)
