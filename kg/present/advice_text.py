"""An advice as text for a terminal: headings, lists and short lines, no wider than asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.advice.model import Advice, Dose, Gap, Muscle, Priority, ProgramItem, Syndrome
from kg.present.routine_text import client, goals, routine
from kg.present.scope_text import attested, clearance_lines, contested, observed, scope, stands
from kg.present.screen_text import screen
from kg.present.text_writer import WIDTH, TextWriter, in_digits, in_side, in_span, likely

__all__ = ["dose_words", "render"]

_RESULTS: Final = {
    "solved": "best program by these rules",
    "best_found": "best found: the time ran out before it was proven",
    "infeasible": "no program: nothing can serve a need under these circumstances",
    "referred": "referred: no program",
}


def render(
    advice: Advice,
    *,
    names: Mapping[str, str] | None = None,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """Return an advice as text.

    Args:
        advice: what to show.
        names: id to label, for what the advice names by id alone; ids are shown without it.
        width: the widest line, in columns.
        colour: whether headings are marked with terminal codes.

    Returns:
        The text, ending in a line break.
    """
    page = TextWriter(names or {}, width, colour=colour)
    for part in (
        _head,
        client,
        _seen,
        _muscles,
        screen,
        _first,
        _violated,
        _program,
        _gaps,
        routine,
        goals,
        _after,
        contested,
        scope,
        _packs,
    ):
        part(page, advice)
    return page.text()


def _head(page: TextWriter, advice: Advice) -> None:
    page.heading("Corrective exercise program", _RESULTS[advice.result])
    # What stops or limits the work comes before everything else.
    for note in advice.referrals:
        urgency = f" [{note.urgency}]" if note.urgency else ""
        page.line(f"! Refer{urgency}: {note.text}", 0)
    for line in clearance_lines(advice):
        page.line(f"! Clearance: {line}", 0)
    page.line(advice.notice, 0, 0)
    stands(page, advice)


def _seen(page: TextWriter, advice: Advice) -> None:
    if not (
        advice.findings
        or advice.posture
        or advice.modifications
        or advice.tests
        or advice.measures
        or advice.motions
    ):
        return
    page.heading("What was seen")
    for row in advice.findings:
        details = [side for side in (row.side and in_side(row.side), row.severity) if side]
        where = f" ({page.name(row.assessment)})" if row.assessment else ""
        page.line(", ".join([row.label, *details]) + where)
    observed(page, advice)
    for syndrome in advice.syndromes:
        page.line(f"Together they point to: {syndrome.label} ({_signs(syndrome)})")


def _signs(syndrome: Syndrome) -> str:
    parts = []
    if syndrome.signs_total:
        parts.append(f"{syndrome.signs_seen} of {syndrome.signs_total} signs seen")
    if syndrome.picture_total:
        parts.append(
            f"{syndrome.picture_seen} of {syndrome.picture_total} of its signs in standing"
        )
    return ", ".join(parts)


def _muscles(page: TextWriter, advice: Advice) -> None:
    named = [one for one in advice.muscles if not one.derived_from]
    if not named:
        return
    page.heading("Muscles", "(balance: evidence for overactive less evidence for underactive)")
    for status in ("overactive", "underactive", "equivocal"):
        rows = _by_side(one for one in named if one.status == status)
        if rows:
            page.line(likely(status), 2)
        for muscle, side in rows:
            page.line(f"{muscle.label}, {side}  {_evidence(page, muscle)}", 4, 4)
    derived = [one for one in advice.muscles if one.derived_from]
    if derived:
        page.line(f"as parts of these, likely too: {', '.join(_parts(derived))}", 2, 4, dim=True)
    for test in advice.next_tests:
        page.line(f"Next test: {test.text}", 2, 4)


def _evidence(page: TextWriter, muscle: Muscle) -> str:
    findings = dict.fromkeys(page.name(row.finding) for row in muscle.evidence)
    return f"{muscle.balance:+d}  ({'; '.join(findings)}){attested(page, muscle)}"


def _by_side(muscles: Iterable[Muscle]) -> list[tuple[Muscle, str]]:
    """Return muscles with their side; the two sides as one where they weigh the same."""
    sides: dict[tuple[str, int], list[Muscle]] = {}
    for muscle in muscles:
        sides.setdefault((muscle.id, muscle.balance), []).append(muscle)
    return [
        (same[0], in_side("both") if len(same) > 1 else in_side(same[0].side))
        for same in sides.values()
    ]


def _parts(derived: Sequence[Muscle]) -> Iterator[str]:
    """Yield muscles that stand for a group; sides are named where the two do not agree."""
    sides: dict[str, dict[str, list[str]]] = {}
    for member in derived:
        sides.setdefault(member.label, {}).setdefault(member.status, []).append(member.side)
    for label, sides_named in sides.items():
        for status, where in sides_named.items():
            yield f"{label} ({f'{_sides(where)}, ' if len(sides_named) > 1 else ''}{status})"


def _first(page: TextWriter, advice: Advice) -> None:
    if not advice.priorities:
        return
    page.heading("What comes first")
    for priority in advice.priorities:
        page.line(_priority(priority))


def _priority(priority: Priority) -> str:
    place = f"{priority.rank}." if priority.rank is not None else "-"
    return f"{place} {priority.label}, {in_side(priority.side)}: {priority.when}"


def _program(page: TextWriter, advice: Advice) -> None:
    if not any(phase.items for phase in advice.program.phases):
        return
    page.heading("Program", f"{in_digits(advice.program.minutes)} minutes")
    lacking = {gap.phase for gap in advice.gaps}
    for number, phase in enumerate(advice.program.phases, 1):
        page.line(f"{number} {phase.label}")
        if not phase.items:
            known = phase.phase in lacking
            page.line("nothing: see what is left out" if known else "nothing is asked for", 4)
        for tempo in _shared_tempo(phase.items):
            page.line(f"tempo: {tempo}", 4, 4, dim=True)
        for item in phase.items:
            page.line(_item(page, item, phase.items), 4, 4)
            page.line(f"why: {item.why}", 6, 5, dim=True)
            for care in item.care:
                page.line(f"care: {care.text}", 6, 5)


def _shared_tempo(items: Sequence[ProgramItem]) -> list[str]:
    """Return the tempo of a phase, if all its exercises share one."""
    tempos = sorted({item.dose.tempo for item in items})
    return tempos if len(tempos) == 1 else []


def _item(page: TextWriter, item: ProgramItem, phase: Sequence[ProgramItem]) -> str:
    tempo = "" if _shared_tempo(phase) else item.dose.tempo
    tools = ", ".join(page.name(one).lower() for one in item.equipment)
    parts = [f"{item.label}, {in_side(item.side)}", *dose_words(item.dose), tempo]
    parts += [f"{in_digits(item.minutes)} min", f"with {tools}" if tools else ""]
    return "; ".join(part for part in parts if part)


def dose_words(dose: Dose) -> Iterator[str]:
    """Yield the parts of a dose: sets with repetitions and hold, effort, rest."""
    sets = "1 set" if dose.sets == 1 else f"{dose.sets} sets"
    counts = []
    if dose.reps is not None:
        counts.append(f"of {in_span(dose.reps)}")
    if dose.hold_s is not None:
        counts.append(f"held {dose.hold_s} s")
    yield " ".join([sets, *counts])
    if dose.effort_percent is not None:
        yield f"at most {dose.effort_percent} % effort"
    if dose.rest_s is not None and dose.rest_s.maximum:
        yield f"rest {in_span(dose.rest_s)} s"


def _violated(page: TextWriter, advice: Advice) -> None:
    if advice.violated:
        page.heading("No program keeps all requirements", "the best effort breaks these")
        for violation in advice.violated:
            page.line(f"{violation.text} [{violation.rule}]", 2, 4)


def _gaps(page: TextWriter, advice: Advice) -> None:
    if not advice.gaps:
        return
    page.heading("Left out, and why")
    label = {one.id: one.label for one in advice.muscles}
    alike: dict[tuple[str, str], list[Gap]] = {}
    for gap in advice.gaps:
        alike.setdefault((gap.phase, gap.reason), []).append(gap)
    for (phase, reason), gaps in alike.items():
        sides: dict[str, list[str]] = {}
        for gap in gaps:
            name = (
                label.get(gap.muscle, gap.muscle)
                if gap.muscle
                else page.name(gap.motion or gap.finding or "")
            )
            sides.setdefault(name, []).append(gap.side)
        what = "; ".join(f"{name}, {_sides(sides_named)}" for name, sides_named in sides.items())
        page.line(f"{page.name(phase).lower()}: {what}", 2, 4)
        page.line(reason, 6, 0, dim=True)


def _sides(sides_named: Sequence[str]) -> str:
    return in_side("both") if len(sides_named) > 1 else in_side(sides_named[0])


def _after(page: TextWriter, advice: Advice) -> None:
    if advice.warnings:
        page.heading("Mind")
        for note in advice.warnings:
            page.line(note.text)
    if advice.reassess is not None:
        weeks = f"after {in_span(advice.reassess.weeks)} weeks"
        by = f", by {advice.reassess.by.isoformat()}" if advice.reassess.by else ""
        tools = ", ".join(page.name(one) for one in advice.reassess.with_)
        page.heading("Reassess")
        page.line(f"{weeks}{by}{f', with: {tools}' if tools else ''}")
        for note in advice.reassess.sooner:
            page.line(f"sooner: {note.text}", 4, 4, dim=True)


def _packs(page: TextWriter, advice: Advice) -> None:
    """Name the rule packs in use and what they replace, which is never silent."""
    if advice.knowledge.packs:
        page.heading("Rule packs")
    for pack in advice.knowledge.packs:
        replaced = [
            f"{what} {', '.join(names)}"
            for what, names in (
                ("replaces the rules", pack.replaces_rules),
                ("replaces the facts of", pack.replaces_facts),
                ("says more of", pack.says_more_of),
            )
            if names
        ]
        replacements = f": {'; '.join(replaced)}" if replaced else ""
        page.line(f"{pack.id} {pack.version}{replacements}")
