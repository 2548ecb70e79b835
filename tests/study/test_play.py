"""The student plays the specialist: the rules mark the muscles and the program, with proofs."""

from __future__ import annotations

from functools import cache

import pytest

from kg.errors import BadInput
from kg.plan.model import Item, Plan
from kg.study.play import Play
from tests.study.common import STUDY


@cache
def play() -> Play:
    return Play.draw(STUDY, "1", "movement")


def expected() -> dict[tuple[str, str], str]:
    rows = (tuple(map(str, one.arguments)) for one in play().case.truth.of("status", 3))
    return {(muscle, side): status for muscle, side, status in rows}


def test_the_student_is_told_the_case_and_not_the_answer() -> None:
    assert play().story
    assert not any("active" in line for line in play().story)
    assert Play.draw(STUDY, "1", "movement").story == play().story
    with pytest.raises(BadInput, match="did you mean movement"):
        Play.draw(STUDY, "1", "movment")


def test_all_muscles_named_is_full_marks() -> None:
    mark = play().muscles(expected())
    assert mark.reached == mark.of == len(expected()) > 0
    assert all(one.right for one in mark.remarks)


def test_a_wrong_muscle_and_one_left_out_are_told_with_their_proofs() -> None:
    named = expected()
    left_out = min(named)
    status = named.pop(left_out)
    (muscle, side), right = min(named.items())
    contrary = "underactive" if right == "overactive" else "overactive"
    named[muscle, side] = contrary
    mark = play().muscles(named)
    assert mark.reached == mark.of - 2
    wrong = [one for one in mark.remarks if not one.right]
    assert {one.proof for one in wrong} == {
        f"state({muscle},{side},{contrary})",
        f"state({muscle},{side},{right})",
        f"state({left_out[0]},{left_out[1]},{status})",
    }
    for remark in mark.remarks:
        story = play().proof(remark)
        assert len(story.lines) > 1
    with pytest.raises(BadInput, match="no muscle"):
        play().muscles({("nothing", "left"): "overactive"})


def test_the_program_is_judged_by_the_critique() -> None:
    phases = play().case.advice.program.phases
    rows = [
        Item(exercise=item.exercise, phase=one.phase, side=item.side)  # type: ignore[arg-type]
        for one in phases
        for item in one.items
    ]
    critique, marks = play().program(Plan(items=tuple(rows)))
    assert marks[0].criterion == "useful"
    assert marks[0].reached == marks[0].of == len(rows)
    turned, worse = play().program(Plan(items=tuple(reversed(rows))))
    assert {one.mistake for one in turned.violations} > {one.mistake for one in critique.violations}
    weights = [
        sum(one.weight for mark in found for one in mark.remarks) for found in (marks, worse)
    ]
    assert weights[1] > weights[0]
