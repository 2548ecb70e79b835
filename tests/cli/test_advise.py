"""`continuum advise`: a file in, an answer and an exit code out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kg.advice.advise import TIME_LIMIT
from kg.advice.model import Advice
from kg.cli import cases as command
from kg.cli.main import main
from kg.cli.schema import published

ROOT = Path(__file__).parents[2]
CASE = "findings:\n  - {finding: knees_move_inward, assessment: overhead_squat, side: right}\n"


@pytest.fixture
def case(tmp_path: Path) -> str:
    file = tmp_path / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    return str(file)


def test_the_answer_is_text_within_80_columns_and_without_colour(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["advise", case]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "Knees move inward" in out
    assert "does not diagnose" in out


def test_the_answer_as_json_keeps_to_the_published_schema(
    case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["advise", case, "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    jsonschema.Draft202012Validator(json.loads(published("advice"))).validate(document)
    assert document["result"] == "solved"
    assert document["findings"][0]["id"] == "knees_move_inward"


def test_two_programs_in_two_worlds_give_the_same_bytes(case: str) -> None:
    def run(**world: str) -> bytes:
        words = [sys.executable, "-m", "kg", "advise", case, "--json"]
        environment = {**os.environ, **world}
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=True)
        return done.stdout

    one = run(PYTHONHASHSEED="1", LC_ALL="C", COLUMNS="40")
    assert one == run(PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo")


def test_the_standard_input(case: str) -> None:
    words = [sys.executable, "-m", "kg", "advise", "-"]
    done = subprocess.run(words, cwd=ROOT, input=CASE.encode(), capture_output=True)
    assert done.returncode == 0
    assert b"Knees move inward" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("findings: [{finding: knees_moov_inwrad}]", "did you mean knees_move_inward"),
        ("findings:\n- finding: knees_move_inward\n  side: rihgt", ".yaml:3: findings[0].side: "),
        ("minutes: -1\npain: [{region: knee}]", ".yaml:1: minutes: found -1; allowed: a whole"),
        ("findings:\n- finding: asymmetrical_weight_shift", ".yaml:2: findings[0].side: "),
        ("fms:\n  scores:\n    hurdle_step: 2", ".yaml:3: fms.scores.hurdle_step: "),
        ("a: b: c", ".yaml:1: not readable as YAML: "),
        ("", ".yaml:1: found an empty file"),
    ],
)
def test_bad_input_is_answered_with_its_place(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    assert main(["advise", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1


def test_impossible_rows_are_all_named_in_the_order_of_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "fms:\n  scores:\n    hurdle_step: 2\nfindings:\n- finding: asymmetrical_weight_shift\n"
    )
    assert main(["advise", str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1] for line in lines] == ["3", "5"]


@pytest.mark.parametrize(
    ("result", "code"), [("solved", 0), ("referred", 0), ("infeasible", 3), ("best_found", 4)]
)
def test_the_result_decides_the_exit_code(
    result: str,
    code: int,
    case: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from kg.advice import advise as module

    real = module.advise

    def pretend(*words: object, **options: object) -> Advice:
        advice = real(*words, **options)  # type: ignore[arg-type]
        return advice.model_copy(update={"result": result})

    monkeypatch.setattr(module, "advise", pretend)
    assert main(["advise", case, "--json"]) == code
    assert json.loads(capfd.readouterr().out)["result"] == result


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon", "1e9"])
def test_a_time_limit_is_a_number_of_seconds(
    seconds: str, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["advise", case, f"--time-limit={seconds}"])
    assert left.value.code == 2
    assert "no number of seconds" in capsys.readouterr().err


def test_the_usual_time_limit_is_that_of_the_engine() -> None:
    assert command._SECONDS == TIME_LIMIT
