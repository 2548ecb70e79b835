"""Writes docs/agreement.md: what is stated of exercises next to what their positions show.

Run ``python tools/agreement_page.py`` after a change of positions, targets, tags or demands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.knowledge import KnowledgeBase
from kg.quality.mechanics import TRUE_TO, Agreement, TagDifference

PAGE: Final = Path(__file__).parents[1] / "docs" / "agreement.md"
_HEAD: Final = """# What is stated of exercises, and what their positions show

What an exercise is for, its tags and its demands were set by hand. Its positions, in degrees,
show what moves, what works against a load and what is lengthened. `continuum ontology check`
compares the two: what positions do not show, and what they show without a row, is fixed or
carries a reason. Written by `python tools/agreement_page.py`; a test holds it current.
"""
_REASONS: Final = (
    "SELECT ?exercise ?target ?why WHERE { ?row a :TargetReason ; :aboutExercise ?exercise ;"
    " :aboutMuscle ?target ; :reason ?why } ORDER BY ?exercise ?target"
)
_JUDGEMENTS: Final = (
    "SELECT ?exercise ?tag ?decision ?why WHERE { ?row a :TagJudgement ;"
    " :judgesExercise ?exercise ; :judgesTag ?tag ; :decidesTag ?decision ; :reason ?why }"
    " ORDER BY ?tag ?exercise"
)


def page() -> str:
    """Return the text of the page."""
    agreement = Agreement(KnowledgeBase.load())
    parts = (_HEAD, *_targets(agreement), *_tags(agreement), *_demands(agreement))
    return "\n".join(parts)


def _targets(agreement: Agreement) -> Iterator[str]:
    label = agreement.knowledge.label
    all_rows, explained = agreement.targets, agreement.explained
    share = round(100 * len(explained) / len(all_rows))
    yield "## What exercises are for\n"
    yield (
        f"Of {len(all_rows)} pairs of an exercise that works or lengthens something with what it "
        f"is for, positions and loads show {len(explained)} ({share} %). The others, with their "
        "reasons:\n"
    )
    yield "| exercise | for | why positions do not show it |\n|---|---|---|"
    for exercise, target, reason in _rows(agreement, _REASONS):
        yield f"| {label(exercise)} | {label(target)} | {reason} |"
    yield ""


def _tags(agreement: Agreement) -> Iterator[str]:
    label = agreement.knowledge.label
    compared, shown = agreement.tags_compared, agreement.tags_shown
    yield "## Tags that decide on safety\n"
    yield (
        f"Of {len(compared)} tags that positions could show, they show {len(shown)}. The others "
        "stand on an estimate: it goes further than the positions, or the angle is not read from "
        "them, as the joint settles by what it touches, such as an arm that follows its hand. The "
        "larger value decides what is barred. Each with the estimate, then what is described "
        "(degrees, or grades from 1 to 3 for the spine and the neck):\n"
    )
    yield "| tag | shown | carried by these as well |\n|---|---|---|"
    missing: dict[str, list[TagDifference]] = defaultdict(list)
    number: dict[str, int] = defaultdict(int)
    for tag in compared:
        number[tag.tag] += tag in shown
        if tag not in shown:
            missing[tag.tag].append(tag)
    for name in sorted(number, key=label):
        texts = (_carried(agreement, tag) for tag in missing[name])
        yield f"| {label(name)} | {number[name]} | {'; '.join(texts)} |"
    yield "\nWhere a person judged otherwise than the degrees:\n"
    yield "| tag | exercise | judged | why |\n|---|---|---|---|"
    for exercise, name, decision, reason in _rows(agreement, _JUDGEMENTS):
        yield f"| {label(name)} | {label(exercise)} | {label(decision).lower()} | {reason} |"
    yield ""


def _carried(agreement: Agreement, tag: TagDifference) -> str:
    """Return an exercise with the estimate its tag rests on, and what positions describe."""
    demands = agreement.demands_of(tag.tag)
    values = [
        (one.stated, one.described)
        for one in agreement.demands
        if one.exercise == tag.exercise and one.demand in demands and one.stated
    ]
    text = agreement.knowledge.label(tag.exercise)
    if not values:
        return text
    stated, described = max(values)
    return f"{text} ({stated}, {described or 'not read'})"


def _demands(agreement: Agreement) -> Iterator[str]:
    label = agreement.knowledge.label
    yield "## Degrees\n"
    yield (
        "Estimates of the largest angles next to those of the positions, which are true to about "
        "ten degrees; an angle that nobody estimated counts as 0.\n"
    )
    yield "| demand | compared | agree | positions go further | the estimate goes further |"
    yield "|---|---|---|---|---|"
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in agreement.demands:
        if agreement.is_in_degrees(one.demand):
            further = one.described - one.stated
            row = counts[one.demand]
            row[0] += 1
            row[1 if abs(further) <= TRUE_TO else 2 if further > 0 else 3] += 1
    for demand in sorted(counts, key=label):
        yield f"| {label(demand)} | {' | '.join(map(str, counts[demand]))} |"
    yield ""


def _rows(agreement: Agreement, query: str) -> Iterator[tuple[str, ...]]:
    for row in agreement.knowledge.select(query).rows:
        yield tuple(map(str, row))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
