"""The course of a client: totals against the detectable change, scores, findings by day."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from kg.knowledge import KnowledgeBase
from kg.present.progress_course import Course, course, stated
from kg.progress.case_intake import entry_of
from kg.progress.review import Reviewed, review
from kg.progress.store import Assessment

KNOWLEDGE = KnowledgeBase.load()
CASES = Path(__file__).parents[2] / "examples" / "progress"


@lru_cache(maxsize=4)
def reviewed(*names: str) -> Reviewed:
    kept = []
    for number, name in enumerate(names, 1):
        path = CASES / f"{name}.yaml"
        entry = entry_of(path.read_bytes(), path.name, KNOWLEDGE)
        kept.append(Assessment(**vars(entry), number=number, photos=0))
    return review(kept, KNOWLEDGE)


def found(*names: str) -> Course:
    return course(reviewed(*names), KNOWLEDGE.label)


def test_totals_are_judged_against_the_one_before_and_banded_around_the_first() -> None:
    three = found("march", "april", "june")
    assert [one.total for one in three.totals] == [13, 15, 17]
    assert [one.real for one in three.totals] == [False, False, False]
    assert three.totals[0].text == ""
    assert "no more than measurement error explains" in three.totals[1].text
    assert three.detectable == 2.5
    assert three.band == (10.5, 15.5)
    two = found("march", "june")
    assert [one.real for one in two.totals] == [False, True]


def test_every_row_goes_with_the_days() -> None:
    three = found("march", "april", "june")
    assert three.days == (dt.date(2026, 3, 2), dt.date(2026, 4, 13), dt.date(2026, 6, 1))
    assert three.scores["Deep squat"] == (1, 2, 3)
    assert all(len(row) == len(three.days) for row in three.scores.values())
    assert all(len(row.cells) == len(three.days) for row in three.findings)


def test_a_finding_is_followed_and_what_was_not_looked_for_is_not_called_resolved() -> None:
    rows = {one.label: one.cells for one in found("march", "april", "june").findings}
    knees = rows["Knees move inward"]
    assert [seen for seen, _ in knees] == [True, True, False]
    assert knees[0][1] == "right, moderate"
    assert knees[1][1] == "right: better: moderate before, mild now"
    assert knees[2][1] == "right: no longer seen, though it was looked for"
    head = rows["Head migrates forward"]
    assert not head[1][0]
    assert "not assessed again" in head[1][1]


def test_all_statements_can_be_proved_and_empty_parts_are_left_out() -> None:
    both = reviewed("march", "april")
    parts = dict(stated(both))
    assert "Pain" not in parts
    assert next(iter(parts)) == "Findings"
    for rows in parts.values():
        for one in rows:
            assert both.comparison.story(one.proof).top.text
    quiet = [one for one in parts["Movement screen: patterns"] if one.still]
    assert len(quiet) == 5
