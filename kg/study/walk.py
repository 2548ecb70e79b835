"""The continuum, walked: what each phase is for, what is claimed, and what a case needs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import clingo

from kg.errors import BadInput, KnowledgeError, nearest
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase

__all__ = ["ProvedStatement", "Section", "Stop", "WalkStatements", "walk"]


@dataclass(frozen=True)
class WalkStatements:
    """A text of the ontology.

    Attributes:
        entry: the id of the entry that says it.
        text: the text.
        sources: the documents that the entry cites, by name.
    """

    entry: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What is said under one heading."""

    heading: str
    statements: tuple[WalkStatements, ...]


@dataclass(frozen=True)
class ProvedStatement:
    """Something that holds for the case.

    Attributes:
        text: the sentence.
        proof: the atom that says it; ask why with it.
    """

    text: str
    proof: str


@dataclass(frozen=True)
class Stop:
    """One phase.

    Attributes:
        phase: its id.
        label: its name.
        sections: what the ontology says of it.
        needs: what the case needs in it.
        chosen: what is chosen for it, each with its reason.
        gaps: what stays open, each with its reason.
    """

    phase: str
    label: str
    sections: tuple[Section, ...]
    needs: tuple[ProvedStatement, ...]
    chosen: tuple[ProvedStatement, ...]
    gaps: tuple[ProvedStatement, ...]


def walk(consultation: Consultation, folder: Path, phase: str | None = None) -> list[Stop]:
    """Return the phases in their order, each with what the case needs in it.

    Args:
        consultation: the answered case.
        folder: holds ``walk.rq``, which says what is told of each phase.
        phase: only this one.

    Raises:
        KnowledgeError: when there is no such query.
        BadInput: when there is no such phase.
    """
    knowledge = consultation.answered.knowledge
    by_phase = _sections(knowledge, folder)
    if phase is not None and phase not in by_phase:
        raise BadInput(
            f"no phase {phase!r}",
            allowed=", ".join(by_phase),
            suggestions=nearest(phase, by_phase),
        )
    return [
        _stop(consultation, phase_id, sections)
        for phase_id, sections in by_phase.items()
        if phase in (None, phase_id)
    ]


def _sections(knowledge: KnowledgeBase, folder: Path) -> dict[str, list[Section]]:
    """Return what is told of each phase, in the order of the query."""
    try:
        query = (folder / "walk.rq").read_text(encoding="utf-8")
    except OSError as error:
        raise KnowledgeError(f"cannot be read: {error}", file="study/walk.rq") from error
    by_section: dict[str, dict[str, dict[tuple[str, str], list[str]]]] = {}
    for phase, _, _, heading, entry, text, source in knowledge.select(query):
        texts = by_section.setdefault(str(phase), {}).setdefault(str(heading), {})
        sources = texts.setdefault((str(entry), str(text)), [])
        if source is not None:
            sources.append(knowledge.label(str(source)))
    return {
        phase: [
            Section(
                heading,
                tuple(
                    WalkStatements(entry, text, tuple(all_))
                    for (entry, text), all_ in texts.items()
                ),
            )
            for heading, texts in headings.items()
        ]
        for phase, headings in by_section.items()
    }


def _stop(consultation: Consultation, phase: str, sections: Sequence[Section]) -> Stop:
    advice = consultation.advice
    of_phase = [one for one in advice.program.phases if one.phase == phase]
    return Stop(
        phase,
        consultation.answered.knowledge.label(phase),
        tuple(sections),
        tuple(_needs(consultation, phase)),
        tuple(
            ProvedStatement(f"{item.label}: {item.why}", item.proof)
            for phase_item in of_phase
            for item in phase_item.items
        ),
        tuple(
            ProvedStatement(
                f"{_named(consultation, gap.muscle or gap.motion or gap.finding)}: {gap.reason}",
                gap.proof,
            )
            for gap in advice.gaps
            if gap.phase == phase
        ),
    )


def _needs(consultation: Consultation, phase: str) -> Iterator[ProvedStatement]:
    for atom in consultation.truth.of("need", 3):
        if atom.arguments[0] == clingo.Function(phase):
            yield ProvedStatement(consultation.answered.say.say(atom), str(atom))


def _named(consultation: Consultation, identifier: str | None) -> str:
    return consultation.answered.knowledge.label(identifier) if identifier is not None else ""
