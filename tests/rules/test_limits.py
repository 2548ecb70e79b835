"""What limits a program says so truly: minutes, tests that settle nothing, regions of one side."""

from __future__ import annotations

from typing import Any

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import RuleFile, Rules

KNOWLEDGE = KnowledgeBase.load()
KNEES = {"finding": "knees_move_inward"}


def given(*findings: dict[str, str], **more: Any) -> Advice:
    return advise(Case.model_validate({"findings": list(findings), **more}), KNOWLEDGE)


def test_minutes_that_leave_no_room_are_the_reason_of_every_gap() -> None:
    advice = given(KNEES, minutes=1)
    shown = {phase.phase for phase in advice.program.phases if phase.items}
    assert len(shown) == 1
    reasons = {gap.reason for gap in advice.gaps if "ruled out" not in gap.reason}
    assert len(reasons) == 2
    assert "The minutes are used up by higher-priority muscles." in reasons
    (reason,) = {gap.reason for gap in advice.gaps if gap.phase not in shown}
    assert reason.startswith("The minutes leave no room for this phase: all phases together need")


def test_a_phase_without_room_is_not_said_to_be_full() -> None:
    advice = given(KNEES, minutes=2)
    shown = {phase.phase for phase in advice.program.phases if phase.items}
    used_up = {gap.phase for gap in advice.gaps if "The minutes are used up" in gap.reason}
    no_room = {gap.phase for gap in advice.gaps if "no room for this phase" in gap.reason}
    assert used_up <= shown
    assert no_room == {"inhibit", "lengthen", "activate", "integrate"} - shown
    assert not any("The phase is full" in gap.reason for gap in advice.gaps)


@pytest.mark.parametrize("minutes", range(1, 31))
def test_no_session_is_longer_than_the_minutes(minutes: int) -> None:
    assert given(KNEES, minutes=minutes).program.minutes <= minutes


def test_a_test_that_bears_on_nothing_is_named() -> None:
    tests = [{"test": "ankle_dorsiflexion", "side": "left", "result": "weak"}]
    alone = advise(Case.model_validate({"tests": tests}), KNOWLEDGE)
    assert {note.kind for note in alone.warnings} == {"idle_test", "nothing_found"}
    beside = given({"finding": "feet_flatten"}, tests=tests)
    assert "idle_test" not in {note.kind for note in beside.warnings}


def test_a_limited_motion_alone_gives_a_program() -> None:
    tests = [{"test": "ankle_dorsiflexion", "side": "left", "result": "limited"}]
    advice = advise(Case.model_validate({"tests": tests}), KNOWLEDGE)
    assert not {note.kind for note in advice.warnings} & {"idle_test", "nothing_found"}
    assert any(phase.items for phase in advice.program.phases)


@pytest.mark.parametrize(
    "more",
    [
        {"red_flags": [{"flag": "hot_swollen_joint", "region": "knee", "side": "left"}]},
        {"conditions": [{"condition": "recent_fracture", "region": "knee", "side": "left"}]},
    ],
)
def test_a_region_of_one_side_leaves_the_other_free(more: dict[str, Any]) -> None:
    advice = given(KNEES | {"side": "right"}, **more)
    assert advice.result == "solved"
    loads = {str(row[0]) for row in KNOWLEDGE.facts.relations["loads_region"] if row[1] == "knee"}
    items = [item for phase in advice.program.phases for item in phase.items]
    assert items
    assert [
        item.exercise for item in items if item.exercise in loads and item.side != "right"
    ] == []
    same = given(KNEES | {"side": "left"}, **more)
    assert same.result == "referred"


def test_a_region_without_a_side_is_left_alone_on_both() -> None:
    for side in ("left", "right"):
        flags = [{"flag": "hot_swollen_joint", "region": "knee"}]
        assert given(KNEES | {"side": side}, red_flags=flags).result == "referred"


def test_a_technique_ruled_out_in_one_region_is_ruled_out_on_that_side() -> None:
    implant = [{"condition": "metal_implant", "region": "knee", "side": "left"}]
    loads = {str(row[0]) for row in KNOWLEDGE.facts.relations["loads_region"] if row[1] == "knee"}
    unsuited = {
        str(row[0])
        for row in KNOWLEDGE.facts.relations["unsuited_in_region"]
        if row[1] == "metal_implant"
    }
    advice = given(KNEES, conditions=implant)
    items = [item for phase in advice.program.phases for item in phase.items]
    both = [item for item in items if item.exercise in loads & unsuited]
    assert [item.exercise for item in both if item.side != "right"] == []


def test_a_referral_ends_in_one_full_stop() -> None:
    flags = ["chest_pain_or_pressure", "hot_swollen_joint", "no_progress_two_blocks"]
    advice = advise(Case.model_validate({"red_flags": [{"flag": one} for one in flags]}), KNOWLEDGE)
    assert len(advice.referrals) == len(flags)
    for note in advice.referrals:
        assert note.text.endswith(".")
        assert not note.text.endswith("..")


def test_one_exercise_that_fits_is_found_even_if_others_of_its_phase_are_longer() -> None:
    chosen = [item for phase in given(KNEES, minutes=2).program.phases for item in phase.items]
    assert chosen
    assert sum(item.minutes for item in chosen) <= 2


def test_in_two_minutes_what_is_free_on_the_other_side_is_done() -> None:
    pain = [{"region": "shoulder", "side": "left"}]
    advice = given({"finding": "rounded_shoulders"}, pain=pain, minutes=2)
    filled = {phase.phase: len(phase.items) for phase in advice.program.phases if phase.items}
    assert filled == {"lengthen": 1, "activate": 1}
    sides = {item.side for phase in advice.program.phases for item in phase.items}
    assert sides == {"right"}


def test_a_gap_of_one_side_is_not_explained_by_the_other() -> None:
    advice = given(
        {"finding": "asymmetrical_weight_shift", "side": "right"},
        {"finding": "sls_hip_drop", "side": "left"},
        {"finding": "knees_move_outward", "side": "left"},
    )
    (gap,) = [
        one for one in advice.gaps if (one.phase, one.muscle) == ("inhibit", "gluteus_minimus")
    ]
    status = {(one.id, one.side): one.status for one in advice.muscles}
    assert status["gluteus_medius", "left"] == "equivocal"
    assert status["gluteus_medius", "right"] == "underactive"
    assert "works gluteus medius, which" in gap.reason
    assert "likely underactive" not in gap.reason


def test_a_rule_that_does_not_ground_is_named_by_file_and_line() -> None:
    rules = Rules.load(KNOWLEDGE.places.rules)
    first, *others = rules.files
    unsafe = '%! foo(X): {X}.\n%@ id=foo label="{X}." source="a test"\nfoo(X) :- not seen(X).\n'
    faulty = Rules((*others[:2], RuleFile("new.lp", f"\n{unsafe}"), first, *others[2:]))
    case = Case.model_validate({"findings": [KNEES]})
    with pytest.raises(KnowledgeError, match=r"^rules/new\.lp:4:1: nothing binds X; ") as caught:
        advise(case, KNOWLEDGE, rules=faulty)
    assert caught.value.exit_code == 2
