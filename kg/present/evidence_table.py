"""What the editions teach about one thing, side by side: where they agree and where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from kg.knowledge.facts import Facts

__all__ = ["Cell", "Claim", "Table", "Verdict", "evidence_of"]

Verdict: TypeAlias = Literal["agreed", "partial", "dissent"]


class HasEvidence(Protocol):
    """What the table asks of a knowledge base."""

    @property
    def facts(self) -> Facts:
        """What the rules are given of the ontology."""

    def label(self, one: str) -> str:
        """Return the label of an id."""


@dataclass(frozen=True)
class Cell:
    """What one edition says of one thing.

    Attributes:
        directions: ids of the directions; more than one where sides differ.
        text: them in words, each with the side it is about.
        rows: ids of the evidence rows.
        sources: the documents behind them.
    """

    directions: tuple[str, ...]
    text: str
    rows: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """One line of the table.

    Attributes:
        about: the id of the muscle or finding on the other end.
        label: its name.
        cells: what each edition says, in the order of the editions; ``None`` for nothing.
        verdict: whether all that speak here say the same.
        text: the verdict in words.
    """

    about: str
    label: str
    cells: tuple[Cell | None, ...]
    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Table:
    """The evidence about one thing.

    Attributes:
        editions: id and name of each edition that speaks of it.
        claims: the lines: dissent first, then by name.
    """

    editions: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]


_ORDER: dict[Verdict, int] = {"dissent": 0, "agreed": 1, "partial": 2}


def evidence_of(one: str, knowledge: HasEvidence) -> Table | None:
    """Return the evidence about a finding or a muscle; ``None`` when there is none.

    Args:
        one: the id of a finding or a muscle.
        knowledge: the ontology.
    """
    found: dict[str, dict[str, list[tuple[str, str, str]]]] = defaultdict(lambda: defaultdict(list))
    as_finding = False
    for row in knowledge.facts.relations.get("evidence", ()):
        name, finding, muscle, direction, side, edition = map(str, row[:6])
        if one in (finding, muscle):
            as_finding = as_finding or one == finding
            other = muscle if one == finding else finding
            found[other][edition].append((name, direction, side))
    if not found:
        return None
    editions = sorted({edition for each in found.values() for edition in each}, key=knowledge.label)
    covered = _covered(knowledge)
    sources = _sources(knowledge)
    claims = []
    for other, by_edition in found.items():
        finding = one if as_finding else other
        speaking = [edition for edition in editions if finding in covered[edition]]
        cells = tuple(
            _cell(by_edition.get(edition, ()), sources, knowledge) for edition in editions
        )
        verdict, text = _verdict(cells, len(speaking))
        claims.append(Claim(other, knowledge.label(other), cells, verdict, text))
    claims.sort(key=lambda claim: (_ORDER[claim.verdict], claim.label.casefold(), claim.about))
    return Table(tuple((each, knowledge.label(each)) for each in editions), tuple(claims))


def _covered(knowledge: HasEvidence) -> Mapping[str, frozenset[str]]:
    """Return edition to the findings that it speaks of at all."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in knowledge.facts.relations.get("evidence", ()):
        found[str(row[5])].add(str(row[1]))
    return {edition: frozenset(ids) for edition, ids in found.items()}


def _sources(knowledge: HasEvidence) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row, source in knowledge.facts.relations.get("evidence_source", ()):
        found[str(row)].append(knowledge.label(str(source)))
    return {row: tuple(names) for row, names in found.items()}


def _cell(
    rows: Sequence[tuple[str, str, str]],
    sources: Mapping[str, tuple[str, ...]],
    knowledge: HasEvidence,
) -> Cell | None:
    if not rows:
        return None
    said = dict.fromkeys((direction, side) for _, direction, side in rows)
    several = len({side for _, side in said}) > 1
    words = [
        f"{knowledge.label(direction)} ({knowledge.label(side).lower()})"
        if several
        else knowledge.label(direction)
        for direction, side in said
    ]
    return Cell(
        tuple(dict.fromkeys(direction for direction, _ in said)),
        "; ".join(words),
        tuple(name for name, _, _ in rows),
        tuple(dict.fromkeys(source for name, _, _ in rows for source in sources.get(name, ()))),
    )


def _verdict(cells: Sequence[Cell | None], speaking: int) -> tuple[Verdict, str]:
    """Return whether the editions agree; silence of an edition that covers the finding counts."""
    said = [cell for cell in cells if cell is not None]
    if len({cell.directions for cell in said}) > 1:
        return "dissent", "They contradict one another"
    if len(said) == speaking:
        return "agreed", "All agree" if speaking > 1 else "The only one"
    return "partial", f"{len(said)} of {speaking} say so"
