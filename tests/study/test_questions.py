"""Questions: one right set of answers, keys proved and checked, none twice, nothing given away.

Two hundred are drawn on a push. A deep run takes ten thousand more, one by one;
``CONTINUUM_QUESTIONS=1000`` says how many.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

import clingo
import pytest

from kg.errors import BadInput
from kg.study.cue_check import Offered, giveaway
from kg.study.generator import QuestionWishes
from kg.study.question_context import NOW, World
from kg.study.questions import Question
from tests.depth import tries
from tests.study.common import FACTS, STUDY

FEW = 200
COUNT = tries("CONTINUUM_QUESTIONS", push=0, deep=10_000)


@cache
def drawn() -> tuple[Question, ...]:
    wanted = QuestionWishes(FEW, "tests", edition="all", per_case=4)
    return tuple(islice(STUDY.stream(wanted), FEW))


def of_kind(*kinds: str) -> list[Question]:
    found = [one for one in drawn() if one.kind in kinds]
    assert found, kinds
    return found


def test_every_kind_gives_questions() -> None:
    assert len(drawn()) == FEW
    assert {one.kind for one in drawn()} == set(STUDY.setting.kinds)
    assert len(STUDY.setting.kinds) >= 12


def test_a_question_belongs_to_what_its_kind_may_belong_to() -> None:
    for one in drawn():
        may = STUDY.topics_of(STUDY.setting.kinds[one.kind])
        assert may is not None, one.kind
        assert set(one.topics) <= may, one.id


def test_a_topic_without_questions_is_said_before_any_case_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.study.generator.Drawer", None)
    monkeypatch.setattr("kg.study.generator.Asker", None)
    with pytest.raises(BadInput, match="no question belongs to this topic: Whole body") as error:
        STUDY.questions(QuestionWishes(1, "x", topics=("whole_body",)))
    near = error.value.allowed.removeprefix("topics near it that have questions: ").split(", ")
    assert near[:2] == ["lower_body", "upper_body"]
    having = {
        topic for kind in STUDY.setting.kinds.values() for topic in STUDY.topics_of(kind) or ()
    }
    assert all(STUDY.topics.within(having, [one]) for one in near)


def test_a_kind_that_does_not_bear_on_a_topic_is_not_tried() -> None:
    with pytest.raises(BadInput, match="caution, relative"):
        STUDY.questions(QuestionWishes(1, "x", topics=("absolute",), kinds=("what_changes",)))
    kinds = ("overactive_muscle",)
    wanted = QuestionWishes(1, "x", topics=("shoulder",), kinds=kinds, edition="amberlyn")
    with pytest.raises(BadInput, match="no question belongs to this topic: Shoulder"):
        STUDY.questions(wanted)


def has_one_right_set(question: Question) -> None:
    right = [place for place, one in enumerate(question.options) if one.right]
    wrong = [place for place, one in enumerate(question.options) if not one.right]
    assert right, question.id
    assert wrong, question.id
    assert question.form != "one" or len(right) == 1
    assert question.is_right(right)
    assert not question.is_right(right + wrong[:1])
    assert not question.is_right(wrong[:1])
    assert len({one.text.casefold() for one in question.options}) == len(question.options)


def test_the_independent_checker_finds_every_key_right() -> None:
    worlds = {id(one.world): one.world for one in drawn()}
    for key, world in worlds.items():
        mine = [one for one in drawn() if id(one.world) == key]
        claims = [option.claim for one in mine for option in one.options]
        assert world.faults(claims) == []
        for question in mine:
            for option in question.options:
                assert option.claim in world.truth.atoms
                part = "right_" if option.right else "wrong_"
                assert option.claim.name == part + question.kind


def has_no_answer_both_right_and_wrong(question: Question) -> None:
    for option in question.options:
        other = "wrong_" if option.right else "right_"
        contrary = clingo.Function(other + question.kind, option.claim.arguments)
        assert contrary not in question.world.truth.atoms


def test_a_wrong_key_is_found_by_the_checker() -> None:
    question = of_kind("overactive_muscle")[0]
    wrong = next(one for one in question.options if not one.right)
    name = f"right_{question.kind}"
    planted = clingo.Function(name, wrong.claim.arguments)
    right = question.right[0].claim
    steps = dict(question.world.solved.prove([right])[right].steps)
    from kg.proof.check import faults
    from kg.proof.proof import Proof

    steps[planted] = replace(steps.pop(right), atom=planted)
    rules = {key: one.rules for key, one in question.world.solved.rulebook.annotations.items()}
    proof = Proof(planted, steps)
    assert faults(proof, rules, question.world.truth.atoms, question.world.solved.is_given)


def test_no_question_comes_twice() -> None:
    asked = Counter((one.story, one.text, one.picture) for one in drawn())
    assert [key for key, number in asked.items() if number > 1] == []
    assert len({one.id for one in drawn()}) == len(drawn())


def test_no_fact_is_asked_both_ways_round() -> None:
    wanted = QuestionWishes(8, "both", kinds=("goal_of_phase", "phase_of_goal"))
    found = list(STUDY.stream(wanted))
    assert len(found) == 4
    facts = {frozenset(map(str, one.right[0].claim.arguments)) for one in found}
    assert len(facts) == 4


def gives_nothing_away(question: Question) -> None:
    if question.form == "map":
        return
    kind = STUDY.setting.kinds[question.kind]
    if kind.name not in ALIKE or question.story:
        ALIKE[kind.name] = {}
        for row in question.world.rows("alike", kind):
            ALIKE[kind.name].setdefault(tuple(row[:-1]), set()).add(str(row[-1]))
    offered = [
        Offered(
            one.text,
            one.right,
            frozenset(ALIKE[kind.name].get(tuple(one.claim.arguments), ())),
        )
        for one in question.options
    ]
    assert giveaway(question.text, offered, several=question.form != "one") is None


#: What could make an answer the odd one out, by kind, places and answer.
ALIKE: dict[str, dict[tuple[clingo.Symbol, ...], set[str]]] = {}


def test_the_right_answer_is_as_often_at_every_place() -> None:
    places = Counter(
        next(place for place, one in enumerate(question.options) if one.right)
        for question in drawn()
        if question.form == "one" and len(question.options) == 4
    )
    total = sum(places.values())
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 0.4 * total
    assert min(places.values()) > 0.12 * total


def has_words_for_everything(question: Question) -> None:
    texts = [*question.story, question.text, *(one.text for one in question.options)]
    texts += [one.because for one in question.options]
    for text in texts:
        assert text, question.id
        assert text[0].isupper() or text[0].isdigit(), text
        assert not {"{", "}", "_"} & set(text), text


def belongs_to_a_topic(question: Question) -> None:
    assert question.topics
    assert set(question.topics) <= STUDY.topics.above.keys()


CHECKS = (
    has_one_right_set,
    has_no_answer_both_right_and_wrong,
    gives_nothing_away,
    has_words_for_everything,
    belongs_to_a_topic,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.__name__)
def test_each_question(check: Callable[[Question], None]) -> None:
    for question in drawn():
        check(question)


@pytest.mark.skipif(not COUNT, reason="a deep run, or CONTINUUM_QUESTIONS, says how many")
def test_many_questions_one_by_one() -> None:
    wanted = QuestionWishes(COUNT, "many", edition="all", per_case=max(4, COUNT // 250))
    met: set[tuple[tuple[str, ...], str]] = set()
    kinds: Counter[str] = Counter()
    claims: dict[World, list[clingo.Symbol]] = {}
    for question in islice(STUDY.stream(wanted), COUNT):
        for check in CHECKS:
            check(question)
        met.add((question.story, question.text))
        kinds[question.kind] += 1
        # The world of a case ends with its questions; those of the tables are checked at the end.
        for world in [one for one in claims if one.cases and one is not question.world]:
            assert world.faults(claims.pop(world)) == []
        claims.setdefault(question.world, []).extend(one.claim for one in question.options)
    for world, some in claims.items():
        assert world.faults(some) == []
    assert len(met) == sum(kinds.values()) == COUNT
    assert kinds.keys() == STUDY.setting.kinds.keys()


# --- a second look at the keys, straight at the tables --------------------------------------------


def answers(question: Question) -> Sequence[tuple[str, bool]]:
    return [(one.id, one.right) for one in question.options]


def places(question: Question) -> list[str]:
    return [str(one) for one in question.options[0].claim.arguments[:-1]]


@pytest.mark.parametrize("direction", ["overactive", "underactive"])
def test_muscles_of_a_finding_are_those_of_the_rows(direction: str) -> None:
    rows = {(str(r[1]), str(r[2]), str(r[3]), str(r[5])) for r in FACTS["evidence"]}
    for question in of_kind(f"{direction}_muscle"):
        finding, edition = places(question)
        assert question.edition == edition
        for muscle, right in answers(question):
            assert ((finding, muscle, direction, edition) in rows) is right
            if not right:  # no edition at all says so: the wrong answer is wrong everywhere
                assert not any(row[:3] == (finding, muscle, direction) for row in rows)


def test_contraindications_are_those_of_the_tables() -> None:
    unsuited = {(str(a), str(b)) for a, b in FACTS["unsuited"]}
    for question in of_kind("contraindicated_exercise"):
        (condition,) = places(question)
        for exercise, right in answers(question):
            assert ((exercise, condition) in unsuited) is right


def test_final_scores_are_the_lower_side_and_zero_for_pain() -> None:
    cleared = {str(a): str(b) for a, b in FACTS["fms_clearing"]}
    for question in of_kind("final_score"):
        (pattern,) = places(question)
        screen = question.world.cases[NOW].answered.case.fms
        given = screen.scores[pattern].model_dump(exclude_none=True)
        tests = [screen.clearing[one] for one, of in cleared.items() if of == pattern]
        painful = any("positive" in one.model_dump().values() for one in tests)
        expected = 0 if painful else min(given.values())
        assert [int(one) for one, right in answers(question) if right] == [expected]


def test_asymmetries_are_different_sides() -> None:
    for question in of_kind("asymmetry"):
        (side,) = places(question)
        other = "left" if side == "right" else "right"
        screen = question.world.cases[NOW].answered.case.fms
        for pattern, right in answers(question):
            score = screen.scores[pattern].model_dump()
            assert (score[side] < score[other]) is right


def test_the_map_asks_for_every_drawn_muscle_of_the_advice() -> None:
    for question in of_kind("map_underactive"):
        advice = question.world.cases[NOW].advice
        said = set()
        for one in advice.muscles:
            sides = ("left", "right") if one.side == "both" else (one.side,)
            if one.status == "underactive":
                said |= {f"sided({one.id},{side})" for side in sides}
        offered = dict(answers(question))
        assert len(offered) == len(STUDY.drawn)
        assert {one for one, right in offered.items() if right} == said & offered.keys()


def test_mistakes_of_a_plan_are_those_of_the_critique() -> None:
    def flaws(question: Question, plan: str) -> set[str]:
        atoms = question.world.cases[plan].truth.of("flaw", 2)
        return {str(one.arguments[0]) for one in atoms}

    for question in of_kind("mistake_of_plan"):
        new = flaws(question, "planned") - flaws(question, "intact")
        for mistake, right in answers(question):
            assert (mistake in new) is right
            if not right:
                assert mistake not in flaws(question, "planned") | flaws(question, "intact")
    for question in of_kind("mistake_in_plan"):
        unfit = question.world.cases["planned"].truth.of("inadmissible", 1)
        assert unfit
        assert not question.world.cases["intact"].truth.of("inadmissible", 1)


def test_phases_come_in_their_order() -> None:
    order = [str(one) for one, _ in sorted(FACTS["phase_order"], key=lambda row: row[1])]
    (question,) = of_kind("order_of_phases")
    assert question.right[0].id == f"sequence({','.join(order)})"


def test_a_question_whose_answer_differs_between_editions_says_so() -> None:
    for question in of_kind("overactive_muscle"):
        finding, edition = places(question)
        rows = FACTS["evidence"]
        offered = {one for one, _ in answers(question)}
        by_edition: dict[str, set[str]] = {}
        for row in rows:
            if (row[1], row[3]) == (finding, "overactive"):
                by_edition.setdefault(str(row[5]), set()).add(str(row[2]))
        mine = by_edition[edition] & offered
        others = {one for one, found in by_edition.items() if found & offered != mine}
        assert set(question.differs) == others


# --- how they are drawn ---------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_questions() -> None:
    def ids(seed: str) -> list[tuple[str, ...]]:
        kinds = ("overactive_muscle", "muscle_of_case", "harder_exercise")
        found = islice(STUDY.stream(QuestionWishes(6, seed, kinds=kinds)), 6)
        return [(one.id, *(option.id for option in one.options)) for one in found]

    assert ids("a") == ids("a")
    assert ids("a") != ids("b")


def test_topics_and_editions_narrow_the_draw() -> None:
    wanted = QuestionWishes(
        6, "narrow", topics=("Knee",), kinds=("overactive_muscle",), edition="all"
    )
    found = STUDY.questions(wanted)
    assert all("knee" in one.topics for one in found)
    wanted = QuestionWishes(
        6, "narrow", topics=("upper_body",), edition="janda", kinds=("underactive_muscle",)
    )
    found = list(islice(STUDY.stream(wanted), 3))
    assert {one.edition for one in found} == {"janda"}
    assert all({"shoulder", "head_neck"} & set(one.topics) for one in found)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (QuestionWishes(1, "x", topics=("knne",)), "did you mean knee"),
        (QuestionWishes(1, "x", kinds=("overactive",)), "did you mean overactive_muscle"),
        (QuestionWishes(1, "x", edition="nasm_ces"), "did you mean nasm_ces1"),
        (
            QuestionWishes(9, "x", kinds=("phase_of_goal",)),
            "only 4 questions fit, and 9 are asked for",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said(wanted: QuestionWishes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        STUDY.questions(wanted)


def test_every_answer_opens_its_proof() -> None:
    for kind in ("muscle_of_case", "what_changes", "mistake_of_plan", "final_score"):
        question = of_kind(kind)[0]
        for option in question.options:
            story = question.proof(option)
            assert story.top.text == option.because
            assert len(story.lines) > 1
            assert all(key in story.lines for line in story.lines.values() for key in line.because)


def test_a_case_is_told_in_its_story() -> None:
    for question in of_kind("muscle_of_case")[:3]:
        case = question.world.cases[NOW].answered.case
        told = " ".join(question.story).casefold()
        for row in case.findings:
            assert STUDY.knowledge.label(row.finding).casefold() in told


# --- giveaways ------------------------------------------------------------------------------------


def offered(*texts: str, alike: Sequence[str] = ("a", "a", "a", "a")) -> list[Offered]:
    return [
        Offered(text, place == 0, frozenset([kind]))
        for place, (text, kind) in enumerate(zip(texts, alike, strict=True))
    ]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (offered("Soleus", "Piriformis", "Multifidus", "Gracilis"), None),
        (offered("A very long and well described muscle", "Psoas", "Soleus", "Iliacus"), "length"),
        (offered("Ox", "Serratus anterior", "Latissimus dorsi", "Levator scapulae"), "length"),
        (offered("Knee drill", "Hip lift", "Chin nod", "Arm lift"), None),
        (offered("Kneeling rock", "Hip lift", "Chin nod", "Arm lift"), "words"),
        (offered("Kneeling rock", "Muscle lift", "Helps nod", "Arm lift"), None),
        (offered("Soleus", "Psoas", "Gemelli", "Iliacus", alike="abbb"), "odd one out"),
        (offered("Soleus", "Psoas", "Gemelli", "Iliacus", alike="abcb"), None),
        (offered("Soleus", "Psoas", "Gemelli", "Iliacus", alike="abba"), None),
        (offered("Kneeling muscle", "Kneeling lift", "Chin nod", "Arm lift"), "words"),
        (offered("Soleus", "Biceps", "Biceps, long head", "Iliacus"), "one within another"),
        (offered("Soleus, left", "Biceps, long", "Biceps, short", "Iliacus, left"), None),
    ],
)
def test_giveaways(answers: list[Offered], found: str | None) -> None:
    assert giveaway("Kneeling helps which muscle?", answers, several=False) == found


def test_an_answer_of_another_kind_than_all_the_wrong_ones_stands_out() -> None:
    kinds = [frozenset(one) for one in (("knee",), ("knee", "vasti"), ("knee", "vasti"))]
    answers = [
        Offered(text, place == 0, kind)
        for place, (text, kind) in enumerate(zip(("One", "Two", "Six"), kinds, strict=True))
    ]
    assert giveaway("Which?", answers, several=False) == "odd one out"


def test_wrong_answers_are_near_the_right_one() -> None:
    chance = random.Random(0)
    asker = STUDY.asker(STUDY.setting.kinds["overactive_muscle"])
    near = 0
    total = 0
    for one in chance.sample(asker.places, 30):
        question = asker.draw(one, chance)
        if question is not None:
            total += 1
            rows = {(str(r[1]), str(r[2]), str(r[3])) for r in FACTS["evidence"]}
            finding = places(question)[0]
            near += any(
                (finding, muscle, "underactive") in rows for muscle, right in answers(question)
            )
    assert total > 15
    assert near > total / 2
