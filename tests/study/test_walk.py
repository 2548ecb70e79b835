"""The continuum, walked on a case: what the tables say of each phase, and what the case needs."""

from __future__ import annotations

import json

import pytest

from kg.cli.main import main
from kg.errors import BadInput
from kg.study.walk import walk
from tests.proof.answers import consultation
from tests.study.common import FACTS, STUDY

FOLDER = STUDY.setting.folder


def test_the_phases_come_in_their_order_with_all_that_is_said() -> None:
    stops = walk(consultation("knees_in_right"), FOLDER)
    order = [str(one) for one, _ in sorted(FACTS["phase_order"], key=lambda row: row[1])]
    assert [one.phase for one in stops] == order
    for stop in stops:
        said = {one.heading: one.statements for one in stop.sections}
        assert {"Goal", "Techniques", "Claimed", "Do", "Do not"} <= said.keys()
        assert all(one.text for texts in said.values() for one in texts)
    inhibit = {one.heading: one.statements for one in stops[0].sections}
    assert inhibit["Evidence against it"]
    assert all(one.sources for one in inhibit["Evidence against it"])


def test_needs_and_choices_are_those_of_the_advice_and_have_proofs() -> None:
    found = consultation("knees_in_right")
    for stop in walk(found, FOLDER):
        chosen = [one for one in found.advice.program.phases if one.phase == stop.phase]
        items = [item.proof for one in chosen for item in one.items]
        assert [one.proof for one in stop.chosen] == items
        needed = {one.arguments[1].name for one in found.truth.of("need", 3)}
        assert {one.proof.split(",")[1] for one in stop.needs} <= needed
        for told in (*stop.needs, *stop.chosen, *stop.gaps):
            assert len(found.why(told.proof)) > 1


def test_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    case = "examples/knees_in_right.yaml"
    assert main(["study", "walk", case, "--phase", "lengthen"]) == 0
    shown = capfd.readouterr().out
    assert shown.startswith("LENGTHEN\nGoal:\n")
    assert "This client needs it for:" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert main(["study", "walk", case, "--json"]) == 0
    assert len(json.loads(capfd.readouterr().out)) == 4
    assert main(["study", "walk", case, "--phase", "lenthen"]) == 2
    assert "did you mean lengthen?" in capfd.readouterr().err


def test_a_referred_client_walks_too() -> None:
    stops = walk(consultation("red_flag"), FOLDER)
    assert all(not one.chosen for one in stops)
    with pytest.raises(BadInput, match="no phase"):
        walk(consultation("red_flag"), FOLDER, "x")
