"""What was looked at, readiness, scope and contested science of an advice, as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.advice.model import Advice, Muscle
from kg.advice.observed import PostureReading
from kg.advice.scope import CitedStudy
from kg.present.text_writer import TextWriter, in_side

__all__ = [
    "attested",
    "clearance_lines",
    "contested",
    "observed",
    "open_readiness",
    "scope",
    "stands",
]


def clearance_lines(advice: Advice) -> list[str]:
    """Return what a health professional has cleared, and the limits of it, a line each.

    Example: ``Anterior cruciate ligament reconstruction, right (cleared on 2026-02-01). Limits: no
    deep knee bend.``
    """
    lines = []
    for clearance in advice.clearances:
        if clearance.state != "cleared" and not clearance.limits:
            continue
        what = f"Pain: {clearance.label}" if clearance.kind == "pain" else clearance.label
        where = f", {in_side(clearance.side)}" if clearance.side else ""
        day = f" on {clearance.cleared_on.isoformat()}" if clearance.cleared_on else ""
        state = f"cleared{day}" if clearance.state == "cleared" else "not stated as cleared"
        limits = f" Limits: {_sentence(clearance.limits)}" if clearance.limits else ""
        lines.append(f"{what}{where} ({state}).{limits}")
    return lines


def _sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends in a mark of its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def open_readiness(advice: Advice, label: Callable[[str], str]) -> str:
    """Return what is still to be asked before the first session; empty when nothing is."""
    readiness = advice.readiness
    if readiness.kind not in ("readiness_incomplete", "readiness_not_asked"):
        return ""
    unanswered = "; ".join(label(question) for question in readiness.unanswered)
    return f"{readiness.text}{f' Open: {unanswered}.' if unanswered else ''}"


def stands(page: TextWriter, advice: Advice) -> None:
    """Write on which side of the boundary the advice stands, and whether the client may start."""
    questions = "; ".join(page.name(one) for one in advice.readiness.unanswered)
    page.line(f"Whose work: {advice.scope.label.lower()}.", 0)
    page.line(f"Readiness: {advice.readiness.text}{f' Open: {questions}.' if questions else ''}", 0)


def observed(page: TextWriter, advice: Advice) -> None:
    """Write what was seen in standing, in modified assessments and in tests."""
    for sign in advice.posture:
        page.line(_sign(page, sign))
        for place in sign.checkpoints:
            line = f" Plumb line: {place.plumb_line}" if place.plumb_line else ""
            page.line(f"{place.label}: expected: {place.expected}{line}", 4, 4, dim=True)
    for modification in advice.modifications:
        page.line(modification.text)
    for test in advice.tests:
        effects = _effects(page, ((one.effect, one.muscle) for one in test.effects))
        page.line(f"Test: {test.label}, {test.side}: {test.result}{effects}")
    for measure in advice.measures:
        parts = [measure.reading.lower(), *([] if measure.verdict == "open" else [measure.verdict])]
        line = f"{measure.label}, {measure.side}: {', '.join(dict.fromkeys(parts))}"
        page.line(f"Measure: {line}")
    for state, heading in (("limited", "Limited"), ("suspected", "May be limited, not measured")):
        sides: dict[str, list[str]] = {}
        for motion in advice.motions:
            if motion.state == state:
                sides.setdefault(motion.label, []).append(motion.side)
        if sides:
            page.line(f"{heading}: {'; '.join(_motion(*pair) for pair in sides.items())}")
    for look in advice.next_looks:
        page.line(f"Look next: {look.text}", 2, 4)


def _motion(label: str, sides: Sequence[str]) -> str:
    """Return a motion with its side; the middle of the body is not named."""
    if len(sides) > 1:
        return f"{label}, {in_side('both')}"
    return label if sides[0] == "midline" else f"{label}, {in_side(sides[0])}"


def _sign(page: TextWriter, sign: PostureReading) -> str:
    details = ", ".join(word for word in (sign.label, sign.side, sign.severity) if word)
    shows = ", ".join(page.name(one) for one in sign.shows)
    suggests = ", ".join(page.name(one) for one in sign.suggests)
    return "; ".join(
        part
        for part in (
            f"Standing: {details}",
            f"that is: {shows}" if shows else "",
            f"suggests: {suggests}" if suggests else "",
        )
        if part
    )


def _effects(page: TextWriter, effects: Iterable[tuple[str, str]]) -> str:
    details_by_effect: dict[str, list[str]] = {}
    for effect, muscle in effects:
        details_by_effect.setdefault(effect, []).append(page.name(muscle))
    parts = [
        f"{effect} {', '.join(dict.fromkeys(names))}" for effect, names in details_by_effect.items()
    ]
    return f" ({'; '.join(parts)})" if parts else ""


def attested(page: TextWriter, muscle: Muscle) -> str:
    """Return how a muscle's rows are attested, where that is less than well, and who dissents."""
    weak = dict.fromkeys(
        page.name(evidence.agreement).lower()
        for evidence in muscle.evidence
        if evidence.agreement not in (None, "confirmed")
    )
    against = dict.fromkeys(page.name(one) for row in muscle.evidence for one in row.dissent)
    parts = [*weak, *([f"contrary: {', '.join(against)}"] if against else [])]
    return f"  [{'; '.join(parts)}]" if parts else ""


def contested(page: TextWriter, advice: Advice) -> None:
    """Write what sources or studies disagree about."""
    if not advice.contested:
        return
    page.heading("Contested")
    for claim in advice.contested:
        claim_text = f"{claim.label}: {claim.text}" if claim.text else claim.label
        page.line(f"{claim_text}{_cited(page, claim.grade, claim.sources if claim.text else ())}")
        for stance in ("for", "against"):
            for study in claim.studies:
                if study.stance == stance:
                    page.line(f"{stance}: {_study(page, study)}", 4, 4, dim=True)


def _study(page: TextWriter, study: CitedStudy) -> str:
    figures = [f"{one.measure.lower()} {one.value}" for one in study.figures]
    details = [part for part in (study.population, *figures, study.note) if part]
    return f"{study.label}: {'; '.join(details)}{_cited(page, study.grade, ())}"


def _cited(page: TextWriter, grade: str | None, sources: Iterable[str]) -> str:
    parts = [*([page.name(grade).lower()] if grade else []), *(page.name(one) for one in sources)]
    return f" [{'; '.join(parts)}]" if parts else ""


def scope(page: TextWriter, advice: Advice) -> None:
    """Write whose work is what, and the limits of practice that bear on the case."""
    page.heading("Whose work this is")
    page.line(f"{advice.scope.label}: {advice.scope.text}", dim=True)
    for domain, texts in _matters(advice):
        page.line(f"{page.name(domain)}: {' '.join(texts)}")
    for limit in advice.scope.limits:
        may = f"May: {limit.may} May not: {limit.may_not}"
        page.line(f"{limit.statement} {may}{_cited(page, limit.grade, limit.sources)}", dim=True)


def _matters(advice: Advice) -> Iterator[tuple[str, list[str]]]:
    domains: dict[str, list[str]] = {}
    for matter in advice.scope.matters:
        domains.setdefault(matter.domain, []).append(matter.text)
    yield from domains.items()
