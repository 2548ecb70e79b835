"""A changed rule file on a case: what differs, what is refused and where, which limits hold."""

from __future__ import annotations

import pytest

from kg.case.file import read_case
from kg.case.vocabulary import Vocabulary
from kg.errors import BadInput
from kg.knowledge import KnowledgeBase
from kg.present.example_cases import example_path
from kg.present.rule_trial import Fault, Tried, edit, marked, try_text
from kg.rulebase.rule_set import Rules
from kg.sandbox.warm import Limits

KNOWLEDGE = KnowledgeBase.load()
RULES = Rules.load(KNOWLEDGE.places.rules)
TEXTS = {file.name: file.text for file in RULES.files}
CASE = read_case(example_path("knees_in_right"), Vocabulary.of(KNOWLEDGE))
MORE = '\n%@ id=tried label="{M} is tried." source="a test"\n'


def tried(more: str, name: str = "muscles.lp", limits: Limits | None = None) -> Tried:
    text = f"{TEXTS[name]}{more}"
    if limits is not None:
        return try_text(CASE, RULES, name, text, limits=limits)
    return try_text(CASE, RULES, name, text)


def test_a_comment_changes_nothing() -> None:
    found = tried("% nothing\n")
    assert found == Tried(before="solved", after="solved")


def test_a_change_shows_what_differs_with_the_rule_that_carries_it() -> None:
    old = "status(M, S, D) :- counts(M, S, D, W)"
    assert old in TEXTS["muscles.lp"]
    text = TEXTS["muscles.lp"].replace(old, f"{old}, M != gluteus_medius")
    found = try_text(CASE, RULES, "muscles.lp", text)
    assert not found.faults
    told = [(row.part, row.before, row.after) for row in found.rows]
    assert any(
        part == "muscles" and before.startswith("Gluteus medius (right) is likely underactive")
        for part, before, _ in told
    ), told
    carried = [row.carried.rule.id for row in found.rows if row.carried and row.carried.rule]
    assert "status_unopposed" in carried
    for row in found.rows:
        assert row.story.root in row.story.lines
        assert all(
            key in row.story.lines for one in row.story.lines.values() for key in one.because
        )


def test_a_requirement_that_nothing_keeps_is_told() -> None:
    kept = tried(
        '\n%@ id=tried label="Nothing is allowed." source="a test"\n:- edition_in_use(_).\n'
    )
    assert (kept.before, kept.after) == ("solved", "infeasible")
    assert kept.broken == ("Nothing is allowed.",)


@pytest.mark.parametrize(
    ("more", "told", "line", "column"),
    [
        ("status(M, S, D) :- , muscle(M).\n", "syntax error", 3, 20),
        ("status(M, S, overactive) :- muscle(M).\n", "nothing binds S", 3, 1),
        ("#script (python)\n#end.\n", "`#script`", 3, 1),
        ('status(M, S, D) :- M = @now(), S = "', "`@now`", 3, 25),
    ],
)
def test_what_is_refused_is_told_with_its_place(
    more: str, told: str, line: int, column: int
) -> None:
    (fault,) = tried(f"{MORE}{more}").faults
    assert told in fault.told
    assert fault.file == "rules/muscles.lp"
    assert fault.line == TEXTS["muscles.lp"].count("\n") + line
    assert fault.column == column


def test_a_change_that_never_ends_is_stopped() -> None:
    endless = MORE.replace("{M}", "{N}") + "policy(endless, N + 1) :- policy(_, N).\n"
    found = tried(endless, limits=Limits(seconds=2, memory=2**31))
    (fault,) = found.faults
    assert "grounding the rules" in fault.told
    assert "packs" not in fault.told
    assert any(word in fault.told for word in ("seconds", "memory"))
    assert found.stopped == ("seconds" in fault.told)


def test_rules_that_leave_no_advice_are_told() -> None:
    kept = [
        line
        for line in TEXTS["muscles.lp"].splitlines()
        if not line.startswith("edition_in_use(") and "id=edition_" not in line
    ]
    found = try_text(CASE, RULES, "muscles.lp", "\n".join(kept))
    assert found.faults
    assert all(one.told for one in found.faults)


def test_another_file_is_refused() -> None:
    with pytest.raises(BadInput, match="no rule file"):
        try_text(CASE, RULES, "../muscles.lp", "")


def test_the_lines_around_a_fault_are_marked_below_the_column() -> None:
    text = "a.\nb.\nc :- , d.\ne.\nf.\ng."
    assert marked(text, Fault("wrong", "rules/x.lp", 3, 6)).splitlines() == [
        "    1  a.",
        "    2  b.",
        "    3  c :- , d.",
        "            ^",
        "    4  e.",
        "    5  f.",
    ]
    assert marked(text, Fault("wrong")) == ""


def test_an_edit_is_shown_as_a_patch() -> None:
    assert edit("a.lp", "p.\nq.\n", "p.\nr.\n").splitlines()[-3:] == [" p.", "-q.", "+r."]
    assert edit("a.lp", "p.\n", "p.\n") == ""


def test_a_named_number_is_tried() -> None:
    text = TEXTS["policy.lp"].replace("#const first_choices = 2.", "#const first_choices = 1.")
    assert text != TEXTS["policy.lp"]
    assert not try_text(CASE, RULES, "policy.lp", text).faults


def test_a_file_with_costs_passes_as_it_is() -> None:
    assert not tried("% nothing\n", "prefer.lp").faults


def test_a_named_number_is_a_number() -> None:
    found = tried("\n#const bad = @run(1).\n", "policy.lp")
    assert found.faults


def test_a_figure_of_a_table_is_tried() -> None:
    name = "tables/figure.tsv"
    text = next(file.content for file in RULES.files if file.name == name)
    found = try_text(CASE, RULES, name, text.replace("margin\t4", "margin\t5"))
    assert not found.faults
    found = try_text(CASE, RULES, name, text.replace("margin\t4", "margin\t4.5"))
    assert "Value: `4.5`" in found.faults[0].told
    assert found.faults[0].file == f"rules/{name}"
