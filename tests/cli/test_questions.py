"""``why-not``, ``what-if``, ``compare``, ``how-sure``: every form; one clear message otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
KNEES = str(EXAMPLES / "knees_in_right.yaml")
NOTHING = str(EXAMPLES / "no_equipment.yaml")
PAIN = str(EXAMPLES / "painful_knee.yaml")
#: No machine needs so long to look for a change.
UNHURRIED = ("--time-limit", "3600", "--change-seconds", "3600")
OFFICE = str(EXAMPLES / "upper_crossed_office_worker.yaml")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_why_not_says_what_fails_and_what_would_mend_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = told(capsys, "why-not", NOTHING, "foam roll or ball tfl", *UNHURRIED)
    assert (code, err) == (0, "")
    assert out.startswith("Foam roll or ball TFL is not part of the program")
    assert "cannot be done with the equipment at hand. [barred_equipment]" in " ".join(out.split())
    assert f"continuum what-if {NOTHING} --add equipment=foam_roller" in out


def test_why_not_as_json_holds_changes_that_can_be_applied(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, _ = told(capsys, "why-not", KNEES, "clamshell", "--json", *UNHURRIED)
    assert code == 0
    (document,) = json.loads(out)
    assert document["statement"] == "not choose(ac_clamshell,_)"
    kinds = {line["kind"] for line in document["lines"]}
    assert {"absence", "price"} <= kinds
    (remedy,) = document["would_make_it_so"]["found"]
    assert remedy["changes"][0]["change"] == "refuses=ac_lateral_band_walk"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(remedy["case"]))
    code, out, _ = told(capsys, "advise", str(changed), "--json")
    phases = json.loads(out)["program"]["phases"]
    assert "ac_clamshell" in {item["exercise"] for phase in phases for item in phase["items"]}


@pytest.mark.parametrize("form", ["--dot", "--markdown"])
def test_why_not_in_other_forms(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "why-not", KNEES, "clamshell", form, "--no-change")
    assert code == 0
    assert out.startswith("digraph" if form == "--dot" else "### Clamshell is not part")


def test_why_not_with_a_clash(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "why-not", PAIN, "program", "--clash")
    assert code == 0
    assert out.splitlines()[1:] == ["- Pain was reported in the knee (right)."]
    code, out, _ = told(capsys, "why-not", PAIN, "program", "--clash", "--json")
    assert json.loads(out)[0]["restrictions"][0]["change"] == (
        "--drop pain={region: knee, side: right}"
    )


def test_what_if_names_each_difference_and_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "what-if", NOTHING, "--add", "equipment=foam_roller")
    assert (code, err) == (0, "")
    assert "New: Foam roll or ball TFL is chosen to inhibit." in out
    assert "After: Foam roller is at hand." in out
    code, out, _ = told(capsys, "what-if", NOTHING, "--add", "equipment=foam_roller", "--json")
    (document,) = json.loads(out)
    assert sum(line["kind"] == "difference" for line in document["lines"]) >= 4


def test_what_if_prints_the_changed_case(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(
        capsys, "what-if", KNEES, "--set", "minutes=9", "--drop", "equipment", "--case"
    )
    assert code == 0
    case = json.loads(out)
    assert case["minutes"] == 9
    assert "equipment" not in case


def test_compare_says_by_its_code_whether_something_differs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(capsys, "compare", KNEES, KNEES) == (0, "Nothing differs.\n", "")
    code, out, _ = told(capsys, "compare", KNEES, NOTHING, "--markdown")
    assert code == 1
    assert "statements differ" in out.splitlines()[0]


def test_how_sure_lists_the_equally_good_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "how-sure", OFFICE, "--time-limit", "3600")
    assert code == 0
    assert out.startswith("Programs that are equally good: 2.")
    code, out, _ = told(capsys, "how-sure", OFFICE, "--time-limit", "3600", "--json")
    document = json.loads(out)
    assert document["equally_good"] == 2
    assert len(document["alternatives"]) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["why-not", KNEES, "ac_clmshll"], "did you mean ac_clamshell"),
        (["why-not", KNEES, "glute bridge"], "this holds for the case"),
        (["why-not", KNEES, "choose(ac_plank"], "is no atom"),
        (["why-not", "nowhere.yaml", "clamshell"], "nowhere.yaml"),
        (["what-if", KNEES], "nothing is changed"),
        (["what-if", KNEES, "--set", "minuts=5"], "did you mean minutes"),
        (["what-if", KNEES, "--set", "minutes=soon"], "a whole number from 1 to 240"),
        (["what-if", KNEES, "--add", "equipment=folm roller"], "did you mean foam_roller"),
        (["compare", KNEES, "nowhere.yaml"], "nowhere.yaml"),
        (["compare", KNEES, KNEES, "--other-rules", "/nowhere"], "no rule files"),
    ],
)
def test_what_cannot_be_asked_gets_one_message(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
