"""Two answers beside each other: nothing is told twice, and each cause is where they part."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kg.case.changes import changed, read_change
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.explain.diff import Cause, Comparison, compare, firsts, way_from
from kg.explain.diff_narrative import Beside
from kg.explain.explainer import Against
from kg.explain.narrative import Story
from kg.rulebase.rule_set import RuleFile, Rules
from tests.proof.answers import EXAMPLES, KNOWLEDGE, consultation

NAMES = [path.stem for path in EXAMPLES]
PAIRS = [*pairwise(NAMES), (NAMES[-1], NAMES[0])]


def causes(found: Comparison) -> list[tuple[Cause, Consultation, Consultation]]:
    return [
        (cause, here, there)
        for one in found.differences
        for cause, here, there in (
            (one.gone, found.first, found.second),
            (one.come, found.second, found.first),
        )
        if cause is not None
    ]


def told(first: Consultation, second: Consultation) -> Story:
    return Beside(compare(first, second), Against.of(first), Against.of(second)).story()


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_does_not_differ_from_itself(name: str) -> None:
    found = compare(consultation(name), consultation(name))
    assert found.differences == ()
    assert found.given == ((), ())
    assert told(consultation(name), consultation(name)).top.because == ()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_difference_is_told_once_and_mirrors(one: str, other: str) -> None:
    first, second = consultation(one), consultation(other)
    there, back = compare(first, second), compare(second, first)
    before = {each.before.atom for each in there.differences if each.before}
    after = {each.after.atom for each in there.differences if each.after}
    mine = {each.atom for each in first.statements}
    theirs = {each.atom for each in second.statements}
    assert before >= mine - theirs
    assert after >= theirs - mine
    assert {each.before.atom for each in back.differences if each.before} == after
    assert {each.after.atom for each in back.differences if each.after} == before


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_cause_is_the_first_step_that_the_other_answer_does_not_share(
    one: str, other: str
) -> None:
    found = compare(consultation(one), consultation(other))
    for cause, here, there in causes(found):
        assert cause.step.atom in here.truth.atoms
        assert cause.step.atom not in there.truth.atoms
        assert all(atom in there.truth.atoms for atom in cause.step.needs)
        if cause.atom is not None:
            assert (cause.atom in there.truth.atoms) == cause.there
        assert cause.kind != "knowledge"


@pytest.mark.parametrize(
    ("name", "change", "leaf"),
    [
        ("knees_in_right", ("add", "refuses=ac_lateral_band_walk"), "The client refuses lateral"),
        ("no_equipment", ("add", "equipment=foam_roller"), "Foam roller is at hand"),
        ("painful_knee", ("drop", "pain"), "Pain was reported in the knee (right)"),
        ("contradictory_findings", ("drop", "findings=low_back_arches"), "was reported"),
    ],
)
def test_the_reason_goes_down_to_what_was_changed(
    name: str, change: tuple[str, str], leaf: str
) -> None:
    first = consultation(name)
    verb, text = change
    case = changed(
        first.answered.case,
        [read_change(verb, text)],  # type: ignore[arg-type]
        Vocabulary.of(KNOWLEDGE),
    )
    story = told(first, Consultation.of(case, KNOWLEDGE))
    assert story.top.because
    assert any(leaf in line.text for line in story.lines.values() if line.kind in ("case", "rule"))


def test_a_rule_that_differs_is_named() -> None:
    first = consultation("knees_in_right")
    old = "gap(P, M, S) :- need(P, M, S), not treated(P, M, S), not stopped."
    new = old.removesuffix(".") + ", P = activate."
    files = [
        RuleFile(file.name, file.text.replace(old, new)) for file in first.answered.rules.files
    ]
    rules = Rules(tuple(files))
    assert rules.hash != first.answered.rules.hash
    second = Consultation.of(first.answered.case, KNOWLEDGE, rules=rules)
    found = compare(first, second)
    assert found.given == ((), ())
    lost = [one for one in found.differences if one.gone is not None]
    assert lost
    assert {one.gone.kind for one in lost if one.gone} == {"rule"}
    texts = {line.text for line in told(first, second).lines.values()}
    assert "The rule itself differs." in texts


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_way_leads_from_the_cause_to_the_statement(one: str, other: str) -> None:
    found = compare(consultation(one), consultation(other))
    for each in found.differences:
        for cause, statement, here, there in (
            (each.gone, each.before, found.first, found.second),
            (each.come, each.after, found.second, found.first),
        ):
            if cause is None or statement is None:
                continue
            root = here.atom(statement.atom)
            way = way_from(cause, root, here, there)
            assert way[0] == cause.step == firsts(root, here, there)[0]
            assert way[-1].atom == root
            assert all(step.atom not in there.truth.atoms for step in way)
            assert all(below.atom in set(above.premises()) for below, above in pairwise(way))
