"""Hostile rules of packs, each refused by name or contained, with a clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.packs import read_pack, read_packs
from kg.packs.check import check_pack
from tests.packs.made import folder, manifest

CASE = Case.model_validate({"findings": [{"finding": "knees_move_inward", "side": "right"}]})
NOTE = '%! noted: It is noted.\n%@ id=tried_note label="x" source="y"\nwarning(noted) :- served.\n'


def rule(text: str, name: str = "tried_rule") -> str:
    return f'%@ id={name} label="A rule." source="y"\n{text}\n'


def answered(tmp_path: Path, text: str, **overrides: str) -> Advice:
    files = {"pack.toml": manifest(**overrides), "rules/x.lp": text}
    return advise(CASE, KnowledgeBase.load(packs=read_packs([folder(tmp_path, files)])))


BIG = 100_000
REFUSED = [
    (rule('warning("\\\\n! Refer: nobody") :- served.'), "the reason "),
    (rule("warning(5) :- served."), "the reason 5"),
    (rule("warning((1,2)) :- served."), "the reason (1,2)"),
    (rule("refer(soleus) :- served."), "the reason soleus"),
    (rule('warning(X) :- X = "text", served.'), 'the reason "text" of warning/1'),
    (rule("warning(X) :- X = 7, served."), "the reason 7 of warning/1"),
    (rule(f":~ choose(E, P). [{BIG}*{BIG}@5, tried_rule, E, P]"), "a cost of 10000000000"),
    (rule(":~ choose(E, P). [65536*65536@5, tried_rule, E, P]"), "a cost of 4294967296"),
    (rule(":~ choose(E, P). [10**9@5, tried_rule, E, P]"), "a cost of 1000000000"),
    (rule(":~ choose(E, P), X = 99999. [X+X@5, tried_rule, E, P]"), "a cost of 199,998 at level 5"),
    (
        rule(f":~ choose(E, P), X = {BIG}. [X*X@5, tried_rule, E, P]"),
        "the rule `tried_rule`: a cost of ",
    ),
    (
        rule(f":~ choose(E, P), N = 1..9999. [{BIG}@4, tried_rule, E, P, N]"),
        "the rule `tried_rule`: costs of ",
    ),
    (
        rule(f":~ choose(E, P). [{BIG}@6, tried_rule, E, P]"),
        "the costs of `tried_rule` outvote everything: nothing is chosen",
    ),
    (
        NOTE + rule("{ stop_all(noted) }."),
        "with `tried_rule` rules/session.lp:",
    ),
    (
        NOTE + rule('weighs(soleus, left, overactive, knees_move_inward, noted, "x").'),
        "with `tried_rule` rules/muscles.lp:",
    ),
    (
        "%! odd: Odd.\n" + rule("odd :- not odd.") + NOTE,
        "with `tried_rule` there is no answer at all",
    ),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_a_rule_is_refused_by_its_name(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        answered(tmp_path, text)
    assert told in caught.value.message
    assert caught.value.message.startswith("tried/rules/x.lp:")
    assert "tried_rule" in caught.value.message
    assert "tried_note" not in caught.value.message
    assert len(caught.value.message) < 400


@pytest.mark.parametrize(
    "text",
    [
        "%! odd: Odd.\n" + rule("odd :- not odd, served."),
        rule(":- served."),
        rule(":- choose(_, _)."),
    ],
)
def test_a_rule_that_leaves_no_program_is_named(tmp_path: Path, text: str) -> None:
    advice = answered(tmp_path, NOTE + text)
    assert advice.result == "infeasible"
    assert [one.rule for one in advice.violated] == ["tried_rule"]
    assert "A rule." in advice.violated[0].text


def test_a_cost_that_leaves_a_program_is_no_hindrance(tmp_path: Path) -> None:
    text = rule(":~ choose(E, P), difficulty(E, N). [N*2@3, tried_rule, E, P]")
    assert answered(tmp_path, text).result == "solved"


def test_a_misspelt_predicate_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        answered(tmp_path, "%! noted: Noted.\n" + rule("warning(noted) :- observd(_, _, _)."))
    assert "`observd/3` is not declared" in caught.value.message
    assert "did you mean observed/3" in caught.value.message


def test_a_misspelt_id_in_a_rule_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = "%! noted: Noted.\n" + rule("warning(noted) :- choose(E, _), tagged(E, tag_overhed).")
    pack = read_pack(folder(tmp_path, {"rules/x.lp": text}))
    (problem,) = [one for one in check_pack(pack) if one.rule == "unknown_constant"]
    assert problem.level == "error"
    assert problem.file == "tried/rules/x.lp:3"
    assert "tag_overhed is no id of the ontology" in problem.message
    assert "did you mean tag_overhead" in problem.message


def test_a_value_that_no_answer_takes_is_told_in_one_line(tmp_path: Path) -> None:
    text = NOTE + rule("weighs(soleus, left, sideways, knees_move_inward, noted, 5).")
    with pytest.raises(KnowledgeError) as caught:
        answered(tmp_path, text)
    assert "with tried: direction is sideways" in caught.value.message
    assert "http" not in caught.value.message
