"""Laws of the comparison, over random pairs of cases."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.progress.changes import Changes, ProgressChange
from tests.depth import tries
from tests.progress.cases import compared

_PAIRS: Final = (
    ("resolved", "new"),
    ("not_assessed_again", "not_assessed_before"),
    ("improved", "worsened"),
    ("test_improved", "test_worsened"),
    ("not_tested_again", "not_tested_before"),
    ("pain_no_longer_reported", "pain_newly_reported"),
    ("pattern_cleared", "pattern_lost"),
    ("pattern_higher", "pattern_lower"),
    ("not_scored_again", "not_scored_before"),
    ("asymmetry_resolved", "asymmetry_new"),
    ("asymmetry_not_scored_again", "asymmetry_not_scored_before"),
    ("total_rose", "total_fell"),
    ("exercise_added", "exercise_dropped"),
)
MIRROR: Final = {**dict(_PAIRS), **{two: one for one, two in _PAIRS}}


def _possible(case: dict[str, Any]) -> bool:
    """Return whether no row stands twice, and no finding for the same side and assessment."""
    rows = [
        (one["finding"], one.get("assessment"), side)
        for one in case["findings"]
        for side in (("left", "right") if one["side"] == "both" else (one["side"],))
    ]
    assessed: list[str] = case["assessed"]
    return len(rows) == len(set(rows)) and len(assessed) == len(set(assessed))


FINDINGS = st.builds(
    lambda finding, where, side, severity: {
        name: value
        for name, value in zip(
            ("finding", "assessment", "side", "severity"),
            (finding, where, side, severity),
            strict=True,
        )
        if value is not None
    },
    st.sampled_from(["knees_move_inward", "feet_turn_out", "feet_flatten"]),
    st.sampled_from(["overhead_squat", "gait", None]),
    st.sampled_from(["left", "right", "both"]),
    st.sampled_from(["mild", "severe", None]),
)
SIDES = st.fixed_dictionaries({"left": st.integers(0, 3), "right": st.integers(0, 3)})
#: A red flag ends every case without a program, so that an answer takes milliseconds.
CASES = st.fixed_dictionaries(
    {
        "red_flags": st.just(["fever_chills"]),
        "assessed": st.lists(st.sampled_from(["gait", "overhead_squat", "pushing"]), min_size=1),
        "findings": st.lists(FINDINGS, max_size=3),
        "tests": st.lists(
            st.builds(
                lambda side, result: {
                    "test": "ankle_dorsiflexion",
                    "side": side,
                    "result": result,
                },
                st.sampled_from(["left", "both"]),
                st.sampled_from(["limited", "normal", "weak"]),
            ),
            max_size=1,
        ),
        "pain": st.lists(st.sampled_from([{"region": "shoulder", "side": "left"}]), max_size=1),
        "fms": st.fixed_dictionaries(
            {},
            optional={
                "scores": st.fixed_dictionaries(
                    {
                        "deep_squat": st.integers(1, 3),
                        "active_straight_leg_raise": SIDES,
                        "hurdle_step": st.just({"left": 2, "right": 2}),
                    },
                    optional={
                        "inline_lunge": st.just({"left": 3, "right": 3}),
                        "shoulder_mobility": SIDES,
                    },
                )
            },
        ),
    }
).filter(_possible)


def mirrored(changes: Changes) -> set[tuple[Any, ...]]:
    """Return changes as they are told the other way round."""
    return set(_told(changes, MIRROR, swapped=True))


def told(changes: Changes) -> set[tuple[Any, ...]]:
    """Return changes as they are told."""
    return set(_told(changes, {}, swapped=False))


def _told(changes: Changes, names: dict[str, str], *, swapped: bool) -> list[tuple[Any, ...]]:
    parts: tuple[tuple[ProgressChange, ...], ...] = (
        *(changes.findings, changes.tests, changes.pain, changes.patterns),
        changes.asymmetries,
    )

    def order(*values: Any) -> tuple[Any, ...]:
        return values[::-1] if swapped else values

    found: list[tuple[Any, ...]] = [
        (one.about, one.side, names.get(one.kind, one.kind), order(one.earlier, one.later))
        for part in parts
        for one in part
    ]
    found += [("moved", one.finding, *order(one.earlier, one.later)) for one in changes.other_sides]
    found += [
        (
            one.exercise,
            one.phase,
            names.get(one.kind, one.kind),
            order(one.side_before, one.side_now),
        )
        for one in changes.program
    ]
    if changes.total is not None:
        kind = names.get(changes.total.kind, changes.total.kind)
        found.append(("total", kind, order(changes.total.earlier, changes.total.later)))
    return found


@settings(max_examples=tries("CONTINUUM_RANDOM_PAIRS", push=5, deep=15))
@given(before=CASES, after=CASES)
def test_backwards_everything_is_told_the_other_way_round(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    forth, back = compared(before, after).changes, compared(after, before).changes
    assert mirrored(forth) == told(back)
    assert forth.nothing_changed == back.nothing_changed


@settings(max_examples=tries("CONTINUUM_RANDOM_PAIRS", push=4, deep=12))
@given(case=CASES)
def test_nothing_changed_between_a_case_and_itself(case: dict[str, Any]) -> None:
    changes = compared(case, case).changes
    assert changes.nothing_changed
    assert not changes.other_sides
    assert mirrored(changes) == told(changes)


@settings(max_examples=tries("CONTINUUM_RANDOM_PAIRS", push=5, deep=15))
@given(before=CASES, after=CASES)
def test_every_finding_has_one_fate_on_each_side_and_none_resolves_unseen(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    changes = compared(before, after).changes
    fates: list[tuple[str, str]] = []
    for one in changes.findings:
        sides = ("left", "right") if one.side == "both" else (str(one.side),)
        fates += [(one.about, side) for side in sides]
        if one.kind == "resolved":
            done = {*after["assessed"], *(row.get("assessment") for row in after["findings"])}
            where = {
                row.get("assessment")
                for row in before["findings"]
                if row["finding"] == one.about
                and (one.side == "both" or row["side"] in (one.side, "both"))
            }
            assert where - {None} <= done
            assert None not in where or done & {"gait", "overhead_squat"}
    assert len(fates) == len(set(fates))
    rows = {
        (row["finding"], side)
        for case in (before, after)
        for row in case["findings"]
        for side in (("left", "right") if row["side"] == "both" else (row["side"],))
    }
    assert set(fates) == rows
