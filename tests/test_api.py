"""The interface for Python: its examples run, and it says the same as the command line."""

from __future__ import annotations

import doctest
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import kg
import kg.api
import kg.rulebase.rule_tables
from kg.advice.advise import advise
from kg.case.file import read_case
from kg.case.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "examples" / "knees_in_right.yaml"
EQUIPPED = {"findings": [{"finding": "knees_move_inward"}], "equipment": ["foam_roller"]}


@pytest.mark.parametrize(
    "module", [kg, kg.api, kg.rulebase.rule_tables], ids=lambda one: one.__name__
)
def test_examples_run(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed


def test_the_example_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert isinstance(names["other"], kg.Advice)


def test_an_advice_is_that_of_the_engine() -> None:
    knowledge = kg.load()
    case = read_case(CASE, Vocabulary.of(knowledge))
    answer = kg.advise(case, knowledge)
    assert answer.case == case
    assert answer.to_json() == advise(case, knowledge).to_json()


def test_a_mapping_may_hold_dates() -> None:
    advice = kg.advise({**EQUIPPED, "date": date(2026, 3, 2)})
    assert advice.case.date == date(2026, 3, 2)


def test_what_a_change_does_is_explained() -> None:
    first = kg.advise(EQUIPPED)
    second, difference = kg.what_if(first, drop=["equipment=foam_roller"], set={"minutes": 30})
    assert second.case.minutes == 30
    assert "foam_roller" not in (second.case.equipment or ())
    assert "Foam roll" in str(difference)
    assert difference.to_dict() == kg.compare(first, second).to_dict()


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"findings": [{"finding": "knees_move_inwrd"}]}, "did you mean knees_move_inward"),
        ({"finding": []}, "did you mean findings?"),
        ("no/such/case.yaml", "no/such/case.yaml"),
    ],
)
def test_a_slip_is_one_error_of_ours(case: object, message: str) -> None:
    with pytest.raises(kg.ContinuumError, match=message.replace("?", r"\?")):
        kg.advise(case)  # type: ignore[arg-type]


def test_what_is_not_there_is_said() -> None:
    advice = kg.advise(EQUIPPED)
    with pytest.raises(kg.ContinuumError):
        advice.why("no such muscle")


def test_the_import_is_light() -> None:
    code = "import kg, sys; dir(kg); print('pydantic' in sys.modules, 'clingo' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018 - that it raises is what is tried
