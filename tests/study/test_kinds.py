"""Kinds of questions are files: a teacher adds one without Python, and a fault is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.study.generator import QuestionWishes, Study
from kg.study.kinds import program_of, read_kinds, shared_for
from kg.study.random_cases import read_profiles
from tests.study.common import ROOT, STUDY

NEW = """
label = "The region of a finding"
form = "one"
places = ["Finding"]
when = "finding_region(Finding, _)"
text = "Where does this finding show: {finding}?"
right = "finding_region(Finding, Answer)"
right_says = "It shows in the {Answer}: {Finding}."
offers = "region_order(Answer, _)"
wrong_says = "It does not show in the {Answer}: {Finding}."
topic = "finding_region(Finding, Topic)"
"""


def folder(tmp_path: Path, text: str, name: str = "region_of_finding") -> Path:
    """Return a folder with one kind."""
    (tmp_path / "kinds").mkdir()
    shutil.copy(ROOT / "study" / "study.lp", tmp_path)
    (tmp_path / "kinds" / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_new_file_is_a_new_kind(tmp_path: Path) -> None:
    for part in ("ontology", "rules", "study"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "study" / "kinds" / "region_of_finding.toml").write_text(NEW)
    study = Study.load(KnowledgeBase.load(tmp_path))
    found = study.questions(QuestionWishes(5, "new", kinds=("region_of_finding",)))
    regions = {(str(a), str(b)) for a, b in study.knowledge.facts.relations["finding_region"]}
    for question in found:
        finding = str(question.options[0].claim.arguments[0])
        for option in question.options:
            assert ((finding, option.id) in regions) is option.right


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('form = "one"', 'form = "two"', "`form`: 'two'"),
        ("label", "lable", "did you mean label"),
        ('topic = "finding_region(Finding, Topic)"', "", "`topic`: missing"),
        ("{finding}?", "{muscle}?", "text speaks of `muscle`"),
        ('["Finding"]', '["Answer"]', "the place `Answer`"),
        ('label = "The region', "label = The region", "not TOML"),
        ("region_order(Answer, _)", "region_order(Answer, _), not a(b(_))", "name it in study.lp"),
        ("Where does", "Where \\\\ does", "backslash"),
        ("topic =", 'bears_on = "region_order(Topic, _)"\ntopic =', "bears_on without a case"),
        (
            "topic =",
            'case = "many"\nbears_on = "case_at(now, focus(Topic, _))"\ntopic =',
            "bears_on speaks of `case_at`",
        ),
    ],
)
def test_a_fault_is_one_message_with_its_file(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    text = NEW.replace(old, new, 1)
    assert text != NEW
    with pytest.raises(KnowledgeError) as caught:
        read_kinds(folder(tmp_path, text))
    assert said in caught.value.message
    assert caught.value.message.startswith("study/kinds/region_of_finding.toml: ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("region_order(Answer, _)", "region_oder(Answer, _)", "`region_oder/2` is not declared"),
        ("region_order(Answer, _)", "region_order(Answer, _", "syntax error"),
        ("region_order(Answer, _)", "region_order(Other, _)", "unsafe"),
    ],
)
def test_a_body_that_is_no_rule_names_its_file(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    for part in ("ontology", "rules", "study"):
        shutil.copytree(ROOT / part, tmp_path / part)
    file = tmp_path / "study" / "kinds" / "region_of_finding.toml"
    file.write_text(NEW.replace(old, new, 1))
    study = Study.load(KnowledgeBase.load(tmp_path))
    with pytest.raises(KnowledgeError) as caught:
        study.questions(QuestionWishes(1, "new", kinds=("region_of_finding",)))
    assert said in caught.value.message
    assert "study/kinds/region_of_finding.toml" in caught.value.message


def test_a_folder_without_kinds_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"no study/study.lp"):
        read_kinds(tmp_path)
    shutil.copy(ROOT / "study" / "study.lp", tmp_path)
    with pytest.raises(KnowledgeError, match="no kinds of questions"):
        read_kinds(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`edition`"),
        ('edition = "x"\n[a]\nfindigs = 3', "findigs"),
        ("edition = x", "cannot be read"),
    ],
)
def test_faulty_profiles_are_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "cases.toml").write_text(text)
    with pytest.raises(KnowledgeError, match=said) as caught:
        read_profiles(tmp_path)
    assert caught.value.message.startswith("study/cases.toml: ")


def test_every_profile_is_used_and_there() -> None:
    assert {one.case for one in STUDY.setting.kinds.values() if one.case} == set(STUDY.profiles)


def test_only_the_shared_rules_that_are_needed_are_kept() -> None:
    kind = STUDY.setting.kinds["phase_of_goal"]
    kept = shared_for(STUDY.setting.shared, [program_of(kind)])
    assert "study_opposed(M, N) :-" in STUDY.setting.shared.text
    assert "study_opposed(M, N) :-" not in kept.text
    assert "%! study_opposed" in kept.text
