"""The movement screen of an advice as lines of text."""

from __future__ import annotations

from collections.abc import Iterable

from kg.advice.model import Advice
from kg.advice.screen import CorrectiveStage, MovementScreen, Policy, ScreenStatement
from kg.present.text_writer import TextWriter

__all__ = ["screen"]


def screen(page: TextWriter, advice: Advice) -> None:
    """Write what an advice says of the movement screen, if it says anything."""
    fms_screen = advice.fms
    if fms_screen is None or not (fms_screen.final or fms_screen.notes or fms_screen.change):
        return
    page.heading("Functional movement screen")
    if fms_screen.final:
        scores = [f"{page.name(name)} {score}" for name, score in fms_screen.final.items()]
        page.line(f"Final scores: {', '.join(scores)}")
    for note in fms_screen.notes:
        page.line(note)
    if fms_screen.cut_off is not None:
        page.line(f"{page.name(fms_screen.cut_off.id)}: {fms_screen.cut_off.rule}")
    for policy in fms_screen.policies:
        if policy.order:
            page.line(_order(page, policy))
    for title, statements in (
        ("May be limited by", fms_screen.limits),
        ("On hold", fms_screen.on_hold),
    ):
        for pattern, texts in _by_pattern(statements):
            page.line(f"{title}: {page.name(pattern)}: {'; '.join(texts)}", dim=True)
    _progression(page, fms_screen)
    _change(page, fms_screen)


def _order(page: TextWriter, policy: Policy) -> str:
    notes = [
        word for word, holds in (("in use", policy.in_use), ("usual", policy.default)) if holds
    ]
    beside = f" ({', '.join(notes)})" if notes else ""
    places = [f"{one.place}. {page.name(one.pattern)} ({one.score_class})" for one in policy.order]
    return f"{policy.label}{beside}: {', '.join(places)}"


def _by_pattern(statements: Iterable[ScreenStatement]) -> list[tuple[str, list[str]]]:
    patterns: dict[str, list[str]] = {}
    for statement in statements:
        patterns.setdefault(statement.pattern, []).append(statement.text)
    return list(patterns.items())


def _progression(page: TextWriter, fms_screen: MovementScreen) -> None:
    for pattern in dict.fromkeys(stage.pattern for stage in fms_screen.progression):
        page.line(f"Correction of {page.name(pattern)}, stage by stage")
        for stage in fms_screen.progression:
            if stage.pattern == pattern:
                page.line(_stage(page, stage), 4)


def _stage(page: TextWriter, stage: CorrectiveStage) -> str:
    if not stage.drills:
        return f"{stage.label}: {stage.reason}"
    then = f"; then {page.name(stage.next)}" if stage.next else ""
    return f"{stage.label}: {', '.join(page.name(one) for one in stage.drills)}{then}"


def _change(page: TextWriter, fms_screen: MovementScreen) -> None:
    if fms_screen.change is None:
        return
    since = f" of {fms_screen.change.since.isoformat()}" if fms_screen.change.since else ""
    page.line(f"Compared with the screen{since}")
    for change in (fms_screen.change.total, *fms_screen.change.patterns):
        page.line(change.text, 4)
    page.line(fms_screen.change.rule, 4, 4, dim=True)
