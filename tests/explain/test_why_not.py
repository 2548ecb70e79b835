"""Why something does not hold: what is said to fail does fail, and goes down to the case."""

from __future__ import annotations

import clingo
import pytest

from kg.errors import BadInput
from kg.explain.consultation import Consultation
from kg.explain.lookup import goals
from kg.proof.near_misses import FIXED, NEW_ROW
from kg.proof.proof import ANY, Pattern
from kg.proof.rule_bodies import Obstacle
from kg.proof.why_not import Failure
from tests.depth import some_of
from tests.proof.answers import EXAMPLES, KNOWLEDGE, consultation

NAMES = [path.stem for path in EXAMPLES]
EXERCISES = sorted(str(row[0]) for row in KNOWLEDGE.facts.relations["exercise"])
MUSCLES = sorted(str(row[0]) for row in KNOWLEDGE.facts.relations["muscle"])


def constant(name: str) -> clingo.Symbol:
    return clingo.Function(name)


def asked(answer: Consultation) -> list[Pattern]:
    """Return a few questions about what does not hold, other ones for each example."""
    start = len(answer.advice.to_json())
    patterns = [
        Pattern("choose", (constant(EXERCISES[(start + 37 * one) % len(EXERCISES)]), ANY))
        for one in range(3)
    ]
    patterns += [
        Pattern(
            "state", (constant(MUSCLES[(start + 13 * one) % len(MUSCLES)]), ANY, constant(status))
        )
        for one in range(2)
        for status in ("overactive", "underactive")
    ]
    return [
        one
        for one in patterns
        if not any(map(one.matches, answer.truth.of(one.name, len(one.arguments))))
    ]


def true_atoms(answer: Consultation, pattern: Pattern) -> list[clingo.Symbol]:
    every = answer.truth.of(pattern.name, len(pattern.arguments))
    return [one for one in every if pattern.matches(one)]


def check(answer: Consultation, obstacle: Obstacle, below: Failure | None) -> None:
    match obstacle.kind:
        case "missing":
            assert obstacle.pattern is not None
            assert not true_atoms(answer, obstacle.pattern)
            assert below is not None
            assert below.goal == obstacle.pattern
        case "present":
            assert obstacle.pattern is not None
            assert obstacle.atoms[0] in answer.truth.atoms
            assert obstacle.pattern.matches(obstacle.atoms[0])
        case "choice":
            assert all(one not in answer.truth.atoms for one in obstacle.atoms)
        case _:
            assert obstacle.text
            assert all(one in answer.truth.atoms for one in obstacle.atoms)


@pytest.mark.parametrize("name", some_of(NAMES, push=5))
def test_what_is_said_to_fail_fails_and_what_is_said_to_hold_holds(name: str) -> None:
    answer = consultation(name)
    why_not = answer.explainer.failures
    for goal in asked(answer):
        for failure in why_not.of(goal).every():
            assert not true_atoms(answer, failure.goal) or NEW_ROW in failure.goal.arguments
            assert failure.kind != "rule" or failure.ways or failure.distance >= FIXED
            distances = [way.distance for way in failure.ways]
            assert distances == sorted(distances)
            assert failure.distance >= 1
            for way in failure.ways:
                assert all(one in answer.truth.atoms for one in way.attempt.held)
                assert way.attempt.obstacles
                for obstacle, below in zip(way.attempt.obstacles, way.below, strict=True):
                    check(answer, obstacle, below)


@pytest.mark.parametrize(
    ("name", "goal", "leaf", "distance"),
    [
        ("no_equipment", "choose(smr_tfl,any)", "present barred(smr_tfl,for_equipment)", 1),
        ("knees_in_right", "choose(ac_clamshell,any)", "choice choose(ac_clamshell,activate)", 1),
        (
            "knees_in_right",
            "choose(ac_chin_tuck_supine,any)",
            "case_finding(new,forward_head)",
            1,
        ),
        ("knees_in_right", "state(gluteus_maximus,any,overactive)", "evidence(", FIXED),
        (
            "painful_knee",
            "served",
            "present referred(knees_move_inward,pain_reported(knee,right))",
            1,
        ),
    ],
)
def test_the_nearest_leaf_is_the_one_a_teacher_would_name(
    name: str, goal: str, leaf: str, distance: int
) -> None:
    answer = consultation(name)
    (pattern,) = goals(answer, goal)
    failure = answer.explainer.failures.of(pattern)
    assert failure.distance == distance
    weighty = [one for one, weight in failure.leaves.items() if weight]
    assert len(weighty) == 1
    assert weighty[0].startswith(leaf)


def test_what_holds_is_no_question() -> None:
    answer = consultation("knees_in_right")
    with pytest.raises(ValueError, match="holds"):
        answer.explainer.failures.of(Pattern("choose", (constant("ac_glute_bridge"), ANY)))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("glute bridge", "this holds for the case: Glute bridge is chosen"),
        ("ac_clmshll", "did you mean ac_clamshell"),
        ("foam roller", "nothing is asked of foam_roller"),
        ("chose(ac_plank,any)", "did you mean choose"),
        ("choose(ac_plank)", "allowed: choose/2|; choose/2"),
        ("choose(ac_plank", "is no atom"),
    ],
)
def test_words_that_ask_nothing_get_one_clear_message(words: str, told: str) -> None:
    with pytest.raises(BadInput, match=told.replace("(", r"\(")):
        goals(consultation("knees_in_right"), words)


@pytest.mark.parametrize(
    ("words", "side", "patterns"),
    [
        ("Clamshell", None, ["choose(ac_clamshell,_)"]),
        ("soleus", "left", ["state(soleus,left,overactive)", "state(soleus,left,underactive)"]),
        ("gluteus medius", None, ["state(gluteus_medius,_,overactive)"]),
        ("forward_head", None, ["focus(forward_head,_)"]),
        ("candidate(ac_plank,_)", None, ["candidate(ac_plank,_)"]),
    ],
)
def test_words_mean_what_the_rules_say_is_asked(
    words: str, side: str | None, patterns: list[str]
) -> None:
    found = goals(consultation("knees_in_right"), words, side)
    assert [str(one) for one in found] == patterns


@pytest.mark.parametrize(
    ("exercise", "said"),
    [
        ("st_lat_ball", "2 is not less than 2."),
        ("st_supine_hamstring_strap", "It comes to 2, which is not the same as 1."),
    ],
)
def test_a_relation_that_fails_is_said_in_words(exercise: str, said: str) -> None:
    goal = Pattern("candidate", (constant(exercise), ANY))
    story = consultation("two_screens").explainer.why_not(goal)
    assert said in [line.text for line in story.lines.values()]
