"""How a client fared over all assessments: totals and scores by day, and each finding's course."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.present.text_writer import in_side
from kg.progress.changes import ProgressChange
from kg.progress.review import Reviewed

__all__ = ["Course", "FindingCourse", "Stated", "TotalPoint", "course", "stated"]


@dataclass(frozen=True)
class TotalPoint:
    """The total of the movement screen on one day.

    Attributes:
        day: the day.
        total: points of 21.
        real: whether it differs from the total before by more than measurement error.
        text: what is said of that; empty for the first.
    """

    day: dt.date
    total: int
    real: bool
    text: str


@dataclass(frozen=True)
class FindingCourse:
    """What became of a finding from assessment to assessment.

    Attributes:
        label: its name.
        cells: for each assessment whether it was seen, and what is said of it then.
    """

    label: str
    cells: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Course:
    """Everything over time; the lists of each row go with the days.

    Attributes:
        days: the day of each assessment that can be read.
        totals: the totals of those that have one.
        detectable: the change of the total that is more than measurement error; ``None`` if that
            is not known.
        scores: pattern to its final score in each assessment, ``None`` where it has none.
        findings: the findings, in the order in which they came.
    """

    days: tuple[dt.date, ...]
    totals: tuple[TotalPoint, ...]
    detectable: float | None
    scores: Mapping[str, tuple[int | None, ...]]
    findings: tuple[FindingCourse, ...]

    @property
    def band(self) -> tuple[float, float] | None:
        """The totals that cannot be told from the first one."""
        if self.detectable is None or not self.totals:
            return None
        first = self.totals[0].total
        return first - self.detectable, first + self.detectable


@dataclass(frozen=True)
class Stated:
    """Something that a comparison states, ready to be proved.

    Attributes:
        text: the sentence.
        proof: the atom that says it.
        still: whether it says that nothing changed.
    """

    text: str
    proof: str
    still: bool


def course(reviewed: Reviewed, label: Callable[[str], str]) -> Course:
    """Return how a client fared.

    Args:
        reviewed: the review with its comparisons.
        label: gives the label of an id.
    """
    points = reviewed.review.assessments
    patterns = sorted({one for point in points for one in point.final}, key=label)
    return Course(
        days=tuple(one.day for one in points),
        totals=tuple(
            TotalPoint(
                point.day,
                point.total,
                point.since_last is not None and _is_real(point.since_last.kind),
                point.since_last.text if point.since_last is not None else "",
            )
            for point in points
            if point.total is not None
        ),
        detectable=reviewed.review.changes.detectable_change,
        scores={label(one): tuple(point.final.get(one) for point in points) for one in patterns},
        findings=_findings(reviewed, label),
    )


def stated(reviewed: Reviewed) -> tuple[tuple[str, tuple[Stated, ...]], ...]:
    """Return what the two compared assessments state, part by part; parts without any are left out.

    The program has a part of its own elsewhere.
    """
    changes = reviewed.review.changes
    sides = tuple(Stated(one.text, one.proof, still=False) for one in changes.other_sides)
    total = changes.total
    judged = () if total is None else (Stated(total.text, total.proof, total.still),)
    parts = (
        ("Findings", (*_stated(changes.findings), *sides)),
        ("Tests", _stated(changes.tests)),
        ("Measures", _stated(changes.measures)),
        ("Pain", _stated(changes.pain)),
        ("Movement screen: total", judged),
        ("Movement screen: patterns", _stated(changes.patterns)),
        ("Movement screen: left and right", _stated(changes.asymmetries)),
    )
    return tuple((title, rows) for title, rows in parts if rows)


def _stated(changes: tuple[ProgressChange, ...]) -> tuple[Stated, ...]:
    return tuple(Stated(one.text, one.proof, one.still) for one in changes)


def _is_real(kind: str) -> bool:
    """Return whether a judgement of the total, as the rules name it, is a rise or a fall."""
    return kind in {"total_rose", "total_fell"}


def _findings(reviewed: Reviewed, label: Callable[[str], str]) -> tuple[FindingCourse, ...]:
    """Return the course of each finding: as it was first seen, then what became of it."""
    answered = tuple(reviewed.answered.values())
    names: dict[str, str] = {}
    seen: list[dict[str, list[str]]] = []
    for answered_case in answered:
        here: dict[str, list[str]] = defaultdict(list)
        for finding in answered_case.advice.findings:
            names.setdefault(finding.id, finding.label)
            sides = [in_side(finding.side)] if finding.side is not None else []
            sides += [label(finding.severity).lower()] if finding.severity is not None else []
            here[finding.id].append(", ".join(sides) or "seen")
        seen.append(here)
    became: list[dict[str, list[str]]] = [{}]
    for step in reviewed.steps():
        told_of: dict[str, list[str]] = defaultdict(list)
        for change in step.changes.findings:
            told_of[change.about].append(_without_name(change.text, change.label))
        became.append(told_of)
    return tuple(
        FindingCourse(
            name,
            tuple(
                (
                    finding in here,
                    "; ".join(sides.get(finding) or dict.fromkeys(here.get(finding, ()))),
                )
                for here, sides in zip(seen, became, strict=True)
            ),
        )
        for finding, name in names.items()
    )


def _without_name(text: str, name: str) -> str:
    """Return a sentence without the name of what it is about, which stands at its begin."""
    short = text.removeprefix(name).lstrip(", ").removesuffix(".")
    return short or text
