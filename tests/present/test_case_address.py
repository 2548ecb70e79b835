"""A case in an address: the same case comes back, and what is unknown is named and left out."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.case.file import read_case
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.address.case import Look, case_word, read_case_word, read_look
from kg.present.example_cases import example_names, example_path
from tests.depth import some_of

WORDS = Vocabulary.of(KnowledgeBase.load())


def word_of(data: object) -> str:
    packed = zlib.compress(json.dumps(data).encode())
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.parametrize("name", some_of(example_names(), push=8))
def test_every_example_comes_back_from_its_word(name: str) -> None:
    case = read_case(example_path(name), WORDS)
    word = case_word(case)
    assert read_case_word(word, WORDS).case == case.model_copy(update={"client": None})
    assert len(word) < 1200
    assert case_word(Case.model_validate_json(case.to_json())) == word


def test_unknown_ids_are_named_and_ignored() -> None:
    data = {
        "findings": [
            {"finding": "knees_moov_inwrad"},
            {"finding": "knees_move_inward", "side": "right"},
            {"finding": "feet_turn_out", "side": "upper"},
        ],
        "equipment": ["foam_roller", "rocket"],
        "fms": {"scores": {"deep_squat": 2, "deep_dive": 1}},
        "minutes": 9000,
        "shoe_size": 44,
    }
    read = read_case_word(word_of(data), WORDS)
    assert read.case is not None
    assert [one.finding for one in read.case.findings] == ["knees_move_inward"]
    assert read.case.equipment == ("foam_roller",)
    assert dict(read.case.fms.scores).keys() == {"deep_squat"}
    assert read.case.minutes is None
    told = " ".join(read.notices)
    for word in ("knees_moov_inwrad", "upper", "rocket", "deep_dive", "9000", "shoe_size"):
        assert word in told


def test_a_case_of_which_nothing_is_left_is_none() -> None:
    read = read_case_word(word_of({"findings": [{"finding": "nothing_of_ours"}]}), WORDS)
    assert read.case is None
    assert len(read.notices) == 2


@given(st.text(max_size=80))
def test_any_word_is_read_without_a_fault(word: str) -> None:
    read = read_case_word(word, WORDS)
    assert read.case is None
    assert read.notices


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(list(Case.model_fields)), inner, max_size=4),
                    max_leaves=12))  # fmt: skip
def test_any_data_is_read_without_a_fault(data: object) -> None:
    read = read_case_word(word_of(data), WORDS)
    assert read.case is not None or read.notices


def test_a_bomb_is_refused() -> None:
    word = base64.urlsafe_b64encode(zlib.compress(b"0" * 50_000_000)).decode()
    assert read_case_word(word, WORDS).case is None


def test_a_look_comes_back_and_an_unknown_one_is_named() -> None:
    look = Look("gluteus_medius", "right", "state(gluteus_medius,right,underactive)")
    assert read_look(look.words, ["gluteus_medius"]) == (look, ())
    found, told = read_look({"see": "gluteus_maximal.left"}, ["gluteus_medius"])
    assert found == Look()
    assert "gluteus_maximal" in told[0]
