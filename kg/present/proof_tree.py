"""A story as a tree to fold and unfold: plain rows for the browser, each told once."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, Final

from kg.explain.mechanics_first import is_of_mechanics
from kg.knowledge.origin import Origin
from kg.proof.narrative import Kind, Line, Story

__all__ = ["KIND_WORDS", "below", "has_proof_of_its_own", "proof_tree"]

#: What a kind of line is called where it is shown.
KIND_WORDS: Final[dict[Kind, str]] = {
    "case": "Observed",
    "knowledge": "Ontology",
    "statement": "Stated",
    "inference": "Inferred",
    "rule": "Rule",
    "choice": "Chosen",
    "absence": "Checked",
    "count": "Counted",
    "way": "One way",
    "price": "Price",
    "difference": "Differs",
}


def below(story: Story, line: Line, left_out: Set[str]) -> Iterator[Line]:
    """Yield what a line rests on; one that only says the same again gives way to its own.

    Args:
        story: the story that the line stands in.
        line: the line.
        left_out: the keys of lines that are not told.
    """
    for key in line.because:
        story_line = story.lines[key]
        told_beside = story_line.kind == "count" and set(story_line.because) <= set(line.because)
        if key not in left_out and not (told_beside and story_line.because):
            while story_line.text == line.text and len(story_line.because) == 1:
                story_line = story.lines[story_line.because[0]]
            yield story_line


def proof_tree(story: Story, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return the rows of a tree, the statement first, a row before those it rests on.

    Args:
        story: what is told.
        whole: whether what holds for everybody is told too.

    Returns:
        Of each row its ``key``, ``text``, ``kind``, ``word`` for the kind, ``below`` as numbers of
        rows, ``goes`` for whether the answer can be asked about it, ``again`` with the numbers of
        rows that stand elsewhere, and its ``source``.
    """
    left_out: Set[str] = frozenset() if whole else story.general
    numbers: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    waiting = [story.top]
    while waiting:
        line = waiting.pop()
        if line.key in numbers:
            continue
        numbers[line.key] = len(rows)
        inner = list(below(story, line, left_out))
        rows.append({**_row(line), "below": [one.key for one in inner]})
        waiting += reversed(inner)
    for row in rows:
        row["below"] = [numbers[key] for key in row["below"]]
    return rows


def has_proof_of_its_own(line: Line) -> bool:
    """Return whether a line is a conclusion that the answer can be asked about."""
    return line.kind in ("rule", "choice") and not is_of_mechanics(line.key)


def _row(line: Line) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": line.key,
        "text": line.text,
        "kind": line.kind,
        "word": KIND_WORDS[line.kind],
        "goes": has_proof_of_its_own(line),
    }
    if line.rule is not None:
        note = line.rule
        row["note"] = note.id
        row["rule"] = {
            "source": note.source,
            "text": note.text,
            "place": f"{note.file}:{note.line}",
        }
    elif line.place or line.sources:
        row["note"] = ", ".join(line.sources) or line.place
        row["stated"] = {"place": line.place, "sources": list(line.sources)}
        if isinstance(line.origin, Origin):
            row["stated"]["triples"] = [one.statement for one in line.origin.triples]
    return row
