"""A person who fills in a form reads no paths, no commands and no rows counted from 0."""

from __future__ import annotations

import pytest

from kg.advice.advise import advise
from kg.case.changes import Change, changed
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import BadInput, CaseError
from kg.knowledge import KnowledgeBase
from kg.present.form_errors import fault_lines
from kg.present.possible_changes import offers

KNOWLEDGE = KnowledgeBase.load()
WORDS = Vocabulary.of(KNOWLEDGE)
KNEES = {"finding": "knees_move_inward", "assessment": "overhead_squat", "side": "left"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            Change("add", ("pain",), {"region": "knee", "cleared_on": "2026-02-20"}),
            "Pain, row 1, cleared on: found 2026-02-20; allowed: together with “cleared: Yes”",
        ),
        (
            Change("add", ("findings",), KNEES),
            "Findings, row 2: found the same as row 1; allowed: each row once",
        ),
        (
            Change("set", ("minutes",), 500),
            "Minutes a session: found 500; allowed: a whole number from 1 to 240",
        ),
        (
            Change("set", ("fms",), {"previous": {"date": "2026-01-01"}}),
            "Previous screen: found no score; allowed: at least one score or clearing test",
        ),
    ],
)
def test_what_does_not_fit_a_form_is_named_by_its_title(change: Change, told: str) -> None:
    with pytest.raises(CaseError) as fault:
        changed(Case.read({"findings": [KNEES]}, WORDS), [change], WORDS)
    assert fault_lines(fault.value) == [told]


def test_rows_that_exclude_each_other_are_counted_from_1() -> None:
    case = Case.read({"findings": [KNEES, {**KNEES, "finding": "knees_move_outward"}]}, WORDS)
    with pytest.raises(BadInput) as fault:
        advise(case, KNOWLEDGE)
    (line,) = fault_lines(fault.value)
    assert line.startswith("Findings, row 2, finding: Knees move outward and knees move inward")
    assert line.endswith("(rows 1 and 2)")


def test_what_could_be_dropped_is_told_as_the_case_says_it() -> None:
    pain = {"region": "knee", "side": "left", "cleared": True, "cleared_on": "2026-02-20"}
    case = Case.read({"findings": [KNEES], "pain": [{**pain, "limits": "no stairs"}]}, WORDS)
    names = list(offers(case, WORDS, KNOWLEDGE.label))
    assert "Without pain: Knee, left, cleared on 2026-02-20, limits: no stairs" in names
    assert "Without side of findings, row 1" in names
    assert "Without side of pain, row 1" in names
    assert not any("True" in name for name in names)
