"""The wishes of a learner as words of an address, and back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.study.address import PARTS, USUAL, Wishes, read_wishes
from kg.study.practice import MODES
from tests.study.common import STUDY

EXAMPLES = ("knees_in_right", "flat_feet")
EDITIONS = ("", "all", *sorted(STUDY.knowledge.vocabulary["edition"]))


@given(
    study=st.sampled_from(PARTS),
    mode=st.sampled_from(MODES),
    topic=st.sampled_from(["", *STUDY.topics.above]),
    edition=st.sampled_from(EDITIONS),
    seed=st.text(min_size=1, max_size=60),
    walk=st.sampled_from(["", *EXAMPLES]),
)
@settings(max_examples=60)
def test_what_is_wanted_comes_back_from_its_address(**values: str) -> None:
    wanted = Wishes(**values)
    assert read_wishes(wanted.words, STUDY, EXAMPLES) == (wanted, ())


def test_only_what_is_not_usual_is_said() -> None:
    assert USUAL.words == {}
    assert replace(USUAL, topic="knee").words == {"topic": "knee"}


def test_what_is_unknown_is_ignored_and_told() -> None:
    said = {"study": "practice", "topic": "nowhere", "phase": "x", "walk": "none", "case": "abc"}
    wanted, ignored = read_wishes(said, STUDY, EXAMPLES)
    assert wanted == replace(USUAL, study="practice")
    assert ignored == (
        "Ignored in this address: topic, found 'nowhere'.",
        "Ignored in this address: phase, found 'x'.",
        "Ignored in this address: walk, found 'none'.",
    )
