"""What would make it so: each change that is told was tried, is smallest, and can be applied."""

from __future__ import annotations

import pytest

from kg.case.changes import changed, read_change
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.explain.lookup import goals
from kg.explain.remedies import remedies
from kg.proof.proof import Pattern
from tests.proof.answers import KNOWLEDGE, consultation

WORDS = Vocabulary.of(KNOWLEDGE)


def holds(case: Case, goal: Pattern) -> bool:
    atoms = Consultation.of(case, KNOWLEDGE).truth.of(goal.name, len(goal.arguments))
    return any(map(goal.matches, atoms))


@pytest.mark.parametrize(
    ("name", "goal", "expected"),
    [
        ("no_equipment", "choose(smr_tfl,any)", ["--add equipment=foam_roller"]),
        ("knees_in_right", "choose(ac_clamshell,any)", ["--add refuses=ac_lateral_band_walk"]),
        (
            "knees_in_right",
            "choose(ac_chin_tuck_supine,any)",
            ["--add findings={finding: forward_head}"],
        ),
        ("painful_knee", "served", ["--set pain[0].cleared=true"]),
        ("red_flag", "served", ["--drop red_flags={flag: saddle_numbness}"]),
        (
            "older_adult",
            "choose(ac_heel_walk,any)",
            ["--add refuses=ac_dorsiflexion_band", "--add refuses=ac_wall_tibialis_raise"],
        ),
    ],
)
def test_the_smallest_change_is_found_works_and_can_be_written_down(
    name: str, goal: str, expected: list[str]
) -> None:
    answer = consultation(name)
    (pattern,) = goals(answer, goal)
    found = remedies(answer, pattern, seconds=120)
    first = found.found[0]
    assert [f"--{one.verb} {one}" for one in first.changes] == expected
    for remedy in found.found[:1]:
        assert holds(remedy.case, pattern)
        written = [read_change(one.verb, str(one)) for one in remedy.changes]
        assert changed(answer.answered.case, written, WORDS) == remedy.case
        for left_out in range(len(written)):
            fewer = written[:left_out] + written[left_out + 1 :]
            assert not holds(changed(answer.answered.case, fewer, WORDS), pattern)
        assert len(remedy.notes) == len(remedy.changes)
        assert remedy.says or remedy.no_longer


def test_a_number_goes_no_further_than_it_must() -> None:
    case = Case.model_validate(
        {
            "findings": [{"finding": "knees_move_inward"}],
            "equipment": ["mini_band", "foam_roller"],
            "minutes": 2,
        }
    )
    answer = Consultation.of(case, KNOWLEDGE)
    (goal,) = goals(answer, "choose(any,integrate)")
    found = remedies(answer, goal, seconds=120).found
    (change,) = next(one.changes for one in found if one.changes[0].verb == "set")
    assert change.path == ("minutes",)
    nearer = case.model_copy(update={"minutes": change.value - 1})
    assert holds(case.model_copy(update={"minutes": change.value}), goal)
    assert not holds(nearer, goal)


def test_what_the_ontology_rules_out_no_case_can_bring() -> None:
    answer = consultation("knees_in_right")
    (goal,) = goals(answer, "state(gluteus_maximus,any,overactive)")
    found = remedies(answer, goal)
    assert found.fixed
    assert (found.found, found.tried) == ((), 0)


def test_when_the_time_is_over_it_says_so() -> None:
    answer = consultation("knees_in_right")
    (goal,) = goals(answer, "choose(ac_plank,any)")
    found = remedies(answer, goal, seconds=0.0)
    assert not found.complete
    assert found.found == ()


def test_progress_is_told() -> None:
    answer = consultation("no_equipment")
    (goal,) = goals(answer, "choose(smr_tfl,any)")
    told: list[int] = []
    found = remedies(answer, goal, seconds=60, progress=told.append)
    assert told == list(range(1, found.tried + 1))
