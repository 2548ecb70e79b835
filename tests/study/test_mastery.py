"""How a learner stands: each topic below what it belongs to, and when facts are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kg.study.learner import Fact, Mastery
from kg.study.mastery import mastery_rows, schedule_rows
from tests.study.common import STUDY

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def stands(topic: str, facts: int) -> Mastery:
    return Mastery(topic, facts, 4, 3, 0.875, 1)


def test_topics_stand_below_what_they_belong_to() -> None:
    (body,) = STUDY.topics.above["knee"]
    mastery = [stands("knee", 2), stands("foot_ankle", 1), stands(body, 3)]
    rows = mastery_rows(mastery, STUDY.topics)
    label = STUDY.topics.labels
    assert [row["Topic"] for row in rows] == [
        label[body],
        f"– {label['knee']}",
        f"– {label['foot_ankle']}",
    ]
    assert rows[1] | {"Topic": ""} == {
        "Topic": "",
        "Facts": "2",
        "Right": "3 of 4",
        "Remembered now": "88%",
        "Due": "1",
    }


def test_a_topic_that_holds_but_one_other_is_not_told() -> None:
    (body,) = STUDY.topics.above["knee"]
    over = sorted(STUDY.topics.over(body) - {body})
    chain = [stands(one, 2) for one in (*over, body, "knee")]
    assert [row["Topic"] for row in mastery_rows(chain, STUDY.topics)] == ["Knee"]
    more = [*chain[:-2], stands(body, 3), chain[-1]]
    assert STUDY.topics.labels[body] in str(mastery_rows(more, STUDY.topics))


def test_a_topic_whose_wholes_were_not_asked_stands_at_the_top() -> None:
    rows = mastery_rows([Mastery("knee", 1, 1, 1, 1.0, 0)], STUDY.topics)
    assert [row["Topic"] for row in rows] == ["Knee"]


def test_facts_are_counted_by_when_they_are_due() -> None:
    def fact(wait: timedelta) -> Fact:
        card = {"due": (NOW + wait).isoformat()}
        return Fact(
            kind="k", topics=("knee",), edition=None, asked=1, right=1, known=True, card=card
        )

    waits = [timedelta(0), timedelta(minutes=5), timedelta(days=6), timedelta(days=90)]
    facts = {str(number): fact(wait) for number, wait in enumerate(waits)}
    counts = {row["Due again"]: row["Facts"] for row in schedule_rows(facts, NOW)}
    assert counts == {
        "Now": "1",
        "Within a day": "1",
        "Within a week": "1",
        "Within a month": "0",
        "Later": "1",
    }
