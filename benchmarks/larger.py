"""A library many times as large: every exercise again under other names."""

from __future__ import annotations

from collections.abc import Collection

from kg.knowledge.facts import Facts
from kg.knowledge.terms import term_source

__all__ = ["larger_facts"]


def larger_facts(
    facts: Facts, text: str, factor: int, without: Collection[str] = frozenset()
) -> str:
    """Return facts with each exercise ``factor`` times, with all that is said of it.

    Copies take part in everything, standard choices included, so that each is as eligible as its
    original.

    Args:
        facts: the facts to copy from.
        text: the facts as source; what it holds is kept.
        factor: how many of each exercise there are to be, at least 1.
        without: exercises of which no copies are made.
    """
    exercises = {str(row[0]) for row in facts.relations["exercise"]}.difference(without)
    lines = [text]
    for name in facts.signature:
        for row in facts.relations[name]:
            if not any(term in exercises for term in row):
                continue
            for copy in range(1, factor):
                terms = [f"{term}_{copy}" if term in exercises else term for term in row]
                lines.append(f"{name}({','.join(term_source(term) for term in terms)}).")
    return "\n".join(lines)
