"""Rule files: annotations, declarations, and one clear message for each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.rulebase.annotations import check_rules, read_annotations
from kg.rulebase.rule_set import RuleFile, Rules
from kg.rulebase.syntax import global_variables

KNOWLEDGE = KnowledgeBase.load()
GOOD = """
%! p(Thing): {Thing} is p.
%@ id=one label="{X} is q, so p." source="a book"
p(X) :- q(X).
"""


def rules(text: str) -> Rules:
    return Rules((RuleFile("a.lp", text),))


def test_the_rules_of_this_package_are_whole() -> None:
    own = Rules.load(KNOWLEDGE.places.rules)
    check_rules(own, KNOWLEDGE.facts.signature)
    read = read_annotations(own)
    assert len({one.id for one in read}) == len(read) > 300
    assert all(one.label.endswith((".", "?", "!")) or one.label for one in read)


def test_an_annotation_binds_to_the_rule_below_it() -> None:
    (one,) = read_annotations(rules(GOOD))
    assert (one.id, one.source, one.line) == ("one", "a book", 4)
    assert global_variables(one.rules[0]) == ("X",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("p(X) :- q(X).", "without id and label and source"),
        ('%@ id=one label="a" \np(1).', "without source"),
        (GOOD + GOOD.replace("%! p(Thing): {Thing} is p.", ""), "the id `one` again"),
        (GOOD.replace("{X} is q", "{Y} is q"), "speaks of Y"),
        (GOOD.replace(", so p.", ""), None),
        ('%@ id=one label="a" source="b"\np(X) :- q(X', "syntax error"),
        ('%@ id=One label="a" source="b"\np(1).', "the id `One`"),
        ('%@ id=one label="a source="b"\np(1).', "open quotation"),
        ("#show p/1.", "rules, constraints"),
        ('%@ id=one label="a" source="b"\n:~ q(X). [1@1, other, X]', "begins with one"),
    ],
)
def test_a_faulty_annotation_is_named_with_its_line(text: str, says: str | None) -> None:
    if says is None:
        assert read_annotations(rules(text))
        return
    with pytest.raises(KnowledgeError) as caught:
        read_annotations(rules(text))
    assert says in caught.value.message
    assert caught.value.message.startswith("rules/a.lp:")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("%! p(Thing): {Thing} is p.", ""), "`p/1` is not declared"),
        (GOOD.replace("q(X).", "q(X), r(X)."), "`r/1` is not declared"),
        (GOOD + "%! r(Thing): {Thing} is r.\n", "`r/1` is declared and never used"),
        (
            GOOD.replace("q(X).", "q(X), r(X).") + "%! r(Thing): {Thing} is r.\n",
            "`r/1` is derived by nothing",
        ),
        (GOOD.replace("p(X) :-", "q(X) :-"), "`q/1` is derived"),
        (GOOD + "%! q(Thing): {Thing} is q.\n", "comes as facts"),
    ],
)
def test_predicates_are_declared_derived_and_used(text: str, says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        check_rules(rules(text), {"q": ("Thing",)})
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("%! p(Thing) no colon", "cannot be read"),
        ("%! p(thing): it is p.", "the argument `thing`"),
        ("%! p(Thing): {Other} is p.", "speaks of `Other`"),
    ],
)
def test_a_faulty_declaration_is_named(line: str, says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        _ = rules(line).predicates
    assert says in caught.value.message
    assert "rules/a.lp:1" in caught.value.message


def test_two_declarations_of_one_predicate_are_refused() -> None:
    with pytest.raises(KnowledgeError, match="declared twice"):
        _ = rules("%! p(A): {A}.\n%! p(B): {B}.").predicates


def test_a_rule_without_a_label_says_what_it_derives(tmp_path: Path) -> None:
    text = (
        "%! hop(Start, End): From {start} to {End|name}.\n"
        '%@ id=hop source="x"\nhop(A, B) :- case_hop(B, A).\n'
        "%! case_hop(Start, End): {Start}, {End}.\n"
    )
    (tmp_path / "a.lp").write_text(text)
    only = read_annotations(Rules.load(tmp_path))[0]
    assert only.label == "From {A} to {B|name}."


@pytest.mark.parametrize("head", ["hop(A, 1)", "hop(A, A + 1)", ":~ case_hop(A). [1@1, hop]"])
def test_a_rule_needs_a_label_where_its_head_says_too_little(tmp_path: Path, head: str) -> None:
    rule = head if head.startswith(":~") else f"{head} :- case_hop(A)."
    text = (
        "%! hop(Start, End): From {start} to {end}.\n"
        f'%@ id=hop source="x"\n{rule}\n%! case_hop(Start): {{Start}}.\n'
    )
    (tmp_path / "a.lp").write_text(text)
    with pytest.raises(KnowledgeError, match=r"rules/a\.lp:3: an annotation without label"):
        read_annotations(Rules.load(tmp_path))


def test_a_declaration_goes_on_in_further_lines(tmp_path: Path) -> None:
    text = "%! hop(Start):\n%!   {Start} is\n%!   far.\n%~ hop(Start):\n%~   {Start} is near.\n"
    (tmp_path / "a.lp").write_text(text)
    rules = Rules.load(tmp_path)
    assert rules.predicates["hop", 1].sentence == "{Start} is far."
    assert (rules.absences["hop", 1].sentence, rules.absences["hop", 1].line) == (
        "{Start} is near.",
        4,
    )


def test_a_constant_holds_in_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.lp").write_text("#const most = 2 + 1.\n")
    (tmp_path / "b.lp").write_text(
        "%! hop(Start): {Start}.\n"
        '%@ id=hop source="x"\nhop(N) :- case_hop(N), N < most.\n'
        "%! case_hop(Start): {Start}.\n"
    )
    (annotation,) = read_annotations(Rules.load(tmp_path))
    assert "most" not in str(annotation.rules[0])
