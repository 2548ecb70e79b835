"""What the later program changes, and that every reason is a true one."""

from __future__ import annotations

from typing import Any

from kg.progress.program_changes import ProgramChange
from tests.progress.cases import answered, compared, seen, squat

HEEL = seen("heel_rises", severity="moderate")
KNEES = seen("knees_move_inward", "right", "moderate")


def reasons(changes: tuple[ProgramChange, ...], kind: str) -> set[str]:
    return {reason.kind for one in changes if one.kind == kind for reason in one.reasons}


def chosen(case: dict[str, Any]) -> set[str]:
    program = answered(case).advice.program
    return {item.exercise for phase in program.phases for item in phase.items}


def test_the_exercises_are_those_of_the_two_programs() -> None:
    before, after = squat(HEEL), squat(KNEES)
    changes = compared(before, after).changes.program
    by_kind = {
        kind: {one.exercise for one in changes if one.kind == kind}
        for kind in ("exercise_kept", "exercise_added", "exercise_dropped")
    }
    assert by_kind["exercise_kept"] == chosen(before) & chosen(after)
    assert by_kind["exercise_added"] == chosen(after) - chosen(before)
    assert by_kind["exercise_dropped"] == chosen(before) - chosen(after)


def test_each_change_has_a_reason_and_nothing_else_has() -> None:
    for one in compared(squat(HEEL), squat(KNEES)).changes.program:
        assert bool(one.reasons) == (one.kind != "exercise_kept")


def test_what_was_resolved_and_what_came_is_named() -> None:
    changes = compared(squat(HEEL), squat(KNEES)).changes.program
    assert "because_resolved" in reasons(changes, "exercise_dropped")
    assert "because_new" in reasons(changes, "exercise_added")
    told = [reason.text for one in changes for reason in one.reasons]
    assert "Heel of the foot rises (both sides) is resolved." in told


def test_what_was_not_assessed_again_is_not_called_resolved() -> None:
    later = {"assessed": ["static_posture"], "findings": [seen("forward_head")]}
    changes = compared(squat(HEEL), later).changes.program
    assert reasons(changes, "exercise_dropped") == {"because_not_assessed"}


def test_a_case_that_is_referred_has_no_program() -> None:
    later = squat(HEEL, red_flags=["fever_chills"])
    changes = compared(squat(HEEL), later).changes.program
    assert {one.kind for one in changes} == {"exercise_dropped"}
    assert all("because_no_program" in {reason.kind for reason in one.reasons} for one in changes)


def test_an_exercise_that_is_ruled_out_now_says_so() -> None:
    before, after = squat(HEEL), squat(HEEL, equipment=[])
    changes = compared(before, after).changes.program
    assert "because_barred" in reasons(changes, "exercise_dropped")
    assert "because_allowed" in reasons(compared(after, before).changes.program, "exercise_added")


def test_less_time_is_a_reason() -> None:
    long = squat(HEEL, KNEES, minutes=60)
    short = squat(HEEL, KNEES, minutes=8)
    changes = compared(long, short).changes.program
    assert "because_minutes" in reasons(changes, "exercise_dropped")


def test_a_kept_exercise_on_another_side_is_a_change() -> None:
    left = {**KNEES, "side": "left"}
    kept = [one for one in compared(squat(KNEES), squat(left)).changes.program if not one.reasons]
    moved = [one for one in kept if one.side_before != one.side_now]
    assert moved
    assert not any(one.still for one in moved)


UNEVEN = {"left": 2, "right": 3}
EVEN = {"left": 3, "right": 3}


def raised(sides: dict[str, int] | None) -> dict[str, Any]:
    """Return a case whose screen has one pattern, or none."""
    scores = {"hurdle_step": {"left": 2, "right": 2}}
    return {"fms": {"scores": scores | ({"active_straight_leg_raise": sides} if sides else {})}}


#: Beside what an asymmetry asks for, the time that is left is used for something else.
OTHER = {"because_other_choice"}


def test_an_asymmetry_that_is_gone_or_came_is_a_reason() -> None:
    forth = compared(raised(UNEVEN), raised(EVEN)).changes.program
    back = compared(raised(EVEN), raised(UNEVEN)).changes.program
    assert reasons(forth, "exercise_dropped") - OTHER == {"because_even"}
    assert reasons(back, "exercise_added") - OTHER == {"because_uneven"}


def test_a_pattern_that_was_not_scored_again_is_a_reason() -> None:
    forth = compared(raised(UNEVEN), raised(None)).changes.program
    back = compared(raised(None), raised(UNEVEN)).changes.program
    assert reasons(forth, "exercise_dropped") - OTHER == {"because_not_scored"}
    assert reasons(back, "exercise_added") - OTHER == {"because_first_scored"}


def test_backwards_what_was_added_was_dropped() -> None:
    mirror = {"exercise_added": "exercise_dropped", "exercise_dropped": "exercise_added"}
    forth = compared(squat(HEEL), squat(KNEES)).changes.program
    back = compared(squat(KNEES), squat(HEEL)).changes.program
    assert {(one.exercise, mirror.get(one.kind, one.kind)) for one in forth} == {
        (one.exercise, one.kind) for one in back
    }
