"""What keeps a client safe is closed to replacement, and holds with packs as it does without."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.pack_policy import pack_rules
from kg.pack_policy.pack_rules import guard_of
from kg.packs import read_packs
from kg.rulebase.rule_set import Rules
from tests.packs.made import folder, manifest

ROOT = Path(__file__).parents[2]
KNEES = {"finding": "knees_move_inward", "assessment": "overhead_squat", "side": "right"}
ARCH = {"finding": "low_back_arches", "assessment": "overhead_squat"}
PAIN = {"findings": [KNEES], "pain": [{"region": "lphc", "side": "both"}]}
PREGNANT = {"findings": [ARCH], "population": ["pregnant"]}
LIFTER = {
    "findings": [ARCH],
    "lifts": ["deadlift"],
    "conditions": [{"condition": "aortic_aneurysm", "cleared": True}],
}
CLEARING = {"findings": [ARCH], "fms": {"clearing": {"spinal_flexion_clearing": "positive"}}}


def empty(predicate: str) -> str:
    """Return a facts query of a predicate that gives nothing."""
    text = (ROOT / f"rules/facts/{predicate}.rq").read_text(encoding="utf-8")
    head, _, _ = text.partition("WHERE")
    name = head.rpartition("?")[2].split()[0]
    return text.replace("WHERE {", f"WHERE {{ FILTER(!BOUND(?{name})) FILTER(1 = 2)", 1)


#: What decides a bar, a stop, a referral or a presumption, or lies between a bar and a program.
CLOSED = {
    "test_side_one",
    "test_side_both",
    "present_presumed",
    "present_clearing",
    "presumes",
    "clearing_region",
    "clearing_condition",
    "barred_population",
    "barred_population_technique",
    "barred_unknown",
    "level_population",
    "affected_stated",
    "affected_unstated",
    "stops_part_region",
    "stops_part_pattern",
    "placed_by_region",
    "placed_by_pattern",
    "painful_pattern",
    "problem_finding",
    "problem_side_finding",
    "side_left",
    "side_right",
    "side_opposite",
    "finding_region",
    "fms_clearing",
    "fms_corrective",
    "region_order",
    "tagged",
    "population_avoids",
    "caution_of",
    "readiness_question",
    "bound_diagnosis",
    "bound_treatment",
    "bound_refer",
    "careful",
    "warning_care",
    "warning_presumed",
    "candidate_stage",
    "candidate_other",
    "flaw_condition",
    "flaw_protected",
    "flaw_no_referral",
    "credit_heeds",
    "best_swap",
    "excluded",
    "free",
    "side_bilateral",
    "unilateral",
    "choose",
    "next_step",
    "step_back",
    "workable",
    "concerns",
    "unsuited",
    "loads_region",
    "red_flag",
    "stopped",
    "notice",
    "rules_out",
    "final_lower",
    "zeroed_now",
    "referred_pain",
    "rank",
    "focus",
    "outcome_stopped",
    "serves_muscle",
    "difficulty",
    "progression",
    "done_one",
    "done_both",
    "works_one",
    "stage_drill",
    "stage_next",
    "care_for",
    "clearance_condition",
    "clearance_flag_waits",
    "on_hold_painful",
    "invalid_flag_cleared",
    "invalid_stage_cleared",
    "belongs_refer",
    "reassessment_trigger",
    "lift_trains",
    "demand_of",
    "fms_screens",
    "fms_pauses_lift",
    "lift_barred",
    "considered_lift",
}
#: What a school may see otherwise, or a house set for itself.
REPLACEABLE = {
    "figure_margin",
    "figure_default_level",
    "figure_room_inhibit",
    "set_at_hand_assumed",
    "warning_equipment",
    "status_equivocal",
    "status_outweighs",
    "status_tested",
    "settled",
    "counts",
    "standard",
    "fms_order",
    "evidence",
    "taught",
    "merit_finding",
    "leads",
    "dose",
    "in_warm_up",
    "planned_day",
}
#: Rules that are replaced by one that never holds, or facts that are left out; the case that this
#: would make unsafe; and what is said to be lifted, by what.
WEAKENING = [
    (
        {"test_side_both": "test_side(both, S)", "test_side_one": "test_side(S, S)"},
        PAIN,
        "is left alone",
        "test_side_both",
    ),
    ({"present_presumed": "present(S)"}, PREGNANT, "week 12", "present_presumed"),
    ({"presumes": ""}, PREGNANT, "week 12", "presumes"),
    (
        {"clearing_region": "", "clearing_condition": ""},
        CLEARING,
        "clearing hurts",
        "clearing_region",
    ),
    ({"considered_lift": "considered(S)"}, LIFTER, "dissection repaired", "considered_lift"),
]


def weakening(tmp_path: Path, replaced: dict[str, str]) -> Path:
    """Return a pack that replaces rules by some that never hold, and facts by none."""
    rules = [name for name, head in replaced.items() if head]
    facts = [name for name, head in replaced.items() if not head]
    lines = [
        f'%@ id=tried_{name} label="Never." source="x"\n{replaced[name]} :- body_side(S), S = both.'
        for name in rules
    ]
    overrides = f"rules = {rules}\nfacts = {facts}".replace("'", '"')
    return folder(
        tmp_path,
        {
            "pack.toml": manifest(overrides=overrides),
            "rules/x.lp": "\n".join(lines),
            **{f"facts/{name}.rq": empty(name) for name in facts},
        },
    )


def message_of(case: object, *places: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        advise(Case.model_validate(case), KnowledgeBase.load(packs=read_packs(places)))
    return caught.value.message


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the first line away, so that the second is alone."""
    monkeypatch.setattr(pack_rules, "refuse_guarded", lambda _: None)
    monkeypatch.setattr(
        sys.modules["kg.advice.advise"], "check_once", lambda _rules, _knowledge, check: check()
    )


