"""Words of names as they are compared."""

from __future__ import annotations

import pytest

from kg.names.words import WordForms, longest_phrases, singular, split_words, stem


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Farmer’s Carries", ("farmer", "carry")),
        ("DB Row w/ band", ("db", "row", "with", "band")),
        ("Pallof-Press (half-kneeling)", ("pallof", "press", "half", "kneeling")),
        ("Über café", ("uber", "cafe")),
    ],
)
def test_words_have_no_case_accent_sign_or_plural(written: str, words: tuple[str, ...]) -> None:
    assert split_words(written) == words


@pytest.mark.parametrize("word", ["press", "gluteus", "pelvis", "abductor"])
def test_what_is_no_plural_stays(word: str) -> None:
    assert singular(word) == word


def test_stems_join_forms_and_keep_opposites_apart() -> None:
    assert stem("bridging") == stem("bridge")
    assert stem("abduction") != stem("adduction")


def test_the_longest_phrase_wins() -> None:
    known = {("foam",): 1, ("foam", "roll"): 2}
    assert list(longest_phrases(("foam", "roll", "calf"), known)) == [
        (("foam", "roll"), 2),
        (("calf",), None),
    ]


def test_forms_are_written_out_and_empty_words_ignored() -> None:
    forms = WordForms({"SL": "single leg", "the": ""})
    assert forms.key("SL bridge on the floor") == ("single", "leg", "bridge", "on", "floor")
    assert forms.key("the") == ("the",)
