"""A letter in a rule means one thing; what still does not is listed, and the list only shrinks."""

from __future__ import annotations

from tests.rules.letters import LISTED, meanings, other_uses


def test_every_letter_has_one_row_of_meanings() -> None:
    known = meanings()
    assert {"E", "M", "S"} <= known.keys()
    assert "Exercise" in known["E"]
    assert not known["S"] & known["R"]


def test_no_rule_uses_a_letter_for_something_else_but_those_listed() -> None:
    listed = LISTED.read_text(encoding="utf-8").splitlines()
    found = other_uses()
    assert [line for line in found if line not in listed] == []
    assert [line for line in listed if line not in found] == []
