"""Names and what they mean."""

from __future__ import annotations

from kg.case.vocabulary import Vocabulary
from kg.knowledge.facts import Facts
from kg.knowledge.lexicon import Lexicon
from tests.case.case_words import WORDS


def test_an_id_means_itself_even_when_another_thing_bears_its_name() -> None:
    words = Vocabulary({"region": {"hip", "pelvis"}}, {"pelvis": ("hip",), "hip": ("Hip joint",)})
    assert words.meant("region", "hip") == ("hip",)
    assert words.meant("region", "HIP") == ("hip",)
    assert words.meant("region", "hip joint") == ("hip",)


def test_a_name_counts_only_in_its_field() -> None:
    assert WORDS.meant("finding", "knee") == ()
    assert WORDS.meant("region", "knee") == ("knee",)
    assert WORDS.meant("no_such_field", "knee") == ()


def test_an_ambiguous_name_means_several_things_in_a_stable_order() -> None:
    assert WORDS.meant("finding", "Inward or Outward") == (
        "knees_move_inward",
        "knees_move_outward",
    )


def test_the_nearest_word_is_sought_among_ids_and_labels() -> None:
    assert WORDS.help("finding", "knee valgsu").suggestions == ("knees_move_inward",)
    assert WORDS.help("equipment", "foam rolle").suggestions == ("foam_roller",)
    assert WORDS.help("equipment", "xxxxxxxxxx").suggestions == ()


def test_what_is_allowed_is_shortened() -> None:
    many = Vocabulary({"habit": {f"habit_{number:02}" for number in range(50)}}, {})
    assert many.help("habit", "x").allowed.endswith("habit_04, habit_05, … (50 in all)")


def test_a_field_without_words_says_so() -> None:
    assert Vocabulary({}, {}).help("habit", "x").allowed == "nothing yet: the knowledge names none"


def test_the_vocabulary_of_a_knowledge_base() -> None:
    class Knowledge:
        vocabulary = WORDS.ids
        names = WORDS.names
        lexicon = Lexicon()
        facts = Facts("", {}, {}, {})

    assert Vocabulary.of(Knowledge()).meant("finding", "knee valgus") == ("knees_move_inward",)
