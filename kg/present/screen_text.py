"""The movement screen of an advice as lines of text."""

from __future__ import annotations

from collections.abc import Iterable

from kg.advice.model import Advice
from kg.advice.screen import Policy, Said, Screen, Stage
from kg.present.text_writer import Page

__all__ = ["screen"]


def screen(page: Page, advice: Advice) -> None:
    """Write what an advice says of the movement screen, if it says anything."""
    found = advice.fms
    if found is None or not (found.final or found.notes or found.change):
        return
    page.heading("Functional movement screen")
    if found.final:
        scores = [f"{page.name(name)} {score}" for name, score in found.final.items()]
        page.line(f"Final scores: {', '.join(scores)}")
    for note in found.notes:
        page.line(note)
    if found.cut_off is not None:
        page.line(f"{page.name(found.cut_off.id)}: {found.cut_off.rule}")
    for policy in found.policies:
        if policy.order:
            page.line(_order(page, policy))
    for title, said in (("May be limited by", found.limits), ("On hold", found.on_hold)):
        for pattern, texts in _by_pattern(said):
            page.line(f"{title}: {page.name(pattern)}: {'; '.join(texts)}", dim=True)
    _progression(page, found)
    _change(page, found)


def _order(page: Page, policy: Policy) -> str:
    told = [word for word, holds in (("in use", policy.in_use), ("usual", policy.default)) if holds]
    beside = f" ({', '.join(told)})" if told else ""
    places = [f"{one.place}. {page.name(one.pattern)} ({one.score_class})" for one in policy.order]
    return f"{policy.label}{beside}: {', '.join(places)}"


def _by_pattern(said: Iterable[Said]) -> list[tuple[str, list[str]]]:
    patterns: dict[str, list[str]] = {}
    for one in said:
        patterns.setdefault(one.pattern, []).append(one.text)
    return list(patterns.items())


def _progression(page: Page, found: Screen) -> None:
    for pattern in dict.fromkeys(stage.pattern for stage in found.progression):
        page.line(f"Correction of {page.name(pattern)}, stage by stage")
        for stage in found.progression:
            if stage.pattern == pattern:
                page.line(_stage(page, stage), 4)


def _stage(page: Page, stage: Stage) -> str:
    if not stage.drills:
        return f"{stage.label}: {stage.reason}"
    then = f"; then {page.name(stage.next)}" if stage.next else ""
    return f"{stage.label}: {', '.join(page.name(one) for one in stage.drills)}{then}"


def _change(page: Page, found: Screen) -> None:
    if found.change is None:
        return
    since = f" of {found.change.since.isoformat()}" if found.change.since else ""
    page.line(f"Compared with the screen{since}")
    for one in (found.change.total, *found.change.patterns):
        page.line(one.text, 4)
    page.line(found.change.rule, 4, 4, dim=True)
