"""What the editions say of the same thing, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from kg.knowledge.facts import Facts

__all__ = ["evidence_by_edition"]


def evidence_by_edition(
    facts: Facts, about: str, seen: frozenset[str], label: Callable[[str], str]
) -> list[dict[str, str]]:
    """Return rows of evidence about a muscle or a finding: one an edition.

    Args:
        facts: what the rules are given.
        about: the id of a muscle or of a finding.
        seen: the findings of the case, to which the rows of a muscle are narrowed.
        label: gives the label of an id.

    Returns:
        Of each row the words for ``Edition``, ``Finding``, ``Overactive`` and ``Underactive``.
    """
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in facts.relations["evidence"]:
        _, finding, muscle, direction, _, edition, _ = map(str, row)
        if finding == about or (muscle == about and finding in seen):
            found[edition, finding][direction].add(label(muscle))
    return [
        {
            "Edition": label(edition),
            "Finding": label(finding),
            "Overactive": ", ".join(sorted(by.get("overactive", ()))),
            "Underactive": ", ".join(sorted(by.get("underactive", ()))),
        }
        for (edition, finding), by in sorted(found.items())
    ]
