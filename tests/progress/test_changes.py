"""What changed between two cases: where each outcome holds, and where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.progress.cases import KNOWLEDGE, compared, everything, kinds, seen, squat

KNEES = "knees_move_inward"
CLEAN: dict[str, Any] = squat()
HEEL = seen("heel_rises")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (squat(HEEL), CLEAN, ("heel_rises", "both", "resolved")),
        (CLEAN, squat(HEEL), ("heel_rises", "both", "new")),
        (squat(HEEL), {"assessed": ["gait"]}, ("heel_rises", "both", "not_assessed_again")),
        ({"assessed": ["gait"]}, squat(HEEL), ("heel_rises", "both", "not_assessed_before")),
        # another finding of the same assessment shows that it was done again
        (
            squat(HEEL),
            {"findings": [seen("arms_fall_forward")]},
            ("heel_rises", "both", "resolved"),
        ),
        (
            squat(HEEL),
            {"findings": [seen("sls_hip_drop", "left")]},
            ("heel_rises", "both", "not_assessed_again"),
        ),
        (
            squat(seen(KNEES, "right", "severe")),
            squat(seen(KNEES, "right", "mild")),
            (KNEES, "right", "improved"),
        ),
        (
            squat(seen(KNEES, "right", "mild")),
            squat(seen(KNEES, "right", "severe")),
            (KNEES, "right", "worsened"),
        ),
        (
            squat(seen(KNEES, "right", "mild")),
            squat(seen(KNEES, "right", "mild")),
            (KNEES, "right", "unchanged"),
        ),
        # an assumed severity is no observation
        (
            squat(seen(KNEES, "right", "severe")),
            squat(seen(KNEES, "right")),
            (KNEES, "right", "seen_again"),
        ),
        (squat(seen(KNEES, "both")), squat(seen(KNEES, "left")), (KNEES, "right", "resolved")),
    ],
)
def test_what_became_of_a_finding(
    before: dict[str, Any], after: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    found = kinds(compared(before, after).changes.findings)
    assert {one for one in found if one[:2] == expected[:2]} == {expected}


def measured(measure: str, **stated: Any) -> dict[str, Any]:
    return {"measures": [{"measure": measure, **stated}]}


@pytest.mark.parametrize(
    ("before", "after", "kind", "still", "says"),
    [
        # more than the greatest figure for its error
        (
            measured("measure_knee_to_wall", side="left", value=6),
            measured("measure_knee_to_wall", side="left", value=9),
            "measure_improved",
            False,
            "left: better: 6 cm before, 9 cm now; two measurements differ by up to 1.9 cm.",
        ),
        # no more than the least
        (
            measured("measure_knee_to_wall", side="left", value=9),
            measured("measure_knee_to_wall", side="left", value=8),
            "measure_within_error",
            True,
            "left: no real change: 9 cm before, 8 cm now; two measurements differ by up to 1 cm.",
        ),
        # between the two
        (
            measured("measure_shoulder_er_supine", side="right", value=60),
            measured("measure_shoulder_er_supine", side="right", value=75),
            "measure_perhaps",
            False,
            "differ by up to 5° by one source, 20° by another.",
        ),
        # degrees that are missing: fewer are better
        (
            measured("measure_active_knee_extension", side="left", value=20),
            measured("measure_active_knee_extension", side="left", value=30),
            "measure_worsened",
            False,
            "left: worse: 20° before, 30° now",
        ),
        # no study of its error
        (
            measured("measure_hip_abduction_supine", side="left", value=40),
            measured("measure_hip_abduction_supine", side="left", value=41),
            "measure_gained",
            False,
            "how far two measurements differ is not known",
        ),
        # taken once for both sides
        (
            measured("measure_toe_touch", result="limited"),
            measured("measure_toe_touch", result="normal"),
            "test_improved",
            False,
            "(hip flexion): better: limited before, normal now.",
        ),
        (
            measured("measure_knee_to_wall", side="left", value=6),
            measured("measure_knee_to_wall", side="left", result="normal"),
            "measured_otherwise",
            False,
            "left: 6 cm before, normal now: a number and a verdict are not compared.",
        ),
        (
            measured("measure_knee_to_wall", value=6),
            measured("measure_knee_to_wall", value=6),
            "measure_unchanged",
            True,
            "both sides: unchanged: 6 cm both times.",
        ),
        (
            measured("measure_knee_to_wall", side="left", value=6),
            CLEAN,
            "not_measured_again",
            False,
            "left: 6 cm before, and not measured again.",
        ),
        (
            CLEAN,
            measured("measure_knee_to_wall", side="left", value=6),
            "not_measured_before",
            False,
            "left: 6 cm now, and not measured before.",
        ),
    ],
)
def test_what_became_of_a_measure(
    before: dict[str, Any], after: dict[str, Any], kind: str, *, still: bool, says: str
) -> None:
    (change,) = compared(before, after).changes.measures
    assert (change.kind, change.still) == (kind, still)
    assert says in change.text


def test_the_values_of_a_measure_are_told_in_its_unit() -> None:
    before = measured("measure_knee_to_wall", side="left", value=6)
    after = measured("measure_knee_to_wall", side="left", value=9)
    (change,) = compared(before, after).changes.measures
    assert (change.about, change.side) == ("measure_knee_to_wall", "left")
    assert (change.earlier, change.later) == ("6 cm", "9 cm")


def test_severities_of_two_assessments_are_not_compared() -> None:
    before = {"findings": [{**seen(KNEES, "right", "severe"), "assessment": "overhead_squat"}]}
    after = {"findings": [{**seen(KNEES, "right", "mild"), "assessment": "gait"}]}
    assert kinds(compared(before, after).changes.findings) == {(KNEES, "right", "seen_again")}


def test_every_assessment_in_which_it_was_seen_has_to_be_done_again() -> None:
    rows = [{**seen(KNEES, "right"), "assessment": one} for one in ("overhead_squat", "gait")]
    before = {"findings": rows}
    once = compared(before, {"assessed": ["gait"]}).changes.findings
    twice = compared(before, {"assessed": ["gait", "overhead_squat"]}).changes.findings
    assert kinds(once) == {(KNEES, "right", "not_assessed_again")}
    assert kinds(twice) == {(KNEES, "right", "resolved")}


def test_an_assessment_that_was_not_named_may_be_any() -> None:
    before = {"findings": [seen(KNEES, "right")]}
    again = compared(before, {"assessed": ["gait"]}).changes.findings
    elsewhere = compared(before, {"assessed": ["push_up"]}).changes.findings
    assert kinds(again) == {(KNEES, "right", "resolved")}
    assert kinds(elsewhere) == {(KNEES, "right", "not_assessed_again")}


def test_a_finding_may_change_its_side() -> None:
    changes = compared(squat(seen(KNEES, "right")), squat(seen(KNEES, "left"))).changes
    assert kinds(changes.findings) == {(KNEES, "right", "resolved"), (KNEES, "left", "new")}
    (moved,) = changes.other_sides
    assert (moved.finding, moved.earlier, moved.later) == (KNEES, "right", "left")
    assert not compared(squat(seen(KNEES, "right")), squat(seen(KNEES, "both"))).changes.other_sides


def test_both_sides_are_told_once() -> None:
    changes = compared(squat(seen(KNEES, "both")), CLEAN).changes
    assert kinds(changes.findings) == {(KNEES, "both", "resolved")}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("limited", "normal", {("ankle_dorsiflexion", "left", "test_improved")}),
        ("normal", "limited", {("ankle_dorsiflexion", "left", "test_worsened")}),
        ("limited", "limited", {("ankle_dorsiflexion", "left", "test_unchanged")}),
        # a test of strength says nothing about mobility
        (
            "limited",
            "weak",
            {
                ("ankle_dorsiflexion", "left", "not_tested_again"),
                ("ankle_dorsiflexion", "left", "not_tested_before"),
            },
        ),
    ],
)
def test_what_became_of_a_test(
    before: str, after: str, expected: set[tuple[str, str | None, str]]
) -> None:
    def case(result: str) -> dict[str, Any]:
        return {"tests": [{"test": "ankle_dorsiflexion", "side": "left", "result": result}]}

    assert kinds(compared(case(before), case(after)).changes.tests) == expected


def test_pain_is_only_said_to_be_reported() -> None:
    hurts = {"pain": [{"region": "knee", "side": "right"}]}
    assert kinds(compared(hurts, CLEAN).changes.pain) == {
        ("knee", "right", "pain_no_longer_reported")
    }
    assert kinds(compared(CLEAN, hurts).changes.pain) == {("knee", "right", "pain_newly_reported")}
    assert kinds(compared(hurts, hurts).changes.pain) == {("knee", "right", "pain_still_reported")}


def screen(**scores: Any) -> dict[str, Any]:
    whole = {
        "deep_squat": 2,
        "hurdle_step": {"left": 2, "right": 2},
        "inline_lunge": {"left": 2, "right": 2},
        "shoulder_mobility": {"left": 2, "right": 2},
        "active_straight_leg_raise": {"left": 2, "right": 2},
        "trunk_stability_push_up": 2,
        "rotary_stability": {"left": 2, "right": 2},
    }
    return {"fms": {"scores": {**whole, **scores}}}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (1, 2, "pattern_cleared"),
        (0, 1, "pattern_cleared"),
        (2, 3, "pattern_higher"),
        (3, 2, "pattern_lower"),
        (3, 1, "pattern_lost"),
        (1, 0, "pattern_lost"),
        (2, 2, "pattern_unchanged"),
    ],
)
def test_what_became_of_a_pattern(before: int, after: int, kind: str) -> None:
    changes = compared(screen(deep_squat=before), screen(deep_squat=after)).changes
    (one,) = [one for one in changes.patterns if one.about == "deep_squat"]
    assert (one.kind, one.still) == (kind, before == after)


@pytest.mark.parametrize(
    ("points", "kind"),
    [(0, "total_unchanged"), (1, "within_error"), (2, "within_error"), (3, "total_rose")],
)
def test_the_total_is_judged_against_the_detectable_change(points: int, kind: str) -> None:
    patterns = ("deep_squat", "trunk_stability_push_up")
    raised: dict[str, Any] = dict.fromkeys(patterns[: min(points, 2)], 3)
    if points > len(patterns):
        raised["hurdle_step"] = {"left": 3, "right": 3}
    total = compared(screen(), screen(**raised)).changes.total
    assert total is not None
    assert (total.earlier, total.later, total.kind) == (14, 14 + points, kind)
    back = compared(screen(**raised), screen()).changes.total
    assert back is not None
    assert back.kind == kind.replace("rose", "fell")


def test_the_detectable_change_is_that_of_the_studies() -> None:
    tenths = [row[2] for row in KNOWLEDGE.facts.relations["progress_detectable_change"]]
    found = compared(screen(), screen()).changes.detectable_change
    assert found == max(int(one) for one in tenths) / 10 == 2.5


def test_a_screen_that_is_not_whole_has_no_total_to_compare() -> None:
    part = {"fms": {"scores": {"deep_squat": 2}}}
    changes = compared(screen(), part).changes
    assert changes.total is None
    assert ("hurdle_step", None, "not_scored_again") in kinds(changes.patterns)


def test_an_asymmetry_is_gone_only_when_both_sides_were_scored_again() -> None:
    name = "active_straight_leg_raise"
    uneven = screen(**{name: {"left": 1, "right": 2}})
    assert kinds(compared(uneven, screen()).changes.asymmetries) == {
        (name, "left", "asymmetry_resolved")
    }
    assert kinds(compared(screen(), uneven).changes.asymmetries) == {
        (name, "left", "asymmetry_new")
    }
    part = {"fms": {"scores": {name: {"left": 2}}}}
    assert kinds(compared(uneven, part).changes.asymmetries) == {
        (name, "left", "asymmetry_not_scored_again")
    }


def test_nothing_changes_between_a_case_and_itself() -> None:
    case = squat(
        seen(KNEES, "right", "severe"),
        HEEL,
        pain=[{"region": "shoulder"}],
        tests=[{"test": "ankle_dorsiflexion", "result": "limited"}],
        **screen(deep_squat=1, rotary_stability={"left": 1, "right": 2}),
    )
    changes = compared(case, case).changes
    assert changes.nothing_changed
    assert everything(changes)
    assert changes.program
    assert all(one.still and not one.reasons for one in changes.program)
