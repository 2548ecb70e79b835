"""``continuum why``: found by name, shown in every form, and one clear message otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main

CASE = str(Path(__file__).parents[2] / "examples" / "knees_in_right.yaml")


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["why", CASE, *words])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("subject", "beginning"),
    [
        ("gluteus_medius", "Gluteus medius (right) is likely underactive"),
        ("Gluteus Medius", "Gluteus medius (right) is likely underactive"),
        ("glute bridge", "Glute bridge is chosen to activate"),
        ("choose(ac_glute_bridge,activate)", "Glute bridge is chosen to activate"),
        ("need(activate,gluteus_medius,right)", "Gluteus medius (right) is likely underactive"),
        ("knees move inward", "Knees move inward"),
    ],
)
def test_a_subject_is_found(
    subject: str, beginning: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = asked(capsys, subject, "--depth", "2")
    assert code == 0
    assert out.startswith(beginning)
    assert all(len(line) <= 80 for line in out.splitlines())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["soleus"], "does not speak of Soleus"),
        (["ac_glut_brdge"], "did you mean ac_glute_bridge"),
        (["gluteus_medius", "--side", "left"], "no left side"),
        (["status(soleus,left,overactive)"], "does not hold"),
        (["status(soleus"], "is no atom"),
        (["17("], "is no atom"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", CASE, *words]) == 2
    found = capsys.readouterr()
    assert not found.out
    assert told in found.err
    assert len(found.err.splitlines()) == 1


def test_the_other_forms(capsys: pytest.CaptureFixture[str]) -> None:
    (story,) = json.loads(asked(capsys, "gluteus_medius", "--json")[1])
    assert story["statement"] == "state(gluteus_medius,right,underactive)"
    assert {"case", "knowledge", "rule", "absence"} <= {line["kind"] for line in story["lines"]}
    assert asked(capsys, "gluteus_medius", "--dot")[1].startswith("digraph proof {")
    assert asked(capsys, "gluteus_medius", "--markdown")[1].startswith("### Gluteus medius")


def test_a_deeper_tree_says_more(capsys: pytest.CaptureFixture[str]) -> None:
    shallow, deep, whole = (
        asked(capsys, "gluteus_medius", *words)[1]
        for words in (["--depth", "1"], ["--depth", "all"], ["--depth", "all", "--whole"])
    )
    assert len(shallow) < len(deep) < len(whole)
    assert "ontology/tables/evidence.tsv:" in deep
