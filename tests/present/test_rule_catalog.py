"""The shelf of rules and predicates, and which rules a case and the examples use."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.case.file import read_case
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.paths import Cache
from kg.present import rule_uses
from kg.present.example_cases import example_path
from kg.present.rule_catalog import Wanted, declared, excerpt, matching, shelf
from kg.present.rule_uses import Example, Examples, uses
from kg.quality.rule_usage import Usage
from kg.rulebase.rule_set import RuleFile, Rules
from kg.solve.time_limits import report_unfinished

KNOWLEDGE = KnowledgeBase.load()
RULES = Rules.load(KNOWLEDGE.places.rules)
SHELF = shelf(RULES, KNOWLEDGE.facts)
BY_ID = {one.id: one for one in SHELF}
PREDICATES = {one.key: one for one in declared(RULES, KNOWLEDGE.facts)}


@pytest.fixture(scope="module")
def usage() -> Usage:
    return Usage(KNOWLEDGE, RULES)


def test_each_excerpt_is_one_rule_with_its_annotation() -> None:
    for one in SHELF:
        text = excerpt(RULES, one)
        assert text.startswith("%@ ") or "\n%@ " in text, one.id
        assert f"id={one.id}" in re.split(r"\s", text)
        assert text.count("%@ id=") == 1
        assert text.rstrip()[-1] in ".]"


def test_an_excerpt_begins_where_the_shelf_says() -> None:
    for one in SHELF:
        file = next(file for file in RULES.files if file.name == one.file)
        line = file.content.splitlines()[one.line - 1]
        if file.table:
            assert one.id in line.split("\t")
        else:
            assert line.strip() in excerpt(RULES, one), one.id


def test_a_sentence_shows_what_its_variables_stand_for() -> None:
    assert BY_ID["status_unopposed"].sentence == (
        "⟨muscle⟩ (⟨side⟩) is likely ⟨direction⟩: the evidence for it counts ⟨weight⟩, and none "
        "speaks against it."
    )
    text = '%@ id=it label="{A} {B} {C}" source="a test"\nit(A, B) :- p(A, B), C = 1.\n'
    told = f"%! p(Muscle, Muscle): {{Muscle}}.\n{text}"
    (one,) = shelf(Rules((RuleFile("a.lp", told),)), KNOWLEDGE.facts)
    assert one.sentence == "⟨muscle A⟩ ⟨muscle B⟩ ⟨C⟩"
    assert not any("{" in one.sentence for one in SHELF)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("p(1).", "fact"),
        ("p(X) :- q(X).", "rule"),
        ("{ p(X) : q(X) }.", "choice"),
        (":- q(X), not p(X).", "requirement"),
        (":~ q(X). [1@1, it, X]", "cost"),
    ],
)
def test_the_kind_of_a_rule(text: str, kind: str) -> None:
    told = f'%@ id=it label="it" source="a test"\n{text}\n'
    (one,) = shelf(Rules((RuleFile("a.lp", told),)), KNOWLEDGE.facts)
    assert one.kind == kind


def test_what_a_rule_derives_and_reads_is_said_of_the_predicates_too() -> None:
    one = BY_ID["status_unopposed"]
    assert one.derives == ("status/3",)
    assert "counts/4" in one.reads
    assert one.id in PREDICATES["status/3"].derived_by
    assert one.id in PREDICATES["counts/4"].read_by


@pytest.mark.parametrize(
    ("key", "origin"),
    [
        ("status/3", "rules"),
        ("case_score/3", "case"),
        ("muscle/1", "ontology"),
    ],
)
def test_where_atoms_come_from(key: str, origin: str) -> None:
    assert PREDICATES[key].origin == origin


def test_every_predicate_that_a_rule_names_has_a_meaning() -> None:
    named = {key for one in SHELF for key in (*one.derives, *one.reads)}
    assert named <= PREDICATES.keys()
    assert all(PREDICATES[key].meaning for key in named)


def test_search_needs_every_word_and_heeds_the_filters() -> None:
    every = matching(SHELF, Wanted())
    assert every == SHELF
    found = matching(SHELF, Wanted(words="CONFLICT policy"))
    assert found
    assert all("conflict" in f"{one.source} {one.sentence} {one.text} {one.id}" for one in found)
    inside = matching(SHELF, Wanted(file="muscles.lp", predicate="status/3"))
    assert {one.file for one in inside} == {"muscles.lp"}
    assert all("status/3" in (*one.derives, *one.reads) for one in inside)
    assert matching(SHELF, Wanted(words="no such word anywhere")) == ()
    assert matching(SHELF, Wanted(ids={"status_unopposed"})) == (BY_ID["status_unopposed"],)
    source = BY_ID["status_unopposed"].source
    assert {one.source for one in matching(SHELF, Wanted(source=source))} == {source}


def test_what_a_case_uses_is_what_its_answer_holds(usage: Usage) -> None:
    case = read_case(example_path("knees_in_right"), Vocabulary.of(KNOWLEDGE))
    consultation = Consultation.of(case, KNOWLEDGE, rules=RULES)
    found = uses(consultation, usage)
    assert found.keys() == set(usage.ids(case))
    true = {str(one) for one in consultation.truth.atoms}
    for name, rows in found.items():
        assert {one.atom for one in rows if one.atom} <= true, name
        assert not any("{" in one.text for one in rows), name
    said = [one.text for one in found["status_unopposed"]]
    assert any(one.startswith("Gluteus medius (right) is likely underactive") for one in said)
    proofs = {one.atom for one in consultation.statements}
    stated = {one.atom for rows in found.values() for one in rows if one.stated}
    assert stated == {one for one in proofs if not consultation.is_given(consultation.atom(one))}
    assert all(not one.text for one in found["room_kept"])


def test_the_examples_are_looked_through_once(tmp_path: Path, usage: Usage) -> None:
    first = Examples(KNOWLEDGE, RULES, Cache(tmp_path))
    some = [one for one in first.every if one.name in ("Knees in right", "Plan: rushed")]
    first.every = tuple(some)
    before = first.done
    assert [one.name for one in first.look(usage)] == ["Knees in right", "Plan: rushed"]
    assert (before, first.done) == (False, True)
    by_rule = first.by_rule
    assert by_rule["status_unopposed"] == ("Knees in right", "Plan: rushed")
    judged = [name for name, cases in by_rule.items() if cases == ("Plan: rushed",)]
    assert any(BY_ID[name].file == "critique.lp" for name in judged)
    again = Examples(KNOWLEDGE, RULES, Cache(tmp_path))
    assert again.found == first.found
    other = Rules((replace(RULES.files[0], text=RULES.files[0].text + "\n"), *RULES.files[1:]))
    assert Examples(KNOWLEDGE, other, Cache(tmp_path)).found == {}


class SlowUsage:
    """Finds rules; the first answer is cut short by the time."""

    def __init__(self) -> None:
        """Begin with nothing looked at."""
        self.looks = 0

    def ids(self, *_: object, **__: object) -> tuple[str, ...]:
        """Return the rules of an example."""
        self.looks += 1
        if self.looks == 1:
            report_unfinished()
            return ("a_rule_of_half_an_answer",)
        return ("a_rule",)


def test_what_ran_out_of_time_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = Example("Flat feet", example_path("flat_feet"))
    monkeypatch.setattr(rule_uses, "_examples", lambda: iter([example]))
    slow: Any = SlowUsage()
    examples = Examples(KNOWLEDGE, RULES, Cache(tmp_path))
    assert len(list(examples.look(slow))) == 1
    assert (examples.done, dict(examples.by_rule)) == (False, {})
    assert not Examples(KNOWLEDGE, RULES, Cache(tmp_path)).done
    assert len(list(examples.look(slow))) == 1
    assert dict(examples.by_rule) == {"a_rule": ("Flat feet",)}
    assert Examples(KNOWLEDGE, RULES, Cache(tmp_path)).done
