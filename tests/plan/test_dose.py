"""Doses as people write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.plan.dose import read_dose, tidy

DOSES = yaml.safe_load((Path(__file__).parent / "doses.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", DOSES, ids=lambda row: row["text"])
def test_a_dose_is_read_as_it_is_meant(row: dict[str, Any]) -> None:
    reading = read_dose(row["text"])
    assert reading.values == row["means"]
    assert not reading.rest


def test_there_are_enough_doses() -> None:
    assert len(DOSES) >= 200


def test_what_is_no_dose_is_returned() -> None:
    reading = read_dose("3x12 squeeze at the top, 30s rest")
    assert reading.values == {"sets": 3, "reps": 12, "rest_s": 30}
    assert reading.rest == ("squeeze at the top",)


def test_signs_are_made_plain() -> None:
    assert tidy("2–3 × 10–15  “slow”") == '2-3 x 10-15 "slow"'


@given(st.text(alphabet="0123456789xX/-–@,:;()sminreptempo ", max_size=60))
def test_any_text_is_read_and_no_digit_is_lost(text: str) -> None:
    reading = read_dose(text)
    kept = " ".join((*reading.rest, *(words for words, _ in reading.forms)))
    assert sorted(filter(str.isdigit, kept)) == sorted(filter(str.isdigit, tidy(text)))
