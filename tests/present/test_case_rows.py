"""Every part of a case is a row in words, and the change of a row takes that away and no more."""

from __future__ import annotations

from kg.case.changes import as_data, changed
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.case_rows import case_rows

WHOLE = {
    "client": "client_07",
    "date": "2026-03-01",
    "edition": "getpt",
    "findings": [{"finding": "knees_move_inward", "assessment": "overhead_squat", "side": "left"}],
    "assessed": ["gait"],
    "posture": [{"sign": "forward_head_posture", "view": "view_lateral"}],
    "modifications": [
        {"modification": "heels_raised", "finding": "knees_move_inward", "result": "improves"}
    ],
    "tests": [{"test": "ankle_dorsiflexion", "side": "left", "result": "limited"}],
    "measures": [
        {"measure": "measure_knee_to_wall", "side": "left", "value": 8},
        {"measure": "measure_toe_touch", "result": "limited"},
    ],
    "fms": {
        "date": "2026-03-01",
        "scores": {"deep_squat": 2, "hurdle_step": {"left": 2, "right": 1}},
        "clearing": {"shoulder_clearing": {"left": "positive"}},
        "policy": "severity_first",
        "previous": {"date": "2026-01-01", "scores": {"deep_squat": 1}},
    },
    "readiness": {"readiness_chest_pain": "no", "readiness_medication": "yes"},
    "pain": [
        {
            "region": "knee",
            "side": "right",
            "cleared": True,
            "cleared_on": "2026-02-20",
            "limits": "no stairs",
        }
    ],
    "red_flags": ["chest_pain_or_pressure"],
    "conditions": [
        {"condition": "acute_injury", "region": "knee"},
        {
            "condition": "acl_reconstruction",
            "side": "right",
            "stage": "middle",
            "cleared": True,
        },
    ],
    "population": ["athlete"],
    "habits": ["driving"],
    "equipment": [],
    "minutes": 25,
    "level": 2,
    "days_per_week": 3,
    "goals": [{"text": "walk_again *soon*", "target": 12}],
    "refuses": ["ac_plank"],
    "lifts": ["deadlift"],
}


def test_a_case_with_everything_is_told_whole_and_taken_apart() -> None:
    knowledge = KnowledgeBase.load()
    words = Vocabulary.of(knowledge)
    assert set(WHOLE) == set(Case.model_fields)
    case = Case.read(WHOLE, words)
    rows = case_rows(case, knowledge.labels.__getitem__)
    texts = {(row.field, row.text) for row in rows}
    assert ("Readiness", "Chest pain (readiness question): No") in texts
    assert ("Measures", "Knee-to-wall lunge, toe to wall, left, value 8") in texts
    assert ("Scores", "Hurdle step: left 2, right 1") in texts
    assert ("Previous screen: scores", "Deep squat: 1") in texts
    assert ("Equipment", "none") in texts
    assert ("Goals", "walk_again *soon*, target 12") in texts
    assert ("Pain", "Knee, right, cleared on 2026-02-20, limits: no stairs") in texts
    assert (
        "Conditions",
        "Anterior cruciate ligament reconstruction, right, 3 to 6 months, cleared",
    ) in texts
    for number, row in enumerate(rows):
        # A day alone is no earlier screen, and is refused when its last score goes.
        if row.field == "Previous screen: scores":
            continue
        smaller = changed(case, [row.drop], words)
        left = case_rows(smaller, knowledge.labels.__getitem__)
        assert left == rows[:number] + rows[number + 1 :] or len(left) == len(rows) - 1, row
        assert as_data(smaller) != as_data(case)
