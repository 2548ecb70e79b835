"""The examples: what the field teaches for them, and the same bytes as last time.

``python -m tests.rules.write_golden`` writes the exact answers anew after a change that is meant.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from tests.rules.validity import faults

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
KNOWLEDGE = KnowledgeBase.load()
WORDS = Vocabulary.of(KNOWLEDGE)


def read(name: str) -> Case:
    return read_file(str(ROOT / "examples" / f"{name}.yaml")).case(WORDS)


def told(name: str) -> Advice:
    return advise(read(name), KNOWLEDGE)


def stable(advice: Advice) -> str:
    """The answer without the digests of the knowledge, which change with every edit of a text."""
    knowledge = advice.knowledge.model_copy(update={"ontology": "", "rules": ""})
    return advice.model_copy(update={"knowledge": knowledge}).to_json()


def chosen(advice: Advice, phase: str) -> set[str]:
    return {i.exercise for p in advice.program.phases if p.phase == phase for i in p.items}


def treated(advice: Advice, phase: str) -> set[str]:
    return {
        target.muscle
        for p in advice.program.phases
        if p.phase == phase
        for item in p.items
        for target in item.targets
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_gives_the_same_bytes(path: Path) -> None:
    case = read(path.stem)
    advice = advise(case, KNOWLEDGE)
    assert not list(faults(case, advice, KNOWLEDGE))
    golden = (GOLDEN / f"{path.stem}.json").read_text(encoding="utf-8")
    assert stable(advice) == golden
    assert advise(case, KNOWLEDGE).to_json() == advice.to_json()


def test_upper_crossed() -> None:
    case = read("upper_crossed_office_worker").model_copy(update={"minutes": 30})
    advice = advise(case, KNOWLEDGE)
    assert "upper_crossed_syndrome" in {one.id for one in advice.syndromes}
    for phase in ("inhibit", "lengthen"):
        assert {"pectoralis_major", "upper_trapezius"} <= treated(advice, phase)
    wanted = {"middle_trapezius", "lower_trapezius", "deep_cervical_flexors"}
    assert wanted <= treated(advice, "activate")
    assert chosen(advice, "integrate")


def test_lower_crossed() -> None:
    advice = told("lower_crossed")
    for phase in ("inhibit", "lengthen"):
        assert "hip_flexor_complex" in treated(advice, phase)
    assert "ac_glute_bridge" in chosen(advice, "activate")
    abdominals = {"abdominal_complex", "intrinsic_core_stabilizers", "transverse_abdominis"}
    assert abdominals & treated(advice, "activate")
    trained = {
        str(r[1])
        for r in KNOWLEDGE.facts.relations["trains"]
        if r[0] in chosen(advice, "integrate")
    }
    assert trained & {"squat_pattern", "lunge_pattern"}


def test_knees_in_on_the_right() -> None:
    advice = told("knees_in_right")
    assert {one.side for one in advice.muscles} == {"right"}
    for phase in ("inhibit", "lengthen"):
        assert "adductor_complex" in treated(advice, phase)
    assert chosen(advice, "activate") & {"ac_side_lying_hip_abduction", "ac_lateral_band_walk"}
    assert "gluteus_medius" in treated(advice, "activate")
    assert chosen(advice, "integrate") == {"in_banded_squat"}
    unilateral = {str(row[0]) for row in KNOWLEDGE.facts.relations["unilateral"]}
    for part in advice.program.phases:
        for item in part.items:
            assert item.side == ("right" if item.exercise in unilateral else "both")


def test_flat_feet() -> None:
    advice = told("flat_feet")
    assert {"gastrocnemius", "soleus"} <= treated(advice, "inhibit")
    assert chosen(advice, "lengthen") & {"dm_ankle_half_kneeling", "dm_ankle_wall_taps"}
    assert "ac_short_foot_standing" in chosen(advice, "activate")
    assert {"tibialis_anterior", "tibialis_posterior"} <= treated(advice, "activate")
    trained = {
        str(r[1])
        for r in KNOWLEDGE.facts.relations["trains"]
        if r[0] in chosen(advice, "integrate")
    }
    assert "balance_pattern" in trained


def test_contradictory_findings_are_equivocal_until_tested() -> None:
    advice = told("contradictory_findings")
    assert {one.status for one in advice.muscles if one.id == "erector_spinae"} == {"equivocal"}
    assert not any(
        "erector_spinae" in treated(advice, p) for p in ("inhibit", "lengthen", "activate")
    )
    assert advice.next_tests
    tested = told("contradiction_tested")
    assert {one.status for one in tested.muscles if one.id == "erector_spinae"} == {"underactive"}


@pytest.mark.parametrize("name", ["painful_knee", "red_flag"])
def test_pain_and_red_flags_refer(name: str) -> None:
    advice = told(name)
    assert advice.result == "referred"
    assert advice.referrals
    assert not any(phase.items for phase in advice.program.phases)
    assert {one.when for one in advice.priorities} == {"referred"}


def test_no_equipment_needs_none() -> None:
    advice = told("no_equipment")
    assert {e for p in advice.program.phases for i in p.items for e in i.equipment} == set()
    assert any("not at hand" in gap.reason for gap in advice.gaps)


def test_older_adult_holds_longer_and_stays_off_the_spine() -> None:
    advice = told("older_adult")
    stretches = [i for p in advice.program.phases if p.phase == "lengthen" for i in p.items]
    assert {item.dose.hold_s for item in stretches} == {60}
    risky = {"tag_spinal_flexion", "tag_spinal_rotation", "tag_smr_trunk", "tag_smr_lumbar"}
    tags = KNOWLEDGE.facts.relations["tagged"]
    for phase in advice.program.phases:
        for item in phase.items:
            assert not risky & {str(tag) for one, tag in tags if one == item.exercise}
            assert item.dose.sets == 1


def test_pregnant_neither_supine_nor_prone() -> None:
    advice = told("pregnant")
    positions = {str(one): str(where) for one, where in KNOWLEDGE.facts.relations["position_of"]}
    used = {positions[i.exercise] for p in advice.program.phases for i in p.items}
    assert used
    assert not used & {"supine", "prone"}


def test_athlete_with_an_asymmetry() -> None:
    advice = told("athlete_asymmetry")
    assert advice.fms is not None
    assert advice.fms.total == 15
    assert advice.fms.final["active_straight_leg_raise"] == 1
    assert [(one.pattern, one.side) for one in advice.fms.asymmetries] == [
        ("active_straight_leg_raise", "left")
    ]
    assert advice.fms.first_target is not None
    assert advice.fms.first_target.test == "active_straight_leg_raise"
    assert advice.program.phases[-1].items


def test_one_edition_and_many_findings() -> None:
    advice = told("many_findings_one_edition")
    assert advice.knowledge.edition == "nasm_cpt7"
    silent = {note.proof for note in advice.warnings if note.kind == "edition_is_silent"}
    assert silent == {"warning(edition_is_silent(asymmetrical_weight_shift,nasm_cpt7))"}
    for row in (row for one in advice.muscles for row in one.evidence):
        main = row.finding == "asymmetrical_weight_shift"
        assert ("_main_list" if main else "_nasm_cpt7") in row.row
    assert [one.when for one in advice.priorities].count("now") == 2