def test_what_decides_a_bar_is_closed_and_a_policy_is_not() -> None:
    closed = guard_of(Rules.of(KnowledgeBase.load())).closed
    assert closed.keys() >= CLOSED
    assert not closed.keys() & REPLACEABLE


def test_what_is_closed_is_refused_with_the_way_to_what_it_decides(tmp_path: Path) -> None:
    said = message_of(PAIN, weakening(tmp_path, WEAKENING[0][0]))
    way = "it decides test_side/2 → protected/3: a region that is left alone"
    for name in ("test_side_one", "test_side_both"):
        assert f"tried/pack.toml: [overrides]: {name} is not to be replaced: {way}" in said


def test_a_facts_query_that_decides_a_bar_is_refused(tmp_path: Path) -> None:
    said = message_of(PREGNANT, weakening(tmp_path, {"presumes": ""}))
    assert "presumes is not to be replaced: it decides presumes/2 → present/1" in said


@pytest.mark.parametrize(("replaced", "case", "lifted", "by"), WEAKENING)
def test_what_a_pack_lifts_is_refused_by_name(
    tmp_path: Path,
    replaced: dict[str, str],
    case: object,
    lifted: str,
    by: str,
    unguarded: None,
) -> None:
    said = message_of(case, weakening(tmp_path, replaced))
    assert said.startswith("tried/pack.toml: pack tried lifts: “")
    assert lifted in said
    assert by in said.rpartition(", by ")[2]


def test_nothing_that_is_ruled_out_is_put_into_a_session(tmp_path: Path) -> None:
    text = (
        '%@ id=tried_all label="{E} warms up." source="y"\n'
        "in_session(F, slot_warm_up, E) :- warm_up(X), belongs(X, F), phase_of(E, _).\n"
    )
    files = {"pack.toml": manifest(overrides='rules = ["in_warm_up"]'), "rules/x.lp": text}
    said = message_of(PREGNANT, folder(tmp_path, files))
    assert said.startswith("tried/rules/x.lp:2: the packs (`tried_all`) give to a client")
    assert "90/90 wall breathing is ruled out" in said
