"""A minimal clash: each restriction is needed for it, and together they suffice."""

from __future__ import annotations

import pytest

from kg.case.changes import Change, changed, losses
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.explain.clash import clash
from kg.explain.consultation import Consultation
from kg.proof.proof import Pattern
from tests.proof.answers import KNOWLEDGE, consultation

SERVED = Pattern("served", ())


def test_pain_alone_stands_in_the_way() -> None:
    found = clash(consultation("painful_knee"), SERVED)
    assert [str(one) for one in found.restrictions] == ["pain={region: knee, side: right}"]
    assert found.sentences == (("Pain was reported in the knee (right).",),)


@pytest.mark.parametrize(
    "restrictions",
    [
        {
            "equipment": [],
            "minutes": 1,
            "refuses": ["dm_adductor_rockback", "st_seated_butterfly"],
        },
        {"red_flags": ["saddle_numbness"], "minutes": 1},
        {"pain": [{"region": "knee"}], "conditions": ["osteoporosis"], "level": 1},
    ],
)
def test_a_clash_is_minimal(restrictions: dict[str, object]) -> None:
    case = Case.model_validate({"findings": [{"finding": "knees_move_inward"}], **restrictions})
    answer = Consultation.of(case, KNOWLEDGE)
    assert SERVED.matches(answer.atom("served"))
    assert not answer.truth.of("served", 0)
    found = clash(answer, SERVED)
    assert not found.elsewhere
    assert found.restrictions
    whole = clash(answer, SERVED).restrictions
    assert whole == found.restrictions
    others = [one for one in _droppable(case) if str(one) not in {str(each) for each in whole}]
    words = Vocabulary.of(KNOWLEDGE)
    assert not _served(changed(case, others, words)), "together they suffice"
    for one in whole:
        assert _served(changed(case, [*others, one], words)), f"{one} is needed"


def _droppable(case: Case) -> list[Change]:
    """Return every restriction of the cases above: rows one by one, the equipment as a whole."""
    listed = [
        change
        for change, _ in losses(case)
        if len(change.path) == 1 and change.path[0] not in ("findings", "equipment")
    ]
    fields = {change.path[0] for change in listed if change.has_value}
    rows = [one for one in listed if one.has_value or one.path[0] not in fields]
    return rows + ([Change("drop", ("equipment",))] if case.equipment is not None else [])


def _served(case: Case) -> bool:
    return bool(Consultation.of(case, KNOWLEDGE).truth.of("served", 0))


def test_without_restrictions_something_else_is_missing() -> None:
    case = Case.model_validate({"fms": {"scores": {"deep_squat": 3}}})
    found = clash(Consultation.of(case, KNOWLEDGE), SERVED)
    assert found.elsewhere
    assert found.restrictions == ()
