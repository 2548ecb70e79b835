"""Sentences: every atom and every absence has one, and a faulty declaration is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import clingo
import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.bridge import read_fact_query
from kg.knowledge.facts import Facts
from kg.knowledge.snapshot import Names, Snapshot
from kg.knowledge.sources import Source
from kg.rulebase.annotations import check_rules, read_annotations
from kg.rulebase.rule_set import RuleFile, Rules
from kg.rulebase.sentences import Sentences
from kg.rulebase.syntax import ANY, atoms_of

KNOWLEDGE = KnowledgeBase.load()
OWN = Rules.load(KNOWLEDGE.places.rules)
TEXT = """
%! found(Muscle, Side): {Muscle} is found on the {side}.
%~ found(Muscle, Side): Nothing finds {muscle} on the {side}.
%! case_seen(Finding): {Finding} was seen.
%! worked(Muscle, OtherMuscle): {Muscle} is worked with {otherMuscle}.
%@ id=one label="{M} is found." source="a book"
found(M, S) :- case_seen(F), part(M, F), whole(M), S = left, not worked(M, _).
%@ id=two label="{M} is worked." source="a book"
worked(M, M) :- whole(M).
"""
FACTS = Facts.of(
    {"part": [], "whole": []},
    {"part": ("Part", "Whole"), "whole": ("Muscle",)},
    {"part": "{Part} is part of {whole}.", "whole": "{Muscle} is a whole."},
    {"whole": "{Muscle} is no whole."},
)


@dataclass(frozen=True)
class Words:
    """The words of a small ontology."""

    labels: dict[str, str] = field(default_factory=lambda: {"soleus": "Soleus", "left": "Left"})
    sentence_labels: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)
    facts: Facts = FACTS


def rules(text: str) -> Rules:
    return Rules((RuleFile("a.lp", text),))


def say() -> Sentences:
    return Sentences(rules(TEXT), Words())


def atom(text: str) -> clingo.Symbol:
    return clingo.parse_term(text)


def absent(name: str, *arguments: str | None) -> str:
    return say().absent(name, [ANY if one is None else atom(one) for one in arguments])


# --- what holds --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("found(soleus,left)", "Soleus is found on the left."),
        ("part(soleus,calf_muscles)", "Soleus is part of calf muscles."),
        ("whole(soleus)", "Soleus is a whole."),
        ("soleus", "Soleus"),
        ("part(soleus)", "Part(soleus)"),
    ],
)
def test_an_atom_says_its_sentence(written: str, says: str) -> None:
    assert say().say(atom(written)) == says


def test_a_fact_says_the_sentence_of_its_query() -> None:
    assert say().fact(atom("part(soleus,left)")) == "Soleus is part of left."
    with pytest.raises(KeyError):
        say().fact(atom("found(soleus,left)"))


def test_every_fact_of_the_ontology_has_words() -> None:
    own = Sentences(OWN, KNOWLEDGE)
    for name, rows in KNOWLEDGE.facts.relations.items():
        written = KNOWLEDGE.facts.source([name]).split("\n", 1)[0].removesuffix(".")
        assert rows
        said = own.say(atom(written))
        assert said[0].isupper() or not said[0].isalpha(), said
        assert not re.search(r"[a-z]_[a-z]|[{}]", said), said


# --- what does not hold -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("found", ("soleus", "left"), "Nothing finds soleus on the left."),
        ("found", (None, "left"), "Nothing finds any muscle on the left."),
        ("whole", ("soleus",), "Soleus is no whole."),
        ("whole", (None,), "Any muscle is no whole."),
        (
            "worked",
            ("soleus", None),
            "It does not follow that soleus is worked with any other muscle.",
        ),
        ("case_seen", (None,), "The case does not say that any finding was seen."),
        (
            "part",
            ("soleus", None),
            "Nothing in the ontology says that soleus is part of any whole.",
        ),
        ("unheard", ("soleus", None), "It does not follow that unheard(soleus,_)."),
        ("unheard", (), "It does not follow that unheard."),
    ],
)
def test_an_absence_says_its_sentence_or_denies_the_other(
    name: str, arguments: tuple[str | None, ...], says: str
) -> None:
    assert absent(name, *arguments) == says


def test_whatever_a_rule_denies_has_a_sentence_of_its_own() -> None:
    denied = {
        one.signature
        for annotation in read_annotations(OWN)
        for rule in annotation.rules
        for sign, one in atoms_of(rule.body)
        if sign == 1
    }
    facts = {(name, len(KNOWLEDGE.facts.signature[name])) for name in KNOWLEDGE.facts.absences}
    assert len(denied) > 60
    assert denied - OWN.absences.keys() - facts == set()


def test_what_is_said_of_an_absence_ends_as_a_sentence() -> None:
    said = [one.sentence for one in OWN.absences.values()] + [*KNOWLEDGE.facts.absences.values()]
    assert [one for one in said if not one.endswith(".")] == []


# --- reading `%~` -------------------------------------------------------------------------------


def test_an_absence_is_read_beside_the_declaration() -> None:
    read = rules(TEXT)
    one = read.absences["found", 2]
    assert (one.arguments, one.file, one.line) == (("Muscle", "Side"), "rules/a.lp", 3)
    assert one.sentence == "Nothing finds {muscle} on the {side}."
    assert ("found", 2) in read.predicates
    assert len(read.absences) == 1
    check_rules(read, FACTS.signature)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("%~ p(Thing) no colon", "cannot be read; `%~ name(Argument, ...): sentence`"),
        ("%~ p(thing): it is not p.", "the argument `thing`"),
        ("%~ p(Thing): {Other} is not p.", "speaks of `Other`"),
    ],
)
def test_a_faulty_absence_is_named(line: str, says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        _ = rules(line).absences
    assert says in caught.value.message
    assert "rules/a.lp:1" in caught.value.message


def test_two_sentences_for_one_absence_are_refused() -> None:
    with pytest.raises(KnowledgeError, match="declared twice"):
        _ = rules("%~ p(A): {A}.\n%~ p(B): {B}.").absences


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("%~ unheard(Thing): {Thing} is not.", "a predicate that `%!` declares"),
        ("%~ found(Muscle): {Muscle} is not.", "a predicate that `%!` declares"),
        ("%~ part(Part, Whole): {Part} is not.", "a line `# not: sentence` in its facts query"),
    ],
)
def test_an_absence_of_nothing_declared_is_refused(line: str, says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        check_rules(rules(TEXT + line), FACTS.signature)
    assert "the absence of" in caught.value.message
    assert says in caught.value.message
    assert "rules/a.lp:10" in caught.value.message


# --- reading `# not:` ---------------------------------------------------------------------------


def query(comment: str) -> Source:
    text = f"# part(Part, Whole)\n{comment}\nSELECT ?part ?whole WHERE {{}}"
    return Source("rules/facts/part.rq", Path("part.rq"), text.encode())


def test_a_query_says_what_its_absence_means() -> None:
    read = read_fact_query(query("# {Part} is\n# part of {whole}.\n# not: {Part} is no part."))
    assert (read.meaning, read.absence) == ("{Part} is part of {whole}.", "{Part} is no part.")
    assert read_fact_query(query("# {Part} is part.")).absence == ""


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("# {Part}.\n# not: {Part}.\n# not: {Whole}.", "2 lines"),
        ("# {Part}.\n# not:", "and no more"),
        ("# {Part}.\n# not: {Other}.", "speaks of `Other`"),
        ("# {Other}.", "speaks of `Other`"),
    ],
)
def test_a_faulty_sentence_of_a_query_is_named(comment: str, says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_fact_query(query(comment))
    assert says in caught.value.message
    assert "rules/facts/part.rq" in caught.value.message


LIMIT_WORDS = """%! meets(Demand, Value, Condition): With {condition} it {Demand|demandText}.
"""


def test_a_text_of_an_entry_may_have_places_of_its_own() -> None:
    labels = {"arm": "Arm", "down": "Down syndrome", "frozen": "Frozen shoulder"}
    text = "raises the arm to {Value}° {Nobody}"
    words = Words(labels, {"down": "Down syndrome"}, {"arm": {"demandText": (text,)}})
    sentences = Sentences(rules(LIMIT_WORDS), words)
    assert sentences.say(atom("meets(arm, 150, frozen)")) == (
        "With frozen shoulder it raises the arm to 150° {Nobody}."
    )
    assert sentences.say(atom("meets(arm, 90, down)")).startswith("With Down syndrome it raises")


def test_labels_within_a_sentence_are_kept_with_the_names() -> None:
    names = Names({"down": "Down syndrome"}, {}, {"down": "Down syndrome"})
    assert Snapshot.from_bytes(Snapshot("hash", FACTS, names).to_bytes()).names == names


def test_absences_are_kept_with_the_facts() -> None:
    kept = Snapshot.from_bytes(Snapshot("hash", FACTS, Names({}, {})).to_bytes())
    assert kept.facts == FACTS
    assert dict(kept.facts.absences) == {"whole": "{Muscle} is no whole."}
    assert "whole" in kept.facts.meanings
