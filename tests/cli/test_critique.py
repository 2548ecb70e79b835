"""``continuum critique``: what it prints, in every form, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kg.cli.main import main

ROOT = Path(__file__).parents[2]
CASE = str(ROOT / "examples" / "knees_in_right.yaml")
PLANS = ROOT / "examples" / "plans"


def asked(
    capsys: pytest.CaptureFixture[str], plan: str | Path, *words: str
) -> tuple[int, str, str]:
    code = main(["critique", CASE, str(plan), *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_good_plan_ends_with_0_and_says_what_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, PLANS / "good.yaml")
    assert (code, err) == (0, "")
    assert "sound: nothing in it breaks a rule" in out
    assert "+ The phases come in the right order." in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_a_flawed_plan_ends_with_1_and_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = asked(capsys, PLANS / "stretching_only.txt")
    assert code == 1
    assert "Too much stretching, no strength [error]" in out
    assert "repair: Add lateral band walk" in out
    assert "rule: A plan with any lengthen exercise" in out


def test_every_statement_of_the_json_has_a_proof(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, PLANS / "stretching_only.txt", "--json")
    assert code == 1
    told = json.loads(out)
    parts = [*told["items"], *told["violations"], *told["credits"]]
    atoms = [one["proof"] for one in parts]
    atoms += [one["repair"]["proof"] for one in told["violations"] if one["repair"]]
    for atom in atoms[:: len(atoms) // 4]:
        code, tree, err = asked(capsys, PLANS / "stretching_only.txt", "--why", atom)
        assert (code, err) == (1, "")
        assert tree.strip()


def test_why_by_number_is_the_proof_of_that_violation(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, PLANS / "reassessed_late.yaml", "--why", "1", "--depth", "all")
    assert code == 1
    assert out.startswith("The plan reassesses after 70 days, later than after 6 weeks.")
    assert "[flaw_reassessed_late]" in out
    assert "ontology/tables/programme_doses.tsv:" in out


def test_the_repaired_plan_is_a_sound_plan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = asked(capsys, PLANS / "stretching_only.txt", "--repair")
    assert code == 0
    assert "changed: Add lateral band walk (both sides)" in err
    better = tmp_path / "better.yaml"
    better.write_text(out, encoding="utf-8")
    assert [part["phase"] for part in yaml.safe_load(out)["phases"]] == [
        "inhibit",
        "lengthen",
        "activate",
        "integrate",
    ]
    assert asked(capsys, better)[0] == 0


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("Zorbing 2 x 12", [], "plan.txt:1: items[0].exercise: found 'Zorbing 2 x 12'"),
        ("Glute bridge", ["--why", "99"], "a number from 1 to"),
        ("Glute bridge", ["--why", "flaw(x"], "is no atom"),
        ("Glute bridge", ["--why", "flaw(x,y)"], "does not hold"),
        ("Date: 2026-03-02\nGlute bridge\nReassess: 2026-03-01", [], "a day after the beginning"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_message(
    text: str,
    words: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(text, encoding="utf-8")
    code, out, err = asked(capsys, plan, *words)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_case_and_plan_cannot_both_come_from_the_standard_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["critique", "-", "-"]) == 2
    assert "both -" in capsys.readouterr().err


def test_a_verdict_says_how_much_of_the_plan_was_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("Clamshell 2x12\nSit-ups 3x20\nWobble the wibble 3x5\n")
    _, out, _ = asked(capsys, plan)
    assert "2 lines of it were not judged: this says nothing of what stands there." in out
