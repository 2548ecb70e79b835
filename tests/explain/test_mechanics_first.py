"""Why an exercise was chosen begins with what it does, with a proof down to its positions."""

from __future__ import annotations

import json

import pytest

from kg.cli.main import main
from kg.explain.mechanics_first import mechanics_first
from tests.proof.answers import consultation


def first_lines(name: str, atom: str) -> list[str]:
    answer = consultation(name)
    (story,) = answer.stories([atom])
    whole = mechanics_first(answer, story)
    return [whole.lines[key].text for key in whole.top.because]


@pytest.mark.parametrize(
    ("atom", "says"),
    [
        (
            "choose(ac_lateral_band_walk,activate)",
            "moves into hip abduction (8 → 25°) against a load; gluteus",
        ),
        ("choose(ac_glute_bridge,activate)", "moves into hip extension"),
        ("choose(st_standing_adductor,lengthen)", "contrary to hip adduction"),
    ],
)
def test_the_first_line_is_what_the_exercise_does(atom: str, says: str) -> None:
    first, *others = first_lines("knees_in_right", atom)
    assert says in first
    assert any("choice of teachers" in text for text in others)


def test_it_is_proved_down_to_rows_of_positions() -> None:
    answer = consultation("knees_in_right")
    (story,) = answer.stories(["choose(ac_lateral_band_walk,activate)"])
    whole = mechanics_first(answer, story)
    assert set(story.lines) < set(whole.lines)
    places = {line.place for line in whole.lines.values() if line.key.startswith("mechanics: ")}
    assert any("position" in place or "exercise" in place for place in places)


def test_what_is_no_choice_stays_as_it_is() -> None:
    answer = consultation("knees_in_right")
    (story,) = answer.stories(["focus(knees_move_inward,1)"])
    assert mechanics_first(answer, story) is story


def test_the_command_begins_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["why", "examples/knees_in_right.yaml", "ac_lateral_band_walk"]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert text.index("hip abduction (8 → 25°)") < text.index("choice of teachers")
    assert main([*words, "--json"]) == 0
    (story,) = json.loads(capsys.readouterr().out)
    assert story["statement"] == "choose(ac_lateral_band_walk,activate)"
    keys = [line["key"] for line in story["lines"]]
    assert len(keys) == len(set(keys))
